"""Rule 16: a plan through its rounds, and the figure that a question speaks of."""
import copy
import json

from rules.figures import Figures
from rules.meaning import meaning
from rules.shape import PAYERS, Read, defaults, fullmatch
from rules.text import JsonReader, Num
from rules.values import Errors
from rules.written import written

COUNTS = ("headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending")
AMOUNTS = ("pay", "subsidy", "top_up", "surplus", "raise_cost")
BY_PAYER = ("shares", "top_ups", "due")
NORM = ("required", "held", "short", "over")
FUND = ("drawn", "shortfall", "unspent")


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


def under(errors, at):
    return [(code, at + place) for code, place in errors.list]


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
