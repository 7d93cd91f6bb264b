"""Rule 11: the written form of a plan, and rule 19: what stands where in it."""

AMOUNT, RATE, MONTH, WHOLE = "amount", "rate", "month", "whole"

KINDS = {
    **dict.fromkeys(("standard", "per_station", "amount", "pay"), AMOUNT),
    **dict.fromkeys(("rate", "pass_rate", "leave_rate", "vacancy_rate"), RATE),
    **dict.fromkeys(("from", "to", "first", "last", "confirmed", "opens", "closes", "hired", "left", "month", "decided"),
                    MONTH),
    **dict.fromkeys(("villages", "count", "min", "max", "administrative", "per_village", "years", "min_months",
                     "hours_per_month", "parts", "months", "effective", "pay_year"), WHOLE),
}

# Fields that may be left out and are not written then.
OPTIONAL = {
    "": (), "programme": ("confirmed",), "stations": ("villages", "opens", "closes"),
    "workers": ("left", "pay", "pay_year"), "subsidy": ("months", "decided"), "sharing": ("decided",), "raise": ("decided",),
    "hires": ("pay",), "assumptions": ("from",), "funds": ("last",),
}

# Rules 11 and 12: a field with a default is written with it.
DEFAULTS = {
    "subsidy": {"basis": "standard", "top_up": "local"}, "raise": {"mode": "compound", "effective": 1},
    "appraisal": {"min_months": 6}, "costs": {"hours_per_month": 0}, "funds": {"pays": "subsidy", "kind": "pool"},
}
ASSUMPTIONS = {"pass_rate": 10 ** 6, "leave_rate": 0, "refill": "none", "fill": "none", "vacancy_rate": 0,
               "missing_history": "error"}


def object_of(path):
    """The list, or the field, that the object with a value at this path is in."""
    named = [k for k in path[:-1] if isinstance(k, str)]
    return named[-1] if named else ""


def kind_of(path):
    """What stands at a path, or None where it is nothing that can be varied."""
    if not path or not isinstance(path[-1], str):
        return None
    of = object_of(path)
    if path[0] == "regions" or of in ("appraisals", "title", "tiers", "source"):
        return None
    if path[-1] == "parts" and of != "parts":
        return None                             # the list of them
    if of in ("horizon", "assumptions") and KINDS.get(path[-1]) == MONTH:
        return WHOLE                            # years
    return KINDS.get(path[-1])


def optional(path, token):
    """Whether an object at a path can have a field that was left out."""
    return token in OPTIONAL.get(object_of((*path, token)), ())


def month(m):
    return f"{m // 12}-{m % 12 + 1:02d}"


def show(kind, n):
    if kind == AMOUNT:
        return f"{n // 100}.{n % 100:02d}"
    if kind == RATE:
        return f"{n // 10 ** 6}.{n % 10 ** 6:06d}".rstrip("0").rstrip(".")
    return month(n) if kind == MONTH else n


def written(plan):
    """A plan as it was read, in written form."""
    plan = {k: v for k, v in plan.items() if k != "reform"}
    plan["assumptions"] = {**ASSUMPTIONS, **plan.get("assumptions", {})}
    plan.setdefault("by", "province")
    programme = dict(plan["programme"])
    for key, fields in DEFAULTS.items():
        if key in programme:
            programme[key] = [{**fields, **e} for e in programme[key]]
    programme["norm"] = [{"per_village": 1, **e} if e["kind"] == "villages" else e for e in programme.get("norm", [])]
    plan["programme"] = programme
    return form(plan, ())


def form(x, path):
    if isinstance(x, dict):
        if path[-2:-1] == ("appraisals",) and list(x) == ["grade"]:
            return x["grade"]                   # with nothing beside it the word alone
        items = {k: form(v, (*path, k)) for k, v in x.items()}
        return {k: v for k, v in items.items() if v not in ([], {}) or k == "stations"}
    if isinstance(x, list):
        return [form(v, (*path, i)) for i, v in enumerate(x)]
    if isinstance(x, int) and not isinstance(x, bool):
        return show(kind_of(path), x)
    return x
