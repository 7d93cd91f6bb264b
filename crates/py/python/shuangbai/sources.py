"""What people have, a data frame, rows or a file, as tables that the core reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from shuangbai import _native
from shuangbai.extras import needed

__all__ = ["ArrowTable", "Readable", "Source", "Tabular"]


@runtime_checkable
class ArrowTable(Protocol):
    """Anything with the Arrow PyCapsule interface: a pandas, polars, pyarrow or DuckDB table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@runtime_checkable
class Readable(Protocol):
    """An open file, or what can be read like one."""

    def read(self) -> bytes | str: ...


class Lazy(Protocol):
    """A table that is not worked out yet: a polars ``LazyFrame``."""

    def collect(self) -> Any: ...


class Scanned(Protocol):
    """A table in files: a pyarrow ``Dataset``."""

    def scanner(self) -> Any: ...


#: A table as people have it: an Arrow table, a polars ``LazyFrame``, a pyarrow ``Dataset``, rows as dicts, columns as
#: lists, a file's path, or an open file.
Tabular = (
    ArrowTable
    | Iterable[Mapping[str, Any]]
    | Mapping[str, Iterable[Any]]
    | str
    | os.PathLike[str]
    | Readable
    | Lazy
    | Scanned
)


def _no_remedy(column: str, field: str) -> str:
    return ""


def _no_cell(place: int, field: str) -> None:
    return None


def _never(row: int) -> bool:
    return False


@dataclass(frozen=True)
class Source:
    """How the author of a table counts its rows, and reads it anew."""

    label: Callable[[int], Any] = int
    #: How to read a column anew, or what to make of it, so that nothing of it is lost: by its name and the field that
    #: it holds; ``""`` where nobody knows.
    remedy: Callable[[str, str], str] = _no_remedy
    #: Whether other rows have the label of a row.
    is_repeated: Callable[[int], bool] = _never
    #: The name of the file that it is from.
    file: str | None = None
    #: The cell of a workbook that a row and a field stand in.
    cell: Callable[[int, str], str | None] = _no_cell


@dataclass(frozen=True)
class Labelled:
    """An Arrow table whose rows have labels of another table."""

    table: Any
    labels: Any


def source(table: Tabular, encoding: str | None = None) -> tuple[Any, Source]:
    """The table that somebody gave, with the PyCapsule interface, and where it is from; a CSV file may be in an
    ``encoding`` that is named."""
    given: Any = table
    if isinstance(given, (str, os.PathLike)):
        path = Path(given)
        if _kind(path.suffix, str(path)) == "parquet":
            return _parquet(path), Source(file=path.name)
        return _csv(path.name, path.read_bytes(), encoding)
    if isinstance(given, Labelled):
        labels = given.labels
        return _Stream(given.table), Source(lambda row: labels[row])
    if isinstance(given, _native.Table):
        return given, Source(given.line)
    kind = type(given)
    library = kind.__module__.partition(".")[0]
    if kind.__name__ == "LazyFrame":
        given = given.collect()
    elif library == "pyarrow" and hasattr(given, "scanner"):
        given = given.scanner().to_reader()
    elif library in _FAR:
        raise TypeError(f"{library} {kind.__name__}: {_FAR[library]}")
    if hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__"):
        return _arrow(given)
    if isinstance(given, Readable):
        return _open(given, encoding)
    if isinstance(given, Mapping):
        for name, cells in given.items():
            if isinstance(cells, str) or not isinstance(cells, Iterable):
                raise TypeError(f"column {name!r} is {type(cells).__name__}, a list is needed (每列应为列表)")
        columns = {str(name): list(cells) for name, cells in given.items()}
        return _native.Table.from_columns(columns), Source()
    if isinstance(given, Iterable):
        return _native.Table.from_columns(_columns(given)), Source()
    raise TypeError(
        f"{kind.__name__} 不是表格 (is no table): give a pandas, polars, pyarrow or DuckDB table, a list of dicts, "
        "an open file, or the path of a CSV or Parquet file"
    )


