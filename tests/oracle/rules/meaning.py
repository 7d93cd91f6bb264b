"""Rule 15, round "meaning": what a plan's values say of each other."""
from rules.values import in_force


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
    for name in ("raise", "appraisal", "contract", "norm"):
        duplicates((e["from"], f"/programme/{name}/{i}/from") for i, e in enumerate(p[name]))
    duplicates(((e.get("tier"), e.get("post"), e["from"]), f"/programme/subsidy/{i}/from")
               for i, e in enumerate(p["subsidy"]))
    duplicates(((e.get("tier"), e["from"]), f"/programme/sharing/{i}/from") for i, e in enumerate(p["sharing"]))
    duplicates(((e["name"], e["from"]), f"/programme/costs/{i}/from") for i, e in enumerate(p["costs"]))
    duplicates(((e["name"], e["first"]), f"/programme/funds/{i}/name") for i, e in enumerate(p["funds"]))
    for name in ("sharing", "costs"):
        for i, e in enumerate(p[name]):
            duplicates((payer, f"/programme/{name}/{i}/parts/{j}/payer") for j, (payer, _) in enumerate(e["parts"]))

    # unknown_station
    codes = {s["code"]: s for s in reversed(plan["stations"])}
    for kind in ("workers", "hires"):
        for i, w in enumerate(plan[kind]):
            if w["station"] not in codes:
                found.append(("unknown_station", f"/{kind}/{i}/station"))
            for j, move in enumerate(w.get("moves", [])):
                if move["station"] not in codes:
                    found.append(("unknown_station", f"/{kind}/{i}/moves/{j}/station"))

    # closed: employed from the month of hire or of a move until the month before the next one, of leaving, or the
    # horizon's end
    def closed(station, month, at):
        closes = codes[station]["closes"] if station in codes else None
        if closes is not None and month > closes:
            found.append(("closed", at))

    for i, h in enumerate(plan["hires"]):
        closed(h["station"], h["month"], f"/hires/{i}/station")
    for i, w in enumerate(plan["workers"] if horizon_ok else []):
        end = last if w["left"] is None else min(w["left"], last)
        begins = [w["hired"]] + [move["from"] for move in w["moves"]]
        places = [f"/workers/{i}/station"] + [f"/workers/{i}/moves/{j}/station" for j in range(len(w["moves"]))]
        for k, stay in enumerate([w] + w["moves"]):
            month = min([end] + [x - 1 for x in begins[k + 1:k + 2]])
            if begins[k] <= month:
                closed(stay["station"], month, places[k])

    # unknown_tier
    tiers = {e["tier"] for e in p["sharing"] + p["subsidy"] if "tier" in e}
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
        prior = w["hired"]
        for j, move in enumerate(w["moves"]):
            if move["from"] <= prior or (w["left"] is not None and move["from"] > w["left"]):
                found.append(("order", f"/workers/{i}/moves/{j}/from"))
            prior = move["from"]
        prior = w["hired"] - 1
        for j, away in enumerate(w["away"]):
            if away["from"] <= prior:
                found.append(("order", f"/workers/{i}/away/{j}/from"))
            if away["to"] < away["from"] or (w["left"] is not None and away["to"] > w["left"]):
                found.append(("order", f"/workers/{i}/away/{j}/to"))
            prior = away["to"]
    for i, s in enumerate(plan["stations"]):
        if s["closes"] is not None and s["opens_given"] and s["closes"] < s["opens"]:
            found.append(("order", f"/stations/{i}/closes"))
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
            for m in range(max(first, s["opens"]), (last if s["closes"] is None else min(s["closes"], last)) + 1):
                n = in_force(p["norm"], m)
                applied = m % 12 == 11 or (a["fill"] == "norm" and m >= a["from"] * 12)
                if n and n["kind"] == "villages" and applied:
                    found.append(("needs_villages", f"/stations/{i}"))
                    break
    return found
