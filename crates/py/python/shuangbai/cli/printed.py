"""What the command line prints and writes: tables that fit a terminal, a programme's entries, files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import click

from shuangbai import terms
from shuangbai.forecast import Forecast
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Lang, Unit

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["csv", "entries", "overview", "parquet", "show", "text"]


def _words(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


# The words of a programme (rules 0 and 12) in Chinese; payers are called as in `terms`.
_FIELDS = _words("""
    subsidy=资助 sharing=分担 raise=递增 appraisal=年度考核 contract=合同 norm=配备标准 costs=站点经费
    funds=资金 tiers=地区分档 tier=分档 standard=标准 basis=口径 top_up=超标准自筹 parts=比例 rate=幅度
    mode=方式 effective=生效月份 pass=合格等次 min_months=最少在册月数 years=年限 kind=种类 min=至少
    max=至多 administrative=事务性岗位至少 per_village=每村居服务性岗位 name=名称 per_station=每站每年
    hours_per_month=每月时数 payer=出资方 pays=用途 last=止于 amount=金额
""")
_VALUES = _words("""
    pay=实际薪酬 standard=固定标准 indexed=标准随递增 compound=复利递增 simple=单利递增
    anniversary=入职当月 excellent=优秀 pass=合格 basic=基本合格 fail=不合格 range=总数区间
    villages=按村居数 pool=统筹资金 annual=年度预算 stated=文件载明 press=公开报道 assumed=推定
""")


# The columns that a forecast by region leaves to `--table rows`.
_DETAILS = re.compile(
    r"share_|cost_.*(_share_|_hours$)|worker_months|surplus|hires|leavers|raised|contracts_"
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
    """A table as plain text, at most so wide."""
    from rich.console import Console

    file = StringIO()
    _print(shown, Console(file=file, width=width or 10_000, color_system=None, force_jupyter=False))
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
        return chosen.show(unit, lang, [name for name in chosen.columns if not _DETAILS.match(name)])
    hidden = {"funds": "fund", "notices": "en" if lang == "zh" else "zh"}.get(table)
    return chosen.show(unit, lang, [name for name in chosen.columns if name != hidden])


def entries(programme: Mapping[str, Any], lang: Lang) -> Shown:
    """A programme's entries (rule 12): since when, what they say, on what ground."""
    zh = lang == "zh"
    comma = "，" if zh else ", "
    header = ["条目", "起", "内容", "依据", "来源"] if zh else ["Entry", "From", "What", "Status", "Source"]
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
        shown.add([_FIELDS["tiers"] if zh else "tiers", "", f"{tier}{comma}{' '.join(codes)}", "", ""])
    for name, listed in programme.items():
        for entry in listed if isinstance(listed, list) else ():
            other = {key: entry[key] for key in entry if key not in ("from", "first", "status", "source")}
            says = comma.join(
                f"{_FIELDS.get(key, key) if zh else key} {_value(value, lang)}"
                for key, value in other.items()
            )
            since = str(entry.get("from", entry.get("first", "")))
            status = entry.get("status", "")
            ground = ("* " if status == "assumed" else "") + _value(status, lang)
            row = [_FIELDS.get(name, name) if zh else name, since, says, ground, entry.get("source", "")]
            shown.add(row, total=status == "assumed")
    return shown


def _value(value: Any, lang: Lang) -> str:
    """A value of an entry; the parts of a split as ``province 6 : local 4``."""
    if isinstance(value, list):
        if isinstance(value[0], dict):
            return " : ".join(f"{terms.payer(part['payer'], lang)} {part['parts']}" for part in value)
        return ("、" if lang == "zh" else " ").join(_value(word, lang) for word in value)
    return _VALUES.get(value) or terms.payer(str(value)) if lang == "zh" else str(value)


def csv(table: Table) -> str:
    """A table as CSV: amounts in yuan as plain decimals."""
    from csv import writer

    text = StringIO(newline="")
    rows = writer(text, lineterminator="\n")
    rows.writerow(table.columns)
    rows.writerows(zip(*(table[column] for column in table.columns)))
    return text.getvalue()


def parquet(table: Table) -> bytes:
    """A table as Parquet.

    :raises ImportError: without pyarrow and polars.
    """
    data = BytesIO()
    try:
        from pyarrow.parquet import write_table
    except ImportError:
        table.to_polars().write_parquet(data)
    else:
        write_table(table.to_arrow(), data)
    return data.getvalue()
