"""Plans with errors: many at once, and a right plan with something made wrong in each round of rule 15."""
import copy

from draws.right import CODES


def many_errors(r):
    """About 10,000 errors of one round: the first 10,000 are listed."""
    k = r.choice(["reading", "meaning", "calculating"])
    p = {"id": "many", "title": {"zh": "多", "en": "Many"}, "subsidy": [{"from": 1949, "standard": "50000.00"}],
         "sharing": [{"from": 1949, "parts": [{"payer": "local", "parts": 1}]}],
         "raise": [{"from": 1949, "rate": "0.05"}], "appraisal": [{"from": 1949, "pass": ["pass"]}]}
    plan = {"programme": p, "horizon": {"first": 2149, "last": 2149}, "stations": [{"code": CODES[0]}]}
    if k == "reading":
        plan["hires"] = [0] * r.choice([9_999, 10_000, 10_001, 12_345])
        return plan
    worker = {"station": CODES[0], "post": "service", "hired": "1949-01", "pay": "1.00"}       # asks for 200 grades
    if k == "meaning":
        worker = {**worker, "hired": "2149-01", "appraisals": {str(y): "pass" for y in range(1949, 2149)}}
    plan["workers"] = [{"id": f"w{i}", **worker} for i in range(r.choice([49, 50, 51, 60]))]
    if r.random() < 0.5:
        plan["workers"].append({"id": "w0" if k == "meaning" else "last", **worker, "hired": "2148-01"})
    return plan


WRONG = [None, True, False, 5, -1, 0, "x", "", [], {}, [1], {"a": 1}, "2017-13", "2018-07", 10 ** 20, 2017, "440203001",
         "0.5", "1.2345678", "10000000000000.00", "５0", "local", "pass", 1_000_001, 10_001]


def places(v, path=()):
    yield path
    if isinstance(v, dict):
        for k in v:
            yield from places(v[k], path + (k,))
    elif isinstance(v, list):
        for i, x in enumerate(v):
            yield from places(x, path + (i,))


def get(v, path):
    for k in path:
        v = v[k]
    return v


