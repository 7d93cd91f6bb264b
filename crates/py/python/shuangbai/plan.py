"""The plan (rule 11): stations, people, a programme, and what is assumed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from shuangbai import _native
from shuangbai.burn import BurnDown
from shuangbai.errors import Hint, PlanError
from shuangbai.forecast import Forecast
from shuangbai.ledger import Ledger
from shuangbai.progress import Progress, watched
from shuangbai.sheet import Sheet
from shuangbai.sources import Source, Tabular, source
from shuangbai.typed import Assumptions, Programme, Reform

if TYPE_CHECKING:
    from shuangbai.excel import BookUnit
    from shuangbai.languages import Lang
    from shuangbai.questions import Verified

__all__ = ["By", "Plan"]

By = Literal["province", "city", "county", "station"]

_TABLES = ("stations", "workers", "hires", "moves", "absences")


class Plan:
    """A plan (rule 11), read and checked.

    ``programme`` is a preset's id (:func:`shuangbai.presets`) or a whole programme as a dict (rule 12);
    ``horizon`` the first and the last year, or a ``range`` of years. ``stations``, ``workers``, ``hires``, ``moves`` and
    ``absences`` are tables: pandas, polars, pyarrow, DuckDB or whatever else speaks the Arrow PyCapsule
    interface, a list of dicts, the path of a CSV or Parquet file, or an open one.

    ========== ==========================================================================
    table      columns (either name)
    ========== ==========================================================================
    stations   ``code`` 编码, ``name`` 名称, ``tier`` 分档, ``villages`` 村居数, ``opens`` 建站,
               ``closes`` 撤站
    workers    ``id`` 编号, ``station`` 社工站, ``post`` 岗位, ``hired`` 入职, ``left`` 离职, ``pay`` 年薪,
               ``pay_year`` 年薪年度, ``appraisal_2021`` 考核2021 or ``2021`` for the grade of each year,
               ``decided_2021`` 考核公布2021 for the month in which it became known,
               ``provisional_2021`` 考核暂定2021 for the grade that held until then
    hires      ``station`` 社工站, ``post`` 岗位, ``count`` 人数, ``month`` 月份, ``pay`` 年薪
    moves      ``id`` 编号, ``from`` 起, ``station`` 调入社工站, ``post`` 岗位 (if it is another one)
    absences   ``id`` 编号, ``from`` 起, ``to`` 止 (both months are whole)
    ========== ==========================================================================

    Words may be Chinese or English (服务性, ``service``), months ``2021-08``, ``2021/8/1``, ``2021年8月``
    or dates, a station its code (9 digits, or the 12-digit statistical code) or a name that no other
    station has. Money is ``Decimal``, ``int``, text or a decimal column, never a float. ``columns`` renames
    columns to these names, or leaves them out: ``{"年薪(元)": "pay", "备注": None}``; ``unknown="leave"`` leaves out every
    column that is no field, and tells it. ``pay_unit="万元"`` reads pay in ten thousand yuan, where neither heading nor
    cell says it. ``grades`` are words for grades besides the contract's: ``{"称职": "pass", "不定等次": None}``, ``None`` for
    a year without a grade. ``encoding`` is that of CSV files where it should not be told by their bytes: ``"gb18030"``.

    ``assumptions`` (rules 4, 7 and 9; rates are text or ``Decimal``) may have

    ======================= ============================================================================
    ``"pass_rate"``         the chance that a year without a grade is passed: ``"0.96"``; 1 if left out
    ``"leave_rate"``        the chance to leave at the end of a year; 0 if left out
    ``"refill"``            ``"january"``: leavers by chance are replaced then; or ``"none"``
    ``"fill"``              ``"norm"``: stations are filled to the norm; or ``"none"``
    ``"vacancy_rate"``      the part of filled posts that stands empty; 0 if left out
    ``"missing_history"``   what a grade missing before ``"from"`` means: ``"pass"``, ``"fail"`` or ``"error"``
    ``"from"``              the first year for which anything is assumed; the horizon's first if left out
    ======================= ============================================================================

    ``reform`` is a merge patch on the programme: ``{"raise": [{"from": 2024, "rate": "0.03"}]}`` puts a list in the place
    of the programme's own ``subsidy``, ``sharing``, ``raise``, ``appraisal``, ``contract``, ``norm``, ``costs`` or
    ``funds``, ``None`` takes one away, and ``{"raise": {"from": 2024, "rate": "0.03"}}``, an amendment, changes nothing
    else of the list. ``by`` (a row a year for each ``"province"``, ``"city"``, ``"county"`` or ``"station"``) and
    ``regions`` (names by code) are those of rule 11. Plans with equal JSON are equal.

    :raises PlanError: all that is wrong, with the rows and columns of your own table.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2030),
    ...     stations=[{"编码": "440203001", "名称": "西联镇", "村居数": 12}],
    ...     workers=[{"社工站": "西联镇", "岗位": "服务性", "入职": "2021年8月", "年薪": "52000"}],
    ... )
    >>> plan.forecast().totals["pay"][0]
    Decimal('21666.67')
    """

    __slots__ = ("_native", "_notes", "_sources")

    def __init__(
        self,
        programme: str | Programme | Mapping[str, Any],
        horizon: tuple[int, int] | Sequence[int] | range,
        stations: Tabular,
        workers: Tabular | None = None,
        hires: Tabular | None = None,
        moves: Tabular | None = None,
        absences: Tabular | None = None,
        *,
        assumptions: Assumptions | Mapping[str, Any] | None = None,
        reform: Reform | Mapping[str, Any] | None = None,
        by: By = "province",
        regions: Mapping[str, str] | None = None,
        columns: Mapping[str, str | None] | None = None,
        unknown: Literal["error", "leave"] = "error",
        pay_unit: Literal["yuan", "元", "wan", "万元"] = "yuan",
        grades: Mapping[str, str | None] | None = None,
        encoding: str | None = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> None:
        outline: dict[str, Any] = {"programme": programme, "horizon": _years(horizon), "by": by}
        for name, given in [("assumptions", assumptions), ("reform", reform), ("regions", regions)]:
            if given is not None:
                outline[name] = given
        tables = (stations, workers, hires, moves, absences)
        options = _options(unknown, pay_unit, grades)
        self._read(outline, tables, columns, options, encoding, threads, progress)

    def _read(
        self,
        outline: dict[str, Any],
        given: tuple[Tabular | None, ...],
        columns: Mapping[str, str | None] | None,
        options: dict[str, Any],
        encoding: str | None,
        threads: int | None,
        progress: Progress,
    ) -> None:
        """Reads what was given: an outline, and the tables of what it does not have, in their order."""
        tables: dict[str, Any] = {}
        self._notes: tuple[Hint, ...] = ()
        self._sources: dict[str, Source] = {}
        for name, table in zip(_TABLES, given):
            if isinstance(table, Sequence) and not isinstance(table, str) and not table:
                if name not in ("moves", "absences"):
                    outline[name] = []  # rows without one have no columns either
            elif table is not None:
                tables[name], self._sources[name] = source(table, encoding)
        with watched(progress, "读取 reading") as tell:
            try:
                self._native = _native.Plan.read(
                    to_json(outline), tables, dict(columns or {}), to_json(options), processors(threads), tell
                )
            except PlanError as error:
                raise error._located(self._sources) from None

    @classmethod
    def _of(
        cls, native: _native.Plan, sources: dict[str, Source] | None = None, notes: tuple[Hint, ...] = ()
    ) -> Plan:
        plan = object.__new__(cls)
        plan._native, plan._sources, plan._notes = native, sources or {}, notes
        return plan

    @contextmanager
    def _located(self) -> Iterator[None]:
        """Errors with rows and columns as the author of the tables knows them."""
        try:
            yield
        except PlanError as error:
            raise error._located(self._sources) from None

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """A plan from its JSON text (rule 11).

        :raises PlanError: all that is wrong, at JSON pointers into the text.
        """
        return cls._of(_native.Plan.from_json(text))

    @classmethod
    def read_excel(
        cls,
        book: str | os.PathLike[str] | bytes,
        programme: str | Programme | Mapping[str, Any] | None = None,
        horizon: tuple[int, int] | Sequence[int] | range | None = None,
        *,
        assumptions: Assumptions | Mapping[str, Any] | None = None,
        reform: Reform | Mapping[str, Any] | None = None,
        by: By | None = None,
        regions: Mapping[str, str] | None = None,
        sheets: Mapping[str, str | None] | None = None,
        columns: Mapping[str, str | None] | None = None,
        unknown: Literal["error", "leave"] = "error",
        pay_unit: Literal["yuan", "元", "wan", "万元"] = "yuan",
        grades: Mapping[str, str | None] | None = None,
    ) -> Plan:
        """A plan from a workbook (.xlsx, .xls or .ods): a :func:`shuangbai.template` filled in, or one of your own, whose
        sheets are matched by their names and headings. What is given here takes the place of what the workbook says.

        ``sheets`` says which table a sheet is, or leaves it out: ``{"花名册": "workers", "旧表": None}``. The other
        options are those of :class:`Plan`. What was matched, filled or left out, :attr:`notes` tells.

        :raises PlanError: all that is wrong, each with its cell: ``人员!F17``; also what keeps the file from being read.

        >>> import shuangbai
        >>> book = shuangbai.template(within="440203", horizon=(2021, 2022))
        >>> shuangbai.Plan.read_excel(book, assumptions={"fill": "norm"}).forecast().totals["headcount"]
        [103, 103]
        """
        from shuangbai import excel

        outline: dict[str, Any] = {"horizon": _years(horizon)} if horizon is not None else {}
        given = {
            "programme": programme,
            "assumptions": assumptions,
            "reform": reform,
            "by": by,
            "regions": regions,
        }
        outline |= {name: value for name, value in given.items() if value is not None}
        options = {
            "outline": outline,
            "sheets": dict(sheets or {}),
            "columns": dict(columns or {}),
            "options": _options(unknown, pay_unit, grades),
        }
        data, file = excel.contents(book)
        native, told, places = _native.read_book(data, to_json(options))
        notes, hints = json.loads(told)
        told_of = tuple(
            Hint(note["code"], note.get("cell") or note.get("at", ""), note["zh"], note["en"])
            for note in [*notes, *hints]
        )
        return cls._of(native, excel.sources(places, file), told_of)

    @property
    def notes(self) -> tuple[Hint, ...]:
        """What of the workbook that it comes from was matched, filled in or left out; of other plans nothing."""
        return self._notes

    def to_json(self) -> str:
        """The plan as JSON (rule 11), its programme written out with the reform merged. Workers that
        came without ids get their row's number, counted from 1."""
        return self._native.to_json()

    @property
    def programme(self) -> dict[str, Any]:
        """The programme (rule 12), a reform merged."""
        programme: dict[str, Any] = json.loads(self._native.programme)
        return programme

    @property
    def horizon(self) -> tuple[int, int]:
        """The first and the last year."""
        return self._native.horizon

    @property
    def stations(self) -> list[str]:
        """The codes of the stations."""
        return self._native.stations

    @property
    def workers(self) -> int:
        """How many workers are listed."""
        return self._native.workers

    @property
    def assumptions(self) -> dict[str, Any]:
        """What is assumed, with the defaults of what was left out."""
        assumptions: dict[str, Any] = json.loads(self._native.assumptions)
        return assumptions

    @property
    def by(self) -> By:
        """For which regions the forecast has a row a year, if it is not asked for others."""
        by: By = self._native.by
        return by

    def forecast(
        self, *, by: By | None = None, threads: int | None = None, progress: Progress = None
    ) -> Forecast:
        """The forecast (rule 14).

        ``by`` asks for other regions than the plan's own; ``threads`` limits the processors used (all
        that this process may use, if left out; no figure depends on it); ``progress=True`` shows a bar.

        :raises PlanError: what the round of calculating finds (rule 15).
        """
        with self._located(), watched(progress, "计算 forecasting") as tell:
            native = self._native.forecast(by, processors(threads), tell)
        ledger = lambda: self.ledger(by=by, threads=threads)  # noqa: E731
        return Forecast(native, self.programme["title"], ledger, self._sources, lambda: self.by_region(by))

    def by_region(self, by: By | None) -> Plan:
        """The same plan with a row a year for each of these regions; as it is with ``None``."""
        if by is None or by == self.by:
            return self
        return Plan._of(self._native.by_region(by), self._sources, self._notes)

    def ledger(
        self, *, by: By | None = None, threads: int | None = None, progress: Progress = None
    ) -> Ledger:
        """The exact figures of each station, post and part of a year, which :func:`shuangbai.merge`
        adds up with those of other stations. Its forecast has rows for the regions that ``by`` asks for, if not the
        plan's own.

        :raises PlanError: what the round of calculating finds (rule 15).
        """
        with self._located(), watched(progress, "计算 calculating") as tell:
            return Ledger(self._native.ledger(by, processors(threads), tell))

    def reformed(self, reform: Reform | Mapping[str, Any]) -> Plan:
        """The same stations and people under a programme changed by a merge patch (rule 11).

        :raises PlanError: what is wrong with the changed programme.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> frozen = plan.reformed({"raise": [{"from": 2021, "rate": "0"}]})
        >>> frozen.forecast().totals["pay"]
        [Decimal('250000.00'), Decimal('250000.00')]
        """
        with self._located():
            return Plan._of(self._native.reformed(to_json(reform)), self._sources, self._notes)

    def replace(
        self,
        *,
        programme: str | Programme | Mapping[str, Any] | None = None,
        reform: Reform | Mapping[str, Any] | None = None,
        horizon: tuple[int, int] | Sequence[int] | range | None = None,
        stations: Tabular | None = None,
        workers: Tabular | None = None,
        hires: Tabular | None = None,
        moves: Tabular | None = None,
        absences: Tabular | None = None,
        assumptions: Assumptions | Mapping[str, Any] | None = None,
        by: By | None = None,
        regions: Mapping[str, str] | None = None,
        columns: Mapping[str, str | None] | None = None,
        unknown: Literal["error", "leave"] = "error",
        pay_unit: Literal["yuan", "元", "wan", "万元"] = "yuan",
        grades: Mapping[str, str | None] | None = None,
        encoding: str | None = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Plan:
        """This plan with some of its parts replaced, as :class:`Plan` takes them; what is not given stays as it is, and an
        empty list takes a list away. Of ``assumptions`` those given are replaced, ``None`` is the default. ``moves`` and
        ``absences`` come with ``workers``.

        :raises PlanError: what is wrong with the plan that comes of it.
        :raises ValueError: for moves or absences without workers.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> longer = plan.replace(horizon=(2021, 2024), assumptions={"vacancy_rate": "0.2"})
        >>> longer.horizon, longer.assumptions["fill"], longer.forecast().totals["headcount"][3]
        ((2021, 2024), 'norm', Decimal('4.0000'))
        """
        if workers is None and (moves is not None or absences is not None):
            raise ValueError(
                "moves and absences are those of a table of workers: give workers too (调动和离岗要和社工表一起给)"
            )
        outline: dict[str, Any] = json.loads(self.to_json())
        others = {"programme": programme, "reform": reform, "by": by, "regions": regions}
        outline |= {name: other for name, other in others.items() if other is not None}
        if horizon is not None:
            outline["horizon"] = _years(horizon)
        assumed = {**outline["assumptions"], **(assumptions or {})}
        outline["assumptions"] = {name: value for name, value in assumed.items() if value is not None}
        tables = (stations, workers, hires, moves, absences)
        for name, table in zip(_TABLES, tables):
            if table is not None:
                outline.pop(name, None)
        options = _options(unknown, pay_unit, grades)
        plan = object.__new__(Plan)
        plan._read(outline, tables, columns, options, encoding, threads, progress)
        return plan

    def sheet(
        self,
        first: str,
        last: str | None = None,
        *,
        stations: Iterable[str] = (),
        progress: Progress = None,
    ) -> Sheet:
        """The pay sheet 工资表 of the months from ``first`` through ``last`` (``"2019-03"``; that of ``first`` alone, if left
        out), of some stations by their codes, or of all: who is paid what, with arrears 补发 of what was decided late, and the
        monthly call on each payer (rule 20). Months add up to the forecast, every fen.

        :raises PlanError: what is wrong with the plan, or with what is asked: months outside the horizon, or left to chance.
        :raises TypeError: for a code alone where a list of them is wanted.
        """
        wanted = list(self._months(first, last, stations, progress))
        return Sheet(wanted, self.programme["title"], self._native.station_names, self._payslips)

    def _explanations(self) -> _native.Explanations:
        with self._located():
            return self._native.explanations()

    def _payslips(self) -> _native.Payslips:
        with self._located():
            return self._native.payslips()

    def sheets(
        self, first: str, last: str | None = None, *, stations: Iterable[str] = (), progress: Progress = None
    ) -> Iterator[Sheet]:
        """The sheets of these months, one after the other: many years of many people take the memory of a few months.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2030),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> paid = sum(sum(month.rows["payable"]) for month in plan.sheets("2021-01", "2030-12"))
        >>> paid == sum(plan.forecast().totals["pay"])
        True

        :raises PlanError: as :meth:`sheet`.
        :raises TypeError: as :meth:`sheet`.
        """
        title, names = self.programme["title"], self._native.station_names
        for month in self._months(first, last, stations, progress):
            yield Sheet([month], title, names, self._payslips)

    def _months(
        self, first: str, last: str | None, stations: Iterable[str], progress: Progress
    ) -> Iterator[tuple[_native.Table, _native.Table, _native.Table]]:
        wanted, last = _codes(stations), first if last is None else last
        with self._located(), watched(progress, "工资表 pay sheet") as tell:
            months = self._native.sheet(first, last, wanted)
            for done, month in enumerate(months, 1):
                if tell:
                    tell(done, _between(first, last))
                yield month

    def sheet_to_excel(
        self,
        first: str,
        last: str | None = None,
        path: str | os.PathLike[str] | None = None,
        *,
        stations: Iterable[str] = (),
        lang: Lang | None = None,
        unit: BookUnit = "元",
    ) -> bytes | None:
        """The pay sheets of these months as a workbook (.xlsx): the monthly calls 分月用款计划, then a sheet a month, by
        station with 小计 and 合计 as formulas, arrears, and a row to sign. It is written to ``path``, or its bytes are the
        answer.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> plan.sheet_to_excel("2021-08", "2021-09")[:2]
        b'PK'

        :raises PlanError: as :meth:`sheet`.
        :raises TypeError: as :meth:`sheet`.
        :raises ValueError: for a unit that a workbook does not show.
        """
        from shuangbai.excel import sheet_book

        return sheet_book(self, first, first if last is None else last, path, _codes(stations), lang, unit)

    def burn_down(self) -> BurnDown:
        """What the programme's funds pay month by month (rule 10), of what the pay sheets call for (rule 20), and the month in
        which each runs dry.

        :raises PlanError: what is wrong with the plan; months that are left to chance.
        """
        with self._located():
            return BurnDown(self._native.burn_down(), self.programme["title"])

    def record(self) -> dict[str, str]:
        """What plan, programme and forecast are known by later (rule 21): their SHA-256, and the version of the rules.

        >>> import shuangbai
        >>> plan = shuangbai.Plan("guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}])
        >>> plan.verify(plan.record())
        Verified(same=True, differs=())

        :raises PlanError: what the round of calculating finds (rule 15).
        """
        from shuangbai.questions import record

        return record(self)

    def verify(self, record: Mapping[str, str]) -> Verified:
        """Whether plan, programme and forecast are still those of a record, and which of them differ (rule 21)."""
        from shuangbai.questions import verify

        return verify(self, record)

    def __repr__(self) -> str:
        first, last = self.horizon
        return f"<Plan {self._native.id} {first}-{last}: {len(self.stations):,} stations, {self.workers:,} workers>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Plan.from_json, (self.to_json(),)


def processors(threads: int | None) -> int:
    """So many, or all that this process may use.

    :raises ValueError: for less than one.
    """
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(
            f"threads {threads!r}: a whole number from 1, or None for all (线程数至少为 1，None 为全部)"
        )
    return threads


def to_json(value: Any) -> str:
    """JSON text; an amount or a rate may be ``Decimal``."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_decimal)


def _options(unknown: str, pay_unit: str, grades: Mapping[str, str | None] | None) -> dict[str, Any]:
    """How tables are read, as the core takes it."""
    return {"unknown": unknown, "pay_unit": pay_unit, "grades": dict(grades or {})}


def _decimal(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a plan: {value!r}")


def _codes(stations: Iterable[str]) -> list[str]:
    if isinstance(stations, str):
        raise TypeError('stations: a list of codes is needed, ["440203001"] (应为编码的列表)')
    return list(stations)


def _between(first: str, last: str) -> int:
    """How many months there are, both counted."""
    (year, month), (end_year, end_month) = (map(int, text.split("-")) for text in (first, last))
    return (end_year - year) * 12 + end_month - month + 1


def _years(horizon: Any) -> dict[str, Any]:
    allowed = "(2021, 2030) or range(2021, 2031)"
    wrong = f"horizon {horizon!r}: the first and the last year, {allowed} (预测期应写首年和末年)"
    if isinstance(horizon, range):
        if not horizon or horizon.step != 1:
            raise ValueError(f"{wrong}, one after the other")
        return {"first": horizon[0], "last": horizon[-1]}
    if isinstance(horizon, (str, Mapping)) or not isinstance(horizon, Iterable):
        raise ValueError(wrong)
    years = list(horizon)
    if len(years) != 2:
        raise ValueError(wrong)
    return {"first": years[0], "last": years[1]}
