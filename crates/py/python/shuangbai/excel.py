"""Excel in, Excel out: templates, plans read from workbooks, results that can be sent upward."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from shuangbai import _native, datasets
from shuangbai.errors import PlanError
from shuangbai.languages import Lang, resolved
from shuangbai.sources import Source

if TYPE_CHECKING:
    from shuangbai.plan import Plan

__all__ = ["BookUnit", "mark_errors", "template"]

#: The unit in which a workbook shows amounts; its cells hold yuan.
BookUnit = Literal["元", "万元", "yuan", "wan"]


def template(
    path: str | os.PathLike[str] | None = None,
    *,
    within: str | None = None,
    programme: str = "guangdong-2021",
    horizon: tuple[int, int] | None = None,
    lang: Lang | None = None,
) -> bytes | None:
    """A workbook (.xlsx) to fill in: sheets 说明, 参数, 站点, 人员, 招录, 调动 and 离岗, with drop-downs and an example
    row that is not read. It is written to ``path``, or its bytes are the answer.

    ``within`` is a city or county of Guangdong by code or name, whose real towns the sheet of stations then has.

    >>> import shuangbai
    >>> book = shuangbai.template(within="440203", horizon=(2021, 2025))
    >>> plan = shuangbai.Plan.read_excel(book, assumptions={"fill": "norm"})
    >>> len(plan.stations), plan.horizon
    (7, (2021, 2025))

    :raises ValueError: for a city or county that there is not.
    """
    outline: dict[str, Any] = {"programme": programme}
    if horizon:
        outline["horizon"] = {"first": horizon[0], "last": horizon[1]}
    if within is not None:
        towns = datasets.guangdong_towns(within)
        columns = ("code", "name", "villages")
        outline["stations"] = [dict(zip(columns, row)) for row in zip(*(towns[name] for name in columns))]
        codes = [code[:digits] for code in towns["code"] for digits in (2, 4, 6)]
        names = datasets.known_names(codes)
        outline["regions"] = {code: names[code] for code in sorted(set(codes) & names.keys())}
    book = _native.template(resolved(lang), json.dumps(outline, ensure_ascii=False))
    return written(book, path)


def mark_errors(
    book: str | os.PathLike[str] | bytes,
    errors: PlanError,
    path: str | os.PathLike[str] | None = None,
    *,
    lang: Lang | None = None,
) -> bytes | None:
    """The workbook with the cells coloured and commented that errors are in; all else of an .xlsx stays as it is.

    :raises ValueError: for what is no workbook.
    """
    data, _ = contents(book)
    marks = [(error.cell, error.text(lang)) for error in errors.errors if error.cell]
    return written(_native.mark_book(data, marks), path)


def sheet_book(
    plan: Plan,
    first: str,
    last: str,
    path: str | os.PathLike[str] | None,
    stations: list[str],
    lang: Lang | None,
    unit: BookUnit,
) -> bytes | None:
    """The pay sheets of some months as a workbook; see :meth:`Plan.sheet_to_excel`."""
    from shuangbai.questions import of_plan

    sheet = of_plan(plan, "sheet", {"first": first, "last": last, "stations": stations})
    told = json.dumps(sheet, ensure_ascii=False)
    return written(_native.sheet_book(plan._native, told, resolved(lang), unit), path)


def written(book: bytes, path: str | os.PathLike[str] | None) -> bytes | None:
    """A workbook's bytes, or nothing once they are in a file."""
    if path is None:
        return book
    Path(path).write_bytes(book)
    return None


def contents(book: str | os.PathLike[str] | bytes) -> tuple[bytes, str | None]:
    """A workbook's bytes, and the name of its file."""
    if isinstance(book, bytes):
        return book, None
    path = Path(book)
    return path.read_bytes(), path.name


def sources(places: str, file: str | None) -> dict[str, Source]:
    """Where the tables of a workbook are, for errors that come when its plan is calculated."""
    tables: dict[str, dict[str, Any]] = json.loads(places)
    return {name: Source(_row(table), file=file, cell=_cell(table)) for name, table in tables.items()}


def _row(table: Mapping[str, Any]) -> Callable[[int], Any]:
    return lambda place: table["rows"][place]


def _cell(table: Mapping[str, Any]) -> Callable[[int, str], str | None]:
    sheet = table["sheet"]
    name = sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"

    def cell(place: int, field: str) -> str | None:
        column = table["columns"].get(field, "A")
        return f"{name}!{column}{table['rows'][place]}"

    return cell
