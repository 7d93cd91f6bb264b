"""The pay sheet 工资表 (rule 20): who is paid what in a month, and the monthly call on each payer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shuangbai import _native, terms
from shuangbai.languages import Lang, resolved
from shuangbai.show import Showing, Shown
from shuangbai.table import Table
from shuangbai.terms import Unit
from shuangbai.why import Explanation, figure_name

if TYPE_CHECKING:
    from shuangbai.plot import SheetPlots

__all__ = ["Sheet"]

_Tables = tuple[_native.Table, _native.Table, _native.Table]


class Sheet(Showing):
    """A pay sheet of some months (rule 20), with arrears 补发 of what was decided late.

    A notebook shows its first month; see :meth:`show`.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 1}],
    ...     workers=[{"id": "w1", "station": "440203001", "post": "service", "hired": "2021-01", "pay": "60000",
    ...               "appraisal_2021": "pass", "decided_2021": "2022-03"}],
    ... )
    >>> sheet = plan.sheet("2022-01", "2022-04")
    >>> list(zip(sheet.rows["month"], sheet.rows["pay"], sheet.rows["arrears_pay"]))[1:3]
    [('2022-02', Decimal('5000.00'), Decimal('0.00')), ('2022-03', Decimal('5250.00'), Decimal('500.00'))]
    """

    def __init__(
        self,
        months: Sequence[_Tables],
        title: Mapping[str, str],
        names: Mapping[str, str],
        payslips: Callable[[], _native.Payslips],
    ) -> None:
        rows, calls, totals = (_native.Table.concat(list(tables)) for tables in zip(*months))
        self._rows, self._calls, self._totals = rows, calls, totals
        self._title, self._stations = title, names
        self._explained = payslips

    @cached_property
    def rows(self) -> Table:
        """One row a month and whoever is paid in it at a station and post, or owed something of months before: ``month``,
        ``station``, ``post``, ``at`` (the worker or hire in the plan), ``id``, ``count`` (how many are alike), ``annual``,
        ``pay``, ``subsidy``, ``share_province``…, ``top_up``, ``surplus``; ``arrears_pay``…, what is owed of earlier months;
        ``due_province``…, what each payer owes with arrears; ``payable``, what is paid out."""
        return Table(self._rows, ("工资表", "Pay sheet"))

    @cached_property
    def totals(self) -> Table:
        """One row a month, with the columns of :attr:`calls`; ``region`` is ``""``."""
        return Table(self._totals, ("各月合计", "Totals by month"))

    @cached_property
    def calls(self) -> Table:
        """The monthly call on each payer 分月用款计划, by month and the plan's regions: ``month``, ``region``, ``name``,
        ``on_payroll`` (people), the figures and arrears of :attr:`rows`, ``cost_督导_amount``… for each cost,
        ``due_province``… with the costs' shares, and ``payable``."""
        several = len(set(self._calls.column("region"))) > 1
        title = ("分月用款计划", "Monthly call on each payer")
        # Of one region its totals say the same.
        return Table(self._calls, title, self.totals if several else None)

    @property
    def months(self) -> list[str]:
        """The months, in their order."""
        return self._totals.column("month")

    @property
    def plot(self) -> SheetPlots:
        """Charts; they need ``pip install "shuangbai[plot]"``."""
        from shuangbai.plot import SheetPlots

        return SheetPlots(self)

    def title(self, lang: Lang | None = None) -> str:
        """The programme's title."""
        return self._title[resolved(lang)]

    def of(self, month: str) -> Table:
        """The rows of one month.

        :raises ValueError: for a month that the sheet does not have.
        """
        if month not in self.months:
            first, last = self.months[0], self.months[-1]
            raise ValueError(f"month {month!r}: the sheet has {first} to {last} (工资表没有这个月)")
        months = self._rows.column("month")
        start = months.index(month) if month in months else 0
        return Table(self._rows.slice(start, months.count(month)), ("工资表", "Pay sheet"))

    @cached_property
    def _payslips(self) -> _native.Payslips:
        return self._explained()

    def explain(
        self, worker: str, month: str | None = None, figure: str = "payable", *, fold: int = 20
    ) -> Explanation:
        """Why a figure of somebody's month is so: a tree of what it was made of, down to what stands in the plan (rules 17 and
        20). A notebook shows it as a tree to unfold.

        ``worker`` is the id, or what a row has as ``at``: ``"/hires/0"``, ``"/stations/3"`` for all posts filled there. ``month``
        may be any of the plan's horizon; it is the sheet's first, if left out. ``figure`` is a column of :attr:`rows`, or its name in rule
        20: ``"pay"``, ``"arrears_pay"``, ``"share_province"`` or ``"shares/province"``, ``"due_local"``, ``"annual"``, … Of several
        rows of one month, after a move with arrears, it is their sum. A sum shows its ``fold`` largest parts, 0 for all.

        The first call checks the plan; the others take a millisecond or so, of thirty thousand workers, too.

        :raises PlanError: for somebody or a figure that the sheet does not have, at ``/who``, ``/month`` or ``/figure``.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 1}],
        ...     workers=[{"id": "w1", "station": "440203001", "post": "service", "hired": "2021-01", "pay": "60000",
        ...               "appraisal_2021": "pass", "decided_2021": "2022-03"}],
        ... )
        >>> print(plan.sheet("2022-03").explain("w1").text("en", depth=1))
        Payable 2022-03, w1 = 5,250.00 + 500.00 = 5,750.00 (rule 20)
          Pay 2022-03 = 15,750.00 − 10,500.00 = 5,250.00 (rule 20)
          Arrears of pay 2022-03 = 250.00 + 250.00 = 500.00 (rule 20)
        """
        month = self.months[0] if month is None else month
        told: dict[str, Any] = json.loads(self._payslips.explain(worker, month, _in_row(figure), fold))
        return Explanation(told)

    def show(self, month: str | None = None, unit: Unit = "元", lang: Lang | None = None) -> Shown:
        """The pay sheet of one month, by default the first, with a sum 合计 below, in the officials' terms.

        Columns that say nothing are left out: ids where nobody has one, arrears and a surplus where there are none; and so
        are the payers' shares of the subsidy, which ``rows`` has.

        :raises ValueError: for a month that the sheet does not have.
        """
        lang = resolved(lang)
        zh = lang == "zh"
        month = self.months[0] if month is None else month
        of_month = self.of(month)
        names = [name for name in of_month.columns if name not in ("month", "at")]
        names = terms.in_order([name for name in names if not name.startswith(("share_", "arrears_share_"))])
        money = [name for name in names if terms.is_money(name) and name != "annual"]
        sums = {name: sum(of_month[name]) for name in [*money, "count"]}
        owed = [name for name in names if name.startswith("arrears_") and not any(of_month[name])]
        left_out = {*owed, *(() if any(of_month["id"]) else ["id"]), "surplus" if not sums["surplus"] else ""}
        names = [name for name in names if name not in left_out]
        note = "" if unit == "元" else f"（单位：{unit}）" if zh else f" ({terms.unit_name(unit, lang)})"
        year, number = month.split("-")
        named = (
            f"{self.title(lang)} {int(year)}年{int(number)}月工资表"
            if zh
            else f"{self.title(lang)}: pay sheet of {month}"
        )
        shown = Shown(
            named + note,
            [terms.heading(name, lang) for name in names],
            [terms.is_money(name) or name == "count" for name in names],
        )

        def told(name: str, value: object) -> str:
            if name == "station":
                return self._stations.get(str(value)) or str(value)
            if terms.is_money(name):
                return terms.written(value, money=True, unit=unit)
            return terms.told(name, value, lang)

        for row in of_month.to_dicts():
            shown.add([told(name, row[name]) for name in names])
        total = [told(name, sums[name]) if name in sums else "" for name in names]
        shown.add(["合计" if zh else "Total", *total[1:]], total=True)
        if len(self.months) > 1:
            first, last = self.months[0], self.months[-1]
            shown.notes.append(
                f'共 {first} 至 {last} 各月，show("{last}") 看别的月。'
                if zh
                else f'There are {first} to {last}; show("{last}") has another month.'
            )
        return shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and (self.rows, self.calls, self.totals) == (
            other.rows,
            other.calls,
            other.totals,
        )

    __hash__ = None  # type: ignore[assignment]


def _in_row(figure: str) -> str:
    """A figure as a row of rule 20 has it, of its name or a column's.

    >>> [_in_row(name) for name in ("pay", "arrears_share_local", "due_province", "shares.local")]
    ['pay', 'arrears/shares/local', 'due/province', 'shares/local']
    """
    named = re.fullmatch(r"(arrears_)?(?:(share|due)_)?(.+)", figure_name(figure))
    if named is None or "/" in figure_name(figure):
        return figure_name(figure)
    arrears, by, name = named.groups()
    return ("arrears/" if arrears else "") + {"share": "shares/", "due": "due/"}.get(by, "") + name
