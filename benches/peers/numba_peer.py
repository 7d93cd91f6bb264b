"""numba, sums in int64: what somebody writes by hand who wants it fastest.

par: a plain loop over people. blockpar: the same in blocks of 512, so that LLVM takes vectors of 32-bit pays; the
province's share comes from the sums of remainders.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy
from task import CITIES, THREADS, Columns, Row, Work, rows

Function = TypeVar("Function", bound=Callable[..., Any])
BLOCK, U32, U64 = 512, numpy.uint32, numpy.uint64


def alone(function: Function) -> Function:
    return cast(Function, numba.njit(nogil=True)(function))


def parallel(function: Function) -> Function:
    return cast(Function, numba.njit(parallel=True)(function))


@alone
def plain(columns: Any, first: int, end: int, heads: Any, pays: Any, shares: Any) -> None:
    base, hire, town, passed, city_of_town = columns
    for person in range(first, end):
        pay = numpy.int64(base[person])
        city = city_of_town[town[person]]
        heads[city] += 1
        for bit in range(numpy.int64(hire[person]) - 2017, 9):
            if (passed[person] >> bit) & 1:
                pay += (pay + 10) // 20
        for year in range(10):
            pays[city, year] += pay
            shares[city, year] += (pay * 3 + 2) // 5
            if (passed[person] >> (9 + year)) & 1:
                pay += (pay + 10) // 20


@alone
def step(pay: Any, passed: Any, bit: int) -> None:
    for at in range(BLOCK):
        pay[at] += ((pay[at] + U32(10)) // U32(20)) * ((passed[at] >> U32(bit)) & U32(1))


@alone
def block(columns: Any, first: int, end: int, heads: Any, pays: Any, shares: Any) -> None:
    base, hire, town, passed, city_of_town = columns
    pay, since = numpy.zeros(BLOCK, U32), numpy.zeros(BLOCK, U32)
    city, both = numpy.zeros(BLOCK, numpy.uint8), numpy.zeros((10, BLOCK), U64)
    # Pay in the low 40 bits, the remainder of (3 pay + 2) / 5 above.
    sums = numpy.zeros((32, 10), U64)
    for start in range(first, end, BLOCK):
        people = min(BLOCK, end - start)
        for at in range(people):
            pay[at], city[at] = base[start + at], city_of_town[town[start + at]]
            since[at] = (passed[start + at] >> U32(hire[start + at] - 2017)) << U32(hire[start + at] - 2017)
        for bit in range(9):
            step(pay, since, bit)
        for year in range(10):
            for at in range(BLOCK):
                part = pay[at] * U32(3) + U32(2)
                both[year, at] = U64(pay[at]) | (U64(part - part // U32(5) * U32(5)) << U64(40))
            step(pay, since, 9 + year)
        for at in range(people):
            heads[city[at]] += 1
            for year in range(10):
                sums[city[at], year] += both[year, at]
        if (start - first) // BLOCK % 64 == 63 or start + BLOCK >= end:
            for of in range(32):
                for year in range(10):
                    pays[of, year] += numpy.int64(sums[of, year] & U64((1 << 40) - 1))
                    shares[of, year] += numpy.int64(sums[of, year] >> U64(40))
            sums[:] = 0
    for of in range(32):
        for year in range(10):
            shares[of, year] = (3 * pays[of, year] + 2 * heads[of] - shares[of, year]) // 5


@parallel
def plain_on_all(columns: Any, threads: int, heads: Any, pays: Any, shares: Any) -> None:
    people = columns[0].shape[0]
    for at in numba.prange(threads):
        first, end = people * at // threads, people * (at + 1) // threads
        plain(columns, first, end, heads[at], pays[at], shares[at])


@parallel
def block_on_all(columns: Any, threads: int, heads: Any, pays: Any, shares: Any) -> None:
    people = columns[0].shape[0]
    for at in numba.prange(threads):
        first, end = people * at // threads, people * (at + 1) // threads
        block(columns, first, end, heads[at], pays[at], shares[at])


def prepare(columns: Columns, mode: str) -> tuple[Work, int]:
    on_all = {"par": plain_on_all, "blockpar": block_on_all}[mode]
    given = tuple(columns[name] for name in ("base", "hire", "town", "passed", "city_of_town"))

    def work() -> list[Row]:
        heads = numpy.zeros((THREADS, 32), numpy.int64)
        pays, shares = (numpy.zeros((THREADS, 32, 10), numpy.int64) for _ in range(2))
        on_all(given, THREADS, heads, pays, shares)
        return rows(heads.sum(0)[:CITIES], pays.sum(0).T, shares.sum(0).T)

    return work, sum(column.nbytes for column in given)
