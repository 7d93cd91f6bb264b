"""Tables as people have them: every library, every dtype, every way to write a month."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import nanoarrow
import numpy
import pandas
import polars
import pyarrow
import pyarrow.compute
import pyarrow.dataset
import pyarrow.parquet
import pytest

import shuangbai

STATIONS: dict[str, list[Any]] = {
    "code": ["440203001", "440203002"],
    "name": ["西联镇", "西河镇"],
    "villages": [3, 4],
}
WORKERS: dict[str, list[Any]] = {
    "id": ["a", "b", "c"],
    "station": ["440203001", "440203002", "440203001"],
    "post": ["service", "administrative", "service"],
    "hired": ["2021-01", "2021-02", "2022-03"],
    "left": [None, "2022-06", None],
    "pay": ["52400.00", None, "50000.50"],
    "pay_year": [2021, None, None],
    "appraisal_2021": ["pass", "fail", None],
}


def forecast(stations: Any = None, workers: Any = None, **more: Any) -> str:
    given = STATIONS if stations is None else stations
    return (
        shuangbai.Plan("guangdong-2021", (2021, 2023), given, workers, by="station", **more)
        .forecast()
        .to_json()
    )


EXPECTED = forecast(workers=WORKERS)


def errors(stations: Any = None, workers: Any = None, **more: Any) -> list[shuangbai.Error]:
    with pytest.raises(shuangbai.PlanError) as raised:
        forecast(stations, workers, **more)
    return list(raised.value.errors)


def replaced(**columns: Any) -> dict[str, list[Any]]:
    return {**WORKERS, **columns}


def test_the_expected_forecast_is_not_empty() -> None:
    assert '"headcount":2' in EXPECTED


# ---- libraries ----


def duck(columns: dict[str, list[Any]]) -> Any:
    table = pyarrow.table(columns)  # noqa: F841 -- duckdb finds it by name
    return duckdb.connect().sql("select * from table")


LIBRARIES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "dict of lists": dict,
    "list of dicts": lambda columns: [dict(zip(columns, row)) for row in zip(*columns.values())],
    "pandas": pandas.DataFrame,
    "pandas pyarrow": lambda columns: pandas.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow"),
    "pandas nullable": lambda columns: pandas.DataFrame(columns).convert_dtypes(),
    "pandas object": lambda columns: pandas.DataFrame(columns, dtype=object),
    "polars": polars.DataFrame,
    "pyarrow": pyarrow.table,
    "pyarrow batch": pyarrow.RecordBatch.from_pydict,
    "pyarrow reader": lambda columns: pyarrow.table(columns).to_reader(max_chunksize=1),
    "duckdb": lambda columns: duckdb.from_arrow(pyarrow.table(columns)),
    "nanoarrow": lambda columns: nanoarrow.ArrayStream(pyarrow.table(columns)),
}


@pytest.mark.parametrize("library", LIBRARIES.values(), ids=LIBRARIES)
def test_a_table_of_any_library_is_taken(library: Callable[[dict[str, list[Any]]], Any]) -> None:
    assert forecast(library(STATIONS), library(WORKERS)) == EXPECTED


def test_a_forecast_goes_to_every_library_with_its_fen() -> None:
    plan = shuangbai.Plan("guangdong-2021", (2021, 2023), STATIONS, WORKERS, by="station")
    rows = plan.forecast().rows
    pay = rows["pay"]
    assert pay and all(isinstance(amount, Decimal) for amount in pay)
    assert rows.to_arrow()["pay"].to_pylist() == pay
    assert rows.to_arrow().schema.field("pay").type == pyarrow.decimal128(18, 2)
    assert rows.to_polars()["pay"].to_list() == pay
    assert rows.to_pandas()["pay"].tolist() == pay
    assert rows.to_pandas()["pay"].sum() == sum(pay)
    arrow = rows.to_arrow()  # noqa: F841 -- duckdb finds it by name
    summed = duckdb.sql("select sum(pay) from arrow")
    assert summed is not None and summed.fetchall() == [(sum(pay),)]
    assert [row["pay"] for row in rows.to_dicts()] == pay
    assert polars.DataFrame(rows).equals(rows.to_polars())


# ---- names and words ----


def test_columns_and_words_may_be_chinese() -> None:
    stations = {"编码": STATIONS["code"], "名称": STATIONS["name"], "村居数": STATIONS["villages"]}
    workers = {
        "编号": WORKERS["id"],
        "社工站": ["西联镇", "西河镇", "西联镇"],
        "岗位": ["服务性", "事务性", "服务性"],
        "入职": ["2021/1/1", "2021年2月", "2022-03-15"],
        "离职": [None, "2022年6月30日", None],
        "年薪": ["52,400.00", None, "50000.5"],
        "年薪年度": WORKERS["pay_year"],
        "考核2021": ["合格", "不合格", None],
    }
    assert forecast(stations, workers) == EXPECTED
    bare = {("2021" if name == "考核2021" else name): cells for name, cells in workers.items()}
    assert forecast(stations, bare) == EXPECTED


def test_columns_are_renamed_or_left_out() -> None:
    workers = {**WORKERS, "备注": ["", "x", ""]}
    workers["工钱"] = workers.pop("pay")
    found = errors(workers=workers)
    assert {error.code for error in found} == {"unknown_field"}
    assert all(any(name in error.zh for error in found) for name in ("工钱", "备注"))
    assert forecast(workers=workers, columns={"工钱": "pay", "备注": None}) == EXPECTED


def test_hires_are_a_table_too() -> None:
    chinese = {
        "社工站": ["西联镇"],
        "岗位": ["服务性"],
        "人数": ["2"],
        "月份": ["2021年8月"],
        "年薪": [51000],
    }
    english = [
        {"station": "440203001", "post": "service", "count": 2, "month": "2021-08", "pay": Decimal(51000)}
    ]
    assert forecast(hires=chinese) == forecast(hires=english)
    assert '"hires":2' in forecast(hires=english)


@pytest.mark.parametrize(
    "month",
    [
        "2021-07", "2021-7", "2021/7", "2021/07/15", "2021/7/1", "2021-07-31", "2021年7月", "2021年07月01日",
        "202107", "20210701", "2021-07-01 00:00:00", "2021-07-01T08:30:00",
        datetime.date(2021, 7, 1), datetime.datetime(2021, 7, 31, 23, 59), pandas.Timestamp("2021-07-01"), 202107,
    ],
)  # fmt: skip
def test_a_month_is_read_as_people_write_it(month: Any) -> None:
    assert forecast(workers=replaced(hired=[month] * 3)) == forecast(workers=replaced(hired=["2021-07"] * 3))


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2021-13", "range"),
        ("2021.7", "format"),
        ("2021-02-30", "format"),
        ("July 2021", "format"),
        ("1899-01", "range"),
    ],
)
def test_what_is_no_month_is_told(month: str, code: str) -> None:
    (error,) = errors(workers=replaced(hired=[month, "2021-02", "2022-03"]))
    assert (error.code, error.at) == (code, "/workers/0/hired")
    assert month in error.zh and month in error.en


def test_dates_of_every_kind_are_months() -> None:
    days = pandas.to_datetime(["2021-01-01", "2021-02-28", "2022-03-15"])
    dates: list[Any] = [stamp.date() for stamp in days]
    columns: list[Any] = [
        pyarrow.array(days),
        pyarrow.array(days.astype("datetime64[s]")),
        pyarrow.array(dates, pyarrow.date32()),
        pyarrow.array(dates, pyarrow.date64()),
        polars.Series(dates).to_arrow(),
    ]
    for column in columns:
        arrow = pyarrow.table({**WORKERS, "hired": column})
        assert forecast(workers=arrow) == EXPECTED
    zoned = errors(workers=pandas.DataFrame({**WORKERS, "hired": days.tz_localize("Asia/Shanghai")}))
    assert [(error.code, error.at) for error in zoned] == [("type", "/workers/0/hired")]


# ---- stations ----


@pytest.mark.parametrize(
    "codes",
    [
        ["440203001", "440203002", "440203001"],
        ["440203001000", "440203002000", "440203001000"],
        [440203001, 440203002, 440203001],
        [440203001000, 440203002000, 440203001000],
        [440203001.0, 440203002.0, 440203001.0],
        ["西联镇", "440203002", " 西联镇 "],
    ],
)
def test_a_station_goes_by_code_or_name(codes: list[Any]) -> None:
    assert forecast(workers=replaced(station=codes)) == EXPECTED
    assert forecast(workers=pandas.DataFrame(replaced(station=codes))) == EXPECTED


def test_a_name_that_two_stations_have_lists_them() -> None:
    stations = {**STATIONS, "name": ["城郊镇", "城郊镇"]}
    found = errors(stations, replaced(station=["城郊镇", "440203002", "440203001"]))
    assert [(error.code, error.at) for error in found] == [("unknown_station", "/workers/0/station")]
    assert "440203001" in found[0].zh and "440203002" in found[0].en


def test_an_unknown_station_is_told_with_the_nearest() -> None:
    by_code, by_name = errors(workers=replaced(station=["440203003", "西连镇", "440203001"]))
    assert by_code.nearest in ("440203001", "440203002")
    # Both are as near: each is named with its code.
    assert by_name.nearest is None and "440203001 西联镇、440203002 西河镇" in by_name.zh


# ---- what read_csv makes of a spreadsheet ----

CSV = """编号,社工站,岗位,入职,离职,年薪,年薪年度,2021
a,440203001,服务性,2021/1/1,,52400.00,2021,合格
b,440203002,事务性,2021/2/1,2022/6/30,,,不合格
c,440203001,服务性,2022/3/1,,50000.50,,
"""
STATIONS_CSV = "编码,名称,村居数\n440203001,西联镇,3\n440203002,西河镇,4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stations.csv").write_text(STATIONS_CSV, "utf-8")
    (tmp_path / "workers.csv").write_text(CSV, "utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_csv_file_is_read_in_any_encoding(folder: Path, encoding: str, newline: str) -> None:
    for name, text in (("stations.csv", STATIONS_CSV), ("workers.csv", CSV)):
        (folder / name).write_bytes(text.replace("\n", newline).encode(encoding))
    assert forecast(folder / "stations.csv", str(folder / "workers.csv")) == EXPECTED


def test_a_parquet_file_is_read(folder: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table(STATIONS), folder / "stations.parquet")
    polars.DataFrame(WORKERS).write_parquet(folder / "workers.parquet")
    assert forecast(folder / "stations.parquet", folder / "workers.parquet") == EXPECTED


def test_a_file_of_another_kind_is_refused(folder: Path) -> None:
    (folder / "stations.xls").write_bytes(b"")
    with pytest.raises(ValueError, match=r"\.csv.*\.parquet"):
        forecast(folder / "stations.xls")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_read_csv_without_options_is_refused_with_the_fix_and_the_fix_works(
    folder: Path, library: str
) -> None:
    workers: Any
    if library == "pandas":
        workers = pandas.read_csv(folder / "workers.csv")
    else:
        workers = polars.read_csv(folder / "workers.csv")
    (error,) = errors(workers=workers)
    assert (error.code, error.column) == ("type", "年薪")
    fix = {"pandas": 'dtype={"年薪": str}', "polars": 'schema_overrides={"年薪": polars.String}'}[library]
    assert fix in error.zh and fix in error.en
    if library == "pandas":
        workers = pandas.read_csv(folder / "workers.csv", dtype={"年薪": str})
    else:
        workers = polars.read_csv(folder / "workers.csv", schema_overrides={"年薪": polars.String})
    assert forecast(workers=workers) == EXPECTED


def test_read_csv_without_options_is_taken_where_no_fen_is_lost(folder: Path) -> None:
    (folder / "workers.csv").write_text(CSV.replace("52400.00", "").replace("50000.50", ""), "utf-8")
    workers = pandas.read_csv(folder / "workers.csv")
    assert workers["年薪"].dtype == numpy.float64 and workers["年薪年度"].dtype == numpy.float64
    workers["年薪年度"] = numpy.nan
    assert forecast(workers=workers, stations=pandas.read_csv(folder / "stations.csv"))


def test_errors_name_the_author_s_rows_and_columns(folder: Path) -> None:
    (folder / "workers.csv").write_text(CSV.replace("事务性", "事物性"), "utf-8")
    (error,) = errors(workers=folder / "workers.csv")
    assert (error.table, error.row, error.column, error.nearest) == ("workers", 3, "岗位", "事务性")
    assert error.place() == "社工 workers.csv 第 3 行“岗位”"
    assert error.place("en") == "workers workers.csv, row 3, column `岗位`"
    frame = pandas.read_csv(folder / "workers.csv", dtype=str).set_index("编号", drop=False)
    (error,) = errors(workers=frame.rename_axis(None))
    assert error.row == "b"
    (error,) = errors(workers=polars.read_csv(folder / "workers.csv", infer_schema=False))
    assert error.row == 1


# ---- dtypes ----


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.decimal32(9, 2), pyarrow.decimal64(18, 2), pyarrow.decimal128(18, 2), pyarrow.decimal128(38, 10),
        pyarrow.decimal256(50, 4), pyarrow.decimal128(10, 1), pyarrow.string(), pyarrow.large_string(),
        pyarrow.string_view(),
    ],
)  # fmt: skip
def test_pay_is_exact_in_every_exact_type(kind: Any) -> None:
    pays = [Decimal("52400.5"), None, Decimal("50000.5")]
    texts = [None if pay is None else str(pay) for pay in pays]
    column = pyarrow.array(texts, kind) if "string" in str(kind) else pyarrow.array(pays, kind)
    assert forecast(workers=pyarrow.table(replaced(pay=column))) == forecast(workers=replaced(pay=pays))


def test_decimals_beyond_a_fen_are_refused() -> None:
    column = pyarrow.array([Decimal("52400.505"), None, None], pyarrow.decimal128(18, 3))
    (error,) = errors(workers=pyarrow.table(replaced(pay=column)))
    assert (error.code, error.at) == ("format", "/workers/0/pay")
    (error,) = errors(workers=replaced(pay=["52400.505", None, None]))
    assert error.code == "format"


def test_zeros_behind_the_second_decimal_are_no_fen() -> None:
    same = forecast(workers=replaced(pay=["52400.50", None, "50000.00"]))
    assert forecast(workers=replaced(pay=[Decimal("52400.5000"), None, Decimal("50000.000")])) == same
    (error,) = errors(workers=replaced(pay=[Decimal("52400.5010"), None, None]))
    assert "52400.501`" in error.en


def test_a_file_with_nothing_in_it_is_told_or_lacks_its_columns(tmp_path: Path) -> None:
    for text in ("", "\n\n"):
        (tmp_path / "blank.csv").write_text(text)
        with pytest.raises(ValueError, match=r"^blank\.csv: 文件是空的 \(the file is empty\)$"):
            forecast(workers=tmp_path / "blank.csv")
    (tmp_path / "blank.csv").write_text(",,\n")
    with pytest.raises(ValueError) as raised:
        forecast(workers=tmp_path / "blank.csv")
    assert "blank.csv" in str(raised.value)


@pytest.mark.parametrize("series", [pandas.Series([1]), polars.Series([1])])
def test_a_series_is_no_table(series: Any) -> None:
    with pytest.raises(TypeError, match="to_frame"):
        forecast(workers=series)


def test_months_with_a_zone_are_told_how_to_lose_it() -> None:
    months = pandas.to_datetime(["2021-08-01"] * 3).tz_localize("Asia/Shanghai")
    (error,) = errors(workers=pandas.DataFrame(replaced(hired=months)))
    assert error.code == "type"
    assert 'df["hired"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)' in error.zh


@pytest.mark.parametrize("pay", [[52400.0, None, 50000.5], [numpy.float64(1.5), None, None]])
def test_floats_for_money_are_refused_with_the_remedy(pay: list[Any]) -> None:
    (error,) = errors(workers=replaced(pay=pay))
    assert (error.code, error.at) == ("type", "/workers/0/pay")
    assert "decimal" in error.en and "decimal" in error.zh


def test_whole_yuan_are_pay() -> None:
    whole: list[Any] = [52400, None, 50000]
    same = forecast(workers=replaced(pay=["52400.00", None, "50000"]))
    columns: list[Any] = [whole, pandas.array(whole, dtype="Int64"), pyarrow.array(whole, pyarrow.uint32())]
    for pays in columns:
        assert forecast(workers=pyarrow.table(replaced(pay=pyarrow.array(pays)))) == same
    assert forecast(workers=replaced(pay=whole)) == same


def test_whole_numbers_that_became_floats_are_taken() -> None:
    stations = pandas.DataFrame({**STATIONS, "villages": [3.0, 4.0], "code": [440203001.0, 440203002.0]})
    assert forecast(stations, pandas.DataFrame(WORKERS)) == EXPECTED
    (error,) = errors({**STATIONS, "villages": [3.5, 4]})
    assert (error.code, error.at) == ("format", "/stations/0/villages")


def test_categories_enums_and_large_strings_are_text() -> None:
    frame = pandas.DataFrame(WORKERS).astype(
        {"post": "category", "station": "category", "appraisal_2021": "category"}
    )
    assert forecast(workers=frame) == EXPECTED
    table = polars.DataFrame(WORKERS).with_columns(
        polars.col("post").cast(polars.Enum(["administrative", "service"])),
        polars.col("station").cast(polars.Categorical),
    )
    assert forecast(workers=table) == EXPECTED
    chunked = pyarrow.concat_tables([pyarrow.table(WORKERS).slice(row, 1) for row in range(3)])
    assert chunked["id"].num_chunks == 3 and forecast(workers=chunked) == EXPECTED


def test_nothing_is_nothing_in_every_spelling() -> None:
    for nothing in (None, float("nan"), numpy.nan, pandas.NA, pandas.NaT, ""):
        rows = [dict(zip(WORKERS, row)) for row in zip(*WORKERS.values())]
        rows = [{name: nothing if cell is None else cell for name, cell in row.items()} for row in rows]
        assert forecast(workers=rows) == EXPECTED, nothing
    frame = pandas.DataFrame(WORKERS)
    frame["left"] = pandas.Series([None, "2022-06-30", None]).astype("datetime64[s]")
    assert frame["left"].isna().sum() == 2 and forecast(workers=frame) == EXPECTED
    for empty in (numpy.nan, None, pandas.NaT, ""):
        frame = pandas.DataFrame({**WORKERS, "left": [empty] * 3})
        assert forecast(workers=frame) == forecast(workers=replaced(left=[None] * 3)), empty


def test_tables_without_rows_are_tables() -> None:
    for library in (pandas.DataFrame, polars.DataFrame, pyarrow.table):
        nobody = library({name: [] for name in WORKERS})
        assert forecast(workers=nobody) == forecast()
        (error,) = errors(library({"code": []}))
        assert (error.code, error.at) == ("range", "/stations")
    (error,) = errors([])
    assert error.at == "/stations"


def test_a_filtered_pandas_table_is_taken_and_keeps_its_labels() -> None:
    frame = pandas.DataFrame(WORKERS, index=[10, 20, 30])
    assert forecast(workers=frame[frame["id"] != ""]) == EXPECTED
    frame.loc[20, "post"] = "servise"
    (error,) = errors(workers=frame.loc[[20, 30]])
    assert (error.row, error.nearest) == (20, "service")


def test_mixed_columns_are_refused_with_the_way_out() -> None:
    frame = pandas.DataFrame({**WORKERS, "hired": [datetime.date(2021, 7, 1), 5, "2021-03"]})
    with pytest.raises(TypeError, match="dtype"):
        forecast(workers=frame)
    for cell in (True, [1], object()):
        with pytest.raises(TypeError, match="row 1"):
            forecast(workers=replaced(post=["service", cell, "service"]))
    with pytest.raises(TypeError, match="no table"):
        forecast(workers=5)


def test_missing_and_doubled_columns_are_told() -> None:
    without = {name: cells for name, cells in WORKERS.items() if name != "post"}
    (error,) = errors(workers=without)
    assert (error.code, error.at) == ("missing", "/workers/0/post")
    (error,) = errors(workers={**WORKERS, "岗位": WORKERS["post"]})
    assert error.code == "duplicate"


def test_lazy_tables_data_sets_and_open_files_are_taken(folder: Path) -> None:
    assert forecast(workers=polars.LazyFrame(WORKERS)) == EXPECTED
    pyarrow.parquet.write_table(pyarrow.table(WORKERS), folder / "workers.parquet")
    assert forecast(workers=pyarrow.dataset.dataset(folder / "workers.parquet")) == EXPECTED
    assert forecast(workers=polars.scan_parquet(folder / "workers.parquet")) == EXPECTED
    for name, mode in (("workers.csv", "r"), ("workers.csv", "rb"), ("workers.parquet", "rb")):
        with open(folder / name, mode, encoding=None if "b" in mode else "utf-8") as file:
            assert forecast(workers=file) == EXPECTED, name
    assert forecast(workers=io.BytesIO((folder / "workers.parquet").read_bytes())) == EXPECTED
    assert forecast(workers=io.StringIO(CSV)) == EXPECTED
    with pytest.raises(ValueError, match=r"^broken\.csv: "):
        (folder / "broken.csv").write_text('a,b\n"1,2\n')
        forecast(workers=folder / "broken.csv")
