"""Rule 17 alone: whether a tree that explains a figure is what it says it is. Amounts are fractions of yuan here."""
import re
from fractions import Fraction

from rules.values import apportion, round_frac, round_half, span, split

LEAVES = ("given", "one", "months", "rest")
FIELDS = {
    "given": ({"at"}, {"source", "status"}), "one": ({"at"}, set()), "months": ({"at", "first", "last"}, set()),
    "rest": ({"count"}, set()), "span": ({"first", "last"}, set()), "split": ({"at", "place"}, set()),
    "expected": ({"chances"}, set()), "apportioned": ({"place"}, set()),
}
PARTS = {"difference": 2, "excess": 2, "times": 2, "span": 1, "raise": 2, "raise_simple": 3, "split": 1, "rounded": 1}
OPS = {*LEAVES, *PARTS, "sum", "lesser", "expected", "apportioned"}
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)


class Wrong(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Wrong(what)


def number(value):
    """What a node's value says: a whole count, or an amount, rate, count or fraction as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    require(isinstance(value, str), f"a value is {value!r}")
    found = re.fullmatch(r"(-?[0-9]+)(?:\.([0-9]+)|/([1-9][0-9]*))?", value, re.ASCII)
    require(found, f"a value is {value!r}")
    result = Fraction(value)
    if found[3]:
        require(value == f"{result.numerator}/{result.denominator}", f"{value} is not in lowest terms")
    return result


def fen(value):
    amount = value * 100
    require(amount.denominator == 1, f"{value} yuan is no whole number of fen")
    return amount.numerator


def find(plan, at):
    """What stands at a pointer in the plan's written form."""
    here = plan
    require(at.startswith("/"), f"at {at!r}")
    for key in at[1:].split("/"):
        key = key.replace("~1", "/").replace("~0", "~")
        try:
            here = here[int(key)] if isinstance(here, list) else here[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise Wrong(f"nothing stands at {at}")
    return here


def ground(plan, at):
    """Source and status of the entry that a pointer lies in."""
    found = re.match(r"/programme/[a-z]+/[0-9]+(?=/|$)", at)
    entry = find(plan, found[0]) if found else {}
    return {key: entry[key] for key in ("source", "status") if key in entry}


def month(text):
    found = isinstance(text, str) and MONTH.fullmatch(text)
    require(found and 1 <= int(found[2]) <= 12, f"{text!r} is no month")
    return int(found[1]) * 12 + int(found[2]) - 1


def printed_to(value, decimals):
    return value == round_half(value.numerator * 10 ** decimals, value.denominator) / Fraction(10 ** decimals)


class Checker:
    def __init__(self, plan, texts=True):
        self.plan = plan                # in written form
        self.texts = {"zh", "en"} if texts else set()

    def check(self, node):
        """The value of a tree; an error where some node of it is not what its op makes of its parts."""
        parts = node.get("parts", [])
        values = [self.check(part) for part in parts]
        try:
            self.shape(node, parts)
            value = number(node["value"])
            made = self.made(node, value, values)
            require(made == value, f"it is {node['value']}, and comes to {made}")
        except Wrong as why:
            raise Wrong(f"{why} [{node.get('op')} {node.get('what')} {str(node)[:160]}]") from None
        return value

    def shape(self, node, parts):
        op = node.get("op")
        require(op in OPS, f"op {op!r}")
        needed, allowed = FIELDS.get(op, (set(), set()))
        common = {"value", "what", "rule", "op", *self.texts}
        require(common | needed <= set(node), f"fields {sorted(node)}")
        require(set(node) <= common | needed | allowed | {"parts", "because"}, f"fields {sorted(node)}")
        require(("parts" in node) == (op not in LEAVES), f"parts of {op}")
        require(isinstance(node["what"], str) and node["what"], "what")
        require(all(isinstance(node[text], str) and node[text] for text in self.texts), "texts")
        require(1 <= node["rule"] <= 14 or node["rule"] == 20, f"rule {node['rule']}")
        require(op not in PARTS or len(parts) == PARTS[op], f"{len(parts)} parts")
        rests = [place for place, part in enumerate(parts) if part["op"] == "rest"]
        require(not rests or op == "sum" and rests == [len(parts) - 1], "rest is not the last part of a sum")
        for reason in node.get("because", []):
            require(set(reason) == {"at", "value"}, f"because {reason}")
            require(find(self.plan, reason["at"]) == reason["value"], f"because {reason}")

    def made(self, node, value, values):
        op = node["op"]
        if op == "given":
            require(find(self.plan, node["at"]) == node["value"], f"there stands {find(self.plan, node['at'])!r}")
            own = {key: node[key] for key in ("source", "status") if key in node}
            require(own == ground(self.plan, node["at"]), f"ground {own}")
            return value
        if op == "one":
            require(re.fullmatch(r"/(workers|hires|stations)/[0-9]+", node["at"]), f"one at {node['at']}")
            find(self.plan, node["at"])
            return 1
        if op == "months":
            require(re.fullmatch(r"/(workers|hires|stations)/[0-9]+", node["at"]), f"months at {node['at']}")
            find(self.plan, node["at"])
            first, last = month(node["first"]), month(node["last"])
            require(first <= last, "months")
            return last - first + 1
        if op == "rest":
            require(isinstance(node["count"], int) and node["count"] > 0, "count")
            return value                # by the sum that it is in
        if op == "sum":
            return sum(values)
        if op in ("difference", "excess"):
            return values[0] - values[1] if op == "difference" else max(Fraction(0), values[0] - values[1])
        if op == "lesser":
            return min(values)
        if op == "times":
            return values[0] * values[1]
        if op == "span":
            require(1 <= node["first"] <= node["last"] <= 12, "months")
            return Fraction(span(fen(values[0]), node["first"], node["last"]), 100)
        if op == "raise":
            return Fraction(round_frac(fen(values[0]) * (1 + values[1])), 100)
        if op == "raise_simple":
            return Fraction(fen(values[0]) + round_frac(fen(values[1]) * values[2]), 100)
        if op == "split":
            parts = [(place, part["parts"]) for place, part in enumerate(find(self.plan, node["at"])["parts"])]
            require(0 <= node["place"] < len(parts), "place")
            return Fraction(split(fen(values[0]), parts)[node["place"]], 100)
        if op == "expected":
            chances = [number(chance) for chance in node["chances"]]
            require(all("/" in chance for chance in node["chances"]), "chances")
            require(len(chances) == len(values) and all(0 < chance <= 1 for chance in chances), "chances")
            return sum(chance * part for chance, part in zip(chances, values))
        if op == "rounded":
            decimals = len(node["value"].partition(".")[2])
            require(decimals in (2, 4), "decimals")
            return Fraction(round_half(values[0].numerator * 10 ** decimals, values[0].denominator), 10 ** decimals)
        whole, parts = fen(values[0]), [part * 100 for part in values[1:]]
        return Fraction(apportion(whole, parts)[node["place"]], 100)


def folded(node, fold):
    """A whole tree as it is shown with so many parts of a sum."""
    parts = [folded(part, fold) for part in node.get("parts", [])]
    if node["op"] == "sum" and 0 < fold < len(parts):
        order = sorted(range(len(parts)), key=lambda place: (-abs(number(parts[place]["value"])), place))
        shown = sorted(order[:fold])
        rest = [parts[place] for place in order[fold:]]
        value = sum(number(part["value"]) for part in rest)
        parts = [parts[place] for place in shown] + [{"op": "rest", "value": value, "count": len(rest)}]
    return {**node, "parts": parts} if "parts" in node else node


def same(shown, wanted):
    """Whether a tree is another one; of a rest only what it comes to, and of how many."""
    if wanted["op"] == "rest":
        require(shown["op"] == "rest" and shown["count"] == wanted["count"], f"rest {shown}")
        require(number(shown["value"]) == wanted["value"], f"rest {shown}, not {wanted['value']}")
        return
    own = lambda node: {key: value for key, value in node.items() if key != "parts"}
    require(own(shown) == own(wanted), f"{own(shown)}, not {own(wanted)}")
    require(len(shown.get("parts", [])) == len(wanted.get("parts", [])), f"parts of {own(shown)}")
    for one, other in zip(shown.get("parts", []), wanted.get("parts", [])):
        same(one, other)
