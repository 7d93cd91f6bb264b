"""Rules 16 and 18 to 21: what is asked of plans: compare, seek, sheet, record, verify."""
import copy
import hashlib
import json
import math
from fractions import Fraction

from rules import sheet
from rules.figures import Figures
from rules.meaning import meaning
from rules.shape import PAYERS, Read, defaults, fullmatch
from rules.text import JsonReader, Num, esc
from rules.values import Errors, apportion
from rules.written import AMOUNT, MONTH, RATE, WHOLE, kind_of, month, optional, show, written

KINDS = ("why", "compare", "seek", "sheet", "record", "verify")
ANSWERED = ("compare", "seek", "sheet", "record", "verify")
COUNTS = ("headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending")
AMOUNTS = ("pay", "subsidy", "top_up", "surplus", "raise_cost")
BY_PAYER = ("shares", "top_ups", "due")
NORM = ("required", "held", "short", "over")
FUND = ("drawn", "shortfall", "unspent")
CAUSES = ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds", "stations", "people",
          "chances")
MOST = 2 ** 53


# -- a plan through the three rounds

def read_plan(value):
    """A plan's tree, read; with its written form."""
    read = Read()
    plan = read.plan(value)
    if read.found:
        raise Errors(read.found)
    return plan, written(plan)


def checked(plan):
    """A read plan, defaults in, after the round of meaning."""
    plan = copy.deepcopy(plan)
    defaults(plan)
    found = meaning(plan)
    if found:
        raise Errors(found)
    return plan


def forecast_of(plan, by=None):
    """The forecast of a plan in written form."""
    if by:
        plan = {**plan, "by": by}
    read, _ = read_plan(JsonReader(json.dumps(plan, ensure_ascii=False)).read())
    return Figures(checked(read)).forecast()


# -- the figure, rule 16

