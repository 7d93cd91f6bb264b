#!/usr/bin/env python3
"""Reference implementation of docs/rules.md, for differential testing.

    python3 oracle.py --lines     one plan (JSON text) a line on stdin, one compact JSON answer a line

Plain and slow on purpose. A month is the int year*12 + (1..12) - 1. Money is an int of fen.
"""
import glob
import json
import os
import re
import sys
from fractions import Fraction

MAX = 2 ** 63 - 1
MIN_YEAR, MAX_YEAR = 1949, 2200
MAX_AMOUNT = 999_999_999_999_999        # fen (rule 1)
MILLION = 10 ** 6                       # rates are whole millionths
HERE = os.path.dirname(os.path.abspath(__file__))
PRESETS_DIR = os.path.join(HERE, "../../crates/core/presets")

# Choices in ambiguous places, collected here so that they are easy to turn.
WHOLE_OVERFLOWS = False      # rule 9's `whole` (pay + surplus), not printed, may exceed 64 bits
OUTCOME_CAP = 10_000
LISTED = 10_000              # errors of a round (rule 15)


# ------------------------------------------------------------------------------------------------
# Rule 15, `json`: a strict reader that keeps the text of numbers

class NotJson(Exception):
    pass


class Num:
    """A JSON number, by its text."""
    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text

    def whole(self):
        return not any(c in self.text for c in ".eE")

    def value(self):
        return int(self.text)


def esc(key):
    return key.replace("~", "~0").replace("/", "~1")


NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class JsonReader:
    def __init__(self, text):
        self.s = text
        self.i = 0
        self.twice = set()

    def read(self):
        self.space()
        v = self.value("", 1)
        self.space()
        if self.i != len(self.s):
            raise NotJson()
        return v

    def space(self):
        while self.i < len(self.s) and self.s[self.i] in " \t\n\r":
            self.i += 1

    def peek(self):
        return self.s[self.i] if self.i < len(self.s) else ""

    def need(self, c):
        if self.peek() != c:
            raise NotJson()
        self.i += 1

    def value(self, at, depth):
        """depth: the level that an array or object here would have."""
        c = self.peek()
        if c == "{":
            if depth > 127:
                raise NotJson()
            self.i += 1
            out = {}
            self.space()
            if self.peek() == "}":
                self.i += 1
                return out
            while True:
                self.space()
                key = self.string()
                self.space()
                self.need(":")
                self.space()
                here = at + "/" + esc(key)
                if key in out:
                    self.twice.add(here)
                out[key] = self.value(here, depth + 1)
                self.space()
                if self.peek() == ",":
                    self.i += 1
                    continue
                self.need("}")
                return out
        if c == "[":
            if depth > 127:
                raise NotJson()
            self.i += 1
            out = []
            self.space()
            if self.peek() == "]":
                self.i += 1
                return out
            while True:
                self.space()
                out.append(self.value(f"{at}/{len(out)}", depth + 1))
                self.space()
                if self.peek() == ",":
                    self.i += 1
                    continue
                self.need("]")
                return out
        if c == '"':
            return self.string()
        for word, v in (("true", True), ("false", False), ("null", None)):
            if self.s.startswith(word, self.i):
                self.i += len(word)
                return v
        m = NUMBER.match(self.s, self.i)
        if not m:
            raise NotJson()
        self.i = m.end()
        return Num(m.group())

    def hex4(self):
        h = self.s[self.i:self.i + 4]
        if not re.fullmatch(r"[0-9A-Fa-f]{4}", h):
            raise NotJson()
        self.i += 4
        return int(h, 16)

    def string(self):
        self.need('"')
        out = []
        while True:
            c = self.peek()
            if c == "" or c < " ":
                raise NotJson()
            self.i += 1
            if c == '"':
                return "".join(out)
            if c != "\\":
                out.append(c)
                continue
            e = self.peek()
            self.i += 1
            if e == "u":
                u = self.hex4()
                if 0xDC00 <= u <= 0xDFFF:           # a lone half of a pair is no text
                    raise NotJson()
                if 0xD800 <= u <= 0xDBFF:
                    self.need("\\")
                    self.need("u")
                    w = self.hex4()
                    if not 0xDC00 <= w <= 0xDFFF:
                        raise NotJson()
                    u = 0x10000 + ((u - 0xD800) << 10) + (w - 0xDC00)
                out.append(chr(u))
            elif e in ESCAPES and e:
                out.append(ESCAPES[e])
            else:
                raise NotJson()


class Errors(Exception):
    def __init__(self, found):
        # rule 15: each once, sorted by `at` (its UTF-8 bytes) then `code`
        self.list = sorted(set(found), key=lambda e: (e[1].encode(), e[0]))

    def answer(self):
        out = {"errors": [{"code": c, "at": at} for c, at in self.list[:LISTED]]}
        if len(self.list) > LISTED:
            out["more"] = len(self.list) - LISTED
        return out


# ------------------------------------------------------------------------------------------------
# Rule 15, round "reading" (fields of rules 11 and 12)

PAYERS = ("central", "province", "local", "city", "county", "town")
POSTS = ("administrative", "service")
GRADES = ("excellent", "pass", "basic", "fail")
BY = {"province": 2, "city": 4, "county": 6, "station": 9}


def fullmatch(pattern, s):
    return re.fullmatch(pattern, s, re.ASCII) is not None


