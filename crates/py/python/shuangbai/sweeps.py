"""Many plans at once: reforms of one, or any others, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from shuangbai import _native
from shuangbai.errors import PlanError
from shuangbai.plan import Plan, processors, to_json
from shuangbai.progress import Progress, watched
from shuangbai.table import Table
from shuangbai.typed import Reform

__all__ = ["sweep"]


def sweep(
    plan: Plan | Sequence[Plan] | Mapping[str, Plan],
    reforms: Sequence[Reform | Mapping[str, Any]] | Mapping[str, Reform | Mapping[str, Any]] | None = None,
    *,
    table: Literal["totals", "rows"] = "totals",
    threads: int | None = None,
    progress: Progress = None,
) -> Table:
    """The forecasts of a plan under many reforms, or of many plans, in one tidy table.

    The first column, ``reform``, is the name that a mapping gives, or the place in a list, from 0; the
    others are those of :attr:`Forecast.totals <shuangbai.Forecast.totals>` (or ``rows``), null where a
    programme has not that payer or cost. The reforms share the people and are spread over ``threads``.

    :raises PlanError: what is wrong with the first reform that has something wrong; ``__notes__`` names it.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> raises = {rate: {"raise": [{"from": 2021, "rate": rate}]} for rate in ("0.03", "0.05")}
    >>> sweep = shuangbai.sweep(plan, raises)
    >>> list(zip(sweep["reform"], sweep["year"], sweep["pay"]))[1::2]
    [('0.03', 2022, Decimal('257500.00')), ('0.05', 2022, Decimal('262500.00'))]
    """
    checked(table)
    if isinstance(plan, Plan):
        names, patches = named({} if reforms is None else reforms)
        plans = [plan._native]
        texts: list[str] | None = [to_json(patch) for patch in patches]
    else:
        if reforms is not None:
            raise TypeError("reforms belong to one plan; for many plans reform each with Plan.reformed")
        names, many = named(plan)
        plans, texts = [one._native for one in many], None
    with watched(progress, "方案 reforms") as tell:
        try:
            native = _native.sweep(plans, texts, names, table == "rows", processors(threads), tell)
        except PlanError as error:
            if (place := getattr(error, "_place", None)) is not None:
                note = f"reform {names[place]!r}"
                error.__dict__.setdefault("__notes__", []).append(note)
            raise
    return Table(native, ("方案比较", "Reforms"))


def checked(table: str) -> None:
    """:raises ValueError: for a table that no forecast has."""
    if table not in ("totals", "rows"):
        raise ValueError(f"table {table!r}: totals or rows (应为 totals 或 rows)")


def named(many: Any) -> tuple[list[str], list[Any]]:
    """Names, and what has them: its own, or the place in the list."""
    if isinstance(many, Mapping):
        return [str(name) for name in many], list(many.values())
    listed = list(many)
    return [str(place) for place in range(len(listed))], listed