class Figure:
    def __init__(self, read, v, at):
        self.ok = False
        if not isinstance(v, dict):
            read.err("type", at)
            return
        read.obj({"figure": read.string}, {"years": lambda x, p: self.read_years(read, x, p),
                                           "region": lambda x, p: self.read_region(read, x, p)})(v, at)
        self.name = v.get("figure")
        self.named = named(self.name) if isinstance(self.name, str) else None
        self.region = v.get("region", "")
        self.years = v.get("years")
        if self.named and self.named[0] == "funds":
            if self.named[2] == "unspent" and "years" in v:
                read.err("unknown_field", f"{at}/years")
            if isinstance(self.region, str) and self.region and not self.bad_region:
                read.err("unknown_field", f"{at}/region")
        self.ok = True

    bad_region = False

    def read_region(self, read, v, at):
        if read.string(v, at) is not None and v and not fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}", v):
            self.bad_region = True
            read.err("format", at)

    def read_years(self, read, v, at):
        if isinstance(v, Num):
            read.year(v, at)
        elif isinstance(v, list):
            if len(v) != 2:
                read.err("range", at)
            for i, y in enumerate(v[:2]):
                read.year(y, f"{at}/{i}")
        else:
            read.err("type", at)

    def count(self):
        return bool(self.named) and (self.named[0] in COUNTS + ("norm",) or self.named[-1] == "hours")

    def span(self):
        if self.years is None:
            return None
        ends = self.years if isinstance(self.years, list) else [self.years] * 2
        return [y.value() for y in ends]

    def meaning(self, at, plans):
        """`plans` in written form."""
        found = []
        if self.named is None or not any(self.known(p["programme"]) for p in plans):
            found.append(("unknown_figure", f"{at}/figure"))
        span = self.span()
        horizon = plans[0]["horizon"]
        if span and span[1] < span[0]:
            found.append(("order", f"{at}/years"))
        elif span and horizon["first"] <= horizon["last"] and not horizon["first"] <= span[0] <= span[1] <= horizon["last"]:
            found.append(("range", f"{at}/years"))
        if not any(s["code"].startswith(self.region) for p in plans for s in p["stations"]):
            found.append(("unknown_region", f"{at}/region"))
        return found

    def known(self, p):
        n = self.named
        if n[0] in BY_PAYER:
            return n[1] in payers(p)
        if n[0] == "costs":
            return cost_named(n[1], cost_names(p)) is not None and (len(n) == 3 or n[3] in payers(p))
        return n[0] != "funds" or n[1] < len(p.get("funds", []))

    def value(self, plan):
        """The figure of a plan in written form, as (whole units, decimals)."""
        by = {2: "province", 4: "city", 6: "county", 9: "station"}.get(len(self.region))
        f = forecast_of(plan, by)
        span = self.span()
        n = self.named
        if n[0] == "funds":
            fund = f["funds"][n[1]] if n[1] < len(f["funds"]) else None
            if fund is None:
                return 0, 2
            if n[2] == "unspent":
                return units(fund["unspent"])
            rows = [r for r in fund["years"] if not span or span[0] <= r["year"] <= span[1]]
            return sum(units(r[n[2]])[0] for r in rows), 2
        rows = f["norm"] if n[0] == "norm" else f["rows"] if self.region else f["totals"]
        rows = [r for r in rows if r["region"] == self.region and (not span or span[0] <= r["year"] <= span[1])]
        return added([self.of_row(r) for r in rows], self.decimals(f))

    def decimals(self, forecast):
        n = self.named
        if n[0] in COUNTS or n[0] == "norm" and n[1] != "required":
            return units(forecast["totals"][0]["headcount"])[1]
        return 0 if self.count() else 2

    def of_row(self, row):
        n = self.named
        if n[0] in BY_PAYER:
            return row[n[0]].get(n[1], "0.00")
        if n[0] == "norm":
            return row[n[1]]
        if n[0] == "costs":
            name = cost_named(n[1], row["costs"])
            cost = row["costs"].get(name)
            if cost is None:
                return 0 if n[2] == "hours" else "0.00"
            return cost["shares"].get(n[3], "0.00") if n[2] == "shares" else cost[n[2]]
        return row[n[0]]


def named(name):
    if name in COUNTS + AMOUNTS:
        return (name,)
    head, _, rest = name.partition("/")
    if head in BY_PAYER and rest in PAYERS:
        return head, rest
    if head == "norm" and rest in NORM:
        return head, rest
    if head == "funds":
        place, _, of = rest.partition("/")
        if fullmatch(r"0|[1-9][0-9]*", place) and of in FUND:
            return head, int(place), of
    if head == "costs":
        before, slash, last = rest.rpartition("/")
        if slash and last in ("amount", "hours"):
            return head, before, last
        if slash and last in PAYERS and before.endswith("/shares"):
            return head, before[:-len("/shares")], "shares", last
    return None


def payers(p):
    found = [x["payer"] for e in p["sharing"] + p.get("costs", []) for x in e["parts"]]
    return found + [e["top_up"] for e in p["subsidy"]]


def cost_names(p):
    return [e["name"] for e in p.get("costs", [])]


def cost_named(given, names):
    """A cost by its name as it is, or as a pointer writes it."""
    if given in names:
        return given
    unescaped = given.replace("~1", "/").replace("~0", "~")
    return unescaped if unescaped in names else None


def units(printed):
    """A printed figure as a whole number of its last decimal, and how many decimals it has."""
    if isinstance(printed, int):
        return printed, 0
    return int(printed.replace(".", "")), len(printed.split(".")[1])


def added(figures, decimals):
    return sum(v * 10 ** (decimals - d) for v, d in map(units, figures)), decimals


def printed(v, decimals):
    if decimals == 0:
        return v
    sign, v = ("-" if v < 0 else ""), abs(v)
    return f"{sign}{v // 10 ** decimals}.{v % 10 ** decimals:0{decimals}d}"


