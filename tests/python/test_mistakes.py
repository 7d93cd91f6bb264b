"""What goes wrong with tables, libraries and arguments, and what we say; and what plans tell of themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
from test_inputs import EXPECTED, STATIONS, WORKERS, forecast

import shuangbai
from conftest import small


def months_of(hired: Any) -> list[int]:
    """The months of 2021 that somebody is on the payroll, hired as a table says."""
    found: list[int] = shuangbai.Plan(**small(workers=hired)).forecast().totals["worker_months"]
    return found[:1]


def test_the_midnights_of_china_in_utc_come_back_by_what_the_error_tells() -> None:
    there = pandas.to_datetime(["2021-07-31T16:00:00Z"])  # the midnight of 2021-08-01 in China
    df = pandas.DataFrame({"社工站": ["西联镇"], "岗位": ["服务性"], "入职": there})
    arrow = pyarrow.table(df)

    def remedies(table: Any) -> str:
        with pytest.raises(shuangbai.PlanError) as raised:
            months_of(table)
        (error,) = raised.value.errors
        remedy: str = error.zh.split("例如 ")[1]
        assert error.en.endswith(remedy) and "DECIMAL" not in remedy
        return remedy

    assert months_of(df.assign(入职=eval(remedies(df), {"df": df}))) == [5]
    polared = polars.from_arrow(arrow)
    assert isinstance(polared, polars.DataFrame)
    assert months_of(polared.with_columns(eval(remedies(polared), {"polars": polars}))) == [5]
    column = eval(remedies(arrow), {"pyarrow": pyarrow, "table": arrow})
    assert months_of(arrow.set_column(2, "入职", column)) == [5]
    assert remedies(arrow.to_struct_array()) == remedies(arrow), "a struct array is a table too"
    connection = duckdb.connect()
    relation = connection.sql("select * from arrow")
    remedy = remedies(relation)
    assert months_of(connection.sql(f"select 社工站, 岗位, {remedy} as 入职 from arrow")) == [5]
    floats = connection.sql("select '西联镇' as 社工站, '服务性' as 岗位, true as 入职")
    assert "VARCHAR" in remedies(floats)


def test_labels_that_repeat_are_told_with_their_place() -> None:
    def city(month: str) -> Any:
        return pandas.DataFrame(
            {"社工站": ["西联镇"] * 2, "岗位": ["服务性"] * 2, "入职": ["2022-01", month]}
        )

    both = pandas.concat([city("2022-02"), city("2022.2")])
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan(**small(workers=both))
    (error,) = raised.value.errors
    assert (error.row, error.position) == (1, 3)
    assert error.place("zh") == "社工 第 1（iloc[3]） 行“入职”"
    assert error.place("en") == "workers, row 1 (iloc[3]), column `入职`"
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan(**small(workers=both.reset_index(drop=True)))
    assert (raised.value.errors[0].row, raised.value.errors[0].position) == (3, None)


def test_twin_headings_of_pandas_are_told_as_those_of_a_file(tmp_path: Path) -> None:
    headings = ["社工站", "岗位", "入职", "年薪", "年薪"]
    frame = pandas.DataFrame([["西联镇", "服务性", "2022-01", "52000", "53000"]], columns=headings)
    frame.to_csv(tmp_path / "twins.csv", index=False)
    (tmp_path / "twins.csv").write_text((tmp_path / "twins.csv").read_text().replace("年薪.1", "年薪"))
    for table in (frame, tmp_path / "twins.csv"):
        with pytest.raises(shuangbai.PlanError) as raised:
            shuangbai.Plan(**small(workers=table))
        assert [(error.code, error.column) for error in raised.value.errors] == [("duplicate", "年薪")]
        assert "列“年薪”出现了两次" in raised.value.errors[0].zh


def test_tables_that_are_elsewhere_are_told_how_to_come(tmp_path: Path) -> None:
    dask = pytest.importorskip("dask.dataframe")
    with pytest.raises(TypeError, match=r"\.compute\(\)"):
        forecast(workers=dask.from_pandas(pandas.DataFrame(WORKERS), npartitions=2))
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"Plan\.read_excel.*CSV UTF-8.*pandas\.read_excel"):
        forecast(workers=tmp_path / "a.xlsx")
    with pytest.raises(TypeError, match="每列应为列表"):
        forecast(workers={"station": "440203001"})


@pytest.mark.parametrize(
    ("missing", "call", "extra"),
    [
        ("pyarrow", lambda: forecast(workers=pandas.DataFrame(WORKERS)), "pandas"),
        ("pandas", lambda: shuangbai.Plan(**small()).forecast().totals.to_pandas(), "pandas"),
        ("polars", lambda: shuangbai.Plan(**small()).forecast().totals.to_polars(), "polars"),
        ("pyarrow", lambda: shuangbai.Plan(**small()).forecast().totals.to_arrow(), "parquet"),
    ],
)
def test_a_missing_extra_is_one_sentence_with_the_command(
    monkeypatch: pytest.MonkeyPatch, missing: str, call: Callable[[], Any], extra: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError) as raised:
        call()
    assert f'pip install "shuangbai[{extra}]"' in str(raised.value) and "\n" not in str(raised.value)


def test_parquet_without_its_libraries_tells_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow.parquet.write_table(pyarrow.table(WORKERS), tmp_path / "workers.parquet")
    for library in ("pyarrow.parquet", "polars"):
        monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=r'pip install "shuangbai\[parquet\]"'):
        forecast(workers=tmp_path / "workers.parquet")


def test_columns_that_no_table_has_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"没有一张表有列“备注”.*no table has a column `备注`"):
        forecast(workers=WORKERS, columns={"备注": None})
    assert forecast(workers={**WORKERS, "备注": [""] * 3}, columns={"备注": None}) == EXPECTED


def test_errors_that_are_alike_stand_together() -> None:
    many = {name: cells * 4 for name, cells in WORKERS.items() if name != "id"}
    many["post"] = ["servise"] * 12
    with pytest.raises(shuangbai.PlanError) as raised:
        forecast(workers=many)
    assert len(raised.value.errors) == 12
    (zh,), (en,) = raised.value.show("zh").rows, raised.value.show("en").rows
    assert zh[0] == "社工 第 0、1、2、3、4 等 12 行“post”"
    assert en[0] == "workers, rows 0, 1, 2, 3, 4 and others, 12 in all, column `post`"
    assert "计划有 12 处错误" in raised.value.show("zh").title and "\n" not in str(raised.value)


@pytest.mark.parametrize("threads", [0, -1, True, 1.5, "2"])
def test_threads_are_at_least_one(threads: Any) -> None:
    plan = shuangbai.Plan(**small())
    for call in (plan.forecast, plan.ledger, lambda **more: shuangbai.Plan(**small(), **more)):
        with pytest.raises(ValueError, match="a whole number from 1, or None for all"):
            call(threads=threads)


def test_plans_are_equal_by_what_they_say_and_tell_it() -> None:
    plan = shuangbai.Plan(**small(workers=WORKERS, stations=STATIONS, by="county"))
    assert plan == shuangbai.Plan.from_json(plan.to_json())
    assert plan != shuangbai.Plan(**small(workers=WORKERS, stations=STATIONS)) and plan != 5
    assert (plan.workers, plan.by, plan.horizon) == (3, "county", (2021, 2022))
    assert plan.assumptions["pass_rate"] == "1" and "from" not in plan.assumptions
    assumed = shuangbai.Plan(**small(assumptions={"leave_rate": Decimal("0.1"), "from": 2022}))
    assert (assumed.assumptions["leave_rate"], assumed.assumptions["from"]) == ("0.1", 2022)


def test_towns_go_by_code_and_by_name() -> None:
    towns = shuangbai.datasets.guangdong_towns
    assert towns("4402") == towns("韶关市") == towns("韶关") and towns("44") == towns()
    assert towns("440224") == towns("仁化县") and len(towns("仁化")) == 11
    with pytest.raises(ValueError, match="是否应为“韶关市”"):
        towns("韶光市")
    with pytest.raises(ValueError, match="9999"):
        towns("9999")
    names = list(shuangbai.datasets.guangdong_regions().values())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        with pytest.raises(ValueError, match="同名"):
            towns(twice)


def test_the_horizon_is_a_pair_or_a_range() -> None:
    one = shuangbai.Plan(**small()).forecast()
    assert shuangbai.Plan(**{**small(), "horizon": range(2021, 2023)}).forecast() == one
    assert shuangbai.Plan(**{**small(), "horizon": [2021, 2022]}).forecast() == one
    for wrong in (range(2021, 2025, 2), (2021,), range(0), 2021, "2021-2022", None):
        with pytest.raises(ValueError, match=r"\(2021, 2030\) or range\(2021, 2031\)"):
            shuangbai.Plan(**{**small(), "horizon": wrong})