def mutate_source(r, plan):
    """A `source` that is neither a text nor one in both languages."""
    p = plan["programme"] if isinstance(plan["programme"], dict) else plan["reform"]
    lists = [k for k in ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds") if p.get(k)]
    both = {"zh": "某文件", "en": "a document"}
    r.choice(p[r.choice(lists)])["source"] = copy.deepcopy(r.choice(
        [{}, {"zh": "某文件"}, {"en": "a document"}, {**both, "en": 7}, {**both, "zh": None}, {**both, "fr": "x"},
         {**both, "a/b": []}, {"zh": both, "en": ""}, {"ZH": "某文件"}, [both], [], 7, None, True]))


def mutate_tree(r, plan):
    """Something wrong somewhere: another value, a field gone, a field too many, a list emptied or doubled."""
    if r.random() < 0.1:
        return mutate_source(r, plan)
    paths = [p for p in places(plan) if p]
    path = r.choice(paths)
    parent, k = get(plan, path[:-1]), path[-1]
    how = r.choice(["value", "value", "gone", "gone", "extra", "key", "empty", "double", "string", "near", "near", "near"])
    if how == "near":
        leaves = [p for p in paths if isinstance(get(plan, p), (int, str))]
        path = r.choice(leaves)
        parent, k = get(plan, path[:-1]), path[-1]
        x = parent[k]
        if isinstance(x, int):
            parent[k] = r.choice([-1, 0, 13, 101, 1948, 2201, 10_001, 1_000_001, 10_000_000_000_000, 10 ** 20, x * 1000])
        elif x[:1].isdigit():
            parent[k] = r.choice(["2018-13", "2018-00", "1948-12", "2201-01", "1.000001", "10000000000000.00", "2017",
                                  "0.1234567", "-1.00", "50000.", ".5", "５0", "1e3", "2018-7", "+1", "50,000"])
        else:
            parent[k] = r.choice(["pas", "Pass", x + "s", x.upper(), "town", "service", "subsidy", "guangdong-2017", ""])
        return
    if how == "value":
        parent[k] = copy.deepcopy(r.choice(WRONG))
    elif how == "gone":
        del parent[k]
    elif how == "extra":
        target = parent[k] if isinstance(parent[k], dict) else parent
        if isinstance(target, dict):
            target[r.choice(["salary", "a/b", "~", "from ", "名", "note", "min", "tier", "44", "per_village", "status"])] = \
                copy.deepcopy(r.choice(WRONG))
    elif how == "key" and isinstance(parent, dict):
        parent[r.choice([str(k).upper() + "x", str(k) + "s", "0" + str(k)])] = parent.pop(k)
    elif how == "empty":
        if isinstance(parent[k], (list, dict)):
            parent[k] = type(parent[k])()
        elif isinstance(parent[k], str):
            parent[k] = ""
    elif how == "double" and isinstance(parent[k], list) and parent[k]:
        parent[k].append(copy.deepcopy(r.choice(parent[k])))
    elif how == "string" and isinstance(parent[k], str) and parent[k]:
        s = parent[k]
        i = r.randrange(len(s))
        parent[k] = r.choice([s[:i] + s[i + 1:], s[:i] + r.choice("0x. -月/") + s[i:], s + " ", " " + s, s + "0"])


def mutate_meaning(r, plan):
    p = plan["programme"] if isinstance(plan["programme"], dict) else None
    ws, hs, ss = plan.get("workers") or [], plan.get("hires") or [], plan["stations"]
    F, L = plan["horizon"]["first"], plan["horizon"]["last"]
    how = r.randrange(26)
    w = r.choice(ws) if ws else None
    if how == 0 and w:
        ws.append(copy.deepcopy(w))
    elif how == 1:
        ss.append(copy.deepcopy(r.choice(ss)))
    elif how == 2 and w:
        w["station"] = "999999999"
    elif how == 3 and hs:
        r.choice(hs)["station"] = "440203009"
    elif how == 4:
        r.choice(ss)["tier"] = "nowhere"
    elif how == 5 and w:
        w["left"] = "1950-01"
    elif how == 6 and hs:
        r.choice(hs)["month"] = r.choice([f"{F - 1}-12", f"{min(L + 1, 2200)}-01"])
    elif how == 7:
        plan.setdefault("assumptions", {})["from"] = r.choice([F - 1, L + 1])
    elif how == 8 and w:
        w["pay_year"] = r.choice([int(w["hired"][:4]) - 1, int(w["hired"][:4]) + 1, L + 1, F])
    elif how == 9 and w:
        w.setdefault("appraisals", {})[str(r.choice([int(w["hired"][:4]) - 1, F, L, L + 3]))] = "pass"
    elif how == 10:
        for s in ss:
            s.pop("villages", None)
    elif how == 11 and p:
        p.setdefault("tiers", {})["44"] = "z"
    elif how == 12 and p and p.get("funds"):
        r.choice(p["funds"])["pays"] = r.choice(["别的", "Subsidy"])
    elif how == 13 and p and p.get("funds"):
        r.choice(p["funds"])["last"] = r.choice([1955, "1990-06", F])
    elif how == 14 and p and p.get("norm"):
        r.choice(p["norm"]).update({"max": 0}) if r.random() < 0.5 else p["norm"].append(copy.deepcopy(p["norm"][0]))
    elif how == 15 and p:
        k = r.choice(["subsidy", "sharing", "raise", "appraisal", "contract", "costs", "funds"])
        if p.get(k):
            p[k].append(copy.deepcopy(r.choice(p[k])))
    elif how == 16 and p:
        e = r.choice(p["sharing"] + p.get("costs", []))
        e["parts"].append({"payer": e["parts"][0]["payer"], "parts": 1})
    elif how == 17:
        plan["horizon"] = {"first": L + 1, "last": F}
    elif how == 18 and w and "pay" in w:
        w["pay_year"] = int(w["hired"][:4])
        del w["pay"]
    elif how in (19, 20) and w:
        s = r.choice(ss)["code"]
        w["moves"] = w.get("moves", []) + [
            {"from": r.choice([w["hired"], f"{F}-06", f"{L}-03", w.get("left", f"{L}-12")]),
             "station": r.choice([s, s, "999999999"])} for _ in range(r.choice([1, 2]))]
    elif how in (21, 22) and w:
        w["away"] = w.get("away", []) + [
            {"from": r.choice([w["hired"], f"{F}-06", f"{L}-03"]),
             "to": r.choice([f"{F}-05", f"{F}-09", f"{L}-12", w.get("left", f"{L}-04"), "2200-12"])}
            for _ in range(r.choice([1, 2]))]
    elif how in (23, 24):
        r.choice(ss)["closes"] = r.choice([f"{F}-01", f"{F}-07", f"{L}-11", f"{F - 1}-12", f"{L + 1}-01"
                                           if L < 2200 else f"{L}-12"])
    else:
        ss.append({"code": "460000001"})


def mutate_calculating(r, plan):
    p = plan["programme"] if isinstance(plan["programme"], dict) else None
    how = r.randrange(7)
    F, L = plan["horizon"]["first"], plan["horizon"]["last"]
    ws = plan.get("workers") or []
    if how == 0:
        plan.setdefault("assumptions", {})["missing_history"] = "error"
        for w in ws:
            w.pop("appraisals", None)
    elif how == 1:
        for w in ws:
            if w.get("appraisals") and r.random() < 0.7:
                del w["appraisals"][r.choice(list(w["appraisals"]))]
        plan.setdefault("assumptions", {}).pop("missing_history", None)
        plan["assumptions"]["from"] = r.randint(F, L)
    elif how in (2, 3, 4) and p:
        e = r.choice(p[r.choice(["subsidy", "sharing", "raise", "appraisal"])])
        e["from"] = r.choice([F + 1, f"{F}-{r.randint(1, 12):02d}", L, f"{L}-12"])
    elif how == 5 and p:
        p["sharing"] = [e for e in p["sharing"] if "tier" in e] or p["sharing"]
    else:
        for w in ws:
            if r.random() < 0.5:
                w.pop("pay", None)
                w.pop("pay_year", None)
        if p:
            e = r.choice(p["subsidy"])
            e["from"] = F
            plan.setdefault("assumptions", {})["missing_history"] = "error"


def mutate_text(r, text):
    how = r.randrange(12)
    at = [i for i, c in enumerate(text) if c in ',:{}[]"']
    i = r.choice(at)
    if how == 0:
        return text[:i]
    if how == 1:
        return text[:i] + text[i + 1:]
    if how == 2:
        return text[:i] + r.choice(["NaN", "01", "+1", ".5", "'", "\t", "tru", "1.", "-", "\\x", "Infinity", ","]) + text[i:]
    if how in (3, 4, 5, 6):                                   # a key given twice
        objs = [j for j, c in enumerate(text) if c == "{" and text[j + 1] == '"']
        for _ in range(r.choice([1, 1, 2])):
            j = r.choice([j for j, c in enumerate(text) if c == "{" and text[j + 1] == '"'])
            k = text.index('"', j + 2)
            text = text[:j + 1] + text[j + 1:k + 1] + ":" + r.choice(["1", "null", "{\"a\":1,\"a\":2}"]) + "," + text[j + 1:]
        return text
    if how in (7, 8, 9):                                      # numbers with a fraction or an exponent, or very long
        spots = [j for j in range(1, len(text) - 1) if text[j].isdigit() and text[j].isascii() and text[j + 1] in ",}]"
                 and text[j - 1] in ":0123456789" and number_outside_string(text, j)]
        if spots:
            j = r.choice(spots)
            return text[:j + 1] + r.choice([".0", ".5", "e0", "E+2", "e-1", ".50e1", "0" * 25]) + text[j + 1:]
    if how == 10:
        d = r.choice([125, 126, 127, 128, 400])
        return text[:-1] + ',"deep":' + "[" * d + "]" * d + "}"
    return r.choice(["", "[]", "null", "{}", "1", '"guangdong-2017"', text + "}", text + " 1", "﻿" + text, "[" * 5000])


def number_outside_string(text, j):
    return text[:j].replace('\\"', "").count('"') % 2 == 0
