"""Forecasts of people in a dask data frame (rule 14), worked out on its cluster.

>>> import dask.dataframe, pandas
>>> import shuangbai, shuangbai.dask
>>> plan = shuangbai.Plan("guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}])
>>> people = pandas.DataFrame({"社工站": ["440203001"] * 4, "岗位": ["服务性"] * 4, "入职": ["2021-01"] * 4})
>>> forecast = shuangbai.dask.forecast(dask.dataframe.from_pandas(people, npartitions=2), plan)
>>> forecast.totals["pay"]
[Decimal('200000.00'), Decimal('210000.00')]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from shuangbai.cluster import TWICE, How, Job, Part, swept
from shuangbai.extras import needed
from shuangbai.forecast import Forecast
from shuangbai.ledger import Ledger
from shuangbai.plan import Plan
from shuangbai.table import Table
from shuangbai.typed import Reform

if TYPE_CHECKING:
    from typing_extensions import Unpack

with needed("dask 和 distributed (and distributed)", "dask"):
    import pandas
    from dask.base import compute
    from dask.delayed import delayed

__all__ = ["forecast", "ledger", "sweep"]

#: So many ledgers are merged at a time.
_AT_ONCE = 8


def forecast(people: Any, plan: Plan, *, client: Any = None, **how: Unpack[How]) -> Forecast:
    """The forecast of people in a dask data frame, with the digits of a single run, whatever its partitions.

    ``plan`` has the stations, hires, programme and assumptions, and no workers; ``people`` are those, with the columns of
    :class:`shuangbai.Plan`. Rows are brought together by station on the cluster of ``client`` (dask's own choice, if
    left out), in so many ``parts`` (as many as there are partitions). Each part is worked out by one thread, and ledgers merge on the cluster
    too. ``how``: ``moves`` and ``absences`` are small tables here, and stations among which somebody moves stay together;
    ``by`` as in :meth:`Plan.forecast <shuangbai.Plan.forecast>`; ``columns``, ``unknown``, ``pay_unit`` and ``grades`` as
    :class:`shuangbai.Plan` has them.

    :raises PlanError: all that is wrong, by the index labels of the data frame.
    :raises ValueError: for a plan that lists workers itself.
    :raises TypeError: for people who are in no dask data frame, and an argument that there is not.
    """
    return ledger(people, plan, client=client, **how).forecast()


def ledger(people: Any, plan: Plan, *, client: Any = None, **how: Unpack[How]) -> Ledger:
    """The exact figures of these people, to be merged with those of other stations; the arguments are :func:`forecast`'s."""
    [whole] = _ledgers(people, Job.of(plan, how), client, how.get("parts"))
    return whole


def sweep(
    people: Any,
    plan: Plan,
    reforms: Sequence[Reform | Mapping[str, Any]] | Mapping[str, Reform | Mapping[str, Any]],
    *,
    table: Literal["totals", "rows"] = "totals",
    client: Any = None,
    **how: Unpack[How],
) -> Table:
    """The forecasts of these people under many reforms in one table, as :func:`shuangbai.sweep` has it; each part reads its
    people once. The other arguments are :func:`forecast`'s."""
    parts = how.get("parts")
    return swept(lambda job: _ledgers(people, job, client, parts), plan, reforms, table, how)


def _ledgers(people: Any, job: Job, client: Any, parts: int | None) -> list[Ledger]:
    if not hasattr(people, "to_delayed"):
        raise TypeError(f"{type(people).__name__}: a dask data frame is needed (应为 dask 的 DataFrame)")
    frames = people.to_delayed()

    def answer(what: Any) -> Any:
        return compute(what)[0] if client is None else client.gather(client.compute(what))

    nobody = people._meta.iloc[:0]
    if job.travellers:
        told = delayed(job)
        homes = answer([delayed(_homes)(frame, told) for frame in frames])
        job = job.with_homes(home for some in homes for home in some)
    told = delayed(job)
    count = parts or max(len(frames), 1)
    split = [delayed(_split, nout=count)(frame, told, count) for frame in frames]
    level = [delayed(_work)([pieces[part] for pieces in split], told) for part in range(count)]
    while len(level) > 1:
        some = [level[first : first + _AT_ONCE] for first in range(0, len(level), _AT_ONCE)]
        level = [delayed(Part.together)(group) for group in some]
    part = answer(level[0])
    if part.twice:
        job.refuse_twice(pandas.concat(answer([delayed(_of)(frame, told, part.twice) for frame in frames])))
    return job.close(part, nobody)


def _homes(frame: Any, job: Job) -> list[tuple[str, int]]:
    """Where those who move or are away have their row."""
    stations, ids = job.where(frame)
    of = job.travellers
    return [(who, at) for who, at in zip(ids, stations) if who in of and at is not None and who is not None]


def _of(frame: Any, job: Job, wanted: frozenset[str]) -> Any:
    """The rows of some ids."""
    _, ids = job.where(frame)
    return frame[[of in wanted for of in ids]]


def _split(frame: Any, job: Job, count: int) -> list[tuple[Any, Any]]:
    """Rows by the part of their group, and ids by a part of theirs, so that those of two people meet."""
    groups, ids = job.marks(frame)
    part = pandas.Series(groups, dtype="int64").to_numpy() % count
    there = pandas.Series([of for of in ids if of is not None], dtype=object)
    bucket = pandas.util.hash_array(there.to_numpy(), categorize=False) % count if len(there) else there
    return [(frame[part == place], there[bucket == place]) for place in range(count)]


def _work(pieces: list[tuple[Any, Any]], job: Job) -> Part:
    frames = [frame for frame, _ in pieces if len(frame)]
    ids = pandas.concat([ids for _, ids in pieces]) if pieces else pandas.Series(dtype=object)
    twice = ids[ids.duplicated()].head(TWICE)
    if not frames:
        return Part(twice=frozenset(twice))
    people = pandas.concat(frames) if len(frames) > 1 else frames[0]
    return job.work(people, people, twice)