# -- compare, rule 18

def people_at(plan):
    at = {h["station"] for h in plan.get("hires", [])}
    for w in plan.get("workers", []):
        at |= {w["station"]} | {m["station"] for m in w.get("moves", [])}
    return at


def alike(a, b):
    return sorted(map(canonical, a)) == sorted(map(canonical, b))


def fields(plan, cause):
    """What a cause is about, in written form."""
    p, a = plan["programme"], plan["assumptions"]
    only = lambda d, *keys: {k: d[k] for k in keys if k in d}
    if cause in ("subsidy", "raise", "contract", "costs", "funds"):
        return only(p, cause)
    if cause == "appraisal":
        return only(p, cause), a["missing_history"]
    if cause == "norm":
        return only(p, cause), a["fill"]
    if cause == "sharing":
        return only(p, "sharing", "tiers")
    if cause == "stations":
        return sorted(canonical({k: v for k, v in s.items() if k not in ("name", "tier")}) for s in plan["stations"])
    if cause == "people":
        return [sorted(map(canonical, plan.get(k, []))) for k in ("workers", "hires")]
    return only(a, "pass_rate", "leave_rate", "refill", "vacancy_rate", "from")


def differs(base, other, cause):
    if cause == "sharing":
        tiers = {s["code"]: s.get("tier") for s in base["stations"]}
        if any(s["code"] in tiers and tiers[s["code"]] != s.get("tier") for s in other["stations"]):
            return True
    return fields(base, cause) != fields(other, cause)


def causes_of(base, other, join):
    """(name, members) of the causes that differ, in order."""
    groups = [(c, {c}) for c in CAUSES]

    def unite(names):
        whole = set().union(*(g for _, g in groups if g & set(names)))
        groups[:] = [x for x in groups if not x[1] & set(names)] + [(names[0], whole)]

    codes = [{s["code"] for s in p["stations"]} for p in (base, other)]
    if people_at(base) - codes[1] or people_at(other) - codes[0]:
        unite(["people", "stations"])
    costs = [set(cost_names(p["programme"])) for p in (base, other)]
    paid = [{f["pays"] for f in p["programme"].get("funds", [])} - {"subsidy"} for p in (base, other)]
    if paid[0] - costs[1] or paid[1] - costs[0]:
        unite(["costs", "funds"])
    for names in join:
        unite(names)
    groups.sort(key=lambda g: min(map(CAUSES.index, g[1])))
    return [(n, g) for n, g in groups if any(differs(base, other, c) for c in g)]


def between(base, other, takes):
    of = lambda cause: other if cause in takes else base
    p, out = {}, copy.deepcopy(base)
    for k in ("id", "title", "confirmed"):
        if k in base["programme"]:
            p[k] = base["programme"][k]
    for k in ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds", "tiers"):
        source = of("sharing" if k == "tiers" else k)["programme"]
        if k in source:
            p[k] = source[k]
    out["programme"] = p
    a = {**of("chances")["assumptions"], "fill": of("norm")["assumptions"]["fill"],
         "missing_history": of("appraisal")["assumptions"]["missing_history"]}
    out["assumptions"] = a
    for k in ("workers", "hires"):
        out.pop(k, None)
        if k in of("people"):
            out[k] = of("people")[k]
    tiers = {s["code"]: s.get("tier") for s in of("sharing")["stations"]}
    both = {s["code"] for s in base["stations"]} & {s["code"] for s in other["stations"]}
    out["stations"] = []
    for s in of("stations")["stations"]:
        s = dict(s)
        if s["code"] in both:
            s.pop("tier", None)
            if tiers[s["code"]] is not None:
                s["tier"] = tiers[s["code"]]
        out["stations"].append(s)
    return out


