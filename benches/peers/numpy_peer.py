"""NumPy, int64 fen, whole columns at a time, one thread."""

from __future__ import annotations

from typing import Any

import numpy
from task import CITIES, FIRST, HIRED, LAST, Columns, Row, Work, rows


def prepare(columns: Columns, mode: str) -> tuple[Work, int]:
    assert mode == "int"
    base, hire, town, passed, city_of_town = (
        columns[name] for name in ("base", "hire", "town", "passed", "city_of_town")
    )

    def work() -> list[Row]:
        city = city_of_town[town]

        def by_city(amounts: Any) -> Any:
            # Sums below 2^53 are exact as floats.
            return numpy.bincount(city, weights=amounts, minlength=CITIES).astype(numpy.int64)

        pay, pays, shares = base.astype(numpy.int64), [], []
        for year in range(HIRED, LAST + 1):
            if year > HIRED:
                raised = (hire < year) & ((passed >> (year - 1 - HIRED)) & 1).astype(bool)
                pay = numpy.where(raised, pay + (pay + 10) // 20, pay)
            if year >= FIRST:
                pays.append(by_city(pay))
                shares.append(by_city((pay * 3 + 2) // 5))
        return rows(numpy.bincount(city, minlength=CITIES), pays, shares)

    return work, sum(column.nbytes for column in columns.values())
