"""The forecast (rule 14)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shuangbai import _native, terms
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Lang, Unit

if TYPE_CHECKING:
    from shuangbai.plot import Plots

__all__ = ["Forecast"]


class Forecast:
    """What a plan costs, year by year, and who pays it (rule 14).

    A notebook shows it as tables; see :meth:`show`.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}],
    ...     assumptions={"fill": "norm"},
    ... )
    >>> forecast = plan.forecast()
    >>> forecast.totals["headcount"], forecast.totals["pay"]
    ([5, 5], [Decimal('250000.00'), Decimal('262500.00')])
    """

    def __init__(self, native: _native.Forecast) -> None:
        self._native = native

    @classmethod
    def from_json(cls, text: str) -> Forecast:
        """A forecast from the JSON text that :meth:`to_json` wrote.

        :raises ValueError: for another text.
        """
        return cls(_native.Forecast.from_json(text))

    def to_json(self) -> str:
        """The forecast as JSON (rule 14), byte for byte what Rust and the browser give."""
        return self._native.to_json()

    @property
    def programme(self) -> str:
        """The programme's id."""
        return self._native.programme

    @cached_property
    def rows(self) -> Table:
        """One row a year and region, with the columns of rule 14 in their order.

        By payer ``share_province``…, ``top_up_by_local``…, ``due_province``…; for each cost
        ``cost_督导_amount``, ``cost_督导_share_province``… and ``cost_督导_hours``. The documentation's
        page on forecasts tells what each column holds.
        """
        return Table(self._native.rows, ("分地区", "By region"))

    @cached_property
    def totals(self) -> Table:
        """One row a year, with the columns of :attr:`rows`; ``region`` is ``""``."""
        return Table(self._native.totals, ("合计", "Totals"))

    @cached_property
    def norm(self) -> Table:
        """The staffing norm of each December (rule 7): ``year``, ``region``, ``stations``, and in posts
        ``required``, ``held``, ``short``, ``over``; the rows of all regions together come last."""
        return Table(self._native.norm, (terms.part("norm"), terms.part("norm", "en")))

    @cached_property
    def funds(self) -> Table:
        """One row a fund and year (rule 10): ``fund`` (its place in the programme), ``name``, ``payer``,
        ``pays``, ``kind``, ``year``, ``opening``, ``drawn``, ``closing``, ``shortfall``, ``unspent`` (in a
        fund's last row)."""
        return Table(self._native.funds, (terms.part("funds"), terms.part("funds", "en")))

    @cached_property
    def notices(self) -> Table:
        """What nobody has confirmed (rule 14): ``code``, ``at``, ``zh``, ``en``."""
        return Table(self._native.notices, ("提示", "Notices"))

    @property
    def plot(self) -> Plots:
        """Charts; they need ``pip install "shuangbai[plot]"``."""
        from shuangbai.plot import Plots

        return Plots(self)

    def show(self, unit: Unit = "万元", lang: Lang = "zh") -> Shown:
        """The forecast for people: the years, the norm, the funds, and the notices beneath."""
        zh = lang == "zh"
        payers = [name for name in self.totals.columns if name.startswith("due_")]
        costs = [
            name for name in self.totals.columns if name.startswith("cost_") and name.endswith("_amount")
        ]
        shown = self.totals.show(
            unit, lang, ["year", "headcount", "pay", "subsidy", "top_up", *costs, *payers, "raise_cost"]
        )
        named = terms.unit_name(unit, lang)
        shown.title = (
            f"{self.programme} 分年度（单位：{named}）" if zh else f"{self.programme} by year ({named})"
        )
        if len(self.norm):
            shown.below.append(self._norm(lang))
        if len(self.funds):
            funds = self.funds.show(unit, lang, [name for name in self.funds.columns if name != "fund"])
            funds.notes.clear()  # the unit is explained above
            shown.below.append(funds)
        if len(self.notices):
            colon = "：" if zh else ": "
            notes = [
                f"{terms.entry(at, lang)}{colon}{text}"
                for at, text in zip(self.notices["at"], self.notices[lang])
            ]
            shown.below.append(Shown("提示" if zh else "Notices", [], [], notes=notes))
        return shown

    def _norm(self, lang: Lang) -> Shown:
        """The norm of all regions together."""
        shown = self.norm.show(lang=lang, columns=["year", "stations", "required", "held", "short", "over"])
        shown.rows = [row for row, region in zip(shown.rows, self.norm["region"]) if region == ""]
        shown.totals = set()
        return shown

    def __repr__(self) -> str:
        return self.show().text()

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Forecast.from_json, (self.to_json(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Forecast) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]