def compare(base, other, figure, causes):
    n = len(causes)
    values = []
    found = []
    for plan, at in ((base, "/plan"), (other, "/compare/with")):
        try:
            values.append(figure.value(plan))
        except Errors as e:
            found += under(e, at)
    if found:
        raise Errors(found)
    none, all_ = values
    v = {0: none, 2 ** n - 1: all_}
    for s in range(1, 2 ** n - 1):
        takes = set().union(*(g for i, (_, g) in enumerate(causes) if s >> i & 1))
        try:
            v[s] = figure.value(between(base, other, takes))
        except Errors:
            raise Errors([("mixed", "/compare/join")])
    decimals = max(d for _, d in v.values())
    v = {s: x * 10 ** (decimals - d) for s, (x, d) in v.items()}
    full = 2 ** n - 1
    phi = []
    for c in range(n):
        total = Fraction(0)
        for s in range(2 ** n):
            if not s >> c & 1:
                size = bin(s).count("1")
                weight = Fraction(math.factorial(size) * math.factorial(n - 1 - size), math.factorial(n))
                total += weight * (v[s | 1 << c] - v[s])
        phi.append(total)
    whole = apportion(v[full] - v[0], phi)
    show_ = lambda x: printed(x, decimals)
    return {"base": show_(v[0]), "other": show_(v[full]), "difference": show_(v[full] - v[0]),
            "effects": [{"cause": name, "effect": show_(whole[c]), "exact": str(phi[c]),
                         "alone": show_(v[1 << c] - v[0]), "last": show_(v[full] - v[full ^ 1 << c])}
                        for c, (name, _) in enumerate(causes)]}


# -- seek, rule 19

def places(plan, pointer):
    """The paths that a pointer names in a plan's written form; None where one of them is not there."""
    if not pointer.startswith("/"):
        return None
    found = [((), plan)]
    tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer[1:].split("/")]
    for i, token in enumerate(tokens):
        after = []
        for path, x in found:
            if isinstance(x, list):
                which = range(len(x)) if token == "*" else [int(token)] if fullmatch(r"0|[1-9][0-9]*", token) else [len(x)]
                if any(j >= len(x) for j in which):
                    return None
                after += [(path + (j,), x[j]) for j in which]
            elif isinstance(x, dict):
                if token != "*" and token not in x and not (i == len(tokens) - 1 and optional(path, token)):
                    return None
                after += [(path + (k,), x.get(k)) for k in (list(x) if token == "*" else [token])]
            else:
                return None
        found = after
    return [path for path, _ in found]


