"""This project, through its Python package: an Arrow table of people in, the forecast's rows out, checks and all.

The table is what a registry hands over: codes and words as dictionaries, decimals, a grade a year in 18 columns. one,
two: threads. past-one, past-two: grades until the year before the forecast, and every later appraisal passed, which is
what a forecaster has. reading: every byte of the table once, and nothing else: the machine's own limit.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy
import pyarrow
from task import FIRST, HIRED, LAST, THREADS, Columns, Row, Work

import shuangbai

PROGRAMME = {
    "id": "peers",
    "title": {"zh": "同题", "en": "the peers' task"},
    "subsidy": [{"from": HIRED, "standard": "50000.00", "basis": "pay"}],
    "sharing": [
        {"from": HIRED, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]}
    ],
    "raise": [{"from": HIRED, "rate": "0.05"}],
    "appraisal": [{"from": HIRED, "pass": ["pass"], "min_months": 1}],
}


def table(columns: Columns, codes: list[str], end: int) -> pyarrow.Table:
    """With grades until the year before `end`."""
    people = len(columns["base"])
    fen = numpy.zeros((people, 2), "<i8")
    fen[:, 0] = columns["base"]
    given: dict[str, Any] = {
        "station": pyarrow.DictionaryArray.from_arrays(pyarrow.array(columns["town"].astype("<i4")), codes),
        "post": pyarrow.DictionaryArray.from_arrays(pyarrow.array(numpy.zeros(people, "i1")), ["service"]),
        "hired": pyarrow.array((columns["hire"].astype("<i4") - 1970) * 12),
        "pay": pyarrow.Array.from_buffers(pyarrow.decimal128(18, 2), people, [None, pyarrow.py_buffer(fen)]),
    }
    for year in range(HIRED, end):
        passed = ((columns["passed"] >> numpy.uint32(year - HIRED)) & 1).astype("i1")
        keys = pyarrow.array(passed, mask=columns["hire"] > year)
        given[f"appraisal_{year}"] = pyarrow.DictionaryArray.from_arrays(keys, ["fail", "pass"])
    return pyarrow.table(given)


def reading(of: pyarrow.Table) -> Work:
    """Adds up all that the table's buffers hold, in halves on two threads."""
    pieces = []
    for column in of.columns:
        for chunk in column.chunks:
            keys = chunk.indices if isinstance(chunk, pyarrow.DictionaryArray) else chunk
            for buffer in keys.buffers():
                if buffer is not None:
                    words = numpy.frombuffer(buffer, "<u8", buffer.size // 8)
                    pieces.append(numpy.array_split(words, THREADS))
    pool = ThreadPoolExecutor(THREADS)

    def work() -> list[Row]:
        list(pool.map(lambda at: [piece[at].sum() for piece in pieces], range(THREADS)))
        return []

    return work


def prepare(columns: Columns, mode: str) -> tuple[Work, int]:
    towns = enumerate(columns["city_of_town"])
    codes = [f"44{city + 1:02d}{1 + town // 1000:02d}{town % 1000:03d}" for town, city in towns]
    workers = table(columns, codes, FIRST if mode.startswith("past-") else LAST)
    if mode == "reading":
        return reading(workers), workers.nbytes
    stations, threads = pyarrow.table({"code": codes}), {"one": 1, "two": 2}[mode.removeprefix("past-")]

    def fen(yuan: Any) -> int:
        return int(yuan.scaleb(2))

    def work() -> list[Row]:
        plan = shuangbai.Plan(
            PROGRAMME, (FIRST, LAST), stations=stations, workers=workers, by="city", threads=threads
        )
        found = plan.forecast(threads=threads).rows.to_dicts()
        return [
            (
                int(row["region"][2:]) - 1,
                row["year"],
                row["headcount"],
                *(fen(row[name]) for name in ("pay", "share_province", "share_local")),
            )
            for row in found
        ]

    return work, workers.nbytes
