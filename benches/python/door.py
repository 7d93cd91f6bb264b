"""Times the package from a table of people to the forecast's tables, on the columns that the Rust bench
`door` wrote, so that both can be compared:

    cargo run --release -p shuangbai-benches --features arrow --bin door -- 1000000 FOLDER
    python benches/python/door.py FOLDER
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import polars
import pyarrow

import shuangbai

TOWNS = Path(__file__).parents[2] / "data" / "guangdong-2023" / "towns.csv"
POSTS, GRADES = ["administrative", "service"], ["excellent", "pass", "basic", "fail"]


def stations() -> list[dict[str, Any]]:
    """All towns, as the Rust bench has them."""
    with TOWNS.open(encoding="utf-8") as file:
        towns = [row for row in csv.DictReader(file) if row["class"] != "other"]
    return [{"code": town["code"], "villages": town["villages"]} for town in towns]


def typed(folder: Path) -> pyarrow.Table:
    """Text as dictionaries, months and years as int32, pay as decimal128."""
    columns: dict[str, Any] = {}
    codes = (folder / "stations.txt").read_text().splitlines()
    for path in sorted(folder.glob("*.i32")):
        numbers = numpy.fromfile(path, "<i4")
        keys = pyarrow.array(numbers, mask=numbers < 0)
        if path.stem in ("hired", "left", "pay_year"):
            columns[path.stem] = keys
        else:
            words = {"station": codes, "post": POSTS}.get(path.stem, GRADES)
            columns[path.stem] = pyarrow.DictionaryArray.from_arrays(keys, words)
    fen = numpy.fromfile(folder / "pay.i64", "<i8")
    wide = numpy.zeros((len(fen), 2), "<i8")
    wide[:, 0] = fen
    buffers = [pyarrow.array(fen >= 0).buffers()[1], pyarrow.py_buffer(wide)]
    columns["pay"] = pyarrow.Array.from_buffers(pyarrow.decimal128(18, 2), len(fen), buffers)
    return pyarrow.table(columns)


def plain(table: pyarrow.Table) -> pyarrow.Table:
    """Everything as text."""
    frame = polars.DataFrame(table)
    for name in ("hired", "left"):
        months = frame[name]
        text = (
            (months // 12 + 1970).cast(polars.String)
            + "-"
            + (months % 12 + 1).cast(polars.String).str.zfill(2)
        )
        frame = frame.with_columns(text.alias(name))
    return (
        frame.with_columns(polars.all().cast(polars.String))
        .to_arrow()
        .cast(pyarrow.schema([(name, pyarrow.string()) for name in frame.columns]))
    )


def fastest(work: Callable[[], Any], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    table = typed(Path(sys.argv[1]))
    given = stations()
    if sys.argv[2:] != ["memory"]:
        tables = {"typed": table, "plain text": plain(table), "typed, polars": polars.DataFrame(table)}
    else:
        tables = {"typed": table}
    for name, workers in tables.items():
        for threads in (1, 2):

            def run(workers: Any = workers, threads: int = threads) -> pyarrow.Table:
                plan = shuangbai.Plan(
                    "guangdong-2017", (2021, 2030), given, workers, by="city", threads=threads
                )
                return plan.forecast(threads=threads).rows.to_arrow()

            seconds = fastest(run, 5 if len(table) < 5_000_000 else 2)
            print(
                f"{len(table)} {name}, {threads} thread(s): {seconds * 1e6:.0f} us, {seconds * 1e9 / len(table):.0f} ns a person"
            )
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
