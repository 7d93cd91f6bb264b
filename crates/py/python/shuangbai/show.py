"""Tables for people: HTML in a notebook, text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table as RichTable

__all__ = ["Shown"]

_STYLE = (
    "<style>.shuangbai{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5em 0}"
    ".shuangbai caption,.shuangbai-title{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}"
    ".shuangbai th,.shuangbai td{padding:.25em .75em;text-align:left!important;vertical-align:top;"
    "border-bottom:1px solid rgba(128,128,128,.3)}"
    ".shuangbai thead th{border-bottom:2px solid currentColor}"
    ".shuangbai .n{text-align:right!important;white-space:nowrap}"
    ".shuangbai .s{white-space:nowrap}.shuangbai-wide{overflow-x:auto}"
    ".shuangbai .total td,.shuangbai .total th{font-weight:600;background:rgba(128,128,128,.12)}"
    ".shuangbai-notes{margin:.25em 0 .75em 1.2em;padding:0;font-size:.9em;opacity:.85}</style>"
)


# Text so long may be broken into lines.
_SHORT = 16


def _width(text: str) -> int:
    """How many letters of a terminal a text takes: a Chinese one takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


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
        def kind(text: str, numeric: bool) -> str:
            # Chinese breaks between any two letters: a name must not stand upright in a wide table.
            return ' class="n"' if numeric else ' class="s"' if len(text) <= _SHORT else ""

        def cells(tag: str, row: list[str]) -> str:
            name = tag.partition(" ")[0]
            return "".join(
                f"<{tag}{kind(text, numeric)}>{escape(text)}</{name}>"
                for text, numeric in zip(row, self.numeric)
            )

        head = cells('th scope="col"', self.header)
        body = []
        for place, row in enumerate(self.rows):
            mark = ' class="total"' if place in self.totals else ""
            body.append(f"<tr{mark}>{cells('td', row)}</tr>")
        if self.header:
            head = f"<caption>{escape(self.title)}</caption><thead><tr>{head}</tr></thead>"
            table = f'<table class="shuangbai">{head}<tbody>{"".join(body)}</tbody></table>'
            table = f'<div class="shuangbai-wide">{table}</div>'
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
        if width is None:
            return "\n".join(self._lines())
        from io import StringIO

        from rich.console import Console

        file = StringIO()
        # In a notebook rich would show the text instead of writing it.
        console = Console(file=file, width=width, color_system=None, force_jupyter=False)
        self.print(console)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())

    def _lines(self) -> Iterator[str]:
        """The lines as rich has them where there is room for all: it takes seconds for thousands of rows."""
        yield self.title
        if self.header:
            rows = [[" ".join(text.split("\n")) for text in row] for row in (self.header, *self.rows)]
            widths = [max(map(_width, column)) for column in zip(*rows)]
            yield ""
            for place, row in enumerate(rows):
                padded = (
                    " " * (width - _width(text)) + text if numeric else text + " " * (width - _width(text))
                    for text, width, numeric in zip(row, widths, self.numeric)
                )
                yield f" {'   '.join(padded)}".rstrip()
                if not place:
                    yield " " + "─" * (sum(widths) + 3 * (len(widths) - 1))
            yield ""
        yield from (f"· {note}" for note in self.notes)
        for shown in self.below:
            yield ""
            yield from shown._lines()

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
