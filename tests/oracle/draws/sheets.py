"""Questions for a pay sheet: plans with little left to chance, and decisions that come late."""
from draws.right import Gen, mon, month

RATES = ("pass_rate", "leave_rate", "vacancy_rate")


def question(r):
    """Mostly one that has a sheet."""
    g = Gen(r)
    plan = g.plan()
    first, last = g.F * 12, g.L * 12 + 11
    a = plan.setdefault("assumptions", {})
    if r.random() < 0.85:
        for rate in RATES:
            if rate in a:
                a[rate] = r.choice([0, 1, 1] if rate == "pass_rate" else [0, 0, 1])
    for w in plan.get("workers", []):
        for y, grade in w.get("appraisals", {}).items():
            if r.random() < 0.4:
                word = grade["grade"] if isinstance(grade, dict) else grade
                step = int(y) * 12 + 12
                late = step >= first or r.random() < 0.05
                w["appraisals"][y] = {"grade": word, "decided": mon(step + r.choice([0, 1, 3, 5, 11, 14]) if late else step)}
                if r.random() < 0.4:
                    w["appraisals"][y]["provisional"] = r.choice(["pass", "excellent", "fail"])
    p = plan["programme"] if isinstance(plan["programme"], dict) else {}
    for name in ("subsidy", "sharing", "raise"):
        for e in p.get(name, []):
            e.pop("decided", None)
            begins = e["from"] * 12 if isinstance(e["from"], int) else month(e["from"])
            if r.random() < 0.3 and (begins >= first or r.random() < 0.1):
                e["decided"] = mon(max(begins, first) + r.choice([0, 1, 2, 4, 9, -1]))
    a, b = sorted(r.choice([first, last, r.randint(first, last), r.randint(first, last)]) for _ in range(2))
    if r.random() < 0.03:
        a, b = r.choice([(b + 1, a), (first - 1, b), (a, last + 1)])
    ask = {"first": mon(a), "last": mon(b)}
    if r.random() < 0.3:
        codes = [s["code"] for s in plan["stations"]]
        ask["stations"] = r.sample(codes, r.randint(1, len(codes))) + (["999999999"] if r.random() < 0.1 else [])
    return {"plan": plan, "sheet": ask}
