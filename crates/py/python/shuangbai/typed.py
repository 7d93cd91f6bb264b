"""What plans are made of as dicts, so that an editor knows the keys: assumptions, a reform, a whole programme.

An amount or a rate is text or ``Decimal``, never a float; a month is ``"2021-08"``, or a year for its January.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypedDict

__all__ = ["Assumptions", "Programme", "Reform"]

Amount = Decimal | int | str
Rate = Decimal | int | str
Month = int | str
Payer = Literal["central", "province", "local", "city", "county", "town"]
Grade = Literal["excellent", "pass", "basic", "fail"]

#: Rules 4, 7, 9 and 11: what nobody can know yet. All may be left out.
Assumptions = TypedDict(
    "Assumptions",
    {
        "pass_rate": Rate,  # the chance that a year without a grade is passed; 1
        "leave_rate": Rate,  # the chance to leave at the end of a year; 0
        "refill": Literal["none", "january"],  # whether leavers by chance are replaced
        "fill": Literal["none", "norm"],  # whether stations are filled to the norm
        "vacancy_rate": Rate,  # the part of filled posts that stands empty; 0
        "missing_history": Literal["error", "pass", "fail"],  # a grade missing before `from`
        "from": int,  # the first year for which anything is assumed; the horizon's first
    },
    total=False,
)


class Title(TypedDict):
    """A programme's title in both languages."""

    zh: str
    en: str


class Share(TypedDict):
    """One payer's parts of a split (rule 6)."""

    payer: Payer
    parts: int


_Status = Literal["stated", "press", "assumed"]
_Source = str | Mapping[str, str]

#: Rule 5.
Subsidy = TypedDict(
    "Subsidy",
    {
        "from": Month,
        "tier": str,
        "post": Literal["administrative", "service"],
        "standard": Amount,
        "basis": Literal["pay", "standard", "indexed", "lower"],
        "top_up": Payer,
        "months": int,
        "decided": Month,
        "status": _Status,
        "source": _Source,
    },
    total=False,
)
#: Rule 6.
Sharing = TypedDict(
    "Sharing",
    {
        "from": Month,
        "tier": str,
        "parts": Sequence[Share],
        "decided": Month,
        "status": _Status,
        "source": _Source,
    },
    total=False,
)
#: Rule 4.
Raise = TypedDict(
    "Raise",
    {
        "from": Month,
        "rate": Rate,
        "mode": Literal["compound", "simple"],
        "effective": int | str,
        "decided": Month,
        "status": _Status,
        "source": _Source,
    },
    total=False,
)
#: Rule 4.
Appraisal = TypedDict(
    "Appraisal",
    {"from": Month, "pass": Sequence[Grade], "min_months": int, "status": _Status, "source": _Source},
    total=False,
)
#: Rule 14.
Contract = TypedDict(
    "Contract", {"from": Month, "years": int, "status": _Status, "source": _Source}, total=False
)
#: Rule 7: of the kind ``range`` with ``min`` and ``max``, or ``villages`` with ``administrative`` and ``per_village``.
Norm = TypedDict(
    "Norm",
    {
        "from": Month,
        "kind": Literal["range", "villages"],
        "min": int,
        "max": int,
        "administrative": int,
        "per_village": int,
        "status": _Status,
        "source": _Source,
    },
    total=False,
)
#: Rule 6.
Cost = TypedDict(
    "Cost",
    {
        "from": Month,
        "name": str,
        "per_station": Amount,
        "hours_per_month": int,
        "parts": Sequence[Share],
        "status": _Status,
        "source": _Source,
    },
    total=False,
)


class Fund(TypedDict, total=False):
    """Rule 10."""

    name: str
    payer: Payer
    pays: str
    kind: Literal["pool", "annual"]
    first: Month
    last: Month
    amount: Amount
    status: _Status
    source: _Source


#: Rule 12: a whole programme.
Programme = TypedDict(
    "Programme",
    {
        "id": str,
        "title": Title,
        "confirmed": Month,
        "tiers": Mapping[str, str],
        "subsidy": Sequence[Subsidy],
        "sharing": Sequence[Sharing],
        "raise": Sequence[Raise],
        "appraisal": Sequence[Appraisal],
        "contract": Sequence[Contract],
        "norm": Sequence[Norm],
        "costs": Sequence[Cost],
        "funds": Sequence[Fund],
    },
    total=False,
)
#: Rule 11: one amendment, in which ``None`` takes a field away, or ``{"amend": [amendments]}``.
_Amended = Mapping[str, object]
#: Rule 11: a merge patch on a programme; a list stands in the place of the programme's own, ``None`` takes it away,
#: and an amendment changes some of its entries: ``{"raise": {"from": 2023, "rate": "0.03"}}``.
Reform = TypedDict(
    "Reform",
    {
        "id": str,
        "title": Title,
        "confirmed": Month | None,
        "tiers": Mapping[str, str | None] | None,
        "subsidy": Sequence[Subsidy] | Subsidy | _Amended,
        "sharing": Sequence[Sharing] | Sharing | _Amended,
        "raise": Sequence[Raise] | Raise | _Amended,
        "appraisal": Sequence[Appraisal] | Appraisal | _Amended,
        "contract": Sequence[Contract] | Contract | _Amended | None,
        "norm": Sequence[Norm] | Norm | _Amended | None,
        "costs": Sequence[Cost] | Cost | _Amended | None,
        "funds": Sequence[Fund] | Fund | _Amended | None,
    },
    total=False,
)
