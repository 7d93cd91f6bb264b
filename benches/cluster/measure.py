"""The same people in one process, on dask's workers and on Spark's: what each costs in start, shuffle and whole.

    measure.py PEOPLE [REFORMS]

People lie in a Parquet file of eight row groups, of the real towns of Guangdong. Two processors: two threads, two workers of
dask, ``local[2]`` of Spark. `shuffle` brings the rows together by
station, as the forecast does, and nothing else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dask.dataframe
import numpy
import pyarrow
import pyarrow.parquet
from dask.distributed import Client, LocalCluster, wait

import shuangbai
import shuangbai.dask

TWO = 2


def people(count: int, codes: list[str], path: Path) -> None:
    """People with pay of their own and grades of ten years, the same for the same count."""
    draw = numpy.random.default_rng(1)

    def words(of: list[str], keys: Any) -> pyarrow.Array:
        return pyarrow.array(numpy.array(of)[keys])

    hired = draw.integers(2017, 2021, count)
    months = draw.integers(1, 13, count)
    given = {
        "station": words(codes, draw.integers(0, len(codes), count)),
        "post": words(["service", "administrative"], draw.integers(0, 2, count)),
        "hired": pyarrow.array([f"{year}-{month:02}" for year, month in zip(hired, months)]),
        "pay": words([f"{pay}.00" for pay in range(50_000, 70_000, 100)], draw.integers(0, 200, count)),
        "pay_year": pyarrow.array(numpy.full(count, 2021)),
        **{
            f"appraisal_{year}": words(["pass", "excellent", "fail"], draw.integers(0, 3, count))
            for year in range(2021, 2030)
        },
    }
    pyarrow.parquet.write_table(pyarrow.table(given), path, row_group_size=-(-count // 8))


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Does it, and tells how long it took."""
    start = time.perf_counter()
    done = work()
    print(f"  {what}: {time.perf_counter() - start:.2f} s", flush=True)
    return done


def main(count: int, reforms: int) -> None:
    """Measures all three."""
    towns = shuangbai.datasets.guangdong_towns()
    plan = shuangbai.Plan("guangdong-2021", (2021, 2030), stations=towns)
    many = {str(one): {"raise": {"rate": f"0.{one + 1:04}"}} for one in range(reforms)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "people.parquet")
        people(count, list(towns["code"]), path)
        print(f"{count} people, {path.stat().st_size / 1e6:.1f} MB of Parquet")

        print("one process, two threads")
        whole = timed("forecast", lambda: plan.replace(workers=str(path)).forecast(threads=TWO)).to_json()
        if many:
            timed(
                f"{reforms} reforms",
                lambda: shuangbai.sweep(plan.replace(workers=str(path)), many, threads=TWO),
            )

        print("dask, two workers of one thread")

        def start() -> Client:
            return Client(LocalCluster(n_workers=TWO, threads_per_worker=1, dashboard_address=None))

        client = timed("start", start)
        frame = dask.dataframe.read_parquet(path, split_row_groups=True)
        timed("shuffle", lambda: wait(frame.shuffle("station").persist()))
        for again in ("first", "again"):
            found = timed(f"forecast, {again}", lambda: shuangbai.dask.forecast(frame, plan, client=client))
            assert found.to_json() == whole
        if many:
            timed(f"{reforms} reforms", lambda: shuangbai.dask.sweep(frame, plan, many, client=client))
        client.shutdown()

        print("Spark, local[2]")
        from pyspark.sql import SparkSession

        from shuangbai import spark

        os.environ["PYSPARK_PYTHON"] = sys.executable
        builder = SparkSession.builder.master(f"local[{TWO}]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.memory", "2g")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        session = timed("start", builder.config("spark.sql.shuffle.partitions", "8").getOrCreate)
        table = session.read.parquet(str(path))
        shuffled = table.repartition(8, "station").write.format("noop").mode("overwrite")
        timed("shuffle", shuffled.save)
        for again in ("first", "again"):
            found = timed(f"forecast, {again}", lambda: spark.forecast(table, plan))
            assert found.to_json() == whole
        if many:
            timed(f"{reforms} reforms", lambda: spark.sweep(table, plan, many))
        session.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
