"""What the rest shares: limits, errors, the entry in force, and the arithmetic of rules 1 to 3 and 9.

A month is the int year*12 + (1..12) - 1. Money is an int of fen."""
MAX = 2 ** 63 - 1
MIN_YEAR, MAX_YEAR = 1949, 2200
MAX_AMOUNT = 999_999_999_999_999        # fen (rule 1)
MILLION = 10 ** 6                       # rates are whole millionths
BY = {"province": 2, "city": 4, "county": 6, "station": 9}

# Choices in ambiguous places, collected here so that they are easy to turn.
WHOLE_OVERFLOWS = False      # rule 9's `whole` (pay + surplus), not printed, may exceed 64 bits
OUTCOME_CAP = 10_000
LISTED = 10_000              # errors of a round (rule 15)


class Errors(Exception):
    def __init__(self, found):
        # rule 15: each once, sorted by `at` (its UTF-8 bytes) then `code`
        self.list = sorted(set(found), key=lambda e: (e[1].encode(), e[0]))

    def answer(self):
        out = {"errors": [{"code": c, "at": at} for c, at in self.list[:LISTED]]}
        if len(self.list) > LISTED:
            out["more"] = len(self.list) - LISTED
        return out


# ------------------------------------------------------------------------------------------------
# Rule 12: the entry in force

def in_force(entries, month):
    """The entry with the latest `from` up to the month, or None."""
    best = None
    for e in entries:
        if e["from"] <= month and (best is None or e["from"] > best["from"]):
            best = e
    return best


# ------------------------------------------------------------------------------------------------
# Rules 1 to 3, 9: rounding, splitting, spans

def round_half(n, d):
    """n/d to a whole number, half away from zero. Only a raise_cost can be negative: the months of a
    raised pay of a few fen can earn a fen less than those of the old one (rule 3)."""
    assert d > 0
    return (2 * n + d) // (2 * d) if n >= 0 else -((-2 * n + d) // (2 * d))


def round_frac(x):
    return round_half(x.numerator, x.denominator)


def split(amount, parts):                                           # rule 2
    assert amount >= 0
    total = sum(w for _, w in parts)
    got = [amount * w // total for _, w in parts]
    rest = amount - sum(got)
    order = sorted(range(len(parts)), key=lambda i: (-(amount * parts[i][1] % total), i))
    for i in order[:rest]:
        got[i] += 1
    return {payer: g for (payer, _), g in zip(parts, got)}


def apportion(amount, xs):                                          # rule 9
    got = [x.numerator // x.denominator for x in xs]
    rest = amount - sum(got)
    assert 0 <= rest <= len(xs)
    order = sorted(range(len(xs)), key=lambda i: (-(xs[i] - got[i]), i))
    for i in order[:rest]:
        got[i] += 1
    return got


def cum(p, m):                                                      # rule 3
    return round_half(p * m, 12)


def span(p, a, b):
    return cum(p, b) - cum(p, a - 1)


def taken(old, new, a, b, e):
    """Rule 5: an annual amount through the run of months a..b, cut where the raise takes effect in month e."""
    if e <= a:
        return span(new, a, b)
    if e > b:
        return span(old, a, b)
    return span(old, a, e - 1) + span(new, e, b)
