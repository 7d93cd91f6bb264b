"""Ledgers: exact figures of some stations, which add up to those of all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shuangbai import _native
from shuangbai.forecast import Forecast
from shuangbai.sources import ArrowTable
from shuangbai.table import Table

__all__ = ["Ledger", "merge"]


class Ledger:
    """Exact figures by station, post and part of a year (rules 3 to 10).

    Every amount is in whole fen and counts are unrounded, so ledgers of some stations each, worked out
    anywhere, :func:`merge` into that of all, and its forecast has the digits of the whole plan's. They
    pickle, and travel as Arrow tables: rows of several ledgers put together are their sum.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Ledger) -> None:
        self._native = native

    @classmethod
    def from_arrow(cls, table: ArrowTable) -> Ledger:
        """The ledger of a table that :meth:`to_arrow` made, or of the rows of several together.

        :raises ValueError: for a table that is none, rows of different plans, twice or missing, and figures that no
            ledger has; the text says which, and what is allowed.
        """
        return cls(_native.Ledger.from_arrow(table))

    def to_table(self) -> Table:
        """The ledger as a table with the Arrow PyCapsule interface."""
        return Table(self._native.to_arrow(), ("账目", "Ledger"))

    def to_arrow(self) -> Any:
        """The ledger as ``pyarrow.Table``."""
        return self.to_table().to_arrow()

    @classmethod
    def from_json(cls, text: str) -> Ledger:
        """The ledger that :meth:`to_json` wrote.

        :raises ValueError: for another text, and as :meth:`from_arrow` for figures that no ledger has.
        """
        return cls(_native.Ledger.from_json(text))

    def to_json(self) -> str:
        """The ledger as JSON."""
        return self._native.to_json()

    @property
    def stations(self) -> list[str]:
        """The codes of its stations."""
        return self._native.stations

    @property
    def posts(self) -> Table:
        """The staffing norm of each December (rule 7) by kind of post; see :attr:`Forecast.posts <shuangbai.Forecast.posts>`."""
        return self.forecast().posts

    def forecast(self) -> Forecast:
        """The forecast of its stations (rule 14).

        :raises PlanError: when a row, a total or a fund does not fit (rule 15).
        """
        return Forecast(self._native.forecast(), ledger=lambda: self)

    def __repr__(self) -> str:
        return f"<Ledger: {len(self.stations):,} stations>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Ledger.from_json, (self.to_json(),)


def merge(ledgers: Iterable[Ledger]) -> Ledger:
    """The ledger of all parts of a plan, split by station, in any order.

    :raises ValueError: for none, for those of different plans, or for a station that is in two.

    >>> import shuangbai
    >>> parts = [
    ...     shuangbai.Plan(
    ...         "guangdong-2021", (2021, 2022), by="city",
    ...         stations=[{"code": code, "villages": 3}], assumptions={"fill": "norm"},
    ...     ).ledger()
    ...     for code in ("440203001", "445102001")
    ... ]
    >>> shuangbai.merge(parts).forecast().totals["headcount"]
    [10, 10]
    """
    return Ledger(_native.Ledger.merge([ledger._native for ledger in ledgers]))
