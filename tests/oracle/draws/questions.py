"""Random questions (rule 16): right ones of every kind that is answered, and such as have errors."""
import copy
import json

from draws import sheets
from draws.amend import amend
from draws.right import CODES, COSTS, Gen, mon
from draws.wrong import WRONG, get, mutate_calculating, mutate_meaning, places
from oracle import answer, answer_question
from rules.questions import figures

FIGURES = ["headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending", "pay", "subsidy", "top_up",
           "surplus", "raise_cost", "norm/required", "norm/held", "norm/short", "norm/over"]
PAYERS = ["province", "local", "central", "city"]


def question(r):
    gen = Gen(r)
    kind = r.choice(["compare"] * 3 + ["seek"] * 3 + ["sheet"] * 2 + ["why"] * 2 + ["record", "verify"])
    if kind == "sheet":
        out = sheets.question(r)
    else:
        plan = small(gen)
        asked = {"compare": compare, "seek": seek, "record": lambda *_: {}, "verify": verify, "why": why}[kind](gen, plan)
        out = {"plan": plan, kind: asked}
    x = r.random()
    if x < 0.12:
        for _ in range(r.choice([1, 1, 2])):
            mutate(r, out[kind])
    elif x < 0.18:
        (mutate_meaning if r.random() < 0.5 else mutate_calculating)(r, out["plan"])
    elif x < 0.2:
        out[r.choice(["why", "record", "sheet", "extra"])] = {}
    elif x < 0.21:
        del out[r.choice(list(out))]
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def oracle_answer(question):
    return answer_question(json.dumps(question, ensure_ascii=False))


def small(gen):
    """A right plan of few people, so that many of it are soon worked out."""
    plan = gen.plan()
    for key in ("workers", "hires"):
        if key in plan:
            plan[key] = plan[key][:3]
    return plan


def mutate(r, asked):
    paths = [p for p in places(asked) if p and p[0] != "with"]
    if not paths:
        return
    path = r.choice(paths)
    parent, key = get(asked, path[:-1]), path[-1]
    how = r.random()
    if how < 0.4:
        parent[key] = copy.deepcopy(r.choice(WRONG))
    elif how < 0.7:
        del parent[key]
    elif isinstance(parent, dict):
        parent[r.choice(["extra", "a/b", "years", "region", "step", "join", "find"])] = copy.deepcopy(r.choice(WRONG))


def figure(gen, plan):
    r = gen.r
    p = plan["programme"]
    payers = sorted({x["payer"] for e in p["sharing"] for x in e["parts"]}) if isinstance(p, dict) else PAYERS[:2]
    if r.random() < 0.05:
        payers = PAYERS
    named = [f"{x}/{r.choice(payers)}" for x in ("shares", "top_ups", "due", "due")]
    costs = [e["name"] for e in p.get("costs", [])] if isinstance(p, dict) else ["督导"]
    for name in costs:
        if r.random() < 0.5:
            name = name.replace("~", "~0").replace("/", "~1")
        named += [f"costs/{name}/amount", f"costs/{name}/hours", f"costs/{name}/shares/{r.choice(payers)}"]
    funds = len(p.get("funds", [])) if isinstance(p, dict) else 2
    funds = [f"funds/{i}/{x}" for i in range(funds) for x in ("drawn", "shortfall", "unspent")]
    name = r.choice(r.choice([FIGURES, FIGURES[:11], named, named, funds or named]))
    if r.random() < 0.03:
        name = r.choice(["", "Pay", "shares", "shares/x", "due/local/", "costs//amount", f"costs/{r.choice(COSTS)}/shares/x",
                         "norm/stations", "funds/07/drawn", "funds/99/drawn", "year"])
    out = {"figure": name}
    first, last = plan["horizon"]["first"], plan["horizon"]["last"]
    if r.random() < 0.3 and not name.endswith("unspent"):
        a, b = sorted([r.randint(first, last), r.randint(first, last)])
        out["years"] = r.choice([a, [a, b], [a, a]])
        if r.random() < 0.04:
            out["years"] = r.choice([last + 1, [b + 1, a], [a], [a, b, b], first - 1, str(a)])
    if r.random() < 0.35 and not name.startswith("funds"):
        code = r.choice(plan["stations"])["code"] if r.random() < 0.97 else r.choice(CODES)
        out["region"] = code[:r.choice([0, 2, 4, 6, 9, 9])] if r.random() < 0.97 else code[:3]
    return out


