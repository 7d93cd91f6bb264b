"""Forecasts of people in a Spark data frame (rule 14), worked out on its cluster by ``mapInArrow``."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from shuangbai.cluster import TWICE, How, Job, Part, swept
from shuangbai.extras import needed
from shuangbai.forecast import Forecast
from shuangbai.ledger import Ledger
from shuangbai.plan import Plan
from shuangbai.sources import Labelled
from shuangbai.table import Table
from shuangbai.typed import Reform

if TYPE_CHECKING:
    from typing_extensions import Unpack

with needed("pyspark 和 pyarrow (and pyarrow)", "spark"):
    import pyarrow
    from pyspark import TaskContext
    from pyspark.sql import functions, types

__all__ = ["forecast", "ledger", "sweep"]

#: So many ledgers are merged at a time.
_AT_ONCE = 8
#: What rows are marked with.
_GROUP, _ROW, _ID = "__shuangbai_group", "__shuangbai_row", "__shuangbai_id"


def forecast(people: Any, plan: Plan, **how: Unpack[How]) -> Forecast:
    """The forecast of people in a Spark data frame, with the digits of a single run, whatever its partitions.

    ``plan`` has the stations, hires, programme and assumptions, and no workers; ``people`` are those, with the columns of
    :class:`shuangbai.Plan`. Rows are brought together by station, in so many ``parts`` (as Spark is told to shuffle, if left out). Each part is worked out by one thread, and ledgers merge on the cluster
    too. ``how``: ``moves`` and ``absences`` are small tables here, and stations among which somebody moves stay together;
    ``by`` as in :meth:`Plan.forecast <shuangbai.Plan.forecast>`; ``columns``, ``unknown``, ``pay_unit`` and ``grades`` as
    :class:`shuangbai.Plan` has them.

    :raises PlanError: all that is wrong, by the rows of the data frame, counted from 0 as ``toArrow`` has them.
    :raises ValueError: for a plan that lists workers itself.
    :raises TypeError: for people who are in no Spark data frame, and an argument that there is not.
    """
    return ledger(people, plan, **how).forecast()


def ledger(people: Any, plan: Plan, **how: Unpack[How]) -> Ledger:
    """The exact figures of these people, to be merged with those of other stations; the arguments are :func:`forecast`'s."""
    [whole] = _ledgers(people, Job.of(plan, how), how.get("parts"))
    return whole


def sweep(
    people: Any,
    plan: Plan,
    reforms: Sequence[Reform | Mapping[str, Any]] | Mapping[str, Reform | Mapping[str, Any]],
    *,
    table: Literal["totals", "rows"] = "totals",
    **how: Unpack[How],
) -> Table:
    """The forecasts of these people under many reforms in one table, as :func:`shuangbai.sweep` has it; each part reads its
    people once. The other arguments are :func:`forecast`'s."""
    parts = how.get("parts")
    return swept(lambda job: _ledgers(people, job, parts), plan, reforms, table, how)


def _ledgers(people: Any, job: Job, parts: int | None) -> list[Ledger]:
    if not hasattr(people, "mapInArrow"):
        raise TypeError(f"{type(people).__name__}: a Spark data frame is needed (应为 Spark 的 DataFrame)")
    nobody = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in people.columns})
    if job.travellers:
        homes = people.mapInArrow(_homes(pickle.dumps(job)), "id string, station int").collect()
        job = job.with_homes((home["id"], home["station"]) for home in homes)
    marked = _marked(people, job, {}).persist()
    try:
        # An id of two people may be in two parts.
        ids = marked.where(functions.col(_ID).isNotNull()).groupBy(_ID).count()
        twice = [row[_ID] for row in ids.where("count > 1").limit(TWICE).collect()]
        part = _worked(marked, job, parts)
    finally:
        marked.unpersist()
    if twice or part.errors:
        # Rows are counted from the partitions before theirs on, which somebody with an error only wants to know.
        sizes = people.groupBy(functions.spark_partition_id().alias("of")).count().collect()
        first, starts = 0, {}
        for of, count in sorted((row["of"], row["count"]) for row in sizes):
            starts[of], first = first, first + count
        marked = _marked(people, job, starts)
        if twice:
            same = marked.where(functions.col(_ID).isin(twice)).orderBy(_ROW).toArrow()
            job.refuse_twice(_people(same))
        part = _worked(marked, job, parts)
    return job.close(part, nobody)


def _marked(people: Any, job: Job, starts: Mapping[int, int]) -> Any:
    """People with their group, their row (counted from the start of their partition) and their id."""
    blob = pickle.dumps(job)

    def mark(batches: Iterator[Any]) -> Iterator[Any]:
        told: Job = pickle.loads(blob)
        context = TaskContext.get()
        row = starts.get(context.partitionId() if context else 0, 0)
        for batch in batches:
            groups, ids = told.marks(batch)
            columns = [
                *batch.columns,
                pyarrow.array(groups, pyarrow.int32()),
                pyarrow.array(range(row, row + batch.num_rows), pyarrow.int64()),
                pyarrow.array(ids, pyarrow.string()),
            ]
            row += batch.num_rows
            yield pyarrow.RecordBatch.from_arrays(columns, [*batch.schema.names, _GROUP, _ROW, _ID])

    more = [
        types.StructField(_GROUP, types.IntegerType()),
        types.StructField(_ROW, types.LongType()),
        types.StructField(_ID, types.StringType()),
    ]
    return people.mapInArrow(mark, types.StructType([*people.schema.fields, *more]))


def _people(marked: Any) -> Labelled:
    """Marked rows as people, each with its row of the data frame."""
    return Labelled(marked.drop_columns([_GROUP, _ROW, _ID]), marked.column(_ROW).to_pylist())


def _homes(blob: bytes) -> Any:
    def homes(batches: Iterator[Any]) -> Iterator[Any]:
        told: Job = pickle.loads(blob)
        of = told.travellers
        for batch in batches:
            stations, ids = told.where(batch)
            here = [(who, at) for who, at in zip(ids, stations) if who in of and at is not None]
            columns = [pyarrow.array([who for who, _ in here], pyarrow.string())]
            columns.append(pyarrow.array([at for _, at in here], pyarrow.int32()))
            yield pyarrow.RecordBatch.from_arrays(columns, ["id", "station"])

    return homes


def _worked(marked: Any, job: Job, parts: int | None) -> Part:
    """What all parts come to."""
    blob = pickle.dumps(job)

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        # An empty part has no batch.
        if there := [batch for batch in batches if batch.num_rows]:
            told: Job = pickle.loads(blob)
            people = _people(pyarrow.Table.from_batches(there))
            yield _sent(told.work(people, people.table))

    def together(batches: Iterator[Any]) -> Iterator[Any]:
        if some := [pickle.loads(part) for batch in batches for part in batch.column(0).to_pylist()]:
            yield _sent(Part.together(some))

    count = parts or int(marked.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    done = marked.repartition(count, _GROUP).mapInArrow(work, "part binary")
    while count > _AT_ONCE:
        count = -(-count // _AT_ONCE)
        done = done.repartition(count).mapInArrow(together, "part binary")
    return Part.together(pickle.loads(row["part"]) for row in done.collect())


def _sent(part: Part) -> Any:
    return pyarrow.RecordBatch.from_arrays([pyarrow.array([pickle.dumps(part)], pyarrow.binary())], ["part"])
