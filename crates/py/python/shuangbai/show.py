"""Tables for people: HTML in a notebook, text in a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table as RichTable

__all__ = ["Shown"]

_STYLE = (
    "<style>.shuangbai{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5em 0}"
    ".shuangbai caption,.shuangbai-title{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}"
    ".shuangbai th,.shuangbai td{padding:.25em .75em;text-align:left;vertical-align:top;"
    "border-bottom:1px solid rgba(128,128,128,.3)}"
    ".shuangbai thead th{border-bottom:2px solid currentColor}"
    ".shuangbai .n{text-align:right;white-space:nowrap}"
    ".shuangbai .total td,.shuangbai .total th{font-weight:600;background:rgba(128,128,128,.12)}"
    ".shuangbai-notes{margin:.25em 0 .75em 1.2em;padding:0;font-size:.9em;opacity:.85}</style>"
)


@dataclass
class Shown:
    """A table for people to read; a notebook shows it by itself, ``print`` shows it in a terminal."""

    title: str
    header: list[str]
    #: Which columns are numbers, set to the right.
    numeric: list[bool]
    rows: list[list[str]] = field(default_factory=list)
    #: The places of the rows that are totals.
    totals: set[int] = field(default_factory=set)
    #: Sentences beneath the table.
    notes: list[str] = field(default_factory=list)
    #: Tables that follow this one.
    below: list[Shown] = field(default_factory=list)

    def add(self, row: list[str], *, total: bool = False) -> None:
        """Adds a row; a total is marked."""
        if total:
            self.totals.add(len(self.rows))
        self.rows.append(row)

    def _repr_html_(self) -> str:
        return _STYLE + self._html()

    def _html(self) -> str:
        kind = [' class="n"' if numeric else "" for numeric in self.numeric]
        head = "".join(f'<th scope="col"{k}>{escape(text)}</th>' for text, k in zip(self.header, kind))
        body = []
        for place, row in enumerate(self.rows):
            cells = "".join(f"<td{k}>{escape(text)}</td>" for text, k in zip(row, kind))
            mark = ' class="total"' if place in self.totals else ""
            body.append(f"<tr{mark}>{cells}</tr>")
        if self.header:
            head = f"<caption>{escape(self.title)}</caption><thead><tr>{head}</tr></thead>"
            table = f'<table class="shuangbai">{head}<tbody>{"".join(body)}</tbody></table>'
        else:
            table = f'<div class="shuangbai-title">{escape(self.title)}</div>'
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        notes = f'<ul class="shuangbai-notes">{notes}</ul>' if notes else ""
        return table + notes + "".join(shown._html() for shown in self.below)

    def __rich__(self) -> RichTable:
        """The table as rich draws it, without what follows."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=Text(self.title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
        )
        for text, numeric in zip(self.header, self.numeric):
            # Chinese has no spaces to break a line at, and rich would cut it.
            table.add_column(
                Text(text), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold"
            )
        for place, row in enumerate(self.rows):
            table.add_row(*map(Text, row), style="bold" if place in self.totals else None)
        return table

    def text(self, width: int | None = None) -> str:
        """The table and its notes as plain text, as wide as it needs to be or at most ``width``."""
        from io import StringIO

        from rich.console import Console

        file = StringIO()
        console = Console(file=file, width=width or 10_000, color_system=None, highlight=False, markup=False)
        self.print(console)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())

    def print(self, console: object = None) -> None:
        """Prints the table, its notes and what follows on a rich console."""
        from rich.console import Console
        from rich.text import Text

        to = console if isinstance(console, Console) else Console()
        to.print(self if self.header else Text(self.title, "bold"))
        for note in self.notes:
            to.print(Text(f"· {note}"))
        for shown in self.below:
            to.print()
            shown.print(to)

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__
