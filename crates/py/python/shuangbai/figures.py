"""The figure that a question speaks of (rule 16), and how people call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shuangbai import _native
from shuangbai.languages import Lang
from shuangbai.terms import Unit

__all__ = [
    "Figure",
    "Number",
    "Value",
    "Years",
    "is_money",
    "number",
    "printed",
    "signed",
    "value",
]

#: An amount or an expected count, or a count.
Number = Decimal | int
#: An amount, a rate or an expected count is a ``Decimal``, a count or a year an ``int``, a month a text.
Value = Decimal | int | str
#: One year, or the first and the last of some; all of the horizon, if left out.
Years = int | tuple[int, int] | None


@dataclass(frozen=True)
class Figure:
    """A figure of a forecast: which, of which years, of which region."""

    #: A column of a row, deeper ones with ``/``: ``"due/local"``.
    name: str
    years: Years = None
    region: str = ""

    def asked(self) -> dict[str, Any]:
        """As rule 16 has it."""
        years = self.years
        of_years = {} if years is None else {"years": years if isinstance(years, int) else list(years)}
        return {"figure": self.name, "region": self.region, **of_years}

    def told(self, lang: Lang) -> str:
        """What it is called, with its years and region.

        >>> Figure("due/local", (2022, 2025)).told("zh"), Figure("pay", (2025, 2025), "4402").told("en")
        ('2022–2025 年地方应付', 'Pay 2025, region 4402')
        >>> [Figure(name).told("zh") for name in ("costs/督导/shares/province", "norm/short")]
        ['督导省分担', '缺额']
        """
        years = (self.years, self.years) if isinstance(self.years, int) else self.years
        return _native.told_figure(self.name, years, self.region, lang)


def number(printed: str | int) -> Number:
    """A figure as it is printed."""
    return printed if isinstance(printed, int) else Decimal(printed)


def value(written: str | int) -> Value:
    """A value of a plan as it is written there."""
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}", written):
        return written
    return number(written)


def is_money(figure: Number) -> bool:
    """Whether a figure is an amount: these have two decimals, expected counts four."""
    return isinstance(figure, Decimal) and figure.as_tuple().exponent == -2


def signed(figure: Number, unit: Unit = "元") -> str:
    """A change with its sign, without its unit.

    >>> signed(Decimal("-12345.60"), "万元"), signed(3), signed(Decimal("0.00"))
    ('-1.23', '+3', '0.00')
    """
    return _native.told_change(str(printed(figure)), unit)


def printed(figure: Value) -> str | int:
    """A figure, or a value of a plan, as an answer has it."""
    return f"{figure:f}" if isinstance(figure, Decimal) else figure