class Read:
    def __init__(self):
        self.found = []

    def err(self, code, at):
        self.found.append((code, at))

    # -- simple values: each returns the value read, or None when it is wrong

    def string(self, v, at):
        if not isinstance(v, str):
            return self.err("type", at)
        return v

    def choice(self, *words):
        def read(v, at):
            if not isinstance(v, str):
                return self.err("type", at)
            if v not in words:
                return self.err("choice", at)
            return v
        return read

    def whole(self, lo, hi):
        def read(v, at):
            if not isinstance(v, Num) or not v.whole():
                return self.err("type", at)
            if not lo <= v.value() <= hi:
                return self.err("range", at)
            return v.value()
        return read

    def year(self, v, at):
        return self.whole(MIN_YEAR, MAX_YEAR)(v, at)

    def decimal(self, v, at, places, top):
        """Rule 1: an amount (places 2) or a rate (places 6) as an int of its smallest unit."""
        unit = 10 ** places
        if isinstance(v, Num):
            if not v.whole():
                return self.err("type", at)
            n = v.value() * unit
        elif isinstance(v, str):
            if not fullmatch(r"[0-9]+(\.[0-9]{1,%d})?" % places, v):
                return self.err("format", at)
            a, _, b = v.partition(".")
            n = int(a) * unit + int(b.ljust(places, "0"))
        else:
            return self.err("type", at)
        if not 0 <= n <= top:
            return self.err("range", at)
        return n

    def amount(self, v, at):
        return self.decimal(v, at, 2, MAX_AMOUNT)

    def rate(self, v, at):
        return self.decimal(v, at, 6, MILLION)

    def month(self, v, at):
        if not isinstance(v, str):
            return self.err("type", at)
        if not fullmatch(r"[0-9]{4}-[0-9]{2}", v):
            return self.err("format", at)
        y, m = int(v[:4]), int(v[5:])
        if not (MIN_YEAR <= y <= MAX_YEAR and 1 <= m <= 12):
            return self.err("range", at)
        return y * 12 + m - 1

    def first_month(self, v, at):           # rule 3: a bare year is its January
        if isinstance(v, Num):
            y = self.year(v, at)
            return None if y is None else y * 12
        return self.month(v, at)

    def last_month(self, v, at):            # rule 3: a fund's `last`: a bare year is its December
        if isinstance(v, Num):
            y = self.year(v, at)
            return None if y is None else y * 12 + 11
        return self.month(v, at)

    def code(self, v, at):
        if not isinstance(v, str):
            return self.err("type", at)
        if not fullmatch(r"[0-9]{9}", v):
            return self.err("format", at)
        return v

    def effective(self, v, at):
        if isinstance(v, str):
            return self.choice("anniversary")(v, at)
        return self.whole(1, 12)(v, at)

    def cost_name(self, v, at):
        if not isinstance(v, str):
            return self.err("type", at)
        if v == "subsidy":
            return self.err("choice", at)
        return v

    # -- containers

    def list_of(self, item, empty_ok=True):
        def read(v, at):
            if not isinstance(v, list):
                return self.err("type", at)
            if not v and not empty_ok:
                return self.err("range", at)
            return [item(x, f"{at}/{i}") for i, x in enumerate(v)]
        return read

    def map_of(self, key, item):
        """A key and its value are judged apart."""
        def read(v, at):
            if not isinstance(v, dict):
                return self.err("type", at)
            out = {}
            for k, x in v.items():
                here = f"{at}/{esc(k)}"
                key(k, here)
                out[k] = item(x, here)
            return out
        return read

    def obj(self, required, optional):
        def read(v, at):
            if not isinstance(v, dict):
                return self.err("type", at)
            out = {}
            for k, x in v.items():
                here = f"{at}/{esc(k)}"
                if k in required:
                    out[k] = required[k](x, here)
                elif k in optional:
                    out[k] = optional[k](x, here)
                else:
                    self.err("unknown_field", here)
            for k in required:
                if k not in v:
                    self.err("missing", f"{at}/{k}")
            return out
        return read

    def region_key(self, k, at):
        if not fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}", k):
            self.err("format", at)

    def grade_key(self, k, at):
        if not fullmatch(r"[0-9]{4}", k):
            self.err("format", at)
        elif not MIN_YEAR <= int(k) <= MAX_YEAR:
            self.err("range", at)

    # -- the programme, rule 12

    def entry(self, required, optional):
        return self.obj({"from": self.first_month, **required},
                        {**optional, **self.grounds()})

    def grounds(self):
        return {"source": self.source, "status": self.choice("stated", "press", "assumed")}

    def source(self, v, at):
        """A text, or one in both languages."""
        if isinstance(v, dict):
            return self.both_languages()(v, at)
        return self.string(v, at)

    def both_languages(self):
        return self.obj({"zh": self.string, "en": self.string}, {})

    def parts(self):
        return self.list_of(self.obj({"payer": self.choice(*PAYERS), "parts": self.whole(1, MILLION)}, {}),
                            empty_ok=False)

    def norm_entry(self, v, at):
        n = self.whole(0, 10_000)
        kind = self.choice("range", "villages")
        k = v.get("kind") if isinstance(v, dict) else None
        if k == "range":
            return self.entry({"kind": kind, "min": n, "max": n}, {})(v, at)
        if k == "villages":
            return self.entry({"kind": kind, "administrative": n}, {"per_village": n})(v, at)
        # the kind itself is wrong or missing: no kind's field is unknown or missing
        return self.entry({"kind": kind}, {"min": n, "max": n, "administrative": n, "per_village": n})(v, at)

    def programme(self, v, at):
        lst = self.list_of
        fund = self.obj({"name": self.string, "payer": self.choice(*PAYERS),
                         "first": self.first_month, "amount": self.amount},
                        {"pays": self.string, "kind": self.choice("pool", "annual"),
                         "last": self.last_month, **self.grounds()})
        return self.obj({
            "id": self.string,
            "title": self.both_languages(),
            "subsidy": lst(self.entry({"standard": self.amount},
                                      {"basis": self.choice("pay", "standard", "indexed"),
                                       "top_up": self.choice(*PAYERS)}), False),
            "sharing": lst(self.entry({"parts": self.parts()}, {"tier": self.string}), False),
            "raise": lst(self.entry({"rate": self.rate},
                                    {"mode": self.choice("compound", "simple"),
                                     "effective": self.effective}), False),
            "appraisal": lst(self.entry({"pass": self.list_of(self.choice(*GRADES), False)},
                                        {"min_months": self.whole(1, 12)}), False),
        }, {
            "confirmed": self.month,
            "tiers": self.map_of(self.region_key, self.string),
            "contract": lst(self.entry({"years": self.whole(1, 100)}, {})),
            "norm": lst(self.norm_entry),
            "costs": lst(self.entry({"name": self.cost_name, "per_station": self.amount, "parts": self.parts()},
                                    {"hours_per_month": self.whole(0, 10_000)})),
            "funds": lst(fund),
        })(v, at)

    # -- the plan, rule 11

    def plan(self, v):
        if not isinstance(v, dict):
            self.err("type", "")
            return None
        horizon = self.obj({"first": self.year, "last": self.year}, {})
        station = self.obj({"code": self.code},
                           {"name": self.string, "tier": self.string, "villages": self.whole(0, 10_000),
                            "opens": self.month})
        worker = self.obj({"id": self.string, "station": self.code, "post": self.choice(*POSTS),
                           "hired": self.month},
                          {"left": self.month, "pay": self.amount, "pay_year": self.year,
                           "appraisals": self.map_of(self.grade_key, self.choice(*GRADES))})
        hire = self.obj({"station": self.code, "post": self.choice(*POSTS),
                         "count": self.whole(1, 1_000_000), "month": self.month},
                        {"pay": self.amount})
        assumptions = self.obj({}, {"pass_rate": self.rate, "leave_rate": self.rate,
                                    "refill": self.choice("none", "january"),
                                    "fill": self.choice("none", "norm"),
                                    "vacancy_rate": self.rate,
                                    "missing_history": self.choice("error", "pass", "fail"),
                                    "from": self.year})
        plan = self.obj({"programme": lambda x, at: None,       # below
                         "horizon": horizon,
                         "stations": self.list_of(station, False)},
                        {"reform": lambda x, at: None,          # below
                         "workers": self.list_of(worker),
                         "hires": self.list_of(hire),
                         "assumptions": assumptions,
                         "regions": self.map_of(self.region_key, self.string),
                         "by": self.choice(*BY)})(v, "")
        h = plan.get("horizon")
        if h and h.get("first") is not None and h.get("last") is not None \
                and h["last"] - h["first"] + 1 > 100:
            self.err("range", "/horizon/last")
        # the programme and its reform
        reform = v.get("reform", {})
        if not isinstance(reform, dict):
            self.err("type", "/reform")
            reform = {}
        if "programme" in v:
            p = v["programme"]
            if isinstance(p, str):
                if p in presets():
                    p = presets()[p]
                else:
                    self.err("unknown_preset", "/programme")
                    p = None
            elif not isinstance(p, dict):
                self.err("type", "/programme")
                p = None
            if p is not None:
                plan["programme"] = self.programme(merge_patch(p, reform), "/programme")
        return plan


