"""Rule 20: the pay sheet, month by month, and what decisions that come late bring."""
import copy

from rules.figures import Figures
from rules.values import BY, MAX, MILLION, Errors, in_force, span, split, taken

FIGURES = ("pay", "subsidy", "top_up", "surplus")
DATED = ("subsidy", "sharing", "raise")


def asked(read, v, at):
    """What is asked, read."""
    return read.obj({"first": read.month, "last": read.month}, {"stations": read.list_of(read.code)})(v, at)


def answer(plan, ask):
    """The answer about a plan whose meaning is right; places start at the question."""
    found = []
    try:
        Figures(copy.deepcopy(plan)).forecast()
    except Errors as errors:
        found = errors.list
    close(found, [("uncertain", "/sheet/last")] if uncertain(plan, ask) else [])
    try:
        return {"sheet": sheet(plan, ask)}
    except Errors as errors:
        close(errors.list, [])


def places(found, own):
    """What `meaning` finds, from the question on."""
    return [(code, "/plan" + at) for code, at in found] + own


def close(of_plan, own):
    """Ends a round: errors of the plan, whose places stand in the question, and of what is asked."""
    if of_plan or own:
        raise Errors(places(of_plan, own))


def meaning(plan, ask):
    """What is wrong with what is asked of a plan; the plan's own places start at the plan."""
    found, own = [], []
    p, hz = plan["programme"], plan["horizon"]
    m0, m1 = hz["first"] * 12, hz["last"] * 12 + 11
    if hz["first"] <= hz["last"]:
        for name in ("first", "last"):
            if not m0 <= ask[name] <= m1:
                own.append(("range", f"/sheet/{name}"))
    if ask["last"] < ask["first"]:
        own.append(("order", "/sheet/last"))
    codes = {s["code"] for s in plan["stations"]}
    for i, code in enumerate(ask.get("stations", [])):
        if code not in codes:
            own.append(("unknown_station", f"/sheet/stations/{i}"))
    # a decision that would change a month before the horizon
    late = lambda d: d is not None and m0 < d <= m1
    for name in DATED:
        for i, e in enumerate(p[name]):
            if late(e.get("decided")) and e["from"] < m0:
                found.append(("decided", f"/programme/{name}/{i}/decided"))
    indexed = any(e["basis"] == "indexed" for e in p["subsidy"])
    earliest = min(e["from"] for e in p["subsidy"]) // 12
    for i, w in enumerate(plan["workers"]):
        begin = w.get("pay_year", w["hired"] // 12)
        if indexed:
            begin = min(begin, max(w["hired"] // 12, earliest))
        for y, g in w["appraisals"].items():
            r = in_force(p["raise"], (y + 1) * 12)
            e = 1 if r is None else w["hired"] % 12 + 1 if r["effective"] == "anniversary" else r["effective"]
            step = (y + 1) * 12 + e - 1
            if late(g.get("decided")) and y >= begin and step < m0 and (w["left"] is None or step <= w["left"]):
                found.append(("decided", f"/workers/{i}/appraisals/{y}/decided"))
    return found, own


def uncertain(plan, ask):
    """Whether a month is left to chance."""
    a = plan["assumptions"]
    return any(0 < a[k] < MILLION for k in ("pass_rate", "leave_rate", "vacancy_rate")) and ask["last"] >= a["from"] * 12


def known(plan, month):
    """The plan with what is known in a month."""
    plan = copy.deepcopy(plan)
    for name in DATED:
        entries = plan["programme"][name]
        plan["programme"][name] = [e for e in entries if e.get("decided") is None or e["decided"] <= month]
    for w in plan["workers"]:
        for g in w["appraisals"].values():
            if g.get("decided") is not None and g["decided"] > month:
                g["grade"] = g.get("provisional", "fail")
    return plan


class Months(Figures):
    """What everybody earns in each month through one, with what is known in it."""

    def __init__(self, plan, last):
        super().__init__(known(plan, last))
        self.through = last
        self.programme_payers(plan["programme"])
        found = []
        groups = [g for g in self.people() if self.employed(g)]
        for stage in (self.prepare, self.run):
            for g in groups:
                stage(g, found)
            if found:
                raise Errors(found)
        self.rows = {}                  # (order, at, id, hired, station, post) -> {month: figures}
        for g in groups:
            self.months_of(g, last)

    def employed(self, g):
        there = super().employed(g)
        return there and there[0] <= self.through and (there[0], min(there[1], self.through)) or None

    def programme_payers(self, p):
        self.payers = []
        for payer in [x for e in p["sharing"] for x, _ in e["parts"]] + [e["top_up"] for e in p["subsidy"]] \
                + [x for e in p["costs"] for x, _ in e["parts"]]:
            if payer not in self.payers:
                self.payers.append(payer)

    def months_of(self, g, last):
        kind, index = g.at.split("/")[1:]
        order = {"workers": 0, "hires": 1, "stations": 2}[kind]
        name = self.plan["workers"][int(index)]["id"] if order == 0 else ""
        hired = g.hired if order == 2 else 0
        for year, (e, den, moves) in g.years.items():
            january = year * 12
            if january > last:
                continue
            (s, t, _, n), = moves                                   # nothing is left to chance
            assert n == den
            for ta, tb, subsidy, sharing, station, post, part in self.terms_at(g, year):
                key = (order, int(index) if order < 2 else 0, g.at, name, hired, station, post)
                months = self.rows.setdefault(key, {})
                count = int(g.weight)
                assert count == g.weight
                before = self.so_far(g, year, e, s, t, ta, ta - 1, subsidy, sharing)
                for k in range(ta, tb + 1):
                    now = self.so_far(g, year, e, s, t, ta, k, subsidy, sharing)
                    month = january + k - 1
                    if month <= last and g.on_payroll(month):
                        x = months.setdefault(month, {"count": 0, "annual": t[0] if k >= e else s[0],
                                                      **{f: 0 for f in FIGURES},
                                                      "shares": dict.fromkeys(self.payers, 0),
                                                      "bearers": dict.fromkeys(self.payers, 0)})
                        x["count"] += count
                        for f in FIGURES:
                            x[f] += count * (now[f] - before[f])
                        for payer, _ in sharing["parts"]:
                            x["shares"][payer] += count * (now["shares"][payer] - before["shares"][payer])
                        x["bearers"][subsidy["top_up"]] += count * (now["top_up"] - before["top_up"])
                    else:
                        assert now == before or month > last
                    before = now

    def so_far(self, g, year, e, s, t, ta, k, subsidy, sharing):
        """What rules 3, 5 and 6 give for the months ta..k of a term."""
        january = year * 12
        runs = [(a - january + 1, b - january + 1) for a, b in g.runs(january + ta - 1, january + k - 1)]
        end = g.hired + subsidy["months"] - january if "months" in subsidy else 12
        standard = subsidy["standard"]
        old, new = {"pay": (s[0], t[0]), "standard": (standard, standard),
                    "lower": (min(s[0], standard), min(t[0], standard))}.get(subsidy["basis"], (None, None))
        if old is None:
            i = 1 + g.standards.index(standard)
            old, new = s[i], t[i]
        pay = sum(taken(s[0], t[0], a, b, e) for a, b in runs)
        sub = sum(taken(old, new, a, min(b, end), e) for a, b in runs if a <= end)
        return {"pay": pay, "subsidy": sub, "top_up": max(0, pay - sub), "surplus": max(0, sub - pay),
                "shares": split(sub, sharing["parts"])}

    def costs_of(self, s, month):
        """{name: (amount, {payer: fen})} of a station's month, and whether it is open under a cost entry."""
        out, under = {}, False
        year, k = month // 12, month % 12 + 1
        a = [a for a, b in self.parts_of(year) if a <= k <= b][0]
        for name in dict.fromkeys(c["name"] for c in self.p["costs"]):
            entries = [c for c in self.p["costs"] if c["name"] == name]

            def says(m):
                e = in_force(entries, year * 12 + m - 1)
                return e if e and self.is_open(s, year * 12 + m - 1) else None

            same = lambda x, y: x and y and all(x[f] == y[f] for f in ("per_station", "parts", "hours_per_month"))
            amount, shares = 0, dict.fromkeys(self.payers, 0)
            if says(k):
                under = True
                first = k
                while first > a and same(says(first - 1), says(k)):
                    first -= 1
                per, parts = says(k)["per_station"], says(k)["parts"]
                amount = span(per, first, k) - (span(per, first, k - 1) if k > first else 0)
                now = split(span(per, first, k), parts)
                before = split(span(per, first, k - 1), parts) if k > first else dict.fromkeys(now, 0)
                for payer in now:
                    shares[payer] += now[payer] - before[payer]
            out[name] = (amount, shares)
        return out, under


def add(total, x):
    for f in FIGURES:
        total[f] += x[f]
    for f in ("shares", "bearers"):
        for payer, fen in x[f].items():
            total[f][payer] += fen


def sheet(plan, ask):
    """The answer's `sheet`; errors of the plan are the caller's to look for."""
    m0 = plan["horizon"]["first"] * 12
    first, last = ask["first"], ask["last"]
    at = {m: Months(plan, m) for m in range(max(first - 1, m0), last + 1)}
    model = at[first]
    payers = model.payers
    codes = [s["code"] for s in plan["stations"]]
    wanted = [s for s, code in enumerate(codes) if not ask.get("stations") or code in ask["stations"]]
    zero = lambda: {**{f: 0 for f in FIGURES}, "shares": dict.fromkeys(payers, 0), "bearers": dict.fromkeys(payers, 0)}
    length = BY[plan["by"]]

    def money(x):
        if abs(x) > MAX:
            raise Errors([("overflow", "")])
        return f"{'-' if x < 0 else ''}{abs(x) // 100}.{abs(x) % 100:02d}"

    def shown(x):
        return {"pay": money(x["pay"]), "subsidy": money(x["subsidy"]),
                "shares": {q: money(n) for q, n in x["shares"].items()},
                "top_up": money(x["top_up"]), "surplus": money(x["surplus"])}

    rows, totals = [], []
    for m in range(first, last + 1):
        of_month = []
        for key in sorted(set(at[m].rows) | set(at[max(m - 1, m0)].rows if m > first else []),
                          key=lambda k: (codes[k[5]], k[0], k[1], k[4], k[6] != "administrative")):
            _, _, place, name, _, s, post = key
            if s not in wanted:
                continue
            months = at[m].rows.get(key, {})
            now = months.get(m)
            arrears = zero()
            if m > m0:
                before = at[m - 1].rows.get(key, {})
                for t in set(months) | set(before):
                    if t < m:
                        for sign, figures in ((1, months.get(t)), (-1, before.get(t))):
                            if figures:
                                add(arrears, {**{f: sign * figures[f] for f in FIGURES},
                                              **{f: {q: sign * n for q, n in figures[f].items()}
                                                 for f in ("shares", "bearers")}})
            if now is None and arrears == zero():
                continue
            count = now["count"] if now else max(x["count"] for x in months.values())
            of_month.append((s, now is not None, count, now or zero(), arrears))
            x = now or {**zero(), "annual": 0}
            due = {q: x["shares"][q] + x["bearers"][q] + arrears["shares"][q] + arrears["bearers"][q] for q in payers}
            rows.append({"month": f"{m // 12}-{m % 12 + 1:02d}", "station": codes[s], "post": post, "at": place,
                         "id": name, "count": count, "annual": money(x["annual"]), **shown(x),
                         "arrears": shown(arrears), "due": {q: money(n) for q, n in due.items()},
                         "payable": money(x["pay"] + arrears["pay"])})
        for region in sorted({codes[s][:length] for s in wanted}) + [""]:
            inside = [s for s in wanted if codes[s].startswith(region)]
            mine = [x for x in of_month if x[0] in inside]
            costs = [at[m].costs_of(s, m) for s in inside]
            if region and not mine and not any(under for _, under in costs):
                continue
            x, arrears = zero(), zero()
            for _, _, _, now, late in mine:
                add(x, now)
                add(arrears, late)
            due = {q: x["shares"][q] + x["bearers"][q] + arrears["shares"][q] + arrears["bearers"][q] for q in payers}
            cost_rows = {}
            for name in dict.fromkeys(c["name"] for c in plan["programme"]["costs"]):
                by_payer = {q: sum(c[name][1][q] for c, _ in costs) for q in payers}
                for q in payers:
                    due[q] += by_payer[q]
                cost_rows[name] = {"amount": money(sum(c[name][0] for c, _ in costs)),
                                   "shares": {q: money(n) for q, n in by_payer.items()}}
            name = plan["regions"].get(region, "")
            if region and length == 9:
                name = plan["stations"][codes.index(region)].get("name", name)
            totals.append({"month": f"{m // 12}-{m % 12 + 1:02d}", "region": region, "name": name,
                           "headcount": sum(count for _, there, count, _, _ in mine if there), **shown(x),
                           "arrears": shown(arrears), "costs": cost_rows,
                           "due": {q: money(n) for q, n in due.items()}, "payable": money(x["pay"] + arrears["pay"])})
    return {"rows": rows, "totals": totals}
