"""People who lie on several computers: what every engine does alike; see :mod:`shuangbai.dask` and :mod:`shuangbai.spark`.

Rows are marked with the group of their station, the engine brings a group's rows together, a worker of the cluster makes
ledgers of them, and ledgers merge on the way. Stations without anybody are added in the end. Errors travel like ledgers, and
come out together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypedDict

from shuangbai import _native
from shuangbai.errors import Error, PlanError
from shuangbai.ledger import Ledger, merge
from shuangbai.plan import By, Plan, to_json
from shuangbai.sources import Labelled, Tabular, source
from shuangbai.sweeps import checked, named
from shuangbai.table import Table
from shuangbai.typed import Reform

__all__ = ["How", "Job", "Part", "Reading", "swept"]

#: So many errors are carried, as one plan has them (rule 15), and so many ids that are there twice.
MOST, TWICE = 10_000, 1_000


class Reading(TypedDict, total=False):
    """How the table of people is read, as :class:`shuangbai.Plan` takes it."""

    columns: Mapping[str, str | None]
    unknown: Literal["error", "leave"]
    pay_unit: Literal["yuan", "元", "wan", "万元"]
    grades: Mapping[str, str | None]


class How(Reading, total=False):
    """What every engine is told besides the people and the plan."""

    #: Small tables here; stations among which somebody moves stay together.
    moves: Tabular | None
    absences: Tabular | None
    #: For which regions the forecast has a row a year, if not those of the plan.
    by: By | None
    #: In how many parts the stations are worked out.
    parts: int | None


@dataclass(frozen=True)
class Part:
    """What some groups of stations came to."""

    groups: frozenset[int] = frozenset()
    #: One for each reform, or the plan's own; none where there are errors.
    ledgers: tuple[Ledger, ...] = ()
    errors: tuple[Error, ...] = ()
    more: int = 0
    #: Who of those that move or are away was met.
    met: frozenset[str] = frozenset()
    #: Ids that several people have.
    twice: frozenset[str] = frozenset()

    @staticmethod
    def together(parts: Iterable[Part]) -> Part:
        """What all came to; nothing is merged any more once one has errors."""
        whole = Part()
        many: list[tuple[Ledger, ...]] = []
        for part in parts:
            errors = whole.errors + part.errors
            whole = Part(
                whole.groups | part.groups,
                (),
                errors[:MOST],
                whole.more + part.more + len(errors[MOST:]),
                whole.met | part.met,
                whole.twice | part.twice,
            )
            if part.ledgers:
                many.append(part.ledgers)
        if whole.errors or not many:
            return whole
        return replace(whole, ledgers=tuple(merge(each) for each in zip(*many)))


@dataclass(frozen=True)
class _Rows:
    """A small table of moves or absences, by column, and whose each row is."""

    columns: dict[str, list[Any]]
    ids: list[str | None]
    stations: list[int | None]

    @classmethod
    def of(cls, plan: Plan, name: str, table: Tabular | None, reading: Reading) -> _Rows | None:
        if table is None:
            return None
        given = _native.Table(source(table)[0])
        where = _where(plan, name, given, reading)
        return cls(given.columns(), where["id"], where["station"])

    def only(self, wanted: Callable[[str | None], bool]) -> Labelled | None:
        """The rows of some people, by their places among all."""
        places = [place for place, of in enumerate(self.ids) if wanted(of)]
        columns = {name: [cells[place] for place in places] for name, cells in self.columns.items()}
        return Labelled(_native.Table.from_columns(columns), places) if places else None


def _where(plan: Plan, name: str, table: _native.Table, reading: Reading) -> dict[str, list[Any]]:
    """By row of a table, the place of the station and the id, as far as they can be told."""
    ways = {way: it for way, it in reading.items() if way != "columns"}
    there = set(table.column_names)
    columns = {own: to for own, to in reading.get("columns", {}).items() if own in there}
    return plan._native.whereabouts(name, table, columns, to_json(ways)).columns()


@dataclass(frozen=True)
class Job:
    """What every worker of the cluster is told once: a plan without people, and how theirs are read."""

    plan: Plan
    reading: Reading = field(default_factory=Reading)
    moves: _Rows | None = None
    absences: _Rows | None = None
    reforms: tuple[str, ...] | None = None
    by: By | None = None
    #: By station's place, the first station of those that must stay together, since people move among them.
    groups: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, plan: Plan, how: Mapping[str, Any], reforms: Sequence[Reform | Mapping[str, Any]] | None = None
    ) -> Job:
        """The job that an engine is told (:class:`How`).

        :raises ValueError: for a plan that lists workers itself.
        :raises TypeError: for what no engine is told.
        """
        if unknown := how.keys() - How.__annotations__.keys():
            raise TypeError(
                f"unexpected argument {min(unknown)!r}; there are {', '.join(How.__annotations__)}"
            )
        if plan.workers:
            raise ValueError(
                f"计划中已有 {plan.workers:,} 名社工；人员在集群上时，计划只要社工站 "
                f"(the plan lists {plan.workers:,} workers itself; where the people are on the cluster it has stations only)"
            )
        reading: Any = {name: how[name] for name in Reading.__annotations__ if how.get(name) is not None}
        return cls(
            plan,
            reading,
            _Rows.of(plan, "moves", how.get("moves"), reading),
            _Rows.of(plan, "absences", how.get("absences"), reading),
            None if reforms is None else tuple(to_json(reform) for reform in reforms),
            how.get("by"),
            tuple(range(len(plan.stations))),
        )

    @property
    def _travels(self) -> dict[str, _Rows]:
        tables = {"moves": self.moves, "absences": self.absences}
        return {name: rows for name, rows in tables.items() if rows}

    @property
    def travellers(self) -> frozenset[str]:
        """Who moves or is away."""
        return frozenset(of for rows in self._travels.values() for of in rows.ids if of is not None)

    def where(self, table: Any) -> tuple[list[int | None], list[str | None]]:
        """By row of people, the place of the station and the id, as far as they can be told."""
        where = _where(self.plan, "workers", _native.Table(source(table)[0]), self.reading)
        return where["station"], where["id"]

    def marks(self, table: Any) -> tuple[list[int], list[str | None]]:
        """By row of people, its group and the id. Who can't be placed goes with the first station, and is told there."""
        stations, ids = self.where(table)
        return [self.groups[0 if place is None else place] for place in stations], ids

    def with_homes(self, homes: Iterable[tuple[str, int]]) -> Job:
        """The same with stations together among which people move; ``homes`` are the travellers' own."""
        if self.moves is None:
            return self
        first = list(range(len(self.groups)))

        def root(place: int) -> int:
            while first[place] != place:
                first[place] = place = first[first[place]]
            return place

        at: dict[str, int] = {}
        for of, place in [*homes, *zip(self.moves.ids, self.moves.stations)]:
            if of is not None and place is not None:
                one, other = sorted((root(at.setdefault(of, place)), root(place)))
                first[other] = one
        return replace(self, groups=tuple(root(place) for place in range(len(first))))

    @cached_property
    def _lists(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        written = json.loads(self.plan.to_json())
        return written["stations"], written.get("hires", [])

    def _plan(self, groups: Iterable[int], people: Any = None, met: frozenset[str] = frozenset()) -> Plan:
        """The plan of some groups of stations, with people of theirs."""
        wanted = set(groups)
        stations, hires = self._lists
        mine = [station for place, station in enumerate(stations) if self.groups[place] in wanted]
        codes = {station["code"] for station in mine}
        mine_too = [hire for hire in hires if hire["station"] in codes]
        plan = self.plan.replace(stations=mine, hires=mine_too, threads=1)
        return plan if people is None else self._with(plan, people, met.__contains__)

    def _with(self, plan: Plan, people: Any, of: Callable[[str | None], bool]) -> Plan:
        """A plan with people, and those of their moves and absences."""
        tables: Any = {name: rows.only(of) for name, rows in self._travels.items()}
        return plan.replace(workers=people, threads=1, **tables, **self.reading)

    def _ledgers(self, plan: Plan) -> tuple[Ledger, ...]:
        plans = [plan] if self.reforms is None else [plan.reformed(json.loads(one)) for one in self.reforms]
        return tuple(one.ledger(by=self.by, threads=1) for one in plans)

    def work(self, people: Any, table: Any, twice: Iterable[str] = ()) -> Part:
        """What groups that are here whole come to: ``people`` as :class:`shuangbai.Plan` takes them, and as an Arrow
        table; one thread, since the cluster has others at work."""
        groups, ids = self.marks(table)
        there, met = frozenset(groups), self.travellers.intersection(of for of in ids if of is not None)
        part = Part(there, met=met, twice=frozenset(twice))
        if not there:
            return part
        try:
            return replace(part, ledgers=self._ledgers(self._plan(there, people, met)))
        except PlanError as error:
            return replace(part, errors=error.errors, more=error.more)

    def refuse_twice(self, people: Any) -> None:
        """:raises PlanError: that these people, from anywhere, have the same ids."""
        self.plan.replace(workers=people, threads=1, **self.reading)

    def close(self, part: Part, nobody: Any) -> list[Ledger]:
        """The ledgers of all, stations without anybody too; ``nobody`` is a table of people without rows.

        :raises PlanError: all that is wrong.
        """
        if part.errors:
            raise PlanError(sorted(part.errors, key=_order), part.more)
        if lost := self.travellers - part.met:
            self._with(self.plan, nobody, lost.__contains__)
        empty = set(self.groups) - part.groups
        many = [part.ledgers] if part.ledgers else []
        if empty:
            many.append(self._ledgers(self._plan(empty)))
        return [merge(each) for each in zip(*many)]


def _order(error: Error) -> tuple[str, int, str, str]:
    row = error.row if isinstance(error.row, int) else 0
    return error.table or "", row, str(error.row), error.column or ""


def swept(
    work: Callable[[Job], list[Ledger]],
    plan: Plan,
    reforms: Sequence[Reform | Mapping[str, Any]] | Mapping[str, Reform | Mapping[str, Any]],
    table: Literal["totals", "rows"],
    how: Mapping[str, Any],
) -> Table:
    """The forecasts of people under many reforms in one tidy table, as :func:`shuangbai.sweep` has it."""
    checked(table)
    names, patches = named(reforms)
    job = Job.of(plan, how, patches)
    forecasts = [ledger.forecast()._native for ledger in (work(job) if patches else [])]
    return Table(_native.tidied(forecasts, names, table == "rows"), ("方案比较", "Reforms"))
