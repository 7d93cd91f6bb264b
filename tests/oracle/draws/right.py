"""Right plans of every kind, and those made to overflow or to have too many outcomes."""
import copy

PAYERS = ["central", "province", "local", "city", "county", "town"]
CODES = ["440203001", "440203002", "440224001", "440105001", "450101001", "440203003", "440705002"]
GRADES = ["excellent", "pass", "basic", "fail"]
TIERS = ["a", "b", "丙/~"]
COSTS = ["督导", "培训", "a/b"]
WHATS = ["stated", "press", "assumed"]
POSTS = ["administrative", "service"]


def mon(m):
    return f"{m // 12}-{m % 12 + 1:02d}"


def month(text):
    return int(text[:4]) * 12 + int(text[5:]) - 1


def dated(r, m, end=False):
    """A month, as a bare year where that says the same (sometimes)."""
    if m % 12 == (11 if end else 0) and r.random() < 0.6:
        return m // 12
    return mon(m)


class Gen:
    def __init__(self, r):
        self.r = r

    def chance(self, p):
        return self.r.random() < p

    # -- scalars

    def amount(self, zero=0.03):
        r = self.r
        k = self.scale if self.chance(0.9) else r.choice(["tiny", "normal", "odd", "round"])
        if self.chance(zero):
            return r.choice(["0.00", 0, "0"])
        if k == "micro":
            fen = r.randint(1, 8)
        elif k == "tiny":
            fen = r.randint(1, 60)
        elif k == "small":
            fen = r.randint(1, 5000)
        elif k == "huge":
            fen = r.choice([999_999_999_999_999, r.randint(10 ** 12, 999_999_999_999_999)])
        elif k == "round":
            return r.choice(["50000.00", 50000, "48000.0", "36000", 60000, "50000.02", "0050000.00"])
        else:
            fen = r.randint(3_000_000, 9_000_000)
        return self.fen(fen)

    def fen(self, fen):
        if fen % 100 == 0 and self.chance(0.3):
            return fen // 100
        if fen % 10 == 0 and self.chance(0.3):
            return f"{fen // 100}.{fen % 100 // 10}"
        return f"{fen // 100}.{fen % 100:02d}"

    def rate(self):
        r = self.r
        if self.scale == "micro":
            return r.choice(["0.5", 1, "0.2", "0.333333", "0.125"])
        return r.choice(["0.05", "0.05", "0.03", "0.1", "0.2", "0.5", 1, 0, "0", "1.0", "0.000001", "0.333333",
                         f"0.{r.randint(0, 199999):06d}", f"0.{r.randint(0, 99999):06d}"])

    def prob(self, certain):
        r = self.r
        if self.chance(certain):
            return r.choice([0, 1, "0", "1", "1.000000", "0.0"])
        return r.choice(["0.5", "0.96", "0.08", "0.9", "0.1", "0.25", f"0.{r.randint(1, 999999):06d}"])

    def parts(self):
        r = self.r
        payers = r.sample(PAYERS, r.choice([1, 1, 2, 2, 2, 3, 4, 6]))
        if self.chance(0.5):
            payers = [x for x in payers if x in ("province", "local", "county")] or ["local"]
        ws = r.choice([[1], [1, 2, 4], [6, 4], [3, 2, 7], [1_000_000, 999_999, 1], [13, 17, 5, 3]])
        return [{"payer": x, "parts": r.choice(ws)} for x in payers]

    def ground(self, e):
        if self.chance(0.2):
            e["status"] = self.r.choice(WHATS)
        if self.chance(0.08):
            e["source"] = self.r.choice(["某文件", "", {"zh": "某文件", "en": "a document"}, {"en": "", "zh": "“~/”"}])
        return e

    def decided(self, e):
        if self.chance(0.06):
            e["decided"] = mon(self.r.randint((self.F - 1) * 12, self.L * 12 + 11))
        return e

    def months_in(self, a, b, n):
        """n different months, often January, June/July or December"""
        r = self.r
        out = set()
        for _ in range(n):
            y = r.randint(a, b)
            m = r.choice([0, 0, 3, 5, 6, 6, 8, 11, r.randint(0, 11)])
            out.add(y * 12 + m)
        return sorted(out)

    def entries(self, first, n, make):
        """One entry at or before the month `first`, and up to n later ones; some say again what held."""
        r = self.r
        ms = [first] + [m for m in self.months_in(self.F - 1, self.L, n) if m > first]
        out = []
        for m in ms:
            if out and self.chance(0.15):
                e = copy.deepcopy(out[-1])
                e.pop("status", None)
                e.pop("source", None)
            else:
                e = make()
            e = {"from": dated(r, m), **{k: v for k, v in e.items() if k != "from"}}
            out.append(self.ground(e))
        if self.chance(0.3):
            r.shuffle(out)
        return out

    # -- programme

    def programme(self):
        r = self.r
        F, L = self.F, self.L
        p = {"id": r.choice(["x", "example", "试点"]), "title": {"zh": "例", "en": "Example"}}
        if self.chance(0.3):
            p["confirmed"] = mon(r.randint(F * 12 - 6, L * 12 + 14))
        # subsidy: in force from the horizon's first month at the latest
        self.s0 = r.choice([F * 12, F * 12, (F - 1) * 12, F * 12 - r.randint(1, 40)])
        bases = r.choice([["pay"], ["standard"], ["indexed"], ["indexed", "pay"], ["indexed", "standard"], ["lower"],
                          ["pay", "standard", "indexed", "lower"]])

        def subsidy():
            e = {"standard": self.amount()}
            b = r.choice(bases)
            if b != "standard" or self.chance(0.5):
                e["basis"] = b
            if self.chance(0.4):
                e["top_up"] = r.choice(PAYERS)
            if self.chance(0.12):
                e["months"] = r.choice([1, 6, 12, 18, r.randint(1, 40), 1200])
            return self.decided(e)
        p["subsidy"] = self.entries(self.s0, r.choice([0, 0, 1, 2, 3]), subsidy)
        if self.chance(0.3) and len(p["subsidy"]) > 1:       # the same standard, other basis or top-up
            std = p["subsidy"][0]["standard"]
            for e in p["subsidy"][1:]:
                e["standard"] = std

        tiers = self.tiers = r.sample(TIERS, r.choice([0, 0, 1, 2]))
        if self.chance(0.35):                                 # standards of a tier, a post, or both
            own = ["d"] if self.chance(0.3) else []           # a tier that no sharing entry names
            for key in r.sample([(t, post) for t in [None, *tiers, *own] for post in [None, *POSTS]][1:],
                                r.choice([1, 1, 2])):
                named = {k: x for k, x in zip(("tier", "post"), key) if x}
                begins = r.choice([F * 12, F * 12 + r.randint(1, 20), F * 12 - r.randint(1, 30)])
                p["subsidy"] += self.entries(begins, r.choice([0, 0, 1, 2]), lambda: {**named, **subsidy()})
                self.tiers = self.tiers + [x for x in own if x in key and x not in self.tiers]
            if self.chance(0.3):
                r.shuffle(p["subsidy"])
            if self.chance(0.1):                              # nothing for whoever has neither
                p["subsidy"] = [e for e in p["subsidy"] if "tier" in e or "post" in e]
        p["sharing"] = self.entries(r.choice([self.s0, F * 12, F * 12 - r.randint(1, 30)]), r.choice([0, 0, 1, 2]),
                                    lambda: self.decided({"parts": self.parts()}))
        for t in tiers:
            some = self.entries(r.choice([F * 12, F * 12 + r.randint(1, 20), F * 12 - r.randint(1, 30)]),
                                r.choice([0, 0, 1, 2]), lambda: {"tier": t, "parts": self.parts()})
            if self.chance(0.2):
                for e in some:
                    e["parts"] = copy.deepcopy(p["sharing"][0]["parts"])
            p["sharing"] += some
        if self.chance(0.3):
            r.shuffle(p["sharing"])
        if self.tiers and self.chance(0.6):
            p["tiers"] = {c[:r.choice([2, 4, 6, 9])]: r.choice(self.tiers) for c in r.sample(CODES, r.randint(1, 3))}

        early = r.choice([self.E * 12, self.E * 12, self.E * 12 + r.randint(0, 11), F * 12 - 60])
        modes = r.choice([["compound"], ["compound"], ["simple"], ["compound", "simple"]])
        effects = r.choice([[1], [1], ["anniversary"], [r.randint(1, 12)], [1, "anniversary", r.randint(2, 12), 12]])

        def raise_():
            e = {"rate": self.rate()}
            m, f = r.choice(modes), r.choice(effects)
            if m != "compound" or self.chance(0.3):
                e["mode"] = m
            if f != 1 or self.chance(0.3):
                e["effective"] = f
            return self.decided(e)
        p["raise"] = self.entries(min(early, self.E * 12 + 12), r.choice([0, 0, 1, 2, 4]), raise_)

        def appraisal():
            e = {"pass": r.sample(GRADES, r.choice([1, 2, 2, 3]))}
            if self.chance(0.4):
                e["min_months"] = r.choice([1, 3, 6, 7, 12, r.randint(1, 12)])
            return e
        p["appraisal"] = self.entries(early, r.choice([0, 0, 1, 2]), appraisal)

        if self.chance(0.5):
            p["contract"] = self.entries(r.choice([self.E * 12, F * 12, F * 12 - r.randint(0, 40)]),
                                         r.choice([0, 1, 2]), lambda: {"years": r.choice([1, 1, 2, 3, 5])})
        if self.chance(0.55):
            def norm():
                if self.chance(0.5):
                    lo = r.randint(0, 5)
                    return {"kind": "range", "min": lo, "max": lo + r.randint(0, 3)}
                e = {"kind": "villages", "administrative": r.randint(0, 2)}
                if self.chance(0.6):
                    e["per_village"] = r.randint(0, 2)
                return e
            p["norm"] = self.entries(r.choice([F * 12, F * 12 - 12, F * 12 + r.randint(1, 30)]),
                                     r.choice([0, 0, 1, 2]), norm)
        if self.chance(0.5):
            p["costs"] = []
            names = r.sample(COSTS, r.choice([1, 1, 2]))
            for name in names:
                def cost():
                    e = {"name": name, "per_station": self.amount(), "parts": self.parts()}
                    if self.chance(0.6):
                        e["hours_per_month"] = r.choice([0, 1, 12])
                    return e
                some = self.entries(r.choice([F * 12, F * 12 - 5, F * 12 + r.randint(0, 20)]),
                                    r.choice([0, 1, 2]), cost)
                if self.chance(0.3):
                    for e in some[1:]:
                        e["per_station"], e["parts"] = some[0]["per_station"], copy.deepcopy(some[0]["parts"])
                p["costs"] += some
            if self.chance(0.3):
                r.shuffle(p["costs"])
        if self.chance(0.55):
            p["funds"] = self.funds(p)
        if self.chance(0.03):
            p.setdefault(r.choice(["contract", "norm", "costs", "funds"]), [])
        return p

    def funds(self, p):
        r = self.r
        F, L = self.F, self.L
        out, seen = [], set()
        main = r.choice([x["payer"] for e in p["sharing"] for x in e["parts"]])
        for i in range(r.choice([1, 1, 2, 3, 4])):
            f = {"name": r.choice(["甲", "乙", "丙"]) if self.chance(0.3) else f"基金{i}",
                 "payer": main if self.chance(0.7) else r.choice(PAYERS)}
            names = [c["name"] for c in p.get("costs", [])]
            if names and self.chance(0.3):
                f["pays"] = r.choice(names)
                if self.chance(0.7):
                    f["payer"] = r.choice([x["payer"] for c in p["costs"] if c["name"] == f["pays"]
                                           for x in c["parts"]])
            elif self.chance(0.3):
                f["pays"] = "subsidy"
            k = r.choice(["pool", "annual"])
            if k == "annual" or self.chance(0.3):
                f["kind"] = k
            a = r.choice([F * 12, F * 12 - 6, r.randint(F * 12 - 14, L * 12 + 14),
                          r.randint(F, L) * 12 + r.choice([0, 6, 3, 11])])
            f["first"] = dated(r, a)
            if self.chance(0.75):
                b = a + r.choice([0, 5, 11, 11, 23, 35, r.randint(0, 40)])
                f["last"] = dated(r, b, True)
            top = {"micro": 30, "tiny": 300, "small": 10_000, "huge": 10 ** 15 - 1}.get(self.scale, 30_000_000)
            f["amount"] = r.choice([self.fen(r.randint(0, top)), self.fen(r.randint(0, top // 10)), self.amount()])
            if (f["name"], a) in seen:
                continue
            seen.add((f["name"], a))
            out.append(self.ground(f))
        return out

    def reform(self, p):
        r = self.r
        out = {}
        for _ in range(r.randint(1, 3)):
            k = r.choice(["raise", "confirmed", "title", "norm", "id", "contract", "subsidy", "status", "nothing"])
            if k == "raise":
                out["raise"] = copy.deepcopy(p["raise"])
                out["raise"][0]["rate"] = self.rate()
            elif k == "confirmed":
                out["confirmed"] = r.choice([None, mon(self.F * 12 + 3)])
            elif k == "title":
                out["title"] = {"zh": "改"}
            elif k == "norm":
                out["norm"] = r.choice([None, [{"from": self.F, "kind": "range", "min": 1, "max": 2}]])
            elif k == "id":
                out["id"] = "what-if"
            elif k == "contract":
                out["contract"] = r.choice([None, [{"from": self.F, "years": 1, "status": "assumed"}]])
            elif k == "subsidy":
                out["subsidy"] = copy.deepcopy(p["subsidy"])
                out["subsidy"][0]["basis"] = r.choice(["pay", "standard", "indexed", "lower"])
                out["subsidy"][0]["standard"] = self.amount()
        return out

    # -- plan

    def plan(self):
        r = self.r
        self.scale = r.choice(["micro", "tiny", "tiny", "small", "normal", "odd", "round", "round", "huge"])
        preset = r.choice(["guangdong-2017", "guangdong-2021"]) if self.chance(0.12) else None
        n = r.choice([1, 1, 2, 2, 3, 3, 4, 5, 6])
        if preset:
            self.F = int(preset[-4:]) + r.choice([0, 0, 1, 2, 3])
            self.E = int(preset[-4:])
        else:
            self.F = r.choice([2017, 2017, 2018, 2020, 2021, 2023, 1955, 2190])
            self.E = self.F - r.choice([0, 1, 2, 4])
        F = self.F
        L = self.L = F + n - 1
        plan = {}
        if preset:
            import_p = self.preset_shape(preset)
            p = import_p
            plan["programme"] = preset
            self.tiers = ["old-soviet", "less-developed", "delta"] if preset.endswith("2017") else ["less-developed"]
            self.s0 = self.E * 12
        else:
            p = self.programme()
            plan["programme"] = p
        if self.chance(0.15):
            plan["reform"] = self.reform(p)
            if preset:
                plan["reform"].pop("subsidy", None)
        plan["horizon"] = {"first": F, "last": L}

        norms = p.get("norm", []) + (plan.get("reform", {}).get("norm") or [])
        villages = any(e["kind"] == "villages" for e in norms)
        codes = r.sample(CODES, r.choice([1, 1, 2, 2, 3, 5]))
        plan["stations"] = []
        for c in codes:
            s = {"code": c}
            if self.chance(0.3):
                s["name"] = "镇" + c[-1]
            if self.tiers and self.chance(0.4):
                s["tier"] = r.choice(self.tiers)
            if villages or self.chance(0.2):
                s["villages"] = r.choice([0, 1, 1, 2, 3])
            if self.chance(0.35):
                s["opens"] = mon(r.choice([r.randint(F * 12 - 12, L * 12 + 15), r.randint(F * 12, L * 12 + 11)]))
            if self.chance(0.2):
                closes = r.choice([r.randint(F * 12 - 6, L * 12 + 11), r.randint(F, L) * 12 + r.choice([5, 11]),
                                   L * 12 + 20])
                s["closes"] = mon(max(closes, month(s["opens"])) if "opens" in s else closes)
            plan["stations"].append(s)

        # assumptions
        a = {}
        certain = self.chance(0.4)
        if self.chance(0.8):
            a["pass_rate"] = self.prob(1 if certain else 0.35)
        if self.chance(0.6):
            a["leave_rate"] = self.prob(0.97 if certain else 0.3)
            if certain and a["leave_rate"] in (1, "1", "1.000000") and self.chance(0.5):
                a["leave_rate"] = 0
        if self.chance(0.5):
            a["refill"] = r.choice(["none", "january", "january"])
        if self.chance(0.6):
            a["fill"] = r.choice(["none", "norm", "norm"])
        if self.chance(0.5):
            a["vacancy_rate"] = self.prob(1 if certain else 0.3)
            if a["vacancy_rate"] in (1, "1", "1.000000") and self.chance(0.7):
                a["vacancy_rate"] = 0
        if self.chance(0.35):
            a["from"] = r.randint(F, L)
        frm = a.get("from", F)
        history = r.choice(["error", "pass", "fail"])
        if history != "error" or self.chance(0.3):
            a["missing_history"] = history

        if self.chance(0.9):
            plan["workers"] = []
            for i in range(r.choice([0, 1, 1, 2, 3, 4, 6, 9])):
                plan["workers"].append(self.worker(f"w{i}", codes, frm, history))
        if self.chance(0.4):
            plan["hires"] = []
            for i in range(r.choice([0, 1, 1, 2, 3])):
                lo = F if (history != "error" or self.chance(0.02)) else frm
                m = r.randint(lo * 12, L * 12 + 11)
                if self.chance(0.3):
                    m = r.randint(lo, L) * 12 + r.choice([0, 5, 6, 11])
                h = {"station": r.choice(codes), "post": r.choice(["administrative", "service", "service"]),
                     "count": r.choice([1, 1, 2, 3, 7]), "month": mon(m)}
                if self.chance(0.5):
                    h["pay"] = self.amount()
                if self.scale == "huge" and self.chance(0.15):
                    h["count"] = r.choice([9223, 9224, 4000, 1_000_000])
                elif self.chance(0.03):
                    h["count"] = 1_000_000
                plan["hires"].append(h)
        if self.chance(0.97):
            self.settle(plan)
        if a and (len(a) > 0 or self.chance(0.5)):
            plan["assumptions"] = a
        if self.chance(0.3):
            plan["regions"] = {c[:r.choice([2, 4, 6, 9])]: "名" + c for c in r.sample(CODES, r.randint(0, 3))}
        if self.chance(0.8):
            plan["by"] = r.choice(["province", "city", "county", "station"])
        if self.chance(0.05):
            keys = list(plan)
            r.shuffle(keys)
            plan = {k: plan[k] for k in keys}
        return plan

    def settle(self, plan):
        """Nobody is employed at a station after it closed: they move on, or leave with it."""
        r = self.r
        closes = {s["code"]: month(s["closes"]) for s in plan["stations"] if "closes" in s}
        open_ = [s["code"] for s in plan["stations"] if s["code"] not in closes]
        for w in plan.get("workers", []):
            moves = w.get("moves", [])
            for k, stay in enumerate([w, *moves]):
                begins = month(stay["hired"] if stay is w else stay["from"])
                last = month(moves[k]["from"]) - 1 if k < len(moves) else month(w.get("left", "2200-12"))
                end = closes.get(stay["station"])
                if end is None or last <= end:
                    continue
                if end < begins and open_:
                    stay["station"] = r.choice(open_)
                    continue
                if end < begins:
                    del stay["station"]                       # nowhere to be
                elif k == len(moves) and open_ and self.chance(0.6):
                    w["moves"] = [*moves, {"from": mon(end + 1), "station": r.choice(open_)}]
                    break
                elif k == len(moves):
                    self.leave(w, end)
                    break
                else:
                    moves[k]["from"] = mon(end + 1)
        plan.update({name: [x for x in plan[name] if "station" in x and all("station" in y for y in x.get("moves", []))]
                     for name in ("workers",) if name in plan})
        for h in plan.get("hires", []):
            if month(h["month"]) > closes.get(h["station"], 10 ** 6):
                h["month"] = mon(max(closes[h["station"]], self.F * 12))
                if month(h["month"]) > closes[h["station"]] and open_:
                    h["station"] = r.choice(open_)

    def leave(self, w, left):
        """Leave in a month, and all that would come after it goes."""
        w["left"] = mon(left)
        for name, last in (("moves", "from"), ("away", "to")):
            if name in w:
                w[name] = [x for x in w[name] if month(x[last]) <= left]
        if "appraisals" in w:
            w["appraisals"] = {y: g for y, g in w["appraisals"].items() if int(y) <= left // 12}

    def stays(self, w, codes, h, left):
        """Moves and absences of a worker."""
        r = self.r
        end = max(h, self.L * 12 + 14) if left is None else left
        if self.chance(0.25) and h < end:
            months = sorted({r.choice([r.randint(h + 1, end), min(end, max(h + 1, r.randint(self.F, self.L) * 12
                                       + r.choice([0, 0, 6, 11, 1])))]) for _ in range(r.choice([1, 1, 2, 3]))})
            w["moves"] = [{"from": mon(m), "station": r.choice(codes)} for m in months]
            for move in w["moves"]:
                if self.chance(0.4):
                    move["post"] = r.choice(POSTS)
        if self.chance(0.25):
            a = r.choice([h, r.randint(h, end), min(end, max(h, r.randint(self.F, self.L) * 12 + r.choice([0, 2, 6])))])
            w["away"] = []
            for _ in range(r.choice([1, 1, 2, 3])):
                b = r.choice([a, a + r.randint(0, 4), a + r.randint(3, 30), a // 12 * 12 + 11])
                if b <= end:
                    w["away"].append({"from": mon(a), "to": mon(b)})
                    a = b + r.choice([1, 2, r.randint(1, 14)])

    def grade(self, grade, y):
        """A grade, sometimes with when it became known."""
        r = self.r
        if self.chance(0.85):
            return grade
        out = {"grade": grade}
        if self.chance(0.8):
            out["decided"] = mon(y * 12 + 12 + r.choice([0, 2, 5, r.randint(-3, 30)]))
            if self.chance(0.3):
                out["provisional"] = r.choice(GRADES)
        return out

    def preset_shape(self, preset):
        """As much of a preset as a reform needs to know."""
        y = self.E
        p = {"raise": [{"from": y, "rate": "0.05", "effective": "anniversary" if y == 2017 else 1}],
             "subsidy": [{"from": y, "standard": "50000.00"}],
             "norm": [{"kind": "villages"}] if y == 2021 else []}
        return p

    def worker(self, id_, codes, frm, history):
        r = self.r
        F, L, E = self.F, self.L, self.E
        h = r.choice([r.randint(E * 12, F * 12 + 11), r.randint(F * 12, L * 12 + 11), r.randint(E, F) * 12 + 6,
                      E * 12, r.randint(E * 12, L * 12 + 20)])
        w = {"id": id_, "station": r.choice(codes), "post": r.choice(["administrative", "service", "service"]),
             "hired": mon(h)}
        left = None
        if self.chance(0.3):
            left = r.choice([h + r.randint(0, 40), h, r.randint(max(h, E * 12), max(h, L * 12 + 14)),
                             max(h, r.randint(F, L) * 12 + r.choice([0, 11, 2, 3])), max(h, F * 12 - 1)])
            w["left"] = mon(left)
        start = max(h, F * 12)
        if h < self.s0 or self.chance(0.5):
            w["pay"] = self.amount()
            if self.chance(0.5):
                on = start <= (L * 12 + 11 if left is None else min(left, L * 12 + 11))
                w["pay_year"] = r.randint(h // 12, start // 12 if on else h // 12 + 1)
        if history == "error":
            grades = {str(y): r.choice(GRADES[:3]) for y in range(h // 12, frm)
                      if left is None or y <= left // 12}
        else:
            grades = {str(y): r.choice(GRADES) for y in range(h // 12, L + 2)
                      if self.chance(0.3) and (left is None or y <= left // 12)}
        if self.chance(0.15):                                # a grade of a year with assumptions
            y = r.randint(h // 12, max(h // 12, L))
            if left is None or y <= left // 12:
                grades[str(y)] = r.choice(GRADES)
        if grades or self.chance(0.05):
            w["appraisals"] = {y: self.grade(g, int(y)) for y, g in grades.items()}
        self.stays(w, codes, h, left)
        return w


# ------------------------------------------------------------------------------------------------
# plans made to overflow or to have too many outcomes

def special(r):
    g = Gen(r)
    g.scale = "huge"
    F = 2000
    k = r.choice(["pay", "index", "station", "total", "outcomes", "due", "many", "fill"])
    n = {"pay": 16, "index": 16, "outcomes": 15}.get(k, 2)
    p = {"id": "big", "title": {"zh": "大", "en": "Big"},
         "subsidy": [{"from": F, "standard": "9999999999999.99" if k in ("index", "due", "fill") else "50000.00",
                      "basis": r.choice(["pay", "standard", "indexed"]) if k != "index" else "indexed"}],
         "sharing": [{"from": F, "parts": g.parts()}],
         "raise": [{"from": F, "rate": r.choice([1, "0.999999", "0.9"]),
                    "effective": r.choice([1, 7, "anniversary"])}],
         "appraisal": [{"from": F, "pass": ["pass"]}]}
    plan = {"programme": p, "horizon": {"first": F, "last": F + n - 1},
            "stations": [{"code": c, "villages": 10000} for c in r.sample(CODES, 3)],
            "workers": [{"id": "w", "station": "", "post": "service", "hired": f"{F}-03", "pay": "9999999999999.99"}],
            "hires": [], "by": r.choice(["city", "station"])}
    st = [s["code"] for s in plan["stations"]]
    plan["workers"][0]["station"] = st[0]
    if k == "index":
        plan["workers"][0]["pay"] = "1.00"
        if r.random() < 0.5:
            p["subsidy"].append({"from": f"{F + 13}-{r.randint(1, 12):02d}", "standard": "100.00", "basis": "pay"})
    if k == "pay" and r.random() < 0.5:
        plan["workers"][0]["left"] = f"{F + r.randint(12, 15)}-{r.randint(1, 12):02d}"
    if k in ("station", "total", "due", "many"):
        for s in st:
            plan["hires"].append({"station": s, "post": r.choice(["service", "administrative"]),
                                  "count": r.choice([9223, 9224, 4600, 4612, 3000, 1_000_000]) if k != "many"
                                  else r.choice([1, 3000, 1_000_000]),
                                  "month": f"{F}-01", "pay": "9999999999999.99" if k != "due" else "0.01"})
        if k == "total":
            for h in plan["hires"]:
                h["count"] = r.choice([3000, 4600, 9000])
        plan["assumptions"] = {"leave_rate": r.choice(["0", "0.5"])}
    if k == "fill":
        p["norm"] = [{"from": F, "kind": "villages", "administrative": 9223 if r.random() < 0.5 else 9224,
                      "per_village": r.choice([0, 1])}]
        p["raise"][0]["rate"] = 0
        plan["assumptions"] = {"fill": "norm", "vacancy_rate": r.choice([0, "0.5", "0.000001"])}
    if k == "outcomes":
        p["raise"] = [{"from": F + i, "rate": f"0.{50000 + 731 * i * i + i:06d}"} for i in range(15)]
        p["subsidy"][0]["basis"] = r.choice(["pay", "standard"])
        plan["workers"][0]["pay"] = r.choice(["77777.77", "5.55", "123456.78"])
        plan["stations"] = plan["stations"][:1]
        plan["assumptions"] = {"pass_rate": "0.9"}
    return plan
