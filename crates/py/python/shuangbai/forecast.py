"""The forecast (rule 14)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shuangbai import _native, datasets, terms
from shuangbai.errors import Hint
from shuangbai.languages import Lang, resolved
from shuangbai.programmes import preset
from shuangbai.show import Showing, Shown
from shuangbai.table import Table
from shuangbai.terms import Unit
from shuangbai.why import Explained, Explanation

if TYPE_CHECKING:
    from shuangbai.excel import BookUnit
    from shuangbai.ledger import Ledger
    from shuangbai.plan import Plan
    from shuangbai.plot import Plots
    from shuangbai.sources import Source

__all__ = ["Forecast"]


class Forecast(Showing):
    """What a plan costs, year by year, and who pays it (rule 14).

    A notebook shows it as tables; see :meth:`show`. Forecasts with equal figures and notices are equal, whatever they
    hint at.

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

    def __init__(
        self,
        native: _native.Forecast,
        title: Mapping[str, str] | None = None,
        ledger: Callable[[], Ledger] | None = None,
        sources: Mapping[str, Source] | None = None,
        plan: Callable[[], Plan] | None = None,
    ) -> None:
        self._native = native
        self._plan = plan
        self._sources = sources or {}
        self._own_title = title
        self._ledger = ledger

    @classmethod
    def from_json(cls, text: str) -> Forecast:
        """A forecast from the JSON text that :meth:`to_json` wrote.

        :raises ValueError: for another text.
        """
        return cls(_native.Forecast.from_json(text))

    def to_json(self) -> str:
        """The forecast as JSON (rule 14), byte for byte what Rust and the browser give."""
        return self._native.to_json()

    def to_excel(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        lang: Lang | None = None,
        unit: BookUnit = "元",
    ) -> bytes | None:
        """The forecast as a workbook (.xlsx) that can be sent upward: 总表, 分地区, 人员编制, 资金, 参数与依据 and 口径. Totals,
        dues, parts, balances and checks are formulas, whose results are the forecast's own to the fen. It is written to
        ``path``, or its bytes are the answer; the same forecast gives the same bytes.

        :raises ValueError: for a forecast that comes from no plan: of JSON, or of merged ledgers.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}]
        ... )
        >>> plan.forecast().to_excel()[:2]
        b'PK'
        """
        from shuangbai.excel import written

        if self._plan is None:
            raise ValueError(
                "这个预测不是由方案得出的 (only a plan's own forecast is written: Plan.forecast)"
            )
        return written(_native.forecast_book(self._plan()._native, self._native, resolved(lang), unit), path)

    @property
    def programme(self) -> str:
        """The programme's id."""
        return self._native.programme

    def title(self, lang: Lang | None = None) -> str:
        """The programme's title; its id where nobody knows one, as of a forecast read from JSON."""
        title = self._own_title
        if title is None and self.programme in _native.presets():
            title = preset(self.programme)["title"]
        return (title or {}).get(resolved(lang), self.programme)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of regions, by code: the plan's own, else those of Guangdong's cities, counties and towns."""
        rows = self._native.rows
        own = dict(zip(rows.column("region"), rows.column("name")))
        regions = own.keys() | set(self._native.norm.column("region"))
        given = {code: name for code, name in own.items() if name}
        return datasets.known_names(regions - given.keys()) | given

    def _named(self, native: _native.Table, zh: str, en: str, totals: Table | None = None) -> Table:
        return Table(native.named(self._names), (zh, en), totals)

    @cached_property
    def rows(self) -> Table:
        """One row a year and region, with the columns of rule 14 in their order. A region without a name in the plan
        has that of Guangdong's city, county or town.

        By payer ``share_province``…, ``top_up_by_local``…, ``due_province``…; for each cost
        ``cost_督导_amount``, ``cost_督导_share_province``… and ``cost_督导_hours``. The documentation's
        page on forecasts tells what each column holds.
        """
        several = len(set(self._native.rows.column("region"))) > 1
        return self._named(self._native.rows, "分地区", "By region", self.totals if several else None)

    @cached_property
    def totals(self) -> Table:
        """One row a year, with the columns of :attr:`rows`; ``region`` is ``""``."""
        return Table(self._native.totals, ("合计", "Totals"))

    @cached_property
    def norm(self) -> Table:
        """The staffing norm of each December (rule 7): ``year``, ``region``, ``name``, ``stations``, in posts
        ``required``, ``held``, ``short``, ``over``, and ``coverage``, the part of the posts required that no station
        misses; the rows of all regions together come last."""
        return self._named(self._native.norm, terms.part("norm"), terms.part("norm", "en"))

    @cached_property
    def posts(self) -> Table:
        """The norm of each December by kind of post: ``year``, ``region``, ``name``, ``post``, ``required``, ``held``,
        ``short``, ``coverage``, like :attr:`norm`; ``required`` and what follows from it are null under a norm of a
        range, which is for both kinds together. It is worked out when it is first asked for.

        :raises ValueError: for a forecast that was read from JSON or unpickled: its ledger is not there.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2021),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> posts = plan.forecast().posts
        >>> list(zip(posts["post"], posts["required"]))[:2]
        [('administrative', 2), ('service', 3)]
        """
        if self._ledger is None:
            raise ValueError(
                "这份预测是读入的，没有账目，请用 plan.forecast() (a forecast that was read has no ledger: ask plan.forecast())"
            )
        native = self._ledger()._native.posts()
        return self._named(native, "分岗位配备", "Norm by kind of post")

    @cached_property
    def ratios(self) -> Table:
        """What people ask of :attr:`rows` and, below, of :attr:`totals`: ``part_province``…, each payer's part of what
        all owe, and ``due_per_head`` and ``pay_per_head``, in yuan by the headcount of December. Rounded half up; null
        where nothing is due or nobody there.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> plan.forecast().ratios["part_province"][0]
        Decimal('0.600000')
        """
        return self._named(self._native.ratios, "占比与人均", "Parts and per head")

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

    @cached_property
    def hints(self) -> tuple[Hint, ...]:
        """What can hardly be meant of the plan and its tables (the end of rule 14): nobody in any month, rows alike, a
        pay of a tenth. They change no figure."""
        return tuple(Hint._of(found, self._sources) for found in self._native.unlikely())

    @property
    def unlikely(self) -> Table:
        """The :attr:`hints` as a table: ``code``, ``at`` (as its author knows the place, in the language chosen), ``zh``,
        ``en``."""
        columns = {
            "code": [hint.code for hint in self.hints],
            "at": [hint.place() for hint in self.hints],
            "zh": [hint.zh for hint in self.hints],
            "en": [hint.en for hint in self.hints],
        }
        parts = [(name, "Utf8", False, values) for name, values in columns.items()]
        return Table(_native.Table.from_parts(parts), ("请核对", "Please check"))

    @property
    def plot(self) -> Plots:
        """Charts; they need ``pip install "shuangbai[plot]"``."""
        from shuangbai.plot import Plots

        return Plots(self)

    def show(self, unit: Unit = "万元", lang: Lang | None = None) -> Shown:
        """The forecast for people: the years, the norm, the funds, and the notices beneath."""
        lang = resolved(lang)
        zh = lang == "zh"
        payers = [f"due_{payer}" for payer in terms.payers(self.totals.columns)]
        costs = [
            name for name in self.totals.columns if name.startswith("cost_") and name.endswith("_amount")
        ]
        shown = self.totals.show(
            unit, lang, ["year", "headcount", "pay", "subsidy", "top_up", *costs, *payers, "raise_cost"]
        )
        named = terms.unit_name(unit, lang)
        shown.title = (
            f"{self.title(lang)} 分年度（单位：{named}）" if zh else f"{self.title(lang)} by year ({named})"
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
        if self.hints:
            colon = "：" if zh else ": "
            notes = [f"{hint.place(lang)}{colon}{hint.text(lang)}" for hint in self.hints]
            # Before what nobody has confirmed: that is of the rules, this of what was given.
            shown.below.insert(0, Shown("请核对" if zh else "Please check", [], [], notes=notes))
        return shown

    def _norm(self, lang: Lang) -> Shown:
        """The norm of all regions together."""
        columns = ["year", "stations", "required", "held", "short", "over", "coverage"]
        # They come last.
        return self.norm.tail(self.norm["region"].count("")).show(lang=lang, columns=columns)

    @cached_property
    def _explained(self) -> Explained:
        if self._plan is None:
            raise ValueError(
                "the plan of this forecast is not there (没有这个预测的方案): ask plan.forecast()"
            )
        return Explained(self, self._plan())

    def explain(
        self,
        figure: str,
        year: int | None = None,
        region: str = "",
        *,
        fold: int = 2,
        part: Sequence[int] = (),
    ) -> Explanation:
        """Why a figure is so: a tree of what it was made of, down to what stands in the plan (rule 17).

        ``figure`` is a column of a row, deeper ones with ``.`` or ``/``: ``"pay"``, ``"due.local"``,
        ``"costs/督导/amount"``, ``"norm.short"``, ``"funds.0.drawn"``; ``year`` the last one of the horizon if left out,
        ``region`` a code of two, four, six or nine digits, all if left out. A sum shows its ``fold`` largest parts, 0 for
        all. ``part`` is the part of it that the tree is of, its place among the parts (counted from 0) at every level. The tree has so many parts at every level: with 20, the question's own default, that of a province with chances takes
        minutes. The first call works the stations out one by one; the others take what that has.

        :raises PlanError: for a figure that the forecast does not have.
        :raises ValueError: for a forecast that was read from JSON or unpickled: its plan is not there; and for a year and
            region without a row.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> why = plan.forecast().explain("due.local", year=2022)
        >>> why.value, [part.value for part in why.parts]
        ('112500.00', ['100000.00', '12500.00'])
        >>> print(why.text("en", depth=1))
        Due (local) 2022 = 100,000.00 + 12,500.00 = 112,500.00 (rule 6)
          Share (local) 2022 = 100,000.00 (rule 14)
          Top-up (local) 2022 = 12,500.00 (rule 14)
        """
        return self._explained(figure, year, region, fold, part)

    def __reduce__(self) -> tuple[object, tuple[str, Mapping[str, str] | None]]:
        return _of_json, (self.to_json(), self._own_title)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Forecast) and self._native.is_same(other._native)

    __hash__ = None  # type: ignore[assignment]


def _of_json(text: str, title: Mapping[str, str] | None) -> Forecast:
    return Forecast(_native.Forecast.from_json(text), title)
