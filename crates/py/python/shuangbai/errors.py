"""What is wrong with a plan (rule 15), told so that its author can repair it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shuangbai import _native, terms
from shuangbai.languages import Lang, resolved
from shuangbai.show import Shown

if TYPE_CHECKING:
    from shuangbai.sources import Source

__all__ = ["Error", "Hint", "InternalError", "PlanError"]

#: So many lines of errors are shown, and so many rows of those that are alike.
LINES, ROWS = 100, 5


@dataclass(frozen=True)
class Error:
    """One error of a plan (rule 15)."""

    #: What is wrong, one of rule 15's codes such as ``"unknown_station"``.
    code: str
    #: Where: a JSON pointer into the plan.
    at: str
    #: The value found, what is allowed and the nearest valid name, in Chinese.
    zh: str
    #: The same in English.
    en: str
    #: The nearest valid name, where one is near enough to be meant.
    nearest: str | None = None
    #: ``"stations"``, ``"workers"``, ``"hires"``, ``"moves"`` or ``"absences"`` for an error in one of these tables.
    table: str | None = None
    #: The row as its author counts: the spreadsheet's row of a file (its header is row 1), the index
    #: label of a pandas table, else the row counted from 0.
    row: Any = None
    #: The column by its author's own name.
    column: str | None = None
    #: The row's place, counted from 0, where labels of a pandas index repeat and don't tell which row it is.
    position: int | None = None
    #: The file that the table is from, if it is from one.
    file: str | None = None
    #: The cell of a workbook, as a formula names it: ``人员!F17``.
    cell: str | None = None

    def place(self, lang: Lang | None = None) -> str:
        """The place as its author knows it: table, row and column, else the JSON pointer."""
        return _place(self, [self], resolved(lang))

    def text(self, lang: Lang | None = None) -> str:
        """What is wrong, in Chinese or English."""
        return self.zh if resolved(lang) == "zh" else self.en


def _place(first: Error, alike: Sequence[Error], lang: Lang) -> str:
    """The place of errors that are alike: the table or file, the first few rows, the column."""
    zh = lang == "zh"
    if first.cell:
        cells = ("、" if zh else ", ").join(error.cell or "" for error in alike[:ROWS])
        more = f" 等 {len(alike):,} 处" if zh else f" and others, {len(alike):,} in all"
        return cells + (more if len(alike) > ROWS else "")
    if first.table is None:
        more = f" 等 {len(alike):,} 处" if zh else f" and others, {len(alike):,} in all"
        return (first.at or ("整个计划" if zh else "the whole plan")) + (more if len(alike) > 1 else "")

    def row(error: Error) -> str:
        where = "" if error.position is None else f"iloc[{error.position}]"
        return f"{error.row}" + (where and (f"（{where}）" if zh else f" ({where})"))

    table = (terms.part(first.table) if zh else first.table) + (f" {first.file}" if first.file else "")
    rows = ("、" if zh else ", ").join(row(error) for error in alike[:ROWS])
    if len(alike) > ROWS:
        rows += f" 等 {len(alike):,} " if zh else f" and others, {len(alike):,} in all"
        rows = f" 第 {rows}行" if zh else f", rows {rows}"
    elif first.row is not None:
        rows = f" 第 {rows} 行" if zh else f", row{'s' * (len(alike) > 1)} {rows}"
    else:
        rows = ""
    column = "" if first.column is None else f"“{first.column}”" if zh else f", column `{first.column}`"
    return f"{table}{rows}{column}"


def located(
    error: Error,
    sources: Mapping[str, Source],
    columns: Mapping[str, Mapping[str, str]],
    whole_column: bool = False,
    other: str | None = None,
) -> Error:
    """An error with row and column as their author knows them, and another place that it names; and how to read a column
    of a wrong type anew."""
    _, table, row, field = (*error.at.split("/", 3), "", "", "")[:4]
    if table not in sources or not row.isdecimal():
        return error
    source, place = sources[table], int(row)
    # What is no field is named as JSON pointers name keys.
    column = columns.get(table, {}).get(field) or field.replace("~1", "/").replace("~0", "~") or None
    if other is not None:
        there = located(Error("", other, "", ""), sources, columns)
        error = replace(
            error,
            zh=error.zh.replace(other, there.place("zh")),
            en=error.en.replace(other, there.place("en")),
        )
    if error.code == "type" and (remedy := source.remedy(column or field, field)):
        error = replace(error, zh=f"{error.zh}；例如 {remedy}", en=f"{error.en}, such as {remedy}")
    error = replace(error, table=table, column=column, file=source.file, cell=source.cell(place, field))
    if whole_column:
        # Where a file has its headings; a data frame has no row for them.
        return replace(error, row=1 if source.file else None)
    position = place if source.is_repeated(place) else None
    return replace(error, row=source.label(place), position=position)


@dataclass(frozen=True)
class Hint:
    """What can hardly be meant (the end of rule 14): it changes no figure."""

    #: Which kind, such as ``"alike"``.
    code: str
    #: Where: a JSON pointer into the plan, of the first where there are several; of a workbook a sheet or a cell.
    at: str
    #: What is told, in Chinese.
    zh: str
    #: The same in English.
    en: str
    #: The first rows that it is about, as their author counts.
    rows: tuple[Error, ...] = ()

    @classmethod
    def _of(cls, found: tuple[str, str, str, str, list[int]], sources: Mapping[str, Source]) -> Hint:
        """From the native module."""
        code, at, zh, en, places = found
        _, table, *_ = (*at.split("/", 2), "", "")
        rows = (located(Error(code, f"/{table}/{row}", zh, en), sources, {}) for row in places)
        return cls(code, at, zh, en, tuple(rows) or (located(Error(code, at, zh, en), sources, {}),))

    def place(self, lang: Lang | None = None) -> str:
        """The place as its author knows it: table and rows, a sheet or cell of a workbook, or which entry of the programme."""
        lang = resolved(lang)
        if self.rows and self.rows[0].table:
            return _place(self.rows[0], self.rows, lang)
        if self.at and not self.at.startswith("/"):
            return self.at
        listed = self.at.removeprefix("/")
        if listed in ("", "stations", "workers", "hires", "moves", "absences"):
            whole = "整个计划" if lang == "zh" else "the whole plan"
            return terms.part(listed, lang) if listed else whole
        return terms.entry(self.at, lang)

    def text(self, lang: Lang | None = None) -> str:
        """What is told, in Chinese or English."""
        return self.zh if resolved(lang) == "zh" else self.en


class PlanError(ValueError):
    """A plan that breaks a rule: all errors of the round that found some (rule 15).

    >>> import shuangbai
    >>> try:
    ...     shuangbai.Plan("guangdong-2022", (2021, 2025), stations=[{"code": "440203001"}])
    ... except shuangbai.PlanError as error:
    ...     found = error.errors[0]
    >>> found.code, found.at, found.nearest
    ('unknown_preset', '/programme', 'guangdong-2021')
    """

    #: The errors, sorted by place and code: the first 10,000.
    errors: tuple[Error, ...]
    #: How many others there are.
    more: int

    def __init__(self, errors: Iterable[Error], more: int = 0) -> None:
        self.errors, self.more = tuple(errors), more
        super().__init__(self.errors, more)

    @classmethod
    def _of(
        cls,
        errors: list[tuple[str, str, str, str, str | None, bool, str | None]],
        more: int,
        columns: Mapping[str, Mapping[str, str]],
    ) -> PlanError:
        """From the native module: the errors, and each table's own names of fields."""
        error = cls((Error(*found[:5]) for found in errors), more)
        error._columns, error._where = columns, [found[5:] for found in errors]
        return error

    @classmethod
    def _of_book(cls, text: str) -> PlanError:
        """From the native module: what is wrong with a workbook, as JSON."""
        answer = json.loads(text)
        names = ("code", "at", "zh", "en", "nearest", "table", "row", "column", "cell")
        return cls(
            (Error(**{name: one.get(name) for name in names}) for one in answer["errors"]),
            answer.get("more", 0),
        )

    _told = False
    #: By table and field, the author's own name of the column.
    _columns: Mapping[str, Mapping[str, str]] = {}
    #: Of each error, whether it is of a whole column, and another place that its texts name.
    _where: Sequence[tuple[bool, str | None]] = ()

    def _located(self, sources: Mapping[str, Source]) -> PlanError:
        """With rows and columns as their author knows them, and how to read a column of a wrong type anew."""
        where = self._where or [(False, None)] * len(self.errors)
        found = zip(self.errors, where)
        return PlanError(
            (located(error, sources, self._columns, whole, other) for error, (whole, other) in found),
            self.more,
        )

    def grouped(self) -> list[tuple[Error, ...]]:
        """The errors as people count rows, with those together that say the same of one field or column."""
        groups: dict[tuple[int, str], list[Error]] = {}
        for group, places in enumerate(_native.alike([(error.code, error.at) for error in self.errors])):
            for error in (self.errors[place] for place in places):
                groups.setdefault((group, error.zh), []).append(error)
        return [tuple(group) for group in groups.values()]

    def show(self, lang: Lang | None = None) -> Shown:
        """The errors as a table, in Chinese or English; what is alike stands together, with the first few rows. After
        a hundred lines it says how many others there are: :attr:`errors` has them."""
        lang = resolved(lang)
        zh, count = lang == "zh", len(self.errors) + self.more
        shown = Shown(
            title=f"计划有 {count} 处错误" if zh else f"The plan has {count} error{'s' * (count > 1)}",
            header=["位置", "问题与允许的写法", "是否应为"]
            if zh
            else ["Place", "What is wrong, what is allowed", "Perhaps"],
            numeric=[False, False, False],
        )
        groups = self.grouped()
        for group in groups[:LINES]:
            shown.add([_place(group[0], group, lang), group[0].text(lang), group[0].nearest or ""])
        if more := self.more + sum(map(len, groups[LINES:])):
            shown.notes.append(f"另有 {more:,} 处" if zh else f"and {more:,} more")
        return shown

    def __str__(self) -> str:
        lang = resolved(None)
        groups = self.grouped()
        lines = [
            f"{_place(group[0], group, lang)}{'：' if lang == 'zh' else ': '}{group[0].text(lang)} ({group[0].code})"
            for group in groups[:LINES]
        ]
        more = self.more + sum(map(len, groups[LINES:]))
        if more:
            lines.append(f"另有 {more:,} 处" if lang == "zh" else f"and {more:,} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: the table, and one line for text terminals."""
        if not self._told:  # IPython asks more than once
            from IPython import display

            display.display(self.show())  # type: ignore[no-untyped-call]
            self._told = True
        count = len(self.errors) + self.more
        return [f"PlanError: 计划有 {count} 处错误 ({count} errors); .errors"]

    def __reduce__(self) -> tuple[type[PlanError], tuple[tuple[Error, ...], int]]:
        return PlanError, (self.errors, self.more)


class InternalError(RuntimeError):
    """A fault of shuangbai itself, whatever it was given. Nothing is lost or half done; what it was called with
    can be tried in another form, and a report lets us mend it."""

    #: What went wrong, as the program says it.
    what: str
    #: Where in its sources.
    place: str

    def __init__(self, what: str, place: str = "") -> None:
        self.what, self.place = what, place
        super().__init__(what, place)

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return (
            f"shuangbai 内部错误，请连同输入报告给我们 "
            f"(a fault of shuangbai, please report it with what you gave): {self.what}{place}"
        )
