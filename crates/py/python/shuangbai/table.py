"""Exact tables that every data-frame library takes."""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar, overload

from shuangbai import _native, terms
from shuangbai.extras import needed
from shuangbai.languages import Lang, resolved
from shuangbai.show import Shown
from shuangbai.terms import Unit

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["NoColumn", "Table"]

Cell = Decimal | int | float | str | bytes | None

#: So many rows of a long table are shown: half of them from its head, half from its tail.
ROWS = 40

# What a spreadsheet would take for a formula: the page's own rule.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.]+$)")


class NoColumn(KeyError, ValueError):
    """A name that no column of a table has; the text has the nearest one."""

    def __str__(self) -> str:
        return str(self.args[0])


class Table:
    """A table of a forecast (rule 14), with every fen.

    Amounts are ``decimal128(18, 2)`` in yuan, expected counts ``decimal128(15, 4)``, other counts
    ``int64``. (A column with 10\\ :sup:`16` yuan or 10\\ :sup:`11` people in it is wider: no digit is lost.) It
    speaks the Arrow PyCapsule interface, so pandas, polars, pyarrow, DuckDB and others take it as it is:
    ``pyarrow.table(forecast.rows)``. Through Narwhals' protocol, as Altair reads it, decimals are floats.

    Columns go by name, rows by place: ``table["pay"]``, ``table[0]``, ``table[:3]``, ``"pay" in table``. Tables with
    equal columns are equal; they pickle.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}],
    ...     hires=[{"station": "440203001", "post": "service", "count": 2, "month": "2021-08"}],
    ... )
    >>> totals = plan.forecast().totals
    >>> totals["due_province"]
    [Decimal('25000.00'), Decimal('60000.00')]
    >>> totals[-1]["year"], "pya" in totals, len(totals.head(1))
    (2022, False, 1)
    """

    __slots__ = ("_native", "_title", "_totals")

    #: The unit that it is shown in unless another is asked for.
    _unit: ClassVar[Unit] = "万元"

    def __init__(
        self, native: _native.Table, title: tuple[str, str] = ("", ""), totals: Table | None = None
    ) -> None:
        """``totals`` are the rows that stand below these when people see them."""
        self._native = native
        self._title = title
        self._totals = totals

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._native.column_names

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._native)

    def __contains__(self, column: object) -> bool:
        """Whether there is a column of that name."""
        return column in self.columns

    @overload
    def __getitem__(self, key: str) -> list[Any]: ...
    @overload
    def __getitem__(self, key: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, key: slice) -> Table: ...
    def __getitem__(self, key: str | int | slice) -> list[Any] | dict[str, Any] | Table:
        """By name a column's values: amounts as ``Decimal``, counts as ``int`` (expected ones as ``Decimal``). By place,
        from 0 or backwards from -1, a row as a dict; of a slice the rows as a table.

        :raises KeyError: for a name that no column has; the text has the nearest one.
        :raises IndexError: for a place that no row has.
        """
        if isinstance(key, str):
            if key not in self:
                raise NoColumn(self._unknown(key))
            return self._native.column(key)
        if isinstance(key, slice):
            first, last, step = key.indices(len(self))
            if step != 1:
                raise ValueError("rows are sliced one after the other, step 1 (步长只能为 1)")
            return self._rows(first, max(last - first, 0))
        place = operator.index(key)
        if not -len(self) <= place < len(self):
            raise IndexError(f"row {place}: there are {len(self):,} (没有这一行)")
        return self._rows(place % len(self), 1).to_dicts()[0]

    def _rows(self, first: int, count: int) -> Table:
        return Table(self._native.slice(first, count), self._title)

    def _unknown(self, column: str) -> str:
        headings = {terms.heading(name): name for name in self.columns}
        near = headings.get(column) or next(iter(get_close_matches(column, self.columns, 1)), "")
        zh, en = (f"，是否应为“{near}”？", f"; did you mean `{near}`?") if near else ("", "")
        all_of = ", ".join(self.columns)
        return f"没有列“{column}”{zh} (no column `{column}`{en} There are: {all_of})"

    def head(self, rows: int = 5) -> Table:
        """The first rows."""
        return self[:rows]

    def tail(self, rows: int = 5) -> Table:
        """The last rows."""
        return self[max(len(self) - rows, 0) :]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows, as :meth:`to_dicts` has them."""
        return iter(self.to_dicts())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self.columns == other.columns and self._native.columns() == other._native.columns()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return _of_parts, (self._native.parts(), self._title, self._totals)

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def __narwhals_dataframe__(self) -> Any:
        """What Narwhals asks for, through which Altair and others read tables. These draw floats and know no decimals."""
        import narwhals

        try:
            frame: Any = self.to_arrow(floats=True)
        except ImportError:
            frame = self.to_polars(floats=True)
        return narwhals.from_native(frame)._compliant_frame

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row: amounts as ``Decimal``, counts as ``int`` (expected ones as ``Decimal``)."""
        columns = self._native.columns()
        return [dict(zip(columns, row)) for row in zip(*columns.values())]

    def _in(self, unit: Unit, floats: bool) -> Table:
        """With amounts in a unit, and decimals as floats if wanted."""
        terms.unit_name(unit)  # refuses an unknown one
        native = self._native
        if power := terms.power(unit):
            native = native.in_unit([name for name in self.columns if terms.is_money(name)], power)
        return Table(native.with_floats() if floats else native, self._title)

    def to_arrow(self, unit: Unit = "元", *, floats: bool = False) -> pyarrow.Table:
        """As ``pyarrow.Table``; ``unit`` and ``floats`` as in :meth:`to_pandas`.

        :raises ImportError: without pyarrow.
        """
        with needed("pyarrow", "parquet"):
            import pyarrow

        return pyarrow.table(self._in(unit, floats))

    def to_polars(self, unit: Unit = "元", *, floats: bool = False) -> polars.DataFrame:
        """As ``polars.DataFrame``; ``unit`` and ``floats`` as in :meth:`to_pandas`.

        polars divides decimals to as many decimals as the first has, so that a ratio is cut to two:
        divide ``to_polars(floats=True)``, or take :attr:`Forecast.ratios <shuangbai.Forecast.ratios>`.

        :raises ImportError: without polars.
        """
        with needed("polars", "polars"):
            import polars

        return polars.DataFrame(self._in(unit, floats))

    def to_pandas(self, unit: Unit = "元", *, floats: bool = False) -> pandas.DataFrame:
        """As ``pandas.DataFrame`` with Arrow's types, so that amounts stay exact, also divided by a ``unit`` such as
        ``"万元"``, which has four decimals more. ``floats=True`` makes floats of all decimals, each the nearest: for
        ``describe``, ``corr`` and charts, not for sums.

        :raises ImportError: without pandas or pyarrow.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ... )
        >>> totals = plan.forecast().totals.to_pandas("万元", floats=True)
        >>> totals["pay"].tolist()
        [25.0, 26.25]
        """
        with needed("pandas", "pandas"):
            import pandas
        arrow = self.to_arrow(unit, floats=floats)
        frame: pandas.DataFrame = arrow.to_pandas(types_mapper=pandas.ArrowDtype)
        return frame

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str | None:
        """As CSV, amounts in yuan as plain decimals: the text, or a file that Excel opens with its Chinese right.

        No cell is taken for a formula: text that begins like one gets a ``'`` before it.
        """
        from csv import writer
        from io import StringIO

        text = StringIO(newline="")
        rows = writer(text, lineterminator="\n")
        rows.writerow(map(_guarded, self.columns))
        cells = ([_guarded(cell) for cell in self[column]] for column in self.columns)
        rows.writerows(zip(*cells))
        if path is None:
            return text.getvalue()
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text.getvalue())
        return None

    def show(
        self,
        unit: Unit = "元",
        lang: Lang | None = None,
        columns: list[str] | None = None,
        rows: int | None = ROWS,
    ) -> Shown:
        """The table for people: headings in the officials' terms, amounts in 元, 万元 or 亿元.

        ``columns`` chooses some of the columns. Of a table with more than ``rows`` the first and last are shown
        (``None``: all). Below the rows by region come those of all together; totals are marked.
        """
        lang = resolved(lang)
        names = self.told() if columns is None else columns
        for name in names:
            if name not in self:
                raise NoColumn(self._unknown(name))
        named = terms.unit_name(unit, lang)
        money = any(terms.is_money(name) for name in names)
        unit_note = "" if not money else f"（单位：{named}）" if lang == "zh" else f" ({named})"
        shown = Shown(
            title=self._title[lang != "zh"] + unit_note,
            header=[terms.heading(name, lang) for name in names],
            numeric=[not terms.is_key(name) for name in names],
        )
        if rows is not None and len(self) > max(rows, 2):
            head, tail = (max(rows, 2) + 1) // 2, max(rows, 2) // 2
            self.head(head)._add_to(shown, names, unit, lang)
            shown.add(["…"] * len(names))
            left = len(self) - head - tail
            shown.notes.append(
                f"中间略去 {left:,} 行，show(rows=None) 显示全部。"
                if lang == "zh"
                else f"{left:,} rows in the middle are left out; show(rows=None) has all."
            )
            self.tail(tail)._add_to(shown, names, unit, lang)
        else:
            self._add_to(shown, names, unit, lang)
        if self._totals is not None:
            self._totals._add_to(shown, names, unit, lang)
        if money and unit != "元":
            note = (
                f"金额以{unit}显示，四舍五入；计算精确到分。"
                if lang == "zh"
                else f"Shown in {named}, rounded for the eye; the figures are exact to the fen."
            )
            shown.notes.append(note)
        return shown

    def told(self) -> list[str]:
        """The columns that people are shown: those by payer from the highest down, without regions where there are none."""
        names = terms.in_order(self.columns)
        if "region" in names and not any(self["region"]):
            return [name for name in names if name not in ("region", "name")]
        return names

    def _add_to(self, shown: Shown, names: list[str], unit: Unit, lang: Lang) -> None:
        """Adds the rows; those of all regions together say so in the first column that names a region."""
        regions = self["region"] if "region" in self else [None] * len(self)
        place = next((names.index(name) for name in ("name", "region") if name in names), None)
        cells = [_cells(name, self[name], unit, lang) for name in names]
        for told, region in zip(zip(*cells), regions):
            row = list(told)
            is_total = region == "" and place is not None
            if is_total and place is not None:
                row[place] = "合计" if lang == "zh" else "Total"
            shown.add(row, total=is_total)

    def __repr__(self) -> str:
        return self.show(self._unit).text()

    def _repr_html_(self) -> str:
        return self.show(self._unit)._repr_html_()


def _of_parts(parts: list[Any], title: tuple[str, str], totals: Table | None) -> Table:
    return Table(_native.Table.from_parts(parts), title, totals)


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _cells(name: str, values: list[Any], unit: Unit, lang: Lang) -> list[str]:
    if terms.is_key(name):
        return [terms.told(name, value, lang) for value in values]
    if terms.is_ratio(name):
        return [terms.percent(value) for value in values]
    return [terms.written(value, money=terms.is_money(name), unit=unit) for value in values]