# Tables that lie on several computers, or are not there yet, and the way to one that is here.
_FAR = {
    "dask": "分块的表请先 .compute()，或各块各算账目再 merge (a table in parts: give df.compute(), or work out each part's "
    "ledger and merge them, see the documentation's page on clusters)",
    "pyspark": "集群上的表请先 .toArrow() (a table on a cluster: give df.toArrow(), or work out each part's ledger)",
}


def _columns(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows as columns; the grades of a worker's ``appraisals`` become a column for each year, and so do the months in which
    they became known."""
    flat: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TypeError(f"row {place} is {type(row).__name__}, a dict is needed (每行应为字典)")
        row = {str(name): cell for name, cell in row.items()}
        grades = row.pop("appraisals", None)
        if isinstance(grades, Mapping):
            for year, grade in grades.items():
                parts = grade if isinstance(grade, Mapping) else {"grade": grade}
                row.update({f"{part}_{year}": cell for part, cell in parts.items() if part != "grade"})
                row[f"appraisal_{year}"] = parts.get("grade")
        elif grades is not None:
            row["appraisals"] = grades
        flat.append(row)
    names = dict.fromkeys(name for row in flat for name in row)
    return {name: [row.get(name) for row in flat] for name in names}


def _arrow(given: Any) -> tuple[Any, Source]:
    library = type(given).__module__.partition(".")[0]
    if type(given).__name__ == "Series":
        raise TypeError(f"a {library} Series is one column, a table is needed: to_frame() (单列不是表格)")
    if library == "pandas":
        return _pandas(given)
    if library == "polars":
        given = _without_null_columns(given)
    remedy = _REMEDIES.get(library)
    return _Stream(given), Source(remedy=partial(remedy, given)) if remedy else Source()


def _pandas(frame: Any) -> tuple[Any, Source]:
    index = frame.index
    repeated: list[Any] = []

    def is_repeated(row: int) -> bool:
        # Only somebody with an error wants to know.
        if not repeated:
            repeated.append(index.duplicated(keep=False))
        return bool(repeated[0][row])

    where = Source(lambda row: index[row], partial(_of_pandas, frame), is_repeated)
    if not frame.columns.is_unique:
        # pandas hands no such table on; the core tells which column is there twice.
        with needed("pyarrow", "pandas"):
            import pyarrow
        columns = [pyarrow.array(frame.iloc[:, place]) for place in range(len(frame.columns))]
        return pyarrow.table(columns, names=[str(name) for name in frame.columns]), where
    return _Stream(frame), where


def _of_pandas(frame: Any, column: str, field: str) -> str:
    if getattr(frame.dtypes.get(column), "tz", None) is not None:
        # The midnights of a Chinese month are the afternoon before in UTC.
        return f'df["{column}"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)'
    return f'pandas.read_csv(…, dtype={{"{column}": str}})'


def _of_polars(frame: Any, column: str, field: str) -> str:
    if getattr(frame.schema.get(column), "time_zone", None):
        return f'polars.col("{column}").dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)'
    return f'polars.read_csv(…, schema_overrides={{"{column}": polars.String}})'


def _of_pyarrow(table: Any, column: str, field: str) -> str:
    # A struct array is a table too, whose columns are its type's fields.
    fields = table.schema if hasattr(table, "schema") else table.type
    there = [field.type for field in fields if field.name == column]
    if any(getattr(kind, "tz", None) for kind in there):
        zoned = f'table["{column}"].cast(pyarrow.timestamp("us", "Asia/Shanghai"))'
        return f"pyarrow.compute.local_timestamp({zoned})"
    return f'pyarrow.csv.ConvertOptions(column_types={{"{column}": pyarrow.string()}})'


def _of_duckdb(relation: Any, column: str, field: str) -> str:
    kinds = dict(zip(relation.columns, map(str, relation.types)))
    if kinds.get(column) == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('Asia/Shanghai', \"{column}\")"
    kind = "DECIMAL(18,2)" if field == "pay" else "VARCHAR"
    return f"read_csv(…, types = {{'{column}': '{kind}'}})"


_REMEDIES = {"polars": _of_polars, "pyarrow": _of_pyarrow, "duckdb": _of_duckdb, "_duckdb": _of_duckdb}


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
        library = type(self.table).__module__.partition(".")[0]
        try:
            with needed("pyarrow", "pandas" if library == "pandas" else "parquet"):
                table = _aligned(self.table) if library in ("pandas", "pyarrow") else self.table
                return table.__arrow_c_stream__()
        except ImportError:
            raise
        except Exception as error:
            # Arrow's own libraries raise ArrowInvalid and ArrowTypeError; polars its own.
            raise TypeError(
                f"a column can't become Arrow (有一列混有不同类型): {error}. Mixed columns are read as text by "
                'dtype={"column": str} (pandas) or made so by df["column"].astype("string")'
            ) from error


def _aligned(table: Any) -> Any:
    """A table of pandas or pyarrow whose memory begins where Arrow's readers want it: what came from another process of
    a cluster may begin at any byte."""
    import pyarrow

    if hasattr(table, "iloc"):
        table = pyarrow.Table.from_pandas(table)
    if not isinstance(table, pyarrow.Table):
        return table  # a stream, or columns that came out of a table
    chunks = [chunk for column in table.itercolumns() for chunk in column.chunks]
    chunks += [chunk.dictionary for chunk in chunks if isinstance(chunk, pyarrow.DictionaryArray)]
    if all(buffer.address % 8 == 0 for chunk in chunks for buffer in chunk.buffers() if buffer):
        return table
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return pyarrow.ipc.open_stream(sink.getvalue()).read_all()


def _kind(suffix: str, name: str) -> str:
    """What a file's ending says that it is."""
    suffix = suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return "csv"
    if suffix in (".parquet", ".pq"):
        return "parquet"
    workbook = ""
    if suffix in (".xls", ".xlsx", ".xlsm", ".ods", ".et"):
        workbook = (
            "；整本工作簿用 Plan.read_excel 读，单张表请另存为“CSV UTF-8”，或用 pandas.read_excel(…, dtype=str) 读 "
            "(Plan.read_excel reads a whole workbook; of one table save it as CSV UTF-8, or give "
            "pandas.read_excel(…, dtype=str))"
        )
    raise ValueError(
        f"{name}: a file of this kind is not read; .csv, .tsv, .txt and .parquet are (文件类型应为 CSV 或 Parquet){workbook}"
    )


def _open(file: Readable, encoding: str | None) -> tuple[Any, Source]:
    """An open file: Parquet says in its first letters that it is."""
    name = getattr(file, "name", None)
    name = Path(name).name if isinstance(name, str) else ""
    content = file.read()
    data = content.encode() if isinstance(content, str) else bytes(content)
    if data[:4] == b"PAR1":
        return _parquet(BytesIO(data)), Source(file=name or None)
    # Text has no encoding any more.
    return _csv(name, data, None if isinstance(content, str) else encoding)


def _csv(name: str, data: bytes, encoding: str | None) -> tuple[Any, Source]:
    try:
        table = _native.Table.from_csv(data, encoding)
    except ValueError as error:
        raise ValueError(f"{name}: {error}" if name else str(error)) from None
    return table, Source(table.line, file=name or None)


def _parquet(file: Path | BytesIO) -> Any:
    try:
        import pyarrow.parquet

        return pyarrow.parquet.read_table(file)
    except ImportError:
        pass
    with needed("pyarrow 或 (or) polars", "parquet"):
        import polars
    return polars.read_parquet(file)
