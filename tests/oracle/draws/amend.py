"""Amendments of a reform (rule 11): of one entry, of all, from a month on; now and then of nothing."""
import copy

from draws.right import dated

LISTS = ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds")
NAMED_BY = ("tier", "post", "name")


def amend(gen, plan):
    """Amends one list of a plan's programme, beside whatever its reform says."""
    programme = plan["programme"]
    key, said = amendments(gen, gen.preset_shape(programme) if isinstance(programme, str) else programme)
    plan.setdefault("reform", {})[key] = said


def amendments(gen, programme):
    """For one list of a programme: an amendment, or several."""
    r = gen.r
    key = r.choice([k for k in LISTS if programme.get(k)] * 4 + list(LISTS))
    some = [amendment(gen, key, programme.get(key) or []) for _ in range(r.choice([1, 1, 1, 2, 3]))]
    if len(some) == 1 and r.random() < 0.6:
        return key, some[0]
    if r.random() < 0.03:
        return key, r.choice([{"amend": some, "from": gen.F}, {"amend": some[0]}, {"amend": [*some, None]}, {"amend": []}])
    return key, {"amend": some}


def amendment(gen, key, entries):
    r = gen.r
    like = r.choice(entries) if entries else {"name": "督导"} if key in ("costs", "funds") else {}
    out = {k: like[k] for k in NAMED_BY if k in like}
    if r.random() < 0.04:
        out[r.choice(NAMED_BY)] = r.choice([None, "nowhere", "a", 7])
    if key != "funds" and r.random() < 0.6:
        month = r.randint(gen.E * 12, gen.L * 12 + 11)
        out["from"] = r.choice([like.get("from", gen.F), dated(r, month - month % 12), dated(r, month)])
        if r.random() < 0.02:
            out["from"] = r.choice([None, "2017-13", "x", 1, True])
    for field, value in changes(gen, key):
        if r.random() < 0.6:
            out[field] = value
    if key != "funds" and not entries and r.random() < 0.7:
        out.update({"from": gen.E, **dict(changes(gen, key))})
    if r.random() < 0.3:
        out["source"] = r.choice(["某文件", {"zh": "某文件", "en": "a document"}, None])
    if r.random() < 0.4:
        out["status"] = r.choice(["stated", "press", "assumed"])
    if r.random() < 0.05:
        out[r.choice(["basis", "mode", "min_months", "hours_per_month", "last", "pays"])] = None
    return copy.deepcopy(out)


def changes(gen, key):
    """Fields that an entry of the list has, with other values."""
    r = gen.r
    parts = [{"payer": "province", "parts": r.randint(1, 9)}, {"payer": "local", "parts": r.randint(1, 9)}]
    return {
        "subsidy": [("standard", gen.amount()), ("basis", r.choice(["pay", "standard", "indexed"]))],
        "sharing": [("parts", parts)],
        "raise": [("rate", gen.rate()), ("effective", r.choice([1, 4, "anniversary"]))],
        "appraisal": [("pass", r.choice([["pass"], ["excellent", "pass"]])), ("min_months", r.randint(1, 12))],
        "contract": [("years", r.randint(1, 5))],
        "norm": [("kind", "range"), ("min", 1), ("max", r.randint(1, 3))],
        "costs": [("per_station", gen.amount()), ("parts", parts), ("hours_per_month", r.choice([0, 12]))],
        "funds": [("amount", gen.amount()), ("kind", r.choice(["pool", "annual"])), ("payer", "province"), ("first", gen.F)],
    }[key]
