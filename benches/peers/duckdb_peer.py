"""DuckDB, one statement over BIGINT fen."""

from __future__ import annotations

import duckdb
import numpy
import pyarrow
from task import CITIES, FIRST, HIRED, LAST, THREADS, TOWNS, Columns, Row, Work, rows


def statement() -> str:
    # Each step names the pay before it once: a `CASE WHEN ... THEN f(pay) ELSE pay END` names it twice, and inlined
    # eighteen deep that is 2^18 terms.
    text = f"WITH of_{HIRED} AS (SELECT city, hire, passed, base AS pay_{HIRED} FROM people JOIN towns USING (town))"
    for year in range(HIRED + 1, LAST + 1):
        before = "".join(f", pay_{known}" for known in range(FIRST, year))
        raised = f"hire < {year} AND (passed & {1 << (year - 1 - HIRED)}) <> 0"
        pay = f"(pay_{year - 1} * CASE WHEN {raised} THEN 21 ELSE 20 END + 10) // 20 AS pay_{year}"
        text += f", of_{year} AS (SELECT city, hire, passed{before}, {pay} FROM of_{year - 1})"
    years = range(FIRST, LAST + 1)
    sums = ", ".join(f"sum(pay_{year}), sum((pay_{year} * 3 + 2) // 5)" for year in years)
    return f"{text} SELECT city, count(*), {sums} FROM of_{LAST} GROUP BY city ORDER BY city"


def prepare(columns: Columns, mode: str) -> tuple[Work, int]:
    assert mode == "int"
    database = duckdb.connect(config={"threads": THREADS})
    given = pyarrow.table({name: columns[name] for name in ("base", "hire", "town", "passed")})
    database.register("given", given)
    database.execute(
        "CREATE TABLE people AS SELECT CAST(base AS BIGINT) AS base, hire, town, passed FROM given"
    )
    towns = pyarrow.table({"town": numpy.arange(TOWNS, dtype="u2"), "city": columns["city_of_town"]})
    database.register("given_towns", towns)
    database.execute("CREATE TABLE towns AS SELECT town, city FROM given_towns")
    database.unregister("given")
    text = statement()

    def work() -> list[Row]:
        found = database.execute(text).fetchall()
        assert [row[0] for row in found] == list(range(CITIES))
        by_year = list(zip(*found))
        return rows(by_year[1], by_year[2::2], by_year[3::2])

    return work, given.nbytes + 4 * len(given)
