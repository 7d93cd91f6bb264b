"""Rules 3, 4, 7, 8, 9: who there is in which months, under which terms, and on what pay."""
from fractions import Fraction

from rules.values import MAX, MILLION, OUTCOME_CAP, in_force, round_half


class Group:
    """Identical workers: a listed worker, a hire, the posts filled in a month, the posts refilled in a January."""

    def __init__(self, at, station, post, hired, left, pay, pay_year, grades, weight, moves=(), away=()):
        self.at = at                    # where its errors stand
        self.places = [(hired, station, post), *moves]      # from which month on, the station's index, the post
        self.away = away                # [(first, last)]
        self.hired = hired
        self.left = left
        self.pay = pay                  # None: entry pay
        self.pay_year = pay_year
        self.grades = grades
        self.weight = weight            # count, or count·(1 - v), or expected number

    # -- rule 8

    def place(self, month):
        """The station and the post in a month of employment."""
        return [(station, post) for begins, station, post in self.places if begins <= month][-1]

    def on_payroll(self, month):
        """Whether a month of employment is on the payroll."""
        return not any(a <= month <= b for a, b in self.away)

    def stays(self, a, b):
        """[(station, post, first, last)] of the months a..b of employment, cut by the moves."""
        ends = [begins - 1 for begins, _, _ in self.places[1:]] + [b]
        cut = [(station, post, max(a, begins), min(b, end)) for (begins, station, post), end in zip(self.places, ends)]
        return [x for x in cut if x[2] <= x[3]]

    def runs(self, a, b):
        """The runs of months on the payroll among the months a..b of employment."""
        out = []
        for m in range(a, b + 1):
            if self.on_payroll(m):
                if out and out[-1][1] == m - 1:
                    out[-1] = (out[-1][0], m)
                else:
                    out.append((m, m))
        return out