class Seek:
    def __init__(self, read, v, at, plan):
        self.at = at
        self.ok = False
        if not isinstance(v, dict):
            read.err("type", at)
            return
        nothing = lambda x, p: None
        read.obj({"vary": nothing, "figure": nothing},
                 {"at_most": nothing, "at_least": nothing, "find": read.choice("last", "first")})(v, at)
        if "figure" in v:
            self.figure = Figure(read, v["figure"], f"{at}/figure")
        bounds = [k for k in ("at_most", "at_least") if k in v]
        if len(bounds) != 1:
            read.err("choice", at)
        count = "figure" in v and self.figure.ok and self.figure.count()
        for k in bounds:
            self.bound = k
            self.limit = self.read_limit(read, v[k], f"{at}/{k}", count)
        if "vary" in v:
            self.vary(read, v["vary"], f"{at}/vary", plan)
        self.last = v.get("find", "last") == "last"

    def read_limit(self, read, v, at, count):
        if not count:
            n = read.amount(v, at)
            return None if n is None else Fraction(n, 100)
        if isinstance(v, str):
            if not fullmatch(r"[0-9]+(\.[0-9]{1,4})?", v):
                return read.err("format", at)
            n = Fraction(v)
        else:
            if not isinstance(v, Num) or not v.whole():
                return read.err("type", at)
            n = Fraction(v.value())
        if not 0 <= n <= MOST:
            return read.err("range", at)
        return n

    def vary(self, read, v, at, plan):
        if not isinstance(v, dict):
            return read.err("type", at)
        nothing = lambda x, p: None
        read.obj({"at": nothing, "from": nothing, "to": nothing}, {"step": nothing})(v, at)
        if "at" not in v:
            return None
        pointers = v["at"] if isinstance(v["at"], list) else [v["at"]]
        if not pointers:
            return read.err("range", f"{at}/at")
        wrong = [i for i, p in enumerate(pointers) if not isinstance(p, str)]
        for i in wrong:
            read.err("type", f"{at}/at/{i}" if isinstance(v["at"], list) else f"{at}/at")
        if wrong or plan is None:
            return None
        paths = []
        for pointer in pointers:
            found = places(plan, pointer)
            if not found:
                return read.err("type", f"{at}/at")
            paths += found
        kinds = {kind_of(path) for path in paths}
        if len(kinds) != 1 or None in kinds:
            return read.err("type", f"{at}/at")
        self.kind, self.paths = kinds.pop(), paths
        value = {AMOUNT: read.amount, RATE: read.rate, MONTH: read.month, WHOLE: read.whole(-MOST, MOST)}[self.kind]
        ends = [value(v[k], f"{at}/{k}") if k in v else None for k in ("from", "to")]
        step = 1
        if "step" in v:
            of_one = self.kind in (MONTH, WHOLE)
            step = read.whole(1, MOST)(v["step"], f"{at}/step") if of_one else value(v["step"], f"{at}/step")
            if step == 0:
                step = read.err("range", f"{at}/step")
        if None in ends or step is None:
            return None
        if (ends[1] - ends[0]) // step >= MOST:
            return read.err("range", f"{at}/step")
        self.lo, self.hi, self.step = *ends, step
        return None

    def meaning(self, plan):
        found = self.figure.meaning(f"{self.at}/figure", [plan])
        if self.hi < self.lo:
            found.append(("order", f"{self.at}/vary/to"))
        return found

    def answer(self, plan):
        tried = []
        figures = {}

        def value(i):
            return show(self.kind, self.lo + i * self.step)

        def ask(i):
            varied = copy.deepcopy(plan)
            for path in self.paths:
                at = varied
                for k in path[:-1]:
                    at = at[k]
                at[path[-1]] = value(i)
            try:
                n, decimals = self.figure.value(varied)
            except Errors as e:
                raise Errors([(code, self.moved(at)) for code, at in e.list])
            figures[i] = printed(n, decimals)
            tried.append({"value": value(i), "figure": figures[i]})
            x = Fraction(n, 10 ** decimals)
            return x <= self.limit if self.bound == "at_most" else x >= self.limit

        top = (self.hi - self.lo) // self.step
        good, bad = (0, top) if self.last else (top, 0)
        if ask(bad):
            return {"value": value(bad), "figure": figures[bad], "next": None, "tried": tried}
        if top == 0 or not ask(good):
            return {"value": None, "tried": tried}
        lo, hi = 0, top
        while hi - lo > 1:
            mid = lo + (hi - lo) // 2
            if ask(mid) == self.last:
                lo = mid
            else:
                hi = mid
        good, bad = (lo, hi) if self.last else (hi, lo)
        return {"value": value(good), "figure": figures[good],
                "next": {"value": value(bad), "figure": figures[bad]}, "tried": tried}

    def moved(self, at):
        for path in self.paths:
            pointer = "".join(f"/{esc(str(k))}" for k in path)
            if at == pointer or at.startswith(pointer + "/"):
                return "/seek/vary"
        return "/plan" + at


# -- records, rule 21

