"""What people have, a data frame, rows or a file, as tables that the core reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from shuangbai import _native

__all__ = ["ArrowTable", "Source", "Tabular"]


@runtime_checkable
class ArrowTable(Protocol):
    """Anything with the Arrow PyCapsule interface: a pandas, polars, pyarrow or DuckDB table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


#: A table as people have it: an Arrow table, rows as dicts, columns as lists, or a file's path.
Tabular = ArrowTable | Iterable[Mapping[str, Any]] | Mapping[str, Iterable[Any]] | str | os.PathLike[str]


@dataclass(frozen=True)
class Source:
    """How the author of a table counts its rows, and reads it anew."""

    label: Callable[[int], Any]
    #: How to read the table anew so that nothing of a column is lost.
    remedy: Callable[[str], str] | None = None


def source(given: Tabular) -> tuple[Any, Source]:
    """The table that somebody gave, with the PyCapsule interface, and where it is from."""
    if isinstance(given, (str, os.PathLike)):
        return _file(Path(given))
    if isinstance(given, _native.Table):
        return given, Source(given.line)
    if hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__"):
        return _arrow(given)
    if isinstance(given, Mapping):
        columns = {str(name): list(cells) for name, cells in given.items()}
        return _native.Table.from_columns(columns), Source(int)
    if isinstance(given, Iterable):
        return _native.Table.from_columns(_columns(given)), Source(int)
    raise TypeError(
        f"{type(given).__name__} is no table: give a pandas, polars, pyarrow or DuckDB table, a list of dicts, "
        "or the path of a CSV or Parquet file"
    )


def _columns(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows as columns; the grades of a worker's ``appraisals`` become a column for each year."""
    flat: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TypeError(f"row {place} is {type(row).__name__}, a dict is needed")
        row = {str(name): cell for name, cell in row.items()}
        grades = row.pop("appraisals", None)
        if isinstance(grades, Mapping):
            row.update({f"appraisal_{year}": grade for year, grade in grades.items()})
        elif grades is not None:
            row["appraisals"] = grades
        flat.append(row)
    names = dict.fromkeys(name for row in flat for name in row)
    return {name: [row.get(name) for row in flat] for name in names}


def _arrow(given: Any) -> tuple[Any, Source]:
    library = type(given).__module__.partition(".")[0]
    if type(given).__name__ == "Series":
        raise TypeError(f"a {library} Series is one column, a table is needed: to_frame() (单列不是表格)")
    label: Callable[[int], Any] = int
    remedy: Callable[[str], str] | None = None
    if library == "pandas":
        index = given.index
        label = lambda row: index[row]  # noqa: E731
        remedy = partial(_of_pandas, given)
    elif library == "polars":
        given = _without_null_columns(given)
        remedy = 'polars.read_csv(…, schema_overrides={{"{}": polars.String}})'.format
    elif library == "pyarrow":
        remedy = 'pyarrow.csv.ConvertOptions(column_types={{"{}": pyarrow.string()}})'.format
    elif library in ("duckdb", "_duckdb"):
        remedy = "read_csv(…, types = {{'{}': 'DECIMAL(18,2)'}})".format
    return _Stream(given), Source(label, remedy)


def _of_pandas(frame: Any, column: str) -> str:
    if getattr(frame.dtypes.get(column), "tz", None) is not None:
        return f'df["{column}"].dt.tz_localize(None)'
    return f'pandas.read_csv(…, dtype={{"{column}": str}})'


def _without_null_columns(frame: Any) -> Any:
    """A polars table whose columns of nothing are text: polars hands these on in a form of its own."""
    import polars

    empty = [name for name, kind in frame.schema.items() if kind == polars.Null]
    return frame.cast(dict.fromkeys(empty, polars.String)) if empty else frame


@dataclass(frozen=True)
class _Stream:
    """A foreign table; what it can't turn into Arrow is told with the way out."""

    table: Any

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        if not hasattr(self.table, "__arrow_c_stream__"):
            return _native.Table(self.table).__arrow_c_stream__()  # one batch
        try:
            return self.table.__arrow_c_stream__()
        except ImportError as error:
            raise ImportError(
                f"{type(self.table).__module__.partition('.')[0]} needs pyarrow to hand its tables on: pip install pyarrow"
            ) from error
        except Exception as error:
            # Arrow's own libraries raise ArrowInvalid and ArrowTypeError; polars its own.
            raise TypeError(
                f"a column can't become Arrow (有一列混有不同类型): {error}. Mixed columns are read as text by "
                'dtype={"column": str} (pandas) or made so by df["column"].astype("string")'
            ) from error


def _file(path: Path) -> tuple[Any, Source]:
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        table = _native.Table.from_csv(path.read_bytes())
        return table, Source(table.line)
    if kind in (".parquet", ".pq"):
        return _parquet(path), Source(int)
    raise ValueError(
        f"{path}: a file of this kind is not read; .csv, .tsv, .txt and .parquet are (文件类型应为 CSV 或 Parquet)"
    )


def _parquet(path: Path) -> Any:
    try:
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path)
    except ImportError:
        pass
    try:
        import polars

        return polars.read_parquet(path)
    except ImportError:
        raise ImportError('Parquet files need pyarrow or polars: pip install "shuangbai[parquet]"') from None