class Model:
    def __init__(self, plan):
        self.plan = plan
        self.p = plan["programme"]
        self.first, self.last = plan["horizon"]["first"], plan["horizon"]["last"]
        self.m0, self.m1 = self.first * 12, self.last * 12 + 11
        a = plan["assumptions"]
        self.a = a
        self.pn = a["pass_rate"]                               # in millionths
        self.q = Fraction(a["leave_rate"], MILLION)
        self.v = Fraction(a["vacancy_rate"], MILLION)
        self.from_year = a["from"]
        # rule 9: with p, q and v all 0 or 1 everything is certain
        self.expected = any(0 < x < MILLION for x in (a["pass_rate"], a["leave_rate"], a["vacancy_rate"]))
        self.stations = plan["stations"]
        self.tier = [self.tier_of(s) for s in self.stations]
        self.memo = {}

    # -- rule 6: the tier of a station, and its sharing entry

    def tier_of(self, s):
        if "tier" in s:
            return s["tier"]
        best = None
        for code in self.p["tiers"]:
            if s["code"].startswith(code) and (best is None or len(code) > len(best)):
                best = code
        return None if best is None else self.p["tiers"][best]

    def subsidy_at(self, station, post, month):
        """Rule 5: the entry for tier and post, for the tier, for the post, or the one with neither."""
        tier = self.tier[station]
        key = ("subsidy", tier, post, month)
        if key not in self.memo:
            e = None
            for wanted in ((tier, post), (tier, None), (None, post), (None, None)):
                if e is None:
                    e = in_force([x for x in self.p["subsidy"] if (x.get("tier"), x.get("post")) == wanted], month)
            self.memo[key] = e
        return self.memo[key]

    def sharing_at(self, station, month):
        key = ("sharing", self.tier[station], month)
        if key not in self.memo:
            e = None
            if self.tier[station] is not None:
                e = in_force([x for x in self.p["sharing"] if x.get("tier") == self.tier[station]
                              and "tier" in x], month)
            if e is None:
                e = in_force([x for x in self.p["sharing"] if "tier" not in x], month)
            self.memo[key] = e
        return self.memo[key]

    def at_month(self, name, month):
        key = (name, month)
        if key not in self.memo:
            self.memo[key] = in_force(self.p[name], month)
        return self.memo[key]

    # -- rule 3: parts of a year, and terms for each station and post

    def parts_of(self, year):
        cuts = {1}
        for f in self.p["funds"]:
            if f["first"] // 12 == year:
                cuts.add(f["first"] % 12 + 1)
            if f["last"] is not None and f["last"] // 12 == year and f["last"] % 12 != 11:
                cuts.add(f["last"] % 12 + 2)
        cuts = sorted(cuts)
        return [(a, (cuts[i + 1] - 1 if i + 1 < len(cuts) else 12)) for i, a in enumerate(cuts)]

    def terms_of(self, station, post, year):
        """[(part, a, b, subsidy entry, sharing entry)]"""
        key = ("terms", self.tier[station], post, year)
        if key in self.memo:
            return self.memo[key]

        def says(m):
            s, h = self.subsidy_at(station, post, m), self.sharing_at(station, m)
            return (s and (s["standard"], s["basis"], s["top_up"], s.get("months")), h and h["parts"])

        out = []
        for part, (a, b) in enumerate(self.parts_of(year)):
            start = a
            for m in range(a, b + 1):
                if m == b or says(year * 12 + m) != says(year * 12 + m - 1):   # month m+1 says otherwise
                    out.append((part, start, m, self.subsidy_at(station, post, year * 12 + m - 1),
                                self.sharing_at(station, year * 12 + m - 1)))
                    start = m + 1
        self.memo[key] = out
        return out

    # -- rules 7 and 8: who there is

    def is_open(self, station, month):
        closes = self.closes(station)
        return self.stations[station]["opens"] <= month and (closes is None or month <= closes)

    def closes(self, station):
        """The last month in which a station is open, where it closes within the horizon."""
        closes = self.stations[station]["closes"]
        return None if closes is None or closes > self.m1 else closes

    def people(self):
        index = {s["code"]: i for i, s in enumerate(self.stations)}
        groups = []
        for i, w in enumerate(self.plan["workers"]):
            groups.append(Group(f"/workers/{i}", index[w["station"]], w["post"], w["hired"], w["left"],
                                w["pay"], w.get("pay_year", w["hired"] // 12),
                                {y: g["grade"] for y, g in w["appraisals"].items()}, Fraction(1),
                                [(x["from"], index[x["station"]], x["post"]) for x in w["moves"]],
                                [(x["from"], x["to"]) for x in w["away"]]))
        for i, h in enumerate(self.plan["hires"]):
            s = index[h["station"]]
            groups.append(Group(f"/hires/{i}", s, h["post"], h["month"], self.closes(s),
                                h["pay"], h["month"] // 12, {}, Fraction(h["count"])))
        fills = self.fills(groups)
        groups += [g for g in fills if g.weight > 0]       # what has no chance does not happen
        groups = [g for g in groups if self.employed(g)]
        groups += self.refills(groups)
        return groups

    def fills(self, listed):
        fills = []
        if self.a["fill"] != "norm":
            return fills
        for s in range(len(self.stations)):
            filled = {"administrative": 0, "service": 0}
            for m in range(max(self.m0, self.from_year * 12), self.m1 + 1):
                norm = self.at_month("norm", m)
                if norm is None or not self.is_open(s, m):
                    continue
                held = dict(filled)
                for g in listed:
                    if g.hired <= m and (g.left is None or m <= g.left) and g.place(m)[0] == s:
                        held[g.place(m)[1]] += int(g.weight)
                if norm["kind"] == "range":
                    missing = {"service": norm["min"] - held["administrative"] - held["service"]}
                else:
                    need = self.villages_need(norm, s)
                    missing = {k: need[k] - held[k] for k in need}
                for post, n in missing.items():
                    if n > 0:
                        filled[post] += n
                        fills.append(Group(f"/stations/{s}", s, post, m, self.closes(s), None, m // 12, {},
                                           n * (1 - self.v)))
        return fills

    def villages_need(self, norm, s):
        return {"administrative": norm["administrative"],
                "service": self.stations[s]["villages"] * norm["per_village"]}

    # -- rule 9: leaving and being replaced

    def employed(self, g):
        """The months of the horizon in which g is employed (with a chance above 0), or None."""
        a = max(g.hired, self.m0)
        b = self.m1 if g.left is None else min(g.left, self.m1)
        if g.left is None and self.q == 1:
            b = min(b, max(self.from_year, g.hired // 12) * 12 + 11)
        return (a, b) if a <= b else None

    def stays(self, g, year):
        """The chance of g to be employed in `year`, from the leave rate alone."""
        if g.left is not None:
            return Fraction(1)
        decembers = year - max(self.from_year, g.hired // 12)
        return (1 - self.q) ** max(0, decembers)

    def leaves(self, g, year):
        """The chance that g leaves at the end of December of `year` by the leave rate."""
        if g.left is not None or year < self.from_year or g.hired // 12 > year:
            return Fraction(0)
        return self.stays(g, year) * self.q

    def refills(self, groups):
        out = []
        if self.a["refill"] != "january":
            return out
        for year in range(self.from_year + 1, self.last + 1):
            gone = {}
            for g in groups + out:
                x = g.weight * self.leaves(g, year - 1)
                if x > 0:
                    place = g.place(year * 12 - 1)
                    gone[place] = gone.get(place, 0) + x
            for (s, post), x in gone.items():
                closes = self.closes(s)
                if closes is None or closes >= year * 12:
                    out.append(Group(f"/stations/{s}", s, post, year * 12, closes, None, year, {}, x))
        return out

    # -- rule 4: which steps there are. Stage 0 of the round "calculating": missing_grade, no_rule

    def prepare(self, g, found):
        a, b = self.employed(g)
        g.a, g.b = a, b
        entries = []
        for m in range(a, b + 1):
            station, post = g.place(m)
            entries.append(self.subsidy_at(station, post, m))
            if entries[-1] is None:
                found.append(("no_rule", "/programme/subsidy"))
            if self.sharing_at(station, m) is None:
                found.append(("no_rule", "/programme/sharing"))
        if g.pay is None:
            e = self.subsidy_at(*g.place(g.hired), g.hired)
            if e is None:
                found.append(("no_rule", "/programme/subsidy"))
            else:
                g.pay = e["standard"]
        # the standards that an indexed entry takes while g is employed in the horizon
        g.standards = sorted({e["standard"] for e in entries if e and e["basis"] == "indexed"})
        g.index_year = max(g.hired, min((e["from"] for e in self.p["subsidy"]), default=g.hired)) // 12
        start = min(g.pay_year, g.index_year) if g.standards else g.pay_year
        g.chance = {}                       # year y -> chance in millionths that y's appraisal was passed
        for y in range(start, b // 12):
            appraisal = self.at_month("appraisal", y * 12 + 11)
            if appraisal is None:
                found.append(("no_rule", "/programme/appraisal"))
            if self.at_month("raise", (y + 1) * 12) is None:
                found.append(("no_rule", "/programme/raise"))
            if appraisal is None:
                continue
            # employed to December: in y+1 still
            months = sum(g.on_payroll(m) for m in range(max(y * 12, g.hired), y * 12 + 12))
            if months < appraisal["min_months"]:
                g.chance[y] = 0
            elif y in g.grades:
                g.chance[y] = MILLION if g.grades[y] in appraisal["pass"] else 0
            elif y >= self.from_year:
                g.chance[y] = self.pn
            elif self.a["missing_history"] == "pass":
                g.chance[y] = MILLION
            elif self.a["missing_history"] == "fail":
                g.chance[y] = 0
            else:
                found.append(("missing_grade", f"{g.at}/appraisals/{y}"))

    # -- rule 4: pay and indexed standards, outcome by outcome. Stage 1: overflow, outcomes

    def step(self, r, old, base):
        if r["mode"] == "compound":
            return round_half(old * (MILLION + r["rate"]), MILLION)
        return old + round_half(base * r["rate"], MILLION)

    def run(self, g, found):
        """g.years[Y] = (e, den, [(old state, new state, passed, chance·den)]) for the years in the horizon."""
        g.years = {}
        states = {(g.pay,) + tuple(g.standards): 1}
        den = 1
        start = min(g.pay_year, g.index_year) if g.standards else g.pay_year
        for year in range(min(start, g.a // 12), g.b // 12 + 1):
            pay_steps = year - 1 >= g.pay_year
            index_steps = bool(g.standards) and year - 1 >= g.index_year
            e = 1
            moves = []
            if not pay_steps and not index_steps:
                moves = [(s, s, False, n) for s, n in states.items()]
            else:
                r = self.at_month("raise", year * 12)
                e = g.hired % 12 + 1 if r["effective"] == "anniversary" else r["effective"]
                c = g.chance[year - 1]
                new_den = den
                if c == MILLION:
                    branches = [(True, 1)]
                elif c == 0:
                    branches = [(False, 1)]
                else:
                    branches = [(True, c), (False, MILLION - c)]
                    new_den = den * MILLION
                new_states = {}
                for s, n in states.items():
                    for passed, k in branches:
                        t = s
                        if passed:
                            pay = self.step(r, s[0], g.pay) if pay_steps else s[0]
                            index = tuple(self.step(r, x, base) for x, base in zip(s[1:], g.standards)) \
                                if index_steps else s[1:]
                            t = (pay,) + index
                        new_states[t] = new_states.get(t, 0) + n * k
                        moves.append((s, t, passed, n * k))
                states, den = new_states, new_den
                if any(s[0] > MAX for s in states):
                    found.append(("overflow", g.at))
                if len(states) > OUTCOME_CAP:
                    found.append(("outcomes", g.at))
                    return
            if year >= g.a // 12:
                g.years[year] = (e, den, moves)
                # the indexed standard is worked out only for terms in which an indexed entry is in force
                for ta, tb, subsidy, _, _, _, _ in self.terms_at(g, year):
                    if subsidy["basis"] == "indexed":
                        i = 1 + g.standards.index(subsidy["standard"])
                        if ta < e and any(s[i] > MAX for s, _, _, _ in moves) \
                                or tb >= e and any(t[i] > MAX for _, t, _, _ in moves):
                            found.append(("overflow", g.at))

    def terms_at(self, g, year):
        """[(a, b, subsidy entry, sharing entry, station, post, part)] of the months 1..12 of `year` in which g is
        employed, cut by terms and moves."""
        out = []
        january = year * 12
        for station, post, a, b in g.stays(max(g.a, january), min(g.b, january + 11)):
            for part, ta, tb, subsidy, sharing in self.terms_of(station, post, year):
                ta, tb = max(ta, a - january + 1), min(tb, b - january + 1)
                if ta <= tb:
                    out.append((ta, tb, subsidy, sharing, station, post, part))
        return out