def canonical(x):
    """RFC 8785, of what has no numbers but whole ones."""
    if isinstance(x, dict):
        items = sorted(x.items(), key=lambda kv: kv[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in items) + "}"
    if isinstance(x, list):
        return "[" + ",".join(map(canonical, x)) + "]"
    return json.dumps(x, ensure_ascii=False)


def record(plan):
    forecast = forecast_of(plan)
    parts = {"plan": {k: v for k, v in plan.items() if k != "programme"}, "programme": plan["programme"],
             "forecast": forecast}
    return {"rules": "2", **{k: hashlib.sha256(canonical(v).encode()).hexdigest() for k, v in parts.items()}}


def read_record(read, v, at):
    if not isinstance(v, dict):
        return read.err("format", at)
    for k in v:
        if k not in ("rules", "plan", "programme", "forecast"):
            read.err("unknown_field", f"{at}/{esc(k)}")
    if v.get("rules") != "2":
        read.err("format", f"{at}/rules")
    for k in ("plan", "programme", "forecast"):
        if not isinstance(v.get(k), str) or not fullmatch(r"[0-9a-f]{64}", v[k]):
            read.err("format", f"{at}/{k}")
    return None


# -- the question, rule 16

def under(errors, at):
    return [(code, at + place) for code, place in errors.list]


def answer(value):
    read = Read()
    if not isinstance(value, dict):
        raise Errors([("type", "")])

    def plan_at(v, at):
        try:
            return read_plan(v)
        except Errors as e:
            read.found += under(e, at)
            return None, None

    for k in value:
        if k != "plan" and k not in KINDS:
            read.err("unknown_field", f"/{esc(k)}")
    if "plan" not in value:
        read.err("missing", "/plan")
        plan, out = None, None
    else:
        plan, out = plan_at(value["plan"], "/plan")
    kinds = [k for k in KINDS if k in value]
    if len(kinds) != 1 or kinds[0] not in ANSWERED:
        read.err("choice", "")
    if "compare" in value:
        v, at = value["compare"], "/compare"
        other = other_out = figure = None
        if isinstance(v, dict):
            nothing = lambda x, p: None
            read.obj({"with": nothing, "figure": nothing},
                     {"join": read.list_of(read.list_of(read.choice(*CAUSES), False))})(v, at)
            if "with" in v:
                other, other_out = plan_at(v["with"], f"{at}/with")
            if "figure" in v:
                figure = Figure(read, v["figure"], f"{at}/figure")
        else:
            read.err("type", at)
    if "seek" in value:
        seek = Seek(read, value["seek"], "/seek", out)
    if "sheet" in value:
        ask = sheet.asked(read, value["sheet"], "/sheet")
    if "record" in value:
        read.obj({}, {})(value["record"], "/record")
    if "verify" in value:
        read_record(read, value["verify"], "/verify")
    if read.found:
        raise Errors(read.found)

    found = []

    def meaning_of(plan, at):
        try:
            checked(plan)
        except Errors as e:
            found.extend(under(e, at))

    meaning_of(plan, "/plan")
    kind = kinds[0]
    if kind == "compare":
        meaning_of(other, "/compare/with")
        if out["horizon"] != other_out["horizon"]:
            found.append(("order", "/compare/with/horizon"))
        found += figure.meaning("/compare/figure", [out, other_out])
        causes = causes_of(out, other_out, value["compare"].get("join", []))
        if len(causes) > 10:
            found.append(("range", "/compare/join"))
    elif kind == "seek":
        found += seek.meaning(out)
    elif kind == "sheet":
        with_defaults = copy.deepcopy(plan)
        defaults(with_defaults)
        found += sheet.places(*sheet.meaning(with_defaults, ask))
    if found:
        raise Errors(found)
    if kind == "compare":
        return {"compare": compare(out, other_out, figure, causes)}
    if kind == "seek":
        return {"seek": seek.answer(out)}
    if kind == "sheet":
        return sheet.answer(with_defaults, ask)
    try:
        own = record(out)
    except Errors as e:
        raise Errors(under(e, "/plan"))
    if kind == "record":
        return {"record": own}
    differs_ = [k for k in own if own[k] != value["verify"][k]]
    return {"verify": {"same": not differs_, "differs": differs_}}
