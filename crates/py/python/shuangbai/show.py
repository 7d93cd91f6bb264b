"""Tables for people: HTML in a notebook, text in a terminal."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from shuangbai import _native

if TYPE_CHECKING:
    from shuangbai._native import _Parts

__all__ = ["Showing", "Shown"]

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

    @classmethod
    def of(cls, parts: _Parts) -> Shown:
        """A table that the native module tells in parts."""
        title, header, numeric, rows, totals, notes, below = parts
        return cls(title, header, numeric, rows, set(totals), notes, [cls.of(one) for one in below])

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

    def text(self, width: int | None = None) -> str:
        """The table and its notes as plain text, as wide as it needs to be or at most ``width``."""
        own = _native.table_text(self.title, self.header, self.numeric, self.rows, self.notes, width)
        return "\n".join([own.removesuffix("\n"), *("\n" + shown.text(width) for shown in self.below)])

    def print(self) -> None:
        """Prints the table, its notes and what follows: on a terminal as it fits."""
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        print(self.text(width))

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


class Showing:
    """What people see as a table: in a notebook, and where it stands alone on a line."""

    __slots__ = ()

    def show(self) -> Shown:
        """The table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.show().text()

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()
