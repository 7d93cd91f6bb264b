"""What funds pay month by month (rules 10 and 20), and the month in which each runs dry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shuangbai import _native
from shuangbai.languages import Lang, resolved
from shuangbai.show import Showing, Shown
from shuangbai.table import Table
from shuangbai.terms import Unit

if TYPE_CHECKING:
    from shuangbai.plot import BurnPlots

__all__ = ["BurnDown"]


class BurnDown(Showing):
    """What the programme's funds pay month by month, of what the pay sheets call for; arrears when they are paid.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}],
    ...     assumptions={"fill": "norm"},
    ...     reform={"funds": [{"name": "省资金", "payer": "province", "first": "2021-01", "amount": "200000"}]},
    ... )
    >>> burnt = plan.burn_down()
    >>> burnt.dry
    {'省资金': '2022-05'}
    >>> burnt.rows["month_closing"][14:16]
    [Decimal('12500.00'), Decimal('0.00')]
    """

    def __init__(self, rows: _native.Table, title: Mapping[str, str]) -> None:
        self._rows, self._title = rows, title

    @property
    def rows(self) -> Table:
        """One row a fund and month in which it is open: ``fund`` (its place in the programme), ``name``, ``payer``, ``pays``,
        ``kind``, ``month``, ``month_opening``, ``drawn``, ``month_closing`` and ``shortfall``."""
        return Table(self._rows, ("资金按月支用", "Funds by month"))

    @property
    def dry(self) -> dict[str, str | None]:
        """The first month in which a fund falls short, by the fund's name; ``None`` where it lasts. Of funds of one name, that
        of the first to fall short."""
        found: dict[str, str | None] = {}
        for row in self.rows.to_dicts():
            short = row["month"] if row["shortfall"] else None
            found[row["name"]] = min(filter(None, (found.get(row["name"]), short)), default=None)
        return found

    @property
    def plot(self) -> BurnPlots:
        """Charts; they need ``pip install "shuangbai[plot]"``."""
        from shuangbai.plot import BurnPlots

        return BurnPlots(self)

    def title(self, lang: Lang | None = None) -> str:
        """The programme's title."""
        return self._title[resolved(lang)]

    def show(self, unit: Unit = "元", lang: Lang | None = None) -> Shown:
        """The table in the officials' terms, with a sentence for each fund on when it runs dry."""
        lang = resolved(lang)
        shown = self.rows.show(unit, lang)
        for name, month in self.dry.items():
            if lang == "zh":
                shown.notes.append(f"{name}：{month} 起不足" if month else f"{name}：测算期内够用")
            else:
                shown.notes.append(f"{name}: short from {month} on" if month else f"{name}: it lasts")
        return shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BurnDown) and self.rows == other.rows

    __hash__ = None  # type: ignore[assignment]