def merge_patch(target, patch):                 # RFC 7396
    if not isinstance(patch, dict):
        return patch
    out = dict(target) if isinstance(target, dict) else {}
    for k, v in patch.items():
        if v is None:
            out.pop(k, None)
        else:
            out[k] = merge_patch(out.get(k), v)
    return out


_presets = {}


def presets():
    if not _presets:
        for f in glob.glob(os.path.join(PRESETS_DIR, "*.json")):
            p = JsonReader(open(f, encoding="utf-8").read()).read()
            _presets[p["id"]] = p
    return _presets


def defaults(plan):
    """Rules 11 and 12: what has a default gets it."""
    p = plan["programme"]
    for k in ("contract", "norm", "costs", "funds"):
        p.setdefault(k, [])
    p.setdefault("tiers", {})
    for e in p["subsidy"]:
        e.setdefault("basis", "standard")
        e.setdefault("top_up", "local")
    for e in p["raise"]:
        e.setdefault("mode", "compound")
        e.setdefault("effective", 1)
    for e in p["appraisal"]:
        e.setdefault("min_months", 6)
    for e in p["norm"]:
        if e["kind"] == "villages":
            e.setdefault("per_village", 1)
    for e in p["costs"]:
        e.setdefault("hours_per_month", 0)
    for e in p["funds"]:
        e.setdefault("pays", "subsidy")
        e.setdefault("kind", "pool")
        e.setdefault("last", None)
    for e in p["sharing"] + p["costs"]:
        e["parts"] = [(x["payer"], x["parts"]) for x in e["parts"]]
    for k in ("workers", "hires"):
        plan.setdefault(k, [])
    plan.setdefault("regions", {})
    plan.setdefault("by", "province")
    for w in plan["workers"]:
        w.setdefault("left", None)
        w.setdefault("pay", None)
        w["appraisals"] = {int(y): g for y, g in w.get("appraisals", {}).items()}
    for h in plan["hires"]:
        h.setdefault("pay", None)
    first = plan["horizon"]["first"]
    for s in plan["stations"]:
        s.setdefault("opens", first * 12)
        s.setdefault("villages", None)
    a = plan.setdefault("assumptions", {})
    for k, v in (("pass_rate", MILLION), ("leave_rate", 0), ("refill", "none"), ("fill", "none"),
                 ("vacancy_rate", 0), ("missing_history", "error"), ("from", first)):
        a.setdefault(k, v)


# ------------------------------------------------------------------------------------------------
# Rule 12: the entry in force

def in_force(entries, month):
    """The entry with the latest `from` up to the month, or None."""
    best = None
    for e in entries:
        if e["from"] <= month and (best is None or e["from"] > best["from"]):
            best = e
    return best


# ------------------------------------------------------------------------------------------------
# Rule 15, round "meaning"

