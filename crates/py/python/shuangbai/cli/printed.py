"""What the command line prints and writes: tables that fit a terminal, a programme's entries, files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from shuangbai import terms
from shuangbai.cli.mistakes import Wrong
from shuangbai.forecast import Forecast
from shuangbai.languages import Lang
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Unit

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["entries", "form_of", "no_terminal", "opened", "overview", "parquet", "show", "text", "write"]

_ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
}

# The columns that a forecast by region leaves to `--table rows`.
_DETAILS = re.compile(
    r"share_|top_up_by_|cost_.*(_share_|_hours$)|worker_months|surplus|hires|leavers|raised|contracts_"
)


def show(shown: Shown, *, err: bool = False) -> None:
    """Prints a table: on a terminal as it fits, elsewhere as wide as it is or as COLUMNS says."""
    if (sys.stderr if err else sys.stdout).isatty():
        from rich.console import Console

        _print(shown, Console(stderr=err))
    else:
        columns = os.environ.get("COLUMNS", "")
        click.echo(text(shown, int(columns) if columns.isdecimal() else 0), err=err)


def text(shown: Shown, width: int = 0) -> str:
    """A table as plain text, at most so wide; as wide as it is without a width."""
    if not width:
        return shown.text()
    from rich.console import Console

    file = StringIO()
    _print(shown, Console(file=file, width=width, color_system=None, force_jupyter=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _print(shown: Shown, console: Console) -> None:
    from rich.text import Text

    if not shown.header:
        console.print(Text(shown.title, "bold"))
    for block in _blocks(shown, console.width) if shown.header else ():
        table = block.__rich__()
        table.title = Text(block.title, "bold")
        for column in table.columns:
            # Chinese has no spaces to break a line at, and rich would cut it.
            column.overflow = "fold"
        console.print(table)
    for note in shown.notes:
        console.print(Text(f"· {note}"))
    for other in shown.below:
        console.print()
        _print(other, console)


def _blocks(shown: Shown, width: int) -> Iterator[Shown]:
    """A table too wide, cut into some that each begin with the columns that name the rows."""
    from rich.cells import cell_len

    columns = list(zip(shown.header, *shown.rows))
    widths = [3 + max(map(cell_len, column)) for column in columns]
    numbers = shown.numeric.index(True) if True in shown.numeric else len(columns)
    # A column in which nothing stands says nothing.
    names = [place for place in range(numbers) if any(columns[place][1:]) or not shown.rows]
    places, title = list(names), shown.title
    for place in range(numbers, len(columns)):
        if len(places) > len(names) and sum(widths[at] for at in (*places, place)) - 1 > width:
            yield _chosen(shown, places, title)
            places, title = list(names), ""
        places.append(place)
    yield _chosen(shown, places, title)


def _chosen(shown: Shown, places: list[int], title: str) -> Shown:
    def pick(cells: list[Any]) -> list[Any]:
        return [cells[place] for place in places]

    rows = [pick(row) for row in shown.rows]
    return Shown(title, pick(shown.header), pick(shown.numeric), rows, shown.totals)


def overview(forecast: Forecast, table: str | None, by: str | None, unit: Unit, lang: Lang) -> Shown:
    """One table, or the main columns of the rows by region, or the whole forecast."""
    if table is None and by is None:
        return forecast.show(unit, lang)
    chosen: Table = getattr(forecast, table or "rows")
    if table is None:
        return chosen.show(unit, lang, [name for name in chosen.told() if not _DETAILS.match(name)], None)
    other = "en" if lang == "zh" else "zh"
    hidden = {"funds": "fund", "notices": other, "unlikely": other}.get(table)
    return chosen.show(unit, lang, [name for name in chosen.told() if name != hidden], None)


def entries(programme: Mapping[str, Any], lang: Lang) -> Shown:
    """A programme's entries (rule 12): since when, what they say, on what ground."""
    zh = lang == "zh"
    comma = "，" if zh else ", "
    since, status, source = (terms.fields("subsidy", {})[name][lang] for name in ("from", "status", "source"))
    header = ["条目", since, "内容", status, source] if zh else ["Entry", since, "What", status, source]
    until = "确认至" if zh else "confirmed until"
    shown = Shown(
        title=f"{programme['title'][lang]}{comma}{until} {programme['confirmed']}",
        header=header,
        numeric=[False] * 5,
        notes=["带 * 的尚无人确认" if zh else "what is marked * nobody has confirmed"],
    )
    tiers: dict[str, list[str]] = {}
    for code, tier in programme.get("tiers", {}).items():
        tiers.setdefault(tier, []).append(code)
    for tier, codes in tiers.items():
        shown.add([terms.part("tiers", lang), "", f"{tier}{comma}{' '.join(codes)}", "", ""])
    for name, listed in programme.items():
        for entry in listed if isinstance(listed, list) else ():
            known = terms.fields(name, entry)
            told = {key: terms.field(known[key], value, lang) for key, value in entry.items()}
            since = told.get("from", told.get("first", ""))
            assumed = entry.get("status") == "assumed"
            ground = "* " * assumed + told.get("status", "")
            apart = ("from", "first", "status", "source")
            says = (f"{known[key][lang]} {value}" for key, value in told.items() if key not in apart)
            row = [terms.part(name, lang), since, comma.join(says), ground, told.get("source", "")]
            shown.add(row, total=assumed)
    return shown


def parquet(table: Table) -> bytes:
    """A table as Parquet, by pyarrow or polars."""
    data = BytesIO()
    try:
        try:
            from pyarrow.parquet import write_table
        except ImportError:
            table.to_polars().write_parquet(data)
        else:
            write_table(table.to_arrow(), data)
    except ImportError:
        remedy = 'pip install "shuangbai[parquet]"'
        raise Wrong(f"写 Parquet 需要：{remedy}", f"Parquet needs more: {remedy}") from None
    return data.getvalue()


def form_of(output: str) -> str:
    """The format that a file's ending names; a table on standard output, be it a terminal or a pipe."""
    ending = Path(output).suffix.lower()
    if output != "-" and ending not in _ENDINGS:
        raise Wrong(f"{output}: 看不出格式，请用 --format", f"{output}: which format? give --format")
    return _ENDINGS.get(ending, "table")


def no_terminal(format: str, output: str) -> None:
    """Refuses to show on a terminal what is no text."""
    if format in ("parquet", "xlsx") and output == "-" and sys.stdout.isatty():
        raise Wrong("文件不能显示在终端，请用 --output", "a file is not for a terminal, give --output")


def write(data: bytes, output: str) -> None:
    """To a file, or to standard output."""
    if output == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(output).write_bytes(data)


@contextmanager
def opened(output: str) -> Iterator[IO[str]]:
    """A text file that Excel opens with its Chinese right, or standard output."""
    if output == "-":
        text = StringIO()
        yield text
        write(text.getvalue().encode(), output)
        return
    with open(output, "w", encoding="utf-8-sig", newline="") as file:
        yield file
