"""Rules 5, 6, 7, 9, 10, 14: the figures, and the forecast that they make."""
from fractions import Fraction

from rules.people import Model
from rules.values import BY, MAX, WHOLE_OVERFLOWS, Errors, apportion, in_force, round_frac, round_half, span, split, taken

COUNTS = ("headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending")


class Figures(Model):
    # -- rules 5, 6, 9, 14: figures

    def add_figures(self, g):
        for year, (e, den, moves) in g.years.items():
            january = year * 12
            first, last = max(g.a, january), min(g.b, january + 11)
            w = g.weight * self.stays(g, year)

            def count(name, month, x):                              # where they are in that month
                self.counts[g.place(month)[0], year][name] += x

            # counts
            for m in range(first, last + 1):
                if g.on_payroll(m):
                    count("worker_months", m, w)
            if last == january + 11:
                station, post = g.place(last)
                self.held[station, year][post] += w
                if g.on_payroll(last):
                    count("headcount", last, w)
                count("leavers", last, g.weight * self.leaves(g, year))
            if g.hired // 12 == year:
                count("hires", g.hired, w)
            if g.left is not None and g.left // 12 == year:
                count("leavers", g.left, w)
            since = [m for m in range(max(first, january + e - 1), last + 1) if g.on_payroll(m)]
            if since:
                count("raised", since[0], w * Fraction(sum(n for s, t, passed, n in moves
                                                           if passed and t[0] > s[0]), den))
            for end in self.contract_ends(g):
                if first <= end <= last:
                    count("contracts_ending", end, w)
            # money
            for ta, tb, subsidy, sharing, station, post, part in self.terms_at(g, year):
                runs = [(a - january + 1, b - january + 1) for a, b in g.runs(january + ta - 1, january + tb - 1)]
                if not runs:
                    continue
                paid_to = 12                                        # the last month of the year that is subsidised
                if "months" in subsidy:
                    paid_to = g.hired + subsidy["months"] - january
                subsidised = [(a, min(b, paid_to)) for a, b in runs if a <= paid_to]
                leaf = self.leaf(station, post, year, part)
                sums = {"pay": 0, "subsidy": 0, "top_up": 0, "surplus": 0, "raise_cost": 0}
                shares = {payer: 0 for payer, _ in sharing["parts"]}
                for s, t, _, n in moves:
                    standard = subsidy["standard"]
                    if subsidy["basis"] == "pay":
                        old, new = s[0], t[0]
                    elif subsidy["basis"] == "standard":
                        old, new = standard, standard
                    elif subsidy["basis"] == "lower":
                        old, new = min(s[0], standard), min(t[0], standard)
                    else:
                        i = 1 + g.standards.index(standard)
                        old, new = s[i], t[i]
                    pay = sum(taken(s[0], t[0], a, b, e) for a, b in runs)
                    sub = sum(taken(old, new, a, b, e) for a, b in subsidised)
                    sums["pay"] += n * pay
                    sums["subsidy"] += n * sub
                    sums["top_up"] += n * max(0, pay - sub)
                    sums["surplus"] += n * max(0, sub - pay)
                    sums["raise_cost"] += n * (pay - sum(span(s[0], a, b) for a, b in runs))
                    for payer, x in split(sub, sharing["parts"]).items():
                        shares[payer] += n * x
                for k, x in sums.items():
                    leaf[k] += w * Fraction(x, den)
                for payer, x in shares.items():
                    leaf["shares"][payer] += w * Fraction(x, den)
                leaf["bearers"][subsidy["top_up"]] += w * Fraction(sums["top_up"], den)

    def leaf(self, station, post, year, part):
        key = (station, post, year, part)
        if key not in self.leaves_:
            zero = Fraction(0)
            self.leaves_[key] = {"pay": zero, "subsidy": zero, "top_up": zero, "surplus": zero, "raise_cost": zero,
                                 "shares": {x: zero for x in self.payers}, "bearers": {x: zero for x in self.payers}}
        return self.leaves_[key]

    def contract_ends(self, g):                                     # rule 14
        entries = self.p["contract"]
        ends = []
        if entries:
            begin = g.hired
            while begin <= self.m1:
                e = in_force(entries, begin) or min(entries, key=lambda x: x["from"])
                begin += e["years"] * 12
                ends.append(begin - 1)
        return ends

    def round_leaf(self, x):                                        # rule 9
        whole = round_frac(x["subsidy"] + x["top_up"])
        subsidy, top_up = apportion(whole, [x["subsidy"], x["top_up"]])
        pay, surplus = apportion(whole, [x["pay"], x["surplus"]])
        shares = apportion(subsidy, list(x["shares"].values()))
        bearers = apportion(top_up, list(x["bearers"].values()))
        out = {"pay": pay, "subsidy": subsidy, "top_up": top_up, "surplus": surplus,
               "raise_cost": round_frac(x["raise_cost"]),
               "shares": dict(zip(self.payers, shares)), "bearers": dict(zip(self.payers, bearers))}
        fits = all(n <= MAX for n in [pay, subsidy, top_up, surplus, out["raise_cost"]] + shares + bearers)
        if WHOLE_OVERFLOWS and whole > MAX:
            fits = False
        return out, fits

    def cost_figures(self):                                         # rule 6
        """{(station, year, part, name): [amount, {payer: fen}, hours]}, and the (station, year) under a cost"""
        out, under = {}, set()
        for s in range(len(self.stations)):
            for year in range(self.first, self.last + 1):
                for part, (a, b) in enumerate(self.parts_of(year)):
                    for name in self.cost_names:
                        entries = [c for c in self.p["costs"] if c["name"] == name]

                        def says(m):        # what holds in month 1..12, None when closed or without entry
                            e = in_force(entries, year * 12 + m - 1)
                            if e is None or not self.is_open(s, year * 12 + m - 1):
                                return None
                            return (e["per_station"], e["parts"], e["hours_per_month"])

                        total = [0, {x: 0 for x in self.payers}, 0]
                        start = a
                        for m in range(a, b + 1):
                            if m == b or says(m + 1) != says(m):
                                if says(m) is not None:
                                    under.add((s, year))
                                    amount, parts, hours = says(m)
                                    earned = span(amount, start, m)
                                    total[0] += earned
                                    for payer, x in split(earned, parts).items():
                                        total[1][payer] += x
                                    total[2] += hours * (m - start + 1)
                                start = m + 1
                        out[s, year, part, name] = total
        return out, under

    # -- rule 14

    def forecast(self):
        p = self.p
        years = range(self.first, self.last + 1)

        # payers: of sharing, top-ups, costs, in that order
        self.payers = []
        for payer in [x for e in p["sharing"] for x, _ in e["parts"]] + [e["top_up"] for e in p["subsidy"]] \
                + [x for e in p["costs"] for x, _ in e["parts"]]:
            if payer not in self.payers:
                self.payers.append(payer)
        self.cost_names = list(dict.fromkeys(c["name"] for c in p["costs"]))

        groups = self.people()
        found = []
        for g in groups:
            self.prepare(g, found)
        if found:
            raise Errors(found)
        for g in groups:                                            # overflow and outcomes, stage 1
            self.run(g, found)
        if found:
            raise Errors(found)

        n = range(len(self.stations))
        zero = Fraction(0)
        self.counts = {(s, y): dict.fromkeys(COUNTS, zero) for s in n for y in years}
        self.held = {(s, y): {"administrative": zero, "service": zero} for s in n for y in years}
        self.leaves_ = {}
        for g in groups:
            self.add_figures(g)
        rounded = {}
        for key, x in self.leaves_.items():                         # stage 2
            rounded[key], fits = self.round_leaf(x)
            if not fits:
                found.append(("overflow", f"/stations/{key[0]}"))
        if found:
            raise Errors(found)
        costs, under = self.cost_figures()

        # rows and totals
        length = BY[self.plan["by"]]
        region = [s["code"][:length] for s in self.stations]
        staffed = {(station, y) for g in groups for y in g.years
                   for station, _, _, _ in g.stays(max(g.a, y * 12), min(g.b, y * 12 + 11))}
        too_big = [False]

        def money(x):
            if x > MAX:
                too_big[0] = True
            return f"{'-' if x < 0 else ''}{abs(x) // 100}.{abs(x) % 100:02d}"

        def count(x):
            if self.expected:
                k = round_half(x.numerator * 10_000, x.denominator)
                return f"{k // 10_000}.{k % 10_000:04d}"
            assert x.denominator == 1
            return int(x)

        def row(year, code, name, members):
            leaves = [x for (s, _, y, _), x in rounded.items() if y == year and s in members]
            add = lambda k: sum(x[k] for x in leaves)
            shares = {q: sum(x["shares"][q] for x in leaves) for q in self.payers}
            top_ups = {q: sum(x["bearers"][q] for x in leaves) for q in self.payers}
            due = {q: shares[q] + top_ups[q] for q in self.payers}
            cost_rows = {}
            for name_ in self.cost_names:
                mine = [x for (s, y, _, c), x in costs.items() if y == year and s in members and c == name_]
                by_payer = {q: sum(x[1][q] for x in mine) for q in self.payers}
                for q in self.payers:
                    due[q] += by_payer[q]
                cost_rows[name_] = {"amount": money(sum(x[0] for x in mine)),
                                    "shares": {q: money(x) for q, x in by_payer.items()},
                                    "hours": sum(x[2] for x in mine)}
            c = {k: count(sum((self.counts[s, year][k] for s in members), zero)) for k in COUNTS}
            return {"year": year, "region": code, "name": name,
                    "headcount": c["headcount"], "worker_months": c["worker_months"],
                    "pay": money(add("pay")), "subsidy": money(add("subsidy")),
                    "shares": {q: money(x) for q, x in shares.items()},
                    "top_up": money(add("top_up")), "top_ups": {q: money(x) for q, x in top_ups.items()},
                    "surplus": money(add("surplus")),
                    "costs": cost_rows,
                    "due": {q: money(x) for q, x in due.items()},
                    "hires": c["hires"], "leavers": c["leavers"], "raised": c["raised"],
                    "raise_cost": money(add("raise_cost")), "contracts_ending": c["contracts_ending"]}

        def name_of(code):
            if length == 9:
                s = self.stations[region.index(code)]
                if "name" in s:
                    return s["name"]
            return self.plan["regions"].get(code, "")

        rows = []
        for year in years:
            for code in sorted(set(region)):
                members = {s for s in n if region[s] == code}
                if any((s, year) in staffed or (s, year) in under for s in members):
                    rows.append(row(year, code, name_of(code), members))
        totals = [row(year, "", "", set(n)) for year in years]

        # rule 7: the norm report of each December
        def norm_row(year, code, members):
            december = year * 12 + 11
            norm = self.at_month("norm", december)
            members = [s for s in members if self.is_open(s, december)]
            if norm is None or not members:
                return []
            required, held, short, over = 0, zero, zero, zero
            for s in members:
                h = self.held[s, year]
                here = h["administrative"] + h["service"]
                held += here
                if norm["kind"] == "range":
                    required += norm["min"]
                    short += max(zero, norm["min"] - here)
                    over += max(zero, here - norm["max"])
                else:
                    need = self.villages_need(norm, s)
                    for k in need:
                        required += need[k]
                        short += max(zero, need[k] - h[k])
            return [{"year": year, "region": code, "stations": len(members), "required": required,
                     "held": count(held), "short": count(short), "over": count(over)}]

        norm = []
        for year in years:
            for code in sorted(set(region)):
                norm += norm_row(year, code, [s for s in n if region[s] == code])
        for year in years:
            norm += norm_row(year, "", list(n))

        # rule 10: funds
        balance = [f["amount"] for f in p["funds"]]
        lines = [[] for _ in p["funds"]]
        for year in years:
            parts = self.parts_of(year)
            line = {}
            for i, f in enumerate(p["funds"]):
                if f["first"] <= year * 12 + 11 and (f["last"] is None or f["last"] >= year * 12):
                    if f["kind"] == "annual":
                        balance[i] = f["amount"]
                    line[i] = {"opening": balance[i], "drawn": 0, "shortfall": 0}
            for part, (a, b) in enumerate(parts):
                open_ = [i for i in line if p["funds"][i]["first"] <= year * 12 + a - 1
                         and (p["funds"][i]["last"] is None or p["funds"][i]["last"] >= year * 12 + b - 1)]
                for purpose in dict.fromkeys((p["funds"][i]["payer"], p["funds"][i]["pays"]) for i in open_):
                    payer, pays = purpose
                    mine = [i for i in open_ if (p["funds"][i]["payer"], p["funds"][i]["pays"]) == purpose]
                    if pays == "subsidy":
                        asked = sum(x["shares"].get(payer, 0) for (_, _, y, k), x in rounded.items()
                                    if y == year and k == part)
                    else:
                        asked = sum(x[1].get(payer, 0) for (_, y, k, c), x in costs.items()
                                    if y == year and k == part and c == pays)
                    for i in mine:
                        x = min(asked, balance[i])
                        balance[i] -= x
                        line[i]["drawn"] += x
                        asked -= x
                    line[mine[-1]]["shortfall"] += asked
            for i, x in line.items():
                lines[i].append({"year": year, "opening": x["opening"], "drawn": x["drawn"],
                                 "closing": balance[i], "shortfall": x["shortfall"]})
        funds = []
        for i, f in enumerate(p["funds"]):
            if not lines[i]:
                unspent = 0
            elif f["kind"] == "pool":
                unspent = lines[i][-1]["closing"]
            else:
                unspent = sum(x["closing"] for x in lines[i])
            funds.append({"name": f["name"], "payer": f["payer"], "pays": f["pays"], "kind": f["kind"],
                          "years": [{k: (x if k == "year" else money(x)) for k, x in y.items()} for y in lines[i]],
                          "unspent": money(unspent)})
        if too_big[0]:                                              # stage 3
            raise Errors([("overflow", "")])
        return {"programme": p["id"], "notices": self.notices(), "rows": rows, "totals": totals,
                "norm": norm, "funds": funds}

    def notices(self):
        out = []
        p = self.p
        if "confirmed" in p and self.m1 > p["confirmed"]:
            out.append(("after_confirmed", "/programme/confirmed"))
        for name in ("subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs"):
            for i, e in enumerate(p[name]):
                if e.get("status") != "assumed":
                    continue
                same = [x for x in p[name] if all(x.get(k) == e.get(k) for k in ("tier", "post", "name"))]
                if any(in_force(same, m) is e for m in range(self.m0, self.m1 + 1)):
                    out.append(("assumed", f"/programme/{name}/{i}"))
        for i, f in enumerate(p["funds"]):
            if f.get("status") == "assumed" and f["first"] <= self.m1 and (f["last"] is None or f["last"] >= self.m0):
                out.append(("assumed", f"/programme/funds/{i}"))
        return [{"code": c, "at": at} for c, at in sorted(out, key=lambda e: (e[1].encode(), e[0]))]
