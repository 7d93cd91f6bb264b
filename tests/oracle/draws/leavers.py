"""Right plans that are easily refused: what only somebody who has left would need is needed by nobody."""
from draws.right import CODES, GRADES, PAYERS, Gen, dated, mon


class Leavers(Gen):
    """People who leave around the month in which an `indexed` entry begins or ends, for certain or by chance, and
    entries, grades, sums and outcomes that are enough for one side of that month only."""

    def plan(self):
        r = self.r
        kind = r.choice(["plain"] * 12 + ["preset"] * 3 + ["overflow"] * 2 + ["outcomes"])
        long = kind in ("overflow", "outcomes")
        self.scale = r.choice(["tiny", "small", "normal", "odd", "round"])
        n = r.choice([15, 16]) if long else r.choice([1, 2, 2, 3, 3, 4, 5])
        preset = r.choice(["guangdong-2017", "guangdong-2021"]) if kind == "preset" else None
        self.E = int(preset[-4:]) if preset else r.choice([2015, 2017])
        self.F = self.E + (0 if long else r.choice([0, 1, 2, 3, 4]))
        F, L = self.F, self.F + n - 1
        self.L = L
        # the month at which those who leave before it, in it and after it part
        self.border = r.choice([r.randint(F * 12 + 1, L * 12 + 11), r.randint(F, L) * 12 + r.choice([0, 0, 6, 11])])
        if long:
            self.border = r.choice([L * 12 + 11, L * 12 + 11, L * 12, L * 12 - 1])
        self.split = self.chance(0.25)          # what is indexed holds for one tier or post only
        plan = {"programme": preset or self.programme_around(kind), "horizon": {"first": F, "last": L}}
        if preset:
            plan["reform"] = {"subsidy": self.subsidies(kind)}
        elif self.chance(0.2):
            plan["reform"] = {"subsidy": plan["programme"]["subsidy"]}
            plan["programme"]["subsidy"] = [{"from": self.E, "standard": "50000.00"}]
        codes = r.sample(CODES, r.choice([1, 1, 2, 3]))
        plan["stations"] = [{"code": c, "villages": r.choice([0, 1, 2])} for c in codes]
        for s in plan["stations"]:
            if self.chance(0.2):
                s["opens"] = mon(r.choice([self.border, self.border + 1, F * 12 + r.randint(0, 11)]))
            elif self.chance(0.15):
                s["closes"] = mon(r.choice([self.border, self.border - 1, self.border // 12 * 12 - 1]))
            if kind != "preset" and self.split and self.chance(0.5):
                s["tier"] = "own"
        a = plan["assumptions"] = {}
        if long:
            a["pass_rate"] = 1 if kind == "overflow" else r.choice(["0.5", "0.9"])
            if kind == "overflow" and self.chance(0.3):
                a["leave_rate"] = r.choice([1, "0.5"])
        else:
            a["pass_rate"] = r.choice([0, 1, 1, "0.5", "0.96"])
            a["leave_rate"] = r.choice([1, 1, 1, 0, "0.5", "0.08"])
            if self.chance(0.5):
                a["refill"] = "january"
            if self.chance(0.3):
                a["fill"] = "norm"
            if self.chance(0.2):
                a["vacancy_rate"] = r.choice([1, 0, "0.25"])
            if self.chance(0.5):
                a["from"] = r.randint(F, L)
            if self.chance(0.15):
                a["missing_history"] = r.choice(["pass", "fail"])
        frm = a.get("from", F)
        plan["workers"] = [self.leaver(f"w{i}", codes, frm, kind) for i in range(r.choice([1, 1, 2, 3, 5]))]
        plan["hires"] = []
        for _ in range(0 if long and self.chance(0.6) else r.choice([0, 0, 1, 2])):
            m = r.choice([self.border, self.border + 1, self.border - 1, r.randint(F * 12, L * 12 + 11)])
            m = min(max(m, F * 12, frm * 12 if self.chance(0.9) else 0), L * 12 + 11)
            h = {"station": r.choice(codes), "post": r.choice(["administrative", "service"]),
                 "count": r.choice([1, 2, 1000]), "month": mon(m)}
            if self.chance(0.5):
                h["pay"] = self.amount()
            plan["hires"].append(h)
        if self.chance(0.95):
            self.settle(plan)
        plan["by"] = r.choice(["province", "station"])
        return plan

    def subsidies(self, kind):
        """An `indexed` entry from the border on, or until then, or both with another standard."""
        r = self.r
        first = r.choice([self.E * 12] * 9 + [self.F * 12, self.border - 1])
        orders = [["plain", "indexed"]] * 5 + [["indexed", "plain"], ["plain", "indexed", "plain"],
                                              ["plain", "indexed", "indexed"], ["indexed", "indexed"]]
        months = [first, self.border, self.border + r.choice([1, 5, 12, 12])]
        out = []
        for m, what in zip(months, r.choice(orders)):
            if out and m <= prior:
                continue
            prior = m
            e = {"from": dated(r, m), "standard": self.amount(zero=0.05)}
            if kind == "overflow":
                e["standard"] = r.choice(["9999999999999.99", "5000000000000.00", "50000.00"])
            elif kind == "outcomes":
                e["standard"] = r.choice(["50000.00", "61234.56"])
            if what == "indexed":
                e["basis"] = "indexed"
            elif self.chance(0.5):
                e["basis"] = r.choice(["pay", "standard"])
            if self.chance(0.3):
                e["top_up"] = r.choice(PAYERS)
            if self.chance(0.1):
                e["months"] = r.randint(1, 30)
            out.append(self.ground(e))
        if self.split and kind != "preset":
            named = r.choice([{"tier": "own"}, {"post": "service"}, {"tier": "own", "post": "service"}])
            out += [{**e, **named, "basis": "indexed", "standard": self.amount()} for e in out if self.chance(0.6)]
            if self.chance(0.3):
                out = [e for e in out if "tier" in e or "post" in e] or out
            if not any("tier" in e for e in out):
                out.append({**out[-1], "from": self.L + 1, "tier": "own"})
        return out

    def programme_around(self, kind):
        r = self.r
        E, F = self.E, self.F
        late = [E * 12] * 10 + [F * 12, F * 12 + 12, self.border, self.border // 12 * 12, self.border + 1]
        p = {"id": "leavers", "title": {"zh": "离职", "en": "Leavers"}, "subsidy": self.subsidies(kind),
             "sharing": [{"from": dated(r, r.choice([E * 12] * 12 + [F * 12, self.border])), "parts": self.parts()}]}
        effective = r.choice([1, 1, "anniversary", 7, 12])
        if kind == "overflow":
            p["raise"] = [{"from": E, "rate": r.choice([1, 1, "0.9"]), "effective": effective}]
        elif kind == "outcomes":
            p["raise"] = [{"from": E, "rate": "0.01"}]
            p["raise"] += [{"from": y, "rate": f"0.{10_000 + 700 * (y - E) + r.randint(0, 9):06d}"}
                           for y in range(E + 1, self.L + 1)]
        else:
            p["raise"] = [{"from": dated(r, r.choice(late)), "rate": self.rate(), "effective": effective,
                           "mode": r.choice(["compound", "compound", "simple"])}]
        long = kind in ("overflow", "outcomes")
        p["appraisal"] = [{"from": dated(r, E * 12 if long or self.chance(0.6) else r.choice(late)),
                           "pass": r.sample(GRADES, r.choice([1, 2])), "min_months": r.choice([1, 6, 12])}]
        if not long and self.chance(0.5):
            p["norm"] = [{"from": dated(r, r.choice([F * 12, self.border, self.border + 1])), "kind": "range",
                          "min": r.choice([0, 1, 2]), "max": 2}]
        if self.chance(0.2):
            p["funds"] = self.funds(p)
        return p

    def leaver(self, id_, codes, frm, kind):
        r = self.r
        F, L, border = self.F, self.L, self.border
        h = r.choice([self.E * 12, r.randint(self.E * 12, F * 12 + 11), border - 1, border, border + 1])
        w = {"id": id_, "station": r.choice(codes), "post": r.choice(["administrative", "service"]), "hired": mon(h)}
        left = None
        if self.chance(0.65):
            left = max(h, r.choice([border - 1, border - 1, border - 2, border, border + 1, F * 12 - 1, F * 12,
                                    border // 12 * 12 - 1, border - r.randint(1, 30), border + r.randint(1, 12)]))
            w["left"] = mon(left)
        pay_year = h // 12
        if self.chance(0.75):
            w["pay"] = self.amount()
            if kind in ("overflow", "outcomes"):
                w["pay"] = r.choice(["0.00", "0.00", "0.01" if kind == "overflow" else "77777.77"])
            start = max(h, F * 12) // 12
            if self.chance(0.7) and (left is None or left >= F * 12) and h <= L * 12 + 11:
                pay_year = w["pay_year"] = start
        # mostly the grades since `pay_year` alone: those before it only an indexed standard asks for
        given = r.choice(["none", "since", "since", "since", "all"])
        since = {"none": 9999, "since": pay_year, "all": h // 12}[given]
        end = frm - 1 if left is None else min(frm - 1, left // 12)
        grades = {str(y): r.choice(GRADES) for y in range(max(since, h // 12), end + 1)}
        if grades and self.chance(0.1):
            del grades[r.choice(list(grades))]
        if grades:
            w["appraisals"] = grades
        if self.chance(0.4):
            self.stays(w, codes, h, left)
        return w
