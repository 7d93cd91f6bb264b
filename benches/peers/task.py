"""The task that every peer does: its rules, its made-up people, and the rows that come out.

People (base pay in fen, year of hire, town, a bit for each appraisal passed) to 21 cities times 2026 to 2035: headcount,
pay, and the province's and the locality's shares, 60 and 40 %. A passed appraisal raises pay by 5 %, rounded half up to
the fen each year.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy

FIRST, LAST = 2026, 2035
# The first year of hire; bit j of the appraisals is that of year HIRED + j.
HIRED = 2017
CITIES, TOWNS, PAYS = 21, 1700, 200
# Of every peer: on a machine with more cores the ratios would mean something else.
THREADS = 2

# City from 0, year, headcount; pay and both shares in fen.
Row = tuple[int, int, int, int, int, int]
Columns = dict[str, Any]
Work = Callable[[], list[Row]]

FILES = {"base": "<u4", "hire": "<u2", "town": "<u2", "passed": "<u4", "city_of_town": "u1"}


def draw(people: int, folder: Path) -> None:
    """Writes the columns of so many people, the same ones in every run."""
    dice = numpy.random.default_rng(20260101)
    borders = numpy.sort(dice.choice(numpy.arange(1, TOWNS), CITIES - 1, replace=False))
    levels = dice.integers(3_600_000, 8_400_000, PAYS - 1)
    pays = numpy.unique(numpy.concatenate([[5_000_000], levels]))
    columns: Columns = {
        "city_of_town": numpy.searchsorted(borders, numpy.arange(TOWNS), side="right"),
        "base": dice.choice(pays, people),
        "hire": dice.integers(HIRED, FIRST + 1, people),
        "town": dice.integers(0, TOWNS, people),
        "passed": numpy.zeros(people, "<u4"),
    }
    for bit in range(LAST - HIRED):
        columns["passed"] |= (dice.random(people) < 0.95).astype("<u4") << numpy.uint32(bit)
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in FILES.items():
        columns[name].astype(kind).tofile(folder / name)


def load(folder: Path) -> Columns:
    return {name: numpy.fromfile(folder / name, kind) for name, kind in FILES.items()}


def rows(heads: Any, pay: Any, province: Any) -> list[Row]:
    """Of `heads[city]` and `pay[year][city]` and `province[year][city]`."""
    found = []
    for at, year in enumerate(range(FIRST, LAST + 1)):
        for city in range(CITIES):
            amount, share = int(pay[at][city]), int(province[at][city])
            found.append((city, year, int(heads[city]), amount, share, amount - share))
    return found


if __name__ == "__main__":
    draw(int(sys.argv[1]), Path(sys.argv[2]))