def meaning(plan):
    found = []
    p = plan["programme"]
    hz = plan["horizon"]
    horizon_ok = hz["first"] <= hz["last"]
    first, last = hz["first"] * 12, hz["last"] * 12 + 11
    a = plan["assumptions"]

    def duplicates(keys_and_places):
        seen = set()
        for key, at in keys_and_places:
            if key in seen:
                found.append(("duplicate", at))
            seen.add(key)

    # duplicate
    duplicates((w["id"], f"/workers/{i}/id") for i, w in enumerate(plan["workers"]))
    duplicates((s["code"], f"/stations/{i}/code") for i, s in enumerate(plan["stations"]))
    for name in ("subsidy", "raise", "appraisal", "contract", "norm"):
        duplicates((e["from"], f"/programme/{name}/{i}/from") for i, e in enumerate(p[name]))
    duplicates(((e.get("tier"), e["from"]), f"/programme/sharing/{i}/from") for i, e in enumerate(p["sharing"]))
    duplicates(((e["name"], e["from"]), f"/programme/costs/{i}/from") for i, e in enumerate(p["costs"]))
    duplicates(((e["name"], e["first"]), f"/programme/funds/{i}/name") for i, e in enumerate(p["funds"]))
    for name in ("sharing", "costs"):
        for i, e in enumerate(p[name]):
            duplicates((payer, f"/programme/{name}/{i}/parts/{j}/payer") for j, (payer, _) in enumerate(e["parts"]))

    # unknown_station
    codes = {s["code"] for s in plan["stations"]}
    for kind in ("workers", "hires"):
        for i, w in enumerate(plan[kind]):
            if w["station"] not in codes:
                found.append(("unknown_station", f"/{kind}/{i}/station"))

    # unknown_tier
    tiers = {e["tier"] for e in p["sharing"] if "tier" in e}
    for i, s in enumerate(plan["stations"]):
        if "tier" in s and s["tier"] not in tiers:
            found.append(("unknown_tier", f"/stations/{i}/tier"))
    for code, tier in p["tiers"].items():
        if tier not in tiers:
            found.append(("unknown_tier", f"/programme/tiers/{code}"))

    # order
    for i, w in enumerate(plan["workers"]):
        if w["left"] is not None and w["left"] < w["hired"]:
            found.append(("order", f"/workers/{i}/left"))
    for i, f in enumerate(p["funds"]):
        if f["last"] is not None and f["last"] < f["first"]:
            found.append(("order", f"/programme/funds/{i}/last"))
    for i, n in enumerate(p["norm"]):
        if n["kind"] == "range" and n["max"] < n["min"]:
            found.append(("order", f"/programme/norm/{i}/max"))
    if not horizon_ok:
        found.append(("order", "/horizon/last"))
    else:
        for i, h in enumerate(plan["hires"]):
            if not first <= h["month"] <= last:
                found.append(("order", f"/hires/{i}/month"))
        if not hz["first"] <= a["from"] <= hz["last"]:
            found.append(("order", "/assumptions/from"))

    # pay_year, grade_year
    for i, w in enumerate(plan["workers"]):
        never = w["left"] is not None and w["left"] < w["hired"]
        if "pay_year" in w:
            bad = w["pay"] is None or w["pay_year"] < w["hired"] // 12
            if horizon_ok and not never:
                start = max(w["hired"], first)
                end = last if w["left"] is None else min(w["left"], last)
                if start <= end and w["pay_year"] > start // 12:
                    bad = True
            if bad:
                found.append(("pay_year", f"/workers/{i}/pay_year"))
        for y in w["appraisals"]:
            if never or y < w["hired"] // 12 or (w["left"] is not None and y > w["left"] // 12):
                found.append(("grade_year", f"/workers/{i}/appraisals/{y}"))

    # unknown_cost
    names = {c["name"] for c in p["costs"]}
    for i, f in enumerate(p["funds"]):
        if f["pays"] != "subsidy" and f["pays"] not in names:
            found.append(("unknown_cost", f"/programme/funds/{i}/pays"))

    # needs_villages: fill (every month from `from` on) or report (every December)
    if horizon_ok:
        for i, s in enumerate(plan["stations"]):
            if s["villages"] is not None:
                continue
            for m in range(max(first, s["opens"]), last + 1):
                n = in_force(p["norm"], m)
                applied = m % 12 == 11 or (a["fill"] == "norm" and m >= a["from"] * 12)
                if n and n["kind"] == "villages" and applied:
                    found.append(("needs_villages", f"/stations/{i}"))
                    break
    return found


# ------------------------------------------------------------------------------------------------
# Rules 1 to 3, 9: rounding, splitting, spans

def round_half(n, d):
    """n/d to a whole number, half away from zero. Only a raise_cost can be negative: the months of a
    raised pay of a few fen can earn a fen less than those of the old one (rule 3)."""
    assert d > 0
    return (2 * n + d) // (2 * d) if n >= 0 else -((-2 * n + d) // (2 * d))


def round_frac(x):
    return round_half(x.numerator, x.denominator)


