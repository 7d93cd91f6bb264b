"""What is wrong with a plan (rule 15), told so that its author can repair it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shuangbai import terms
from shuangbai.show import Shown

if TYPE_CHECKING:
    from shuangbai.sources import Source

__all__ = ["Error", "InternalError", "PlanError"]


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
    #: ``"stations"``, ``"workers"`` or ``"hires"`` for an error in one of these tables.
    table: str | None = None
    #: The row as its author counts: the spreadsheet's row of a file (its header is row 1), the index
    #: label of a pandas table, else the row counted from 0.
    row: Any = None
    #: The column by its author's own name.
    column: str | None = None

    def place(self, lang: str = "zh") -> str:
        """The place as its author knows it: table, row and column, else the JSON pointer."""
        if self.table is None:
            return self.at or ("整个计划" if lang == "zh" else "the whole plan")
        table = terms.part(self.table) if lang == "zh" else self.table
        row = "" if self.row is None else f" 第 {self.row} 行" if lang == "zh" else f", row {self.row}"
        column = (
            "" if self.column is None else f"“{self.column}”" if lang == "zh" else f", column `{self.column}`"
        )
        return f"{table}{row}{column}"

    def text(self, lang: str = "zh") -> str:
        """What is wrong, in Chinese or English."""
        return self.zh if lang == "zh" else self.en


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
        errors: list[tuple[str, str, str, str, str | None]],
        more: int,
        columns: Mapping[str, Mapping[str, str]],
    ) -> PlanError:
        """From the native module: the errors, and each table's own names of fields."""
        error = cls((Error(*found) for found in errors), more)
        error._columns = columns
        return error

    _told = False
    #: By table and field, the author's own name of the column.
    _columns: Mapping[str, Mapping[str, str]] = {}

    def _located(self, sources: Mapping[str, Source]) -> PlanError:
        """With rows and columns as their author knows them, and how to read a column of a wrong type anew."""
        return PlanError((self._locate(error, sources) for error in self.errors), self.more)

    def _locate(self, error: Error, sources: Mapping[str, Source]) -> Error:
        _, table, row, field = (*error.at.split("/", 3), "", "", "")[:4]
        if table not in sources or not row.isdecimal():
            return error
        source = sources[table]
        column = self._columns.get(table, {}).get(field) or field or None
        error = replace(error, table=table, row=source.label(int(row)), column=column)
        if error.code == "type" and source.remedy:
            remedy = source.remedy(column or field)
            error = replace(error, zh=f"{error.zh}；例如 {remedy}", en=f"{error.en}, such as {remedy}")
        return error

    def show(self, lang: str = "zh") -> Shown:
        """The errors as a table, in Chinese or English."""
        zh, count = lang == "zh", len(self.errors) + self.more
        shown = Shown(
            title=f"计划有 {count} 处错误" if zh else f"The plan has {count} error{'s' * (count > 1)}",
            header=["位置", "问题与允许的写法", "是否应为"]
            if zh
            else ["Place", "What is wrong, what is allowed", "Perhaps"],
            numeric=[False, False, False],
        )
        for error in self.errors:
            shown.add([error.place(lang), error.text(lang), error.nearest or ""])
        if self.more:
            shown.notes.append(f"另有 {self.more} 处" if zh else f"and {self.more} more")
        return shown

    def __str__(self) -> str:
        lines = [f"{error.place('en')}: {error.en} ({error.code})" for error in self.errors]
        return "\n".join([*lines, *([f"and {self.more} more"] if self.more else [])])

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