def compare(gen, plan):
    r = gen.r
    other = copy.deepcopy(plan)
    for _ in range(r.choice([0, 1, 2, 2, 3, 3, 4])):
        change(gen, other)
    out = {"with": other, "figure": figure(gen, r.choice([plan, other]))}
    if r.random() < 0.3:
        causes = ["subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds", "stations", "people", "chances"]
        out["join"] = [r.sample(causes, r.choice([1, 2, 2, 3, 7])) for _ in range(r.choice([0, 1, 1, 2]))]
    return out


def change(gen, plan):
    """Something of a plan otherwise."""
    r = gen.r
    how = r.randrange(11)
    assumed = plan.setdefault("assumptions", {})
    first, last = plan["horizon"]["first"], plan["horizon"]["last"]
    codes = [s["code"] for s in plan["stations"]]
    if how <= 3:
        amend(gen, plan)
    elif how == 4:
        assumed[r.choice(["pass_rate", "leave_rate", "vacancy_rate"])] = r.choice([0, 1, "0.5", "0.25"])
    elif how == 5:
        plan.setdefault("hires", []).append({"station": r.choice(codes), "post": "service", "count": r.randint(1, 3),
                                             "month": mon(r.randint(first * 12, last * 12 + 11))})
    elif how == 6 and plan.get("workers"):
        plan["workers"].pop(r.randrange(len(plan["workers"])))
    elif how == 7:
        r.choice(plan["stations"]).update(r.choice([{"opens": mon(r.randint(first * 12, last * 12 + 11))}, {"villages": 2}]))
    elif how == 8:
        code = r.choice(CODES)
        if code not in codes:
            plan["stations"].append({"code": code, "villages": 1})
            if r.random() < 0.5:
                plan.setdefault("hires", []).append({"station": code, "post": "service", "count": 1, "month": mon(last * 12)})
    elif how == 9:
        assumed["missing_history"] = r.choice(["pass", "fail", "error"])
    else:
        r.shuffle(plan["stations"])
        r.shuffle(plan.setdefault("workers", []))
        if r.random() < 0.3:
            plan["horizon"] = {"first": first, "last": last + 1}


