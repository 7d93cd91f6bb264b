"""Rule 15, round "reading": the fields of rules 11 and 12, a preset and its reform, and what has a default."""
import glob
import os
import re

from rules.text import JsonReader, Num, esc
from rules.values import BY, MAX_AMOUNT, MAX_YEAR, MILLION, MIN_YEAR

HERE = os.path.dirname(os.path.abspath(__file__))
PRESETS_DIR = os.path.join(HERE, "../../../crates/core/presets")

PAYERS = ("central", "province", "local", "city", "county", "town")
POSTS = ("administrative", "service")
GRADES = ("excellent", "pass", "basic", "fail")
BASES = ("pay", "standard", "indexed", "lower")


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

    def grade(self, v, at):
        """Rule 11: a grade, or one with the month in which it became known; to the object."""
        word = self.choice(*GRADES)
        if not isinstance(v, dict):
            return {"grade": word(v, at)}
        if "provisional" in v and "decided" not in v:
            self.err("missing", f"{at}/decided")
        return self.obj({"grade": word}, {"decided": self.month, "provisional": word})(v, at)

    # -- the programme, rule 12

    def entry(self, required, optional):
        return self.obj({"from": self.first_month, **required},
                        {**optional, **self.grounds()})

    def decided(self):                      # rule 20
        return {"decided": self.month}

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
                                      {"basis": self.choice(*BASES), "top_up": self.choice(*PAYERS),
                                       "tier": self.string, "post": self.choice(*POSTS),
                                       "months": self.whole(1, 1_200), **self.decided()}), False),
            "sharing": lst(self.entry({"parts": self.parts()}, {"tier": self.string, **self.decided()}), False),
            "raise": lst(self.entry({"rate": self.rate},
                                    {"mode": self.choice("compound", "simple"),
                                     "effective": self.effective, **self.decided()}), False),
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
                            "opens": self.month, "closes": self.month})
        move = self.obj({"from": self.month, "station": self.code}, {"post": self.choice(*POSTS)})
        away = self.obj({"from": self.month, "to": self.month}, {})
        worker = self.obj({"id": self.string, "station": self.code, "post": self.choice(*POSTS),
                           "hired": self.month},
                          {"left": self.month, "pay": self.amount, "pay_year": self.year,
                           "appraisals": self.map_of(self.grade_key, self.grade),
                           "moves": self.list_of(move), "away": self.list_of(away)})
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
                plan["programme"] = self.programme(self.reformed(p, reform), "/programme")
        return plan

    def reformed(self, programme, reform):
        """Rule 11: a merge patch, but that objects for lists are amendments; as it stands where one is of nothing."""
        patch, wrong = {}, False
        for key, given in reform.items():
            if key in LISTS and given == {"amend": []}:
                continue
            if key in LISTS and isinstance(given, dict):
                given = amended(key, programme.get(key), given)
                if given is None:
                    self.err("no_entry", f"/reform/{key}")
                    wrong = True
            patch[key] = given
        return programme if wrong else merge_patch(programme, patch)


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


LISTS = ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds")
NAMED_BY = ("tier", "post", "name")
GROUNDS = ("source", "status", "decided")


def amended(key, entries, given):
    """A list under `{"amend": [amendments]}` or one amendment; None where one speaks of nothing that is there."""
    amendments = [given]
    if "amend" in given:
        amendments = given["amend"]
        if len(given) > 1 or not isinstance(amendments, list) or any(not isinstance(a, dict) for a in amendments):
            return None
    entries = list(entries) if isinstance(entries, list) else []
    for amendment in amendments:
        spoken_of = [i for i, e in enumerate(entries)
                     if isinstance(e, dict) and all(same(e.get(k), amendment.get(k)) for k in NAMED_BY)]
        if key == "funds" or "from" not in amendment:
            if not spoken_of:
                return None
            for i in spoken_of:
                entries[i] = said_otherwise(entries[i], amendment)
            continue
        month = month_of(amendment["from"])
        from_of = {i: month_of(entries[i].get("from")) for i in spoken_of}
        at = [i for i in spoken_of if month is not None and from_of[i] == month]
        if at:
            for i in at:
                entries[i] = said_otherwise(entries[i], amendment)
            continue
        before = [i for i in spoken_of if None not in (month, from_of[i]) and from_of[i] < month]
        last = entries[max(before, key=from_of.get)] if before else {}
        entries.append(said_otherwise(last, amendment))
    return entries


def said_otherwise(entry, amendment):
    return merge_patch({k: v for k, v in entry.items() if k not in GROUNDS}, amendment)


def same(a, b):
    return a.text == b.text if isinstance(a, Num) and isinstance(b, Num) else a == b


def month_of(v):
    return Read().first_month(v, "")


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
        w.setdefault("moves", [])
        w.setdefault("away", [])
        post = w["post"]
        for move in w["moves"]:
            post = move.setdefault("post", post)
    for h in plan["hires"]:
        h.setdefault("pay", None)
    first = plan["horizon"]["first"]
    for s in plan["stations"]:
        s["opens_given"] = "opens" in s
        s.setdefault("opens", first * 12)
        s.setdefault("closes", None)
        s.setdefault("villages", None)
    a = plan.setdefault("assumptions", {})
    for k, v in (("pass_rate", MILLION), ("leave_rate", 0), ("refill", "none"), ("fill", "none"),
                 ("vacancy_rate", 0), ("missing_history", "error"), ("from", first)):
        a.setdefault(k, v)
