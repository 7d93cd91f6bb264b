"""Rule 19: how far a value can go."""
import copy
from fractions import Fraction

from rules.figure import Figure, printed
from rules.shape import fullmatch
from rules.text import Num, esc
from rules.values import Errors
from rules.written import AMOUNT, MONTH, RATE, WHOLE, kind_of, optional, show

MOST = 2 ** 53


def places(plan, pointer):
    """The paths that a pointer names in a plan's written form; None where one of them is not there."""
    if not pointer.startswith("/"):
        return None
    found = [((), plan)]
    tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer[1:].split("/")]
    for i, token in enumerate(tokens):
        after = []
        for path, x in found:
            if isinstance(x, list):
                which = range(len(x)) if token == "*" else [int(token)] if fullmatch(r"0|[1-9][0-9]*", token) else [len(x)]
                if any(j >= len(x) for j in which):
                    return None
                after += [(path + (j,), x[j]) for j in which]
            elif isinstance(x, dict):
                if token != "*" and token not in x and not (i == len(tokens) - 1 and optional(path, token)):
                    return None
                after += [(path + (k,), x.get(k)) for k in (list(x) if token == "*" else [token])]
            else:
                return None
        found = after
    return [path for path, _ in found]


class Seek:
    def __init__(self, read, v, at, plan):
        self.at = at
        self.ok = False
        if not isinstance(v, dict):
            read.err("type", at)
            return
        nothing = lambda x, p: None
        read.obj({"vary": nothing, "figure": nothing},
                 {"at_most": nothing, "at_least": nothing, "find": read.choice("last", "first")})(v, at)
        if "figure" in v:
            self.figure = Figure(read, v["figure"], f"{at}/figure")
        bounds = [k for k in ("at_most", "at_least") if k in v]
        if len(bounds) != 1:
            read.err("choice", at)
        count = "figure" in v and self.figure.ok and self.figure.count()
        for k in bounds:
            self.bound = k
            self.limit = self.read_limit(read, v[k], f"{at}/{k}", count)
        if "vary" in v:
            self.vary(read, v["vary"], f"{at}/vary", plan)
        self.last = v.get("find", "last") == "last"

    def read_limit(self, read, v, at, count):
        if not count:
            n = read.amount(v, at)
            return None if n is None else Fraction(n, 100)
        if isinstance(v, str):
            if not fullmatch(r"[0-9]+(\.[0-9]{1,4})?", v):
                return read.err("format", at)
            n = Fraction(v)
        else:
            if not isinstance(v, Num) or not v.whole():
                return read.err("type", at)
            n = Fraction(v.value())
        if not 0 <= n <= MOST:
            return read.err("range", at)
        return n

    def vary(self, read, v, at, plan):
        if not isinstance(v, dict):
            return read.err("type", at)
        nothing = lambda x, p: None
        read.obj({"at": nothing, "from": nothing, "to": nothing}, {"step": nothing})(v, at)
        if "at" not in v:
            return None
        pointers = v["at"] if isinstance(v["at"], list) else [v["at"]]
        if not pointers:
            return read.err("range", f"{at}/at")
        wrong = [i for i, p in enumerate(pointers) if not isinstance(p, str)]
        for i in wrong:
            read.err("type", f"{at}/at/{i}" if isinstance(v["at"], list) else f"{at}/at")
        if wrong or plan is None:
            return None
        paths = []
        for pointer in pointers:
            found = places(plan, pointer)
            if not found:
                return read.err("type", f"{at}/at")
            paths += found
        kinds = {kind_of(path) for path in paths}
        if len(kinds) != 1 or None in kinds:
            return read.err("type", f"{at}/at")
        self.kind, self.paths = kinds.pop(), paths
        value = {AMOUNT: read.amount, RATE: read.rate, MONTH: read.month, WHOLE: read.whole(-MOST, MOST)}[self.kind]
        ends = [value(v[k], f"{at}/{k}") if k in v else None for k in ("from", "to")]
        step = 1
        if "step" in v:
            of_one = self.kind in (MONTH, WHOLE)
            step = read.whole(1, MOST)(v["step"], f"{at}/step") if of_one else value(v["step"], f"{at}/step")
            if step == 0:
                step = read.err("range", f"{at}/step")
        if None in ends or step is None:
            return None
        if (ends[1] - ends[0]) // step >= MOST:
            return read.err("range", f"{at}/step")
        self.lo, self.hi, self.step = *ends, step
        return None

    def meaning(self, plan):
        found = self.figure.meaning(f"{self.at}/figure", [plan])
        if self.hi < self.lo:
            found.append(("order", f"{self.at}/vary/to"))
        return found

    def answer(self, plan):
        tried = []
        figures = {}

        def value(i):
            return show(self.kind, self.lo + i * self.step)

        def ask(i):
            varied = copy.deepcopy(plan)
            for path in self.paths:
                at = varied
                for k in path[:-1]:
                    at = at[k]
                at[path[-1]] = value(i)
            try:
                n, decimals = self.figure.value(varied)
            except Errors as e:
                raise Errors([(code, self.moved(at)) for code, at in e.list])
            figures[i] = printed(n, decimals)
            tried.append({"value": value(i), "figure": figures[i]})
            x = Fraction(n, 10 ** decimals)
            return x <= self.limit if self.bound == "at_most" else x >= self.limit

        top = (self.hi - self.lo) // self.step
        good, bad = (0, top) if self.last else (top, 0)
        if ask(bad):
            return {"value": value(bad), "figure": figures[bad], "next": None, "tried": tried}
        if top == 0 or not ask(good):
            return {"value": None, "tried": tried}
        lo, hi = 0, top
        while hi - lo > 1:
            mid = lo + (hi - lo) // 2
            if ask(mid) == self.last:
                lo = mid
            else:
                hi = mid
        good, bad = (lo, hi) if self.last else (hi, lo)
        return {"value": value(good), "figure": figures[good],
                "next": {"value": value(bad), "figure": figures[bad]}, "tried": tried}

    def moved(self, at):
        for path in self.paths:
            pointer = "".join(f"/{esc(str(k))}" for k in path)
            if at == pointer or at.startswith(pointer + "/"):
                return "/seek/vary"
        return "/plan" + at