def seek(gen, plan):
    r = gen.r
    first, last = plan["horizon"]["first"], plan["horizon"]["last"]
    a, b = sorted([r.randint(first * 12, last * 12 + 11), r.randint(first * 12, last * 12 + 11)])
    amounts = sorted([gen.amount(), gen.amount()], key=float)
    rates = sorted([r.choice(["0", "0.01", "0.1", "0.25"]), r.choice(["0.3", "1", "0.333333"])], key=float)
    whole, years = {"from": r.choice([0, 1, 1, 2]), "to": r.randint(2, 40)}, {"from": first, "to": last}
    options = [
        ("/programme/subsidy/0/standard", {"from": amounts[0], "to": amounts[1]}),
        ("/programme/subsidy/*/standard", {"from": amounts[0], "to": amounts[1]}),
        ("/programme/raise/0/rate", {"from": rates[0], "to": rates[1]}),
        ("/programme/raise/*/rate", {"from": rates[0], "to": rates[1], "step": "0.01"}),
        ("/programme/raise/0/effective", {"from": 1, "to": 12}),
        ("/programme/appraisal/*/min_months", {"from": 1, "to": r.choice([12, 13])}),
        ("/programme/sharing/0/parts/0/parts", {"from": 1, "to": 9}),
        ("/programme/costs/*/per_station", {"from": amounts[0], "to": amounts[1]}),
        ("/programme/norm/0/min", whole),
        ("/programme/funds/0/amount", {"from": amounts[0], "to": amounts[1]}),
        ("/programme/funds/0/last", {"from": mon(a), "to": mon(b)}),
        ("/programme/raise/0/from", {"from": mon(a), "to": mon(b), "step": r.choice([1, 5])}),
        ("/hires/0/count", whole), ("/hires/*/pay", {"from": amounts[0], "to": amounts[1]}),
        ("/hires/0/month", {"from": mon(a), "to": mon(b)}),
        ("/stations/*/opens", {"from": mon(a), "to": mon(b)}), ("/stations/0/villages", whole),
        ("/programme/subsidy/0/months", whole), ("/stations/0/closes", {"from": mon(a), "to": mon(b)}),
        ("/workers/0/moves/0/from", {"from": mon(a), "to": mon(b), "step": 2}), ("/workers/0/away/0/to", {"from": mon(a), "to": mon(b)}),
        ("/workers/*/pay", {"from": amounts[0], "to": amounts[1], "step": amounts[1]}), ("/workers/0/left", {"from": mon(a), "to": mon(b)}),
        ("/assumptions/pass_rate", {"from": 0, "to": 1, "step": "0.3"}), ("/assumptions/vacancy_rate", {"from": rates[0], "to": rates[1], "step": "0.1"}),
        ("/assumptions/from", years), ("/horizon/last", years),
        (["/stations/0/opens", "/stations/*/opens"], {"from": mon(a), "to": mon(b), "step": 3}),
        (r.choice(["/stations/0", "/by", "/programme/title/zh", "hires/0/count", "/hires/00/count", "/workers/0/moves", "",
                   "/regions/*", "/programme/tiers/*", "/assumptions/*", "/programme/norm/*/kind"]), whole),
    ]
    programme = plan["programme"] if isinstance(plan["programme"], dict) else {"subsidy": [], "raise": [], "sharing": []}

    def there(at):
        key = (at if isinstance(at, str) else at[0]).replace("/programme", "").split("/")[1:2]
        return not key or key[0] in {**programme, **plan, "assumptions": {}} or r.random() < 0.05

    options = [option for option in options if there(option[0])]
    at, span = r.choice(options)
    out = {"vary": {"at": at, **span}, "figure": figure(gen, plan)}
    if r.random() < 0.04:
        span = out["vary"]
        span["from"], span["to"] = span["to"], span["from"]
    name = out["figure"]["figure"]
    count = name.split("/")[0] in FIGURES[:6] + ["norm"] or name.endswith("/hours")
    limit = r.choice([1, 3, "2.5", "0.0001", 40]) if count else r.choice([gen.amount(), gen.amount(), 0, "100000.00"])
    out[r.choice(["at_most", "at_most", "at_least"])] = limit
    if r.random() < 0.5:
        out["find"] = r.choice(["first", "last"])
    if r.random() < 0.8:
        between(r, plan, out)
    return out


def between(r, plan, asked):
    """Puts the limit between the figures of the first and the last candidate, if there is room."""
    bound = "at_most" if "at_most" in asked else "at_least"
    never = {**asked, "at_least": 2 ** 53 if isinstance(asked[bound], int) else "9999999999999.99"}
    if bound == "at_most":
        del never[bound]
    found = oracle_answer({"plan": plan, "seek": never})
    if "seek" not in found or len(found["seek"]["tried"]) != 2:
        return
    texts = [str(x["figure"]) for x in found["seek"]["tried"]]
    a, b = sorted(int(x.replace(".", "")) for x in texts)
    limit = r.randint(a, b)
    decimals = len(texts[0].partition(".")[2])
    asked[bound] = f"{limit // 10 ** decimals}.{limit % 10 ** decimals:0{decimals}d}" if decimals else limit
    if limit < 0:
        asked[bound] = 0
    if r.random() < 0.8:
        # So that the candidate that is asked for first does not fulfil it, and the other does.
        high_first = int(texts[0].replace(".", "")) == b
        asked["at_most" if high_first else "at_least"] = asked.pop(bound)


def why(gen, plan):
    r = gen.r
    forecast = answer(json.dumps(plan, ensure_ascii=False))
    at = [at for at, _ in figures(forecast)] if "errors" not in forecast else ["/totals/0/pay"]
    wrong = ["/totals/0/year", "/rows/0/name", "", "/", "totals/0/pay", "/totals/00/pay", "/totals/0/due", "/rows/9999/pay",
             "/funds/0/name", "/norm/0/region", "/totals/0/pay/", "/notices/0/at"]
    out = {"at": r.choice(at) if r.random() < 0.9 else r.choice(wrong)}
    if r.random() < 0.7:
        out["fold"] = r.choice([0, 0, 1, 2, 3, 100_000])
    return out


def verify(gen, plan):
    r = gen.r
    record = {"rules": "2", **{k: "%064x" % r.getrandbits(256) for k in ("plan", "programme", "forecast")}}
    if r.random() < 0.2:
        record[r.choice(list(record))] = r.choice(["1", "", "A" * 64, None, 5])
    return record
