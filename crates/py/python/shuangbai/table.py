"""Exact tables that every data-frame library takes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shuangbai import terms
from shuangbai.show import Shown
from shuangbai.terms import Lang, Unit

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from shuangbai import _native

__all__ = ["Table"]

Cell = Decimal | int | str | bytes | None


class Table:
    """A table of a forecast (rule 14), with every fen.

    Amounts are ``decimal128(19, 2)`` in yuan, expected counts ``decimal128(24, 4)``, other counts
    ``int64``. It speaks the Arrow PyCapsule interface, so pandas, polars, pyarrow, DuckDB and others
    take it as it is: ``pyarrow.table(forecast.rows)``.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}],
    ...     hires=[{"station": "440203001", "post": "service", "count": 2, "month": "2021-08"}],
    ... )
    >>> totals = plan.forecast().totals
    >>> totals["due_province"]
    [Decimal('25000.00'), Decimal('60000.00')]
    """

    __slots__ = ("_native", "_title")

    def __init__(self, native: _native.Table, title: tuple[str, str] = ("", "")) -> None:
        self._native = native
        self._title = title

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._native.column_names

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._native)

    def __getitem__(self, column: str) -> list[Any]:
        """A column's values: amounts as ``Decimal``, counts as ``int`` (expected ones as ``Decimal``).

        :raises ValueError: for a name that no column has.
        """
        return self._native.column(column)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows, as :meth:`to_dicts` has them."""
        return iter(self.to_dicts())

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row: amounts as ``Decimal``, counts as ``int`` (expected ones as ``Decimal``)."""
        columns = self._native.columns()
        return [dict(zip(columns, row)) for row in zip(*columns.values())]

    def to_arrow(self) -> pyarrow.Table:
        """As ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """As ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """As ``pandas.DataFrame`` with Arrow's types, so that amounts stay exact."""
        import pandas

        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=pandas.ArrowDtype)
        return frame

    def show(self, unit: Unit = "元", lang: Lang = "zh", columns: list[str] | None = None) -> Shown:
        """The table for people: headings in the officials' terms, amounts in 元, 万元 or 亿元.

        ``columns`` chooses some of the columns; rows of a total are marked.
        """
        names = self.columns if columns is None else columns
        money = any(terms.is_money(name) for name in names)
        unit_note = ""
        if money:
            named = terms.unit_name(unit, lang)
            unit_note = f"（单位：{named}）" if lang == "zh" else f" ({named})"
        title = self._title[lang != "zh"]
        shown = Shown(
            title=title + unit_note,
            header=[terms.heading(name, lang) for name in names],
            numeric=[not terms.is_key(name) for name in names],
        )
        cells = [_cells(name, self[name], unit, lang) for name in names]
        regions = self["region"] if "region" in self.columns else [None] * len(self)
        # Where every row is a total, none needs a mark.
        marked = any(regions)
        for row, region in zip(zip(*cells), regions):
            shown.add(list(row), total=marked and region == "")
        if money and unit != "元":
            note = (
                f"金额以{unit}显示，四舍五入；计算精确到分。"
                if lang == "zh"
                else (
                    f"Shown in {terms.unit_name(unit, lang)}, rounded for the eye; the figures are exact to the fen."
                )
            )
            shown.notes.append(note)
        return shown

    def __repr__(self) -> str:
        return self.show("万元").text()

    def _repr_html_(self) -> str:
        return self.show("万元")._repr_html_()


def _cells(name: str, values: list[Any], unit: Unit, lang: Lang) -> list[str]:
    if terms.is_key(name):
        return [terms.told(name, value, lang) for value in values]
    return [terms.written(value, money=terms.is_money(name), unit=unit) for value in values]