def split(amount, parts):                                           # rule 2
    assert amount >= 0
    total = sum(w for _, w in parts)
    got = [amount * w // total for _, w in parts]
    rest = amount - sum(got)
    order = sorted(range(len(parts)), key=lambda i: (-(amount * parts[i][1] % total), i))
    for i in order[:rest]:
        got[i] += 1
    return {payer: g for (payer, _), g in zip(parts, got)}


def apportion(amount, xs):                                          # rule 9
    got = [x.numerator // x.denominator for x in xs]
    rest = amount - sum(got)
    assert 0 <= rest <= len(xs)
    order = sorted(range(len(xs)), key=lambda i: (-(xs[i] - got[i]), i))
    for i in order[:rest]:
        got[i] += 1
    return got


def cum(p, m):                                                      # rule 3
    return round_half(p * m, 12)


def span(p, a, b):
    return cum(p, b) - cum(p, a - 1)


def taken(old, new, a, b, e):
    """Rule 5: an annual amount through months a..b, cut where the raise takes effect in month e."""
    if e <= a:
        return span(new, a, b)
    if e > b:
        return span(old, a, b)
    return span(old, a, e - 1) + span(new, e, b)


# ------------------------------------------------------------------------------------------------

class Group:
    """Identical workers: a listed worker, a hire, the posts filled in a month, the posts refilled in a January."""

    def __init__(self, at, station, post, hired, left, pay, pay_year, grades, weight):
        self.at = at                    # where its errors stand
        self.station = station          # index
        self.post = post
        self.hired = hired
        self.left = left
        self.pay = pay                  # None: entry pay
        self.pay_year = pay_year
        self.grades = grades
        self.weight = weight            # count, or count·(1 - v), or expected number


class Model:
    def __init__(self, plan):
        self.plan = plan
        self.p = plan["programme"]
        self.first, self.last = plan["horizon"]["first"], plan["horizon"]["last"]
        self.m0, self.m1 = self.first * 12, self.last * 12 + 11
        a = plan["assumptions"]
        self.a = a
        self.pn = a["pass_rate"]                               # in millionths
        self.q = Fraction(a["leave_rate"], MILLION)
        self.v = Fraction(a["vacancy_rate"], MILLION)
        self.from_year = a["from"]
        # rule 9: with p, q and v all 0 or 1 everything is certain
        self.expected = any(0 < x < MILLION for x in (a["pass_rate"], a["leave_rate"], a["vacancy_rate"]))
        self.stations = plan["stations"]
        self.tier = [self.tier_of(s) for s in self.stations]
        self.memo = {}

    # -- rule 6: the tier of a station, and its sharing entry

    def tier_of(self, s):
        if "tier" in s:
            return s["tier"]
        best = None
        for code in self.p["tiers"]:
            if s["code"].startswith(code) and (best is None or len(code) > len(best)):
                best = code
        return None if best is None else self.p["tiers"][best]

    def sharing_at(self, station, month):
        key = ("sharing", self.tier[station], month)
        if key not in self.memo:
            e = None
            if self.tier[station] is not None:
                e = in_force([x for x in self.p["sharing"] if x.get("tier") == self.tier[station]
                              and "tier" in x], month)
            if e is None:
                e = in_force([x for x in self.p["sharing"] if "tier" not in x], month)
            self.memo[key] = e
        return self.memo[key]

    def at_month(self, name, month):
        key = (name, month)
        if key not in self.memo:
            self.memo[key] = in_force(self.p[name], month)
        return self.memo[key]

    # -- rule 3: parts of a year, and terms for each station

    def parts_of(self, year):
        cuts = {1}
        for f in self.p["funds"]:
            if f["first"] // 12 == year:
                cuts.add(f["first"] % 12 + 1)
            if f["last"] is not None and f["last"] // 12 == year and f["last"] % 12 != 11:
                cuts.add(f["last"] % 12 + 2)
        cuts = sorted(cuts)
        return [(a, (cuts[i + 1] - 1 if i + 1 < len(cuts) else 12)) for i, a in enumerate(cuts)]

    def terms_of(self, station, year):
        """[(part, a, b, subsidy entry, sharing entry)]"""
        key = ("terms", self.tier[station], year)
        if key in self.memo:
            return self.memo[key]

        def says(m):
            s, h = self.at_month("subsidy", m), self.sharing_at(station, m)
            return (s and (s["standard"], s["basis"], s["top_up"]), h and h["parts"])

        out = []
        for part, (a, b) in enumerate(self.parts_of(year)):
            start = a
            for m in range(a, b + 1):
                if m == b or says(year * 12 + m) != says(year * 12 + m - 1):   # month m+1 says otherwise
                    out.append((part, start, m, self.at_month("subsidy", year * 12 + m - 1),
                                self.sharing_at(station, year * 12 + m - 1)))
                    start = m + 1
        self.memo[key] = out
        return out

    # -- rules 7 and 8: who there is

    def is_open(self, station, month):
        return self.stations[station]["opens"] <= month

    def people(self):
        index = {s["code"]: i for i, s in enumerate(self.stations)}
        groups = []
        for i, w in enumerate(self.plan["workers"]):
            groups.append(Group(f"/workers/{i}", index[w["station"]], w["post"], w["hired"], w["left"],
                                w["pay"], w.get("pay_year", w["hired"] // 12), w["appraisals"], Fraction(1)))
        for i, h in enumerate(self.plan["hires"]):
            groups.append(Group(f"/hires/{i}", index[h["station"]], h["post"], h["month"], None,
                                h["pay"], h["month"] // 12, {}, Fraction(h["count"])))
        fills = self.fills(groups)
        groups += [g for g in fills if g.weight > 0]       # what has no chance does not happen
        groups = [g for g in groups if self.on_payroll(g)]
        groups += self.refills(groups)
        return groups

    def fills(self, listed):
        fills = []
        if self.a["fill"] != "norm":
            return fills
        for s in range(len(self.stations)):
            here = [g for g in listed if g.station == s]
            filled = {"administrative": 0, "service": 0}
            for m in range(max(self.m0, self.from_year * 12), self.m1 + 1):
                norm = self.at_month("norm", m)
                if norm is None or not self.is_open(s, m):
                    continue
                held = dict(filled)
                for g in here:
                    if g.hired <= m and (g.left is None or m <= g.left):
                        held[g.post] += int(g.weight)
                if norm["kind"] == "range":
                    missing = {"service": norm["min"] - held["administrative"] - held["service"]}
                else:
                    need = self.villages_need(norm, s)
                    missing = {k: need[k] - held[k] for k in need}
                for post, n in missing.items():
                    if n > 0:
                        filled[post] += n
                        fills.append(Group(f"/stations/{s}", s, post, m, None, None, m // 12, {}, n * (1 - self.v)))
        return fills

    def villages_need(self, norm, s):
        return {"administrative": norm["administrative"],
                "service": self.stations[s]["villages"] * norm["per_village"]}

    # -- rule 9: leaving and being replaced

    def on_payroll(self, g):
        """The months of the horizon in which g is on the payroll (with a chance above 0), or None."""
        a = max(g.hired, self.m0)
        b = self.m1 if g.left is None else min(g.left, self.m1)
        if g.left is None and self.q == 1:
            b = min(b, max(self.from_year, g.hired // 12) * 12 + 11)
        return (a, b) if a <= b else None

    def stays(self, g, year):
        """The chance of g to be on the payroll in `year`, from the leave rate alone."""
        if g.left is not None:
            return Fraction(1)
        decembers = year - max(self.from_year, g.hired // 12)
        return (1 - self.q) ** max(0, decembers)

    def leaves(self, g, year):
        """The chance that g leaves at the end of December of `year` by the leave rate."""
        if g.left is not None or year < self.from_year or g.hired // 12 > year:
            return Fraction(0)
        return self.stays(g, year) * self.q

    def refills(self, groups):
        out = []
        if self.a["refill"] != "january":
            return out
        for year in range(self.from_year + 1, self.last + 1):
            gone = {}
            for g in groups + out:
                x = g.weight * self.leaves(g, year - 1)
                if x > 0:
                    gone[g.station, g.post] = gone.get((g.station, g.post), 0) + x
            for (s, post), x in gone.items():
                out.append(Group(f"/stations/{s}", s, post, year * 12, None, None, year, {}, x))
        return out

    # -- rule 4: which steps there are. Stage 0 of the round "calculating": missing_grade, no_rule

    def prepare(self, g, found):
        a, b = self.on_payroll(g)
        g.a, g.b = a, b
        for m in range(a, b + 1):
            if self.at_month("subsidy", m) is None:
                found.append(("no_rule", "/programme/subsidy"))
            if self.sharing_at(g.station, m) is None:
                found.append(("no_rule", "/programme/sharing"))
        if g.pay is None:
            e = self.at_month("subsidy", g.hired)
            if e is None:
                found.append(("no_rule", "/programme/subsidy"))
            else:
                g.pay = e["standard"]
        # the standards that an indexed entry takes while g is on the payroll in the horizon
        entries = [self.at_month("subsidy", m) for m in range(a, b + 1)]
        g.standards = sorted({e["standard"] for e in entries if e and e["basis"] == "indexed"})
        g.index_year = max(g.hired // 12, min(e["from"] for e in self.p["subsidy"]) // 12)
        start = min(g.pay_year, g.index_year) if g.standards else g.pay_year
        g.chance = {}                       # year y -> chance in millionths that y's appraisal was passed
        for y in range(start, b // 12):
            appraisal = self.at_month("appraisal", y * 12 + 11)
            if appraisal is None:
                found.append(("no_rule", "/programme/appraisal"))
            if self.at_month("raise", (y + 1) * 12) is None:
                found.append(("no_rule", "/programme/raise"))
            if appraisal is None:
                continue
            months = min(12, y * 12 + 12 - g.hired)            # on the payroll to December: y+1 is on it too
            if months < appraisal["min_months"]:
                g.chance[y] = 0
            elif y in g.grades:
                g.chance[y] = MILLION if g.grades[y] in appraisal["pass"] else 0
            elif y >= self.from_year:
                g.chance[y] = self.pn
            elif self.a["missing_history"] == "pass":
                g.chance[y] = MILLION
            elif self.a["missing_history"] == "fail":
                g.chance[y] = 0
            else:
                found.append(("missing_grade", f"{g.at}/appraisals/{y}"))

    # -- rule 4: pay and indexed standards, outcome by outcome. Stage 1: overflow, outcomes

    def step(self, r, old, base):
        if r["mode"] == "compound":
            return round_half(old * (MILLION + r["rate"]), MILLION)
        return old + round_half(base * r["rate"], MILLION)

    def run(self, g, found):
        """g.years[Y] = (e, den, [(old state, new state, passed, chance·den)]) for the years in the horizon."""
        g.years = {}
        states = {(g.pay,) + tuple(g.standards): 1}
        den = 1
        start = min(g.pay_year, g.index_year) if g.standards else g.pay_year
        for year in range(min(start, g.a // 12), g.b // 12 + 1):
            pay_steps = year - 1 >= g.pay_year
            index_steps = bool(g.standards) and year - 1 >= g.index_year
            e = 1
            moves = []
            if not pay_steps and not index_steps:
                moves = [(s, s, False, n) for s, n in states.items()]
            else:
                r = self.at_month("raise", year * 12)
                e = g.hired % 12 + 1 if r["effective"] == "anniversary" else r["effective"]
                c = g.chance[year - 1]
                new_den = den
                if c == MILLION:
                    branches = [(True, 1)]
                elif c == 0:
                    branches = [(False, 1)]
                else:
                    branches = [(True, c), (False, MILLION - c)]
                    new_den = den * MILLION
                new_states = {}
                for s, n in states.items():
                    for passed, k in branches:
                        t = s
                        if passed:
                            pay = self.step(r, s[0], g.pay) if pay_steps else s[0]
                            index = tuple(self.step(r, x, base) for x, base in zip(s[1:], g.standards)) \
                                if index_steps else s[1:]
                            t = (pay,) + index
                        new_states[t] = new_states.get(t, 0) + n * k
                        moves.append((s, t, passed, n * k))
                states, den = new_states, new_den
                if any(s[0] > MAX for s in states):
                    found.append(("overflow", g.at))
                if len(states) > OUTCOME_CAP:
                    found.append(("outcomes", g.at))
                    return
            if year >= g.a // 12:
                g.years[year] = (e, den, moves)
                # the indexed standard is worked out only for terms in which an indexed entry is in force
                a, b = self.months(g, year)
                for _, ta, tb, subsidy, _ in self.terms_of(g.station, year):
                    ta, tb = max(ta, a), min(tb, b)
                    if ta <= tb and subsidy["basis"] == "indexed":
                        i = 1 + g.standards.index(subsidy["standard"])
                        if ta < e and any(s[i] > MAX for s, _, _, _ in moves) \
                                or tb >= e and any(t[i] > MAX for _, t, _, _ in moves):
                            found.append(("overflow", g.at))

    def months(self, g, year):
        """The months 1..12 of `year` in which g is on the payroll (year is one of those)."""
        return max(g.a, year * 12) - year * 12 + 1, min(g.b, year * 12 + 11) - year * 12 + 1

    # -- rules 5, 6, 9, 14: figures

    def add_figures(self, g):
        q_leaves = self.leaves
        for year, (e, den, moves) in g.years.items():
            a, b = self.months(g, year)
            w = g.weight * self.stays(g, year)
            # counts
            c = self.counts[g.station, year]
            c["worker_months"] += w * (b - a + 1)
            if b == 12:
                c["headcount"] += w
                self.held[g.station, year][g.post] += w
            if g.hired // 12 == year:
                c["hires"] += w
            if g.left is not None and g.left // 12 == year:
                c["leavers"] += w
            c["leavers"] += g.weight * q_leaves(g, year)
            c["raised"] += w * Fraction(sum(n for s, t, passed, n in moves
                                            if passed and t[0] > s[0] and b >= e), den)
            for end in self.contract_ends(g):
                if end // 12 == year and g.a <= end <= g.b:
                    c["contracts_ending"] += w
            # money
            for part, ta, tb, subsidy, sharing in self.terms_of(g.station, year):
                ta, tb = max(ta, a), min(tb, b)
                if ta > tb:
                    continue
                leaf = self.leaf(g.station, g.post, year, part)
                sums = {"pay": 0, "subsidy": 0, "top_up": 0, "surplus": 0, "raise_cost": 0}
                shares = {payer: 0 for payer, _ in sharing["parts"]}
                for s, t, _, n in moves:
                    pay = taken(s[0], t[0], ta, tb, e)
                    if subsidy["basis"] == "pay":
                        sub = pay
                    elif subsidy["basis"] == "standard":
                        sub = span(subsidy["standard"], ta, tb)
                    else:
                        i = 1 + g.standards.index(subsidy["standard"])
                        sub = taken(s[i], t[i], ta, tb, e)
                    sums["pay"] += n * pay
                    sums["subsidy"] += n * sub
                    sums["top_up"] += n * max(0, pay - sub)
                    sums["surplus"] += n * max(0, sub - pay)
                    sums["raise_cost"] += n * (pay - span(s[0], ta, tb))
                    for payer, x in split(sub, sharing["parts"]).items():
                        shares[payer] += n * x
                for k, x in sums.items():
                    leaf[k] += w * Fraction(x, den)
                for payer, x in shares.items():
                    leaf["shares"][payer] += w * Fraction(x, den)
                leaf["bearers"][subsidy["top_up"]] += w * Fraction(sums["top_up"], den)

    def leaf(self, station, post, year, part):
        key = (station, post, year, part)
        if key not in self.leaves_:
            zero = Fraction(0)
            self.leaves_[key] = {"pay": zero, "subsidy": zero, "top_up": zero, "surplus": zero, "raise_cost": zero,
                                 "shares": {x: zero for x in self.payers}, "bearers": {x: zero for x in self.payers}}
        return self.leaves_[key]

    def contract_ends(self, g):                                     # rule 14
        entries = self.p["contract"]
        ends = []
        if entries:
            begin = g.hired
            while begin <= self.m1:
                e = in_force(entries, begin) or min(entries, key=lambda x: x["from"])
                begin += e["years"] * 12
                ends.append(begin - 1)
        return ends

    def round_leaf(self, x):                                        # rule 9
        whole = round_frac(x["subsidy"] + x["top_up"])
        subsidy, top_up = apportion(whole, [x["subsidy"], x["top_up"]])
        pay, surplus = apportion(whole, [x["pay"], x["surplus"]])
        shares = apportion(subsidy, list(x["shares"].values()))
        bearers = apportion(top_up, list(x["bearers"].values()))
        out = {"pay": pay, "subsidy": subsidy, "top_up": top_up, "surplus": surplus,
               "raise_cost": round_frac(x["raise_cost"]),
               "shares": dict(zip(self.payers, shares)), "bearers": dict(zip(self.payers, bearers))}
        fits = all(n <= MAX for n in [pay, subsidy, top_up, surplus, out["raise_cost"]] + shares + bearers)
        if WHOLE_OVERFLOWS and whole > MAX:
            fits = False
        return out, fits

    def cost_figures(self):                                         # rule 6
        """{(station, year, part, name): [amount, {payer: fen}, hours]}, and the (station, year) under a cost"""
        out, under = {}, set()
        for s in range(len(self.stations)):
            for year in range(self.first, self.last + 1):
                for part, (a, b) in enumerate(self.parts_of(year)):
                    for name in self.cost_names:
                        entries = [c for c in self.p["costs"] if c["name"] == name]

                        def says(m):        # what holds in month 1..12, None when closed or without entry
                            e = in_force(entries, year * 12 + m - 1)
                            if e is None or not self.is_open(s, year * 12 + m - 1):
                                return None
                            return (e["per_station"], e["parts"], e["hours_per_month"])

                        total = [0, {x: 0 for x in self.payers}, 0]
                        start = a
                        for m in range(a, b + 1):
                            if m == b or says(m + 1) != says(m):
                                if says(m) is not None:
                                    under.add((s, year))
                                    amount, parts, hours = says(m)
                                    earned = span(amount, start, m)
                                    total[0] += earned
                                    for payer, x in split(earned, parts).items():
                                        total[1][payer] += x
                                    total[2] += hours * (m - start + 1)
                                start = m + 1
                        out[s, year, part, name] = total
        return out, under

    # -- rule 14

    def forecast(self):
        p = self.p
        years = range(self.first, self.last + 1)

        # payers: of sharing, top-ups, costs, in that order
        self.payers = []
        for payer in [x for e in p["sharing"] for x, _ in e["parts"]] + [e["top_up"] for e in p["subsidy"]] \
                + [x for e in p["costs"] for x, _ in e["parts"]]:
            if payer not in self.payers:
                self.payers.append(payer)
        self.cost_names = list(dict.fromkeys(c["name"] for c in p["costs"]))

        groups = self.people()
        found = []
        for g in groups:
            self.prepare(g, found)
        if found:
            raise Errors(found)
        for g in groups:                                            # overflow and outcomes, stage 1
            self.run(g, found)
        if found:
            raise Errors(found)

        n = range(len(self.stations))
        zero = Fraction(0)
        self.counts = {(s, y): dict.fromkeys(COUNTS, zero) for s in n for y in years}
        self.held = {(s, y): {"administrative": zero, "service": zero} for s in n for y in years}
        self.leaves_ = {}
        for g in groups:
            self.add_figures(g)
        rounded = {}
        for key, x in self.leaves_.items():                         # stage 2
            rounded[key], fits = self.round_leaf(x)
            if not fits:
                found.append(("overflow", f"/stations/{key[0]}"))
        if found:
            raise Errors(found)
        costs, under = self.cost_figures()

        # rows and totals
        length = BY[self.plan["by"]]
        region = [s["code"][:length] for s in self.stations]
        staffed = {(g.station, y) for g in groups for y in g.years}
        too_big = [False]

        def money(x):
            if x > MAX:
                too_big[0] = True
            return f"{'-' if x < 0 else ''}{abs(x) // 100}.{abs(x) % 100:02d}"

        def count(x):
            if self.expected:
                k = round_half(x.numerator * 10_000, x.denominator)
                return f"{k // 10_000}.{k % 10_000:04d}"
            assert x.denominator == 1
            return int(x)

        def row(year, code, name, members):
            leaves = [x for (s, _, y, _), x in rounded.items() if y == year and s in members]
            add = lambda k: sum(x[k] for x in leaves)
            shares = {q: sum(x["shares"][q] for x in leaves) for q in self.payers}
            top_ups = {q: sum(x["bearers"][q] for x in leaves) for q in self.payers}
            due = {q: shares[q] + top_ups[q] for q in self.payers}
            cost_rows = {}
            for name_ in self.cost_names:
                mine = [x for (s, y, _, c), x in costs.items() if y == year and s in members and c == name_]
                by_payer = {q: sum(x[1][q] for x in mine) for q in self.payers}
                for q in self.payers:
                    due[q] += by_payer[q]
                cost_rows[name_] = {"amount": money(sum(x[0] for x in mine)),
                                    "shares": {q: money(x) for q, x in by_payer.items()},
                                    "hours": sum(x[2] for x in mine)}
            c = {k: count(sum((self.counts[s, year][k] for s in members), zero)) for k in COUNTS}
            return {"year": year, "region": code, "name": name,
                    "headcount": c["headcount"], "worker_months": c["worker_months"],
                    "pay": money(add("pay")), "subsidy": money(add("subsidy")),
                    "shares": {q: money(x) for q, x in shares.items()},
                    "top_up": money(add("top_up")), "top_ups": {q: money(x) for q, x in top_ups.items()},
                    "surplus": money(add("surplus")),
                    "costs": cost_rows,
                    "due": {q: money(x) for q, x in due.items()},
                    "hires": c["hires"], "leavers": c["leavers"], "raised": c["raised"],
                    "raise_cost": money(add("raise_cost")), "contracts_ending": c["contracts_ending"]}

        def name_of(code):
            if length == 9:
                s = self.stations[region.index(code)]
                if "name" in s:
                    return s["name"]
            return self.plan["regions"].get(code, "")

        rows = []
        for year in years:
            for code in sorted(set(region)):
                members = {s for s in n if region[s] == code}
                if any((s, year) in staffed or (s, year) in under for s in members):
                    rows.append(row(year, code, name_of(code), members))
        totals = [row(year, "", "", set(n)) for year in years]

        # rule 7: the norm report of each December
        def norm_row(year, code, members):
            december = year * 12 + 11
            norm = self.at_month("norm", december)
            members = [s for s in members if self.is_open(s, december)]
            if norm is None or not members:
                return []
            required, held, short, over = 0, zero, zero, zero
            for s in members:
                h = self.held[s, year]
                here = h["administrative"] + h["service"]
                held += here
                if norm["kind"] == "range":
                    required += norm["min"]
                    short += max(zero, norm["min"] - here)
                    over += max(zero, here - norm["max"])
                else:
                    need = self.villages_need(norm, s)
                    for k in need:
                        required += need[k]
                        short += max(zero, need[k] - h[k])
            return [{"year": year, "region": code, "stations": len(members), "required": required,
                     "held": count(held), "short": count(short), "over": count(over)}]

        norm = []
        for year in years:
            for code in sorted(set(region)):
                norm += norm_row(year, code, [s for s in n if region[s] == code])
        for year in years:
            norm += norm_row(year, "", list(n))

        # rule 10: funds
        balance = [f["amount"] for f in p["funds"]]
        lines = [[] for _ in p["funds"]]
        for year in years:
            parts = self.parts_of(year)
            line = {}
            for i, f in enumerate(p["funds"]):
                if f["first"] <= year * 12 + 11 and (f["last"] is None or f["last"] >= year * 12):
                    if f["kind"] == "annual":
                        balance[i] = f["amount"]
                    line[i] = {"opening": balance[i], "drawn": 0, "shortfall": 0}
            for part, (a, b) in enumerate(parts):
                open_ = [i for i in line if p["funds"][i]["first"] <= year * 12 + a - 1
                         and (p["funds"][i]["last"] is None or p["funds"][i]["last"] >= year * 12 + b - 1)]
                for purpose in dict.fromkeys((p["funds"][i]["payer"], p["funds"][i]["pays"]) for i in open_):
                    payer, pays = purpose
                    mine = [i for i in open_ if (p["funds"][i]["payer"], p["funds"][i]["pays"]) == purpose]
                    if pays == "subsidy":
                        asked = sum(x["shares"].get(payer, 0) for (_, _, y, k), x in rounded.items()
                                    if y == year and k == part)
                    else:
                        asked = sum(x[1].get(payer, 0) for (_, y, k, c), x in costs.items()
                                    if y == year and k == part and c == pays)
                    for i in mine:
                        x = min(asked, balance[i])
                        balance[i] -= x
                        line[i]["drawn"] += x
                        asked -= x
                    line[mine[-1]]["shortfall"] += asked
            for i, x in line.items():
                lines[i].append({"year": year, "opening": x["opening"], "drawn": x["drawn"],
                                 "closing": balance[i], "shortfall": x["shortfall"]})
        funds = []
        for i, f in enumerate(p["funds"]):
            if not lines[i]:
                unspent = 0
            elif f["kind"] == "pool":
                unspent = lines[i][-1]["closing"]
            else:
                unspent = sum(x["closing"] for x in lines[i])
            funds.append({"name": f["name"], "payer": f["payer"], "pays": f["pays"], "kind": f["kind"],
                          "years": [{k: (x if k == "year" else money(x)) for k, x in y.items()} for y in lines[i]],
                          "unspent": money(unspent)})
        if too_big[0]:                                              # stage 3
            raise Errors([("overflow", "")])
        return {"programme": p["id"], "notices": self.notices(), "rows": rows, "totals": totals,
                "norm": norm, "funds": funds}

    def notices(self):
        out = []
        p = self.p
        if "confirmed" in p and self.m1 > p["confirmed"]:
            out.append(("after_confirmed", "/programme/confirmed"))
        for name in ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs"):
            for i, e in enumerate(p[name]):
                if e.get("status") != "assumed":
                    continue
                same = [x for x in p[name] if x.get("tier") == e.get("tier") and x.get("name") == e.get("name")]
                if any(in_force(same, m) is e for m in range(self.m0, self.m1 + 1)):
                    out.append(("assumed", f"/programme/{name}/{i}"))
        for i, f in enumerate(p["funds"]):
            if f.get("status") == "assumed" and f["first"] <= self.m1 and (f["last"] is None or f["last"] >= self.m0):
                out.append(("assumed", f"/programme/funds/{i}"))
        return [{"code": c, "at": at} for c, at in sorted(out, key=lambda e: (e[1].encode(), e[0]))]


COUNTS = ("headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending")


def answer(raw):
    """One plan, as bytes or text, to the forecast or the errors."""
    try:
        try:
            text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
            reader = JsonReader(text)
            value = reader.read()
        except (NotJson, UnicodeDecodeError):
            raise Errors([("json", "")])
        if reader.twice:
            raise Errors([("json", at) for at in reader.twice])
        read = Read()
        plan = read.plan(value)
        if read.found:
            raise Errors(read.found)
        defaults(plan)
        found = meaning(plan)
        if found:
            raise Errors(found)
        return Model(plan).forecast()
    except Errors as e:
        return e.answer()


def dump(x):
    return json.dumps(x, ensure_ascii=False, separators=(",", ":"))


def main():
    sys.set_int_max_str_digits(0)
    lines = sys.stdin.buffer.read().split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    out = sys.stdout.buffer
    for line in lines:
        out.write(dump(answer(line)).encode("utf-8") + b"\n")
        out.flush()


if __name__ == "__main__":
    if sys.argv[1:] != ["--lines"]:
        sys.exit(__doc__)
    main()
