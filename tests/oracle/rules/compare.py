"""Rule 18: a difference by its causes."""
import copy
import math
from fractions import Fraction

from rules.figure import cost_names, printed, under
from rules.records import canonical
from rules.values import Errors, apportion

CAUSES = ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds", "stations", "people",
          "chances")


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
