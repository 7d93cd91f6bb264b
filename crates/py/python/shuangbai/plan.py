"""The plan (rule 11): stations, people, a programme, and what is assumed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from shuangbai import _native
from shuangbai.errors import PlanError
from shuangbai.forecast import Forecast
from shuangbai.ledger import Ledger
from shuangbai.progress import Progress, watched
from shuangbai.sources import Source, Tabular, source

if TYPE_CHECKING:
    from shuangbai.questions import Verified

__all__ = ["By", "Plan"]

By = Literal["province", "city", "county", "station"]


class Plan:
    """A plan (rule 11), read and checked.

    ``programme`` is a preset's id (:func:`shuangbai.presets`) or a whole programme as a dict (rule 12);
    ``horizon`` the first and the last year, or a ``range`` of years. ``stations``, ``workers`` and
    ``hires`` are tables: pandas, polars, pyarrow, DuckDB or whatever else speaks the Arrow PyCapsule
    interface, a list of dicts, or the path of a CSV or Parquet file.

    ========== ==========================================================================
    table      columns (either name)
    ========== ==========================================================================
    stations   ``code`` 编码, ``name`` 名称, ``tier`` 分档, ``villages`` 村居数, ``opens`` 建站
    workers    ``id`` 编号, ``station`` 社工站, ``post`` 岗位, ``hired`` 入职, ``left`` 离职, ``pay`` 年薪,
               ``pay_year`` 年薪年度, ``appraisal_2021`` 考核2021 or ``2021`` for the grade of each year
    hires      ``station`` 社工站, ``post`` 岗位, ``count`` 人数, ``month`` 月份, ``pay`` 年薪
    ========== ==========================================================================

    Words may be Chinese or English (服务性, ``service``), months ``2021-08``, ``2021/8/1``, ``2021年8月``
    or dates, a station its code (9 digits, or the 12-digit statistical code) or a name that no other
    station has. Money is ``Decimal``, ``int``, text or a decimal column, never a float. ``columns`` renames
    columns to these names, or leaves them out: ``{"年薪(元)": "pay", "备注": None}``.

    ``assumptions`` (rules 4, 7 and 9), ``reform`` (a merge patch on the programme), ``by`` (a row a year for
    each ``"province"``, ``"city"``, ``"county"`` or ``"station"``) and ``regions`` (names by code) are those of
    rule 11.

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

    __slots__ = ("_native", "_sources")

    def __init__(
        self,
        programme: str | Mapping[str, Any],
        horizon: tuple[int, int] | Sequence[int] | range,
        stations: Tabular,
        workers: Tabular | None = None,
        hires: Tabular | None = None,
        *,
        assumptions: Mapping[str, Any] | None = None,
        reform: Mapping[str, Any] | None = None,
        by: By = "province",
        regions: Mapping[str, str] | None = None,
        columns: Mapping[str, str | None] | None = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> None:
        outline: dict[str, Any] = {"programme": programme, "horizon": _years(horizon), "by": by}
        for name, given in [("assumptions", assumptions), ("reform", reform), ("regions", regions)]:
            if given is not None:
                outline[name] = given
        tables: dict[str, Any] = {}
        self._sources: dict[str, Source] = {}
        for name, table in [("stations", stations), ("workers", workers), ("hires", hires)]:
            if isinstance(table, Sequence) and not isinstance(table, str) and not table:
                outline[name] = []  # rows without one have no columns either
            elif table is not None:
                tables[name], self._sources[name] = source(table)
        with watched(progress, "读取 reading") as tell:
            try:
                self._native = _native.Plan.read(
                    to_json(outline),
                    tables,
                    dict(columns or {}),
                    threads or cpus(),
                    tell,
                )
            except PlanError as error:
                raise error._located(self._sources) from None

    @classmethod
    def _of(cls, native: _native.Plan, sources: dict[str, Source] | None = None) -> Plan:
        plan = object.__new__(cls)
        plan._native, plan._sources = native, sources or {}
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

    def forecast(
        self, *, by: By | None = None, threads: int | None = None, progress: Progress = None
    ) -> Forecast:
        """The forecast (rule 14).

        ``by`` asks for other regions than the plan's own; ``threads`` limits the processors used (all
        that this process may use, if left out; no figure depends on it); ``progress=True`` shows a bar.

        :raises PlanError: what the round of calculating finds (rule 15).
        """
        with self._located(), watched(progress, "计算 forecasting") as tell:
            return Forecast(self._native.forecast(by, threads or cpus(), tell))

    def ledger(self, *, threads: int | None = None, progress: Progress = None) -> Ledger:
        """The exact figures of each station, post and part of a year, which :func:`shuangbai.merge`
        adds up with those of other stations.

        :raises PlanError: what the round of calculating finds (rule 15).
        """
        with self._located(), watched(progress, "计算 calculating") as tell:
            return Ledger(self._native.ledger(threads or cpus(), tell))

    def reformed(self, reform: Mapping[str, Any]) -> Plan:
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
            return Plan._of(self._native.reformed(to_json(reform)), self._sources)

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
        return f"<Plan {self._native.id} {first}-{last}: {len(self.stations):,} stations, {self._native.workers:,} workers>"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Plan.from_json, (self.to_json(),)


def cpus() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def to_json(value: Any) -> str:
    """JSON text; an amount or a rate may be ``Decimal``."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_decimal)


def _decimal(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a plan: {value!r}")


def _years(horizon: Iterable[int]) -> dict[str, int]:
    years = list(horizon)
    if isinstance(horizon, range):
        if not years or horizon.step != 1:
            raise ValueError(f"{horizon} is not a range of years one after the other")
        return {"first": years[0], "last": years[-1]}
    if len(years) != 2:
        raise ValueError(f"the horizon is the first and the last year, such as (2021, 2030), not {horizon!r}")
    return {"first": years[0], "last": years[1]}
