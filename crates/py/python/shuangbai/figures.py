"""The figure that a question speaks of (rule 16), and how people call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shuangbai import terms
from shuangbai.languages import Lang
from shuangbai.terms import Unit

__all__ = ["Figure", "Number", "Value", "Years", "is_money", "number", "signed", "told", "value", "written"]

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

    def heading(self, lang: Lang) -> str:
        """What it is called, without years and region.

        >>> [Figure(name).heading("zh") for name in ("due/local", "costs/督导/shares/province", "norm/short")]
        ['地方应付', '督导省分担', '缺额']
        """
        head, *rest = self.name.split("/")
        begins = {"shares": "share_", "top_ups": "top_up_by_", "due": "due_", "norm": ""}
        if head in begins and len(rest) == 1:
            return terms.heading(begins[head] + rest[0], lang)
        if head == "costs" and len(rest) > 1:
            *cost, share, last = ["", *rest] if len(rest) == 2 else rest
            of = (
                f"{'/'.join(cost)}_share_{last}"
                if share == "shares"
                else f"{'/'.join([*cost, share])}_{last}"
            )
            return terms.heading(f"cost_{of.removeprefix('/')}", lang)
        if head == "funds" and len(rest) == 2:
            return f"{terms.part('funds', lang)} {rest[0]} {terms.heading(rest[1], lang)}"
        return terms.heading(self.name, lang)

    def told(self, lang: Lang) -> str:
        """What it is, with its years and region.

        >>> Figure("due/local", (2022, 2025)).told("zh"), Figure("pay", (2025, 2025), "4402").told("en")
        ('2022–2025 年地方应付', 'Pay 2025, region 4402')
        """
        years = (self.years, self.years) if isinstance(self.years, int) else self.years
        when = "" if years is None else "–".join(str(year) for year in dict.fromkeys(years))
        if lang == "zh":
            where = f" {self.region} 地区" if self.region else ""
            return ((f"{when} 年" if when else "") + where + self.heading(lang)).strip()
        where = f", region {self.region}" if self.region else ""
        return self.heading(lang) + (f" {when}" if when else "") + where


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


def written(figure: Number, unit: Unit = "元", lang: Lang = "zh") -> str:
    """A figure as people read it, an amount with its unit.

    >>> written(Decimal("304979166.69"), "万元"), written(1200), written(Decimal("3.50"), lang="en")
    ('30,497.92 万元', '1,200', '3.50 yuan')
    """
    if not is_money(figure):
        return f"{figure:,}"
    times = " × " if lang == "en" and unit != "元" else " "
    return f"{terms.written(figure, money=True, unit=unit)}{times}{terms.unit_name(unit, lang)}"


def signed(figure: Number, unit: Unit = "元") -> str:
    """A change with its sign, without its unit.

    >>> signed(Decimal("-12345.60"), "万元"), signed(3), signed(Decimal("0.00"))
    ('-1.23', '+3', '0.00')
    """
    text = terms.written(figure, money=True, unit=unit) if is_money(figure) else f"{figure:,}"
    return f"+{text}" if figure > 0 else text


def told(value: Value) -> str:
    """A value of a plan as people read it."""
    return value if isinstance(value, str) else f"{value:,}"
