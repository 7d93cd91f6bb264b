"""Hostile tables: an error or a forecast, never a crash."""

from __future__ import annotations

import datetime
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shuangbai
from conftest import small
from shuangbai import _native

NAMES = st.sampled_from(
    ["id", "station", "post", "hired", "left", "pay", "pay_year", "appraisal_2021", "2021", "考核2021", "编号", "社工站",
     "岗位", "入职", "离职", "年薪", "年薪年度", "count", "month", "人数", "月份", "code", "编码", "villages", "", " pay ", "appraisal_"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["service", "服务性", "合格", "pass", "440203001", "440203001000", "西联镇", "2021-08", "2021年8月", "2021/8/1",
         "50000.00", "50,000.00", "-1", "1e3", "99999999999999999999", "2021-02-30", "9999-12", "\u0000", "\ufeff2021"]
    ),
)  # fmt: skip
DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
CELLS: dict[Any, Any] = {
    pyarrow.string(): TEXTS,
    pyarrow.large_string(): TEXTS,
    pyarrow.string_view(): TEXTS,
    pyarrow.int8(): st.integers(-(2**7), 2**7 - 1),
    pyarrow.int64(): st.integers(-(2**63), 2**63 - 1),
    pyarrow.uint64(): st.integers(0, 2**64 - 1),
    pyarrow.float32(): st.floats(width=32),
    pyarrow.float64(): st.floats() | st.sampled_from([440203001.0, 2021.0, 1e300, -0.0]),
    pyarrow.decimal128(38, 4): st.decimals(-(10**30), 10**30, places=4),
    pyarrow.decimal256(76, 0): st.decimals(-(10**70), 10**70, places=0),
    pyarrow.date32(): DAYS,
    pyarrow.timestamp("us"): st.datetimes(),
    pyarrow.timestamp("s", "UTC"): st.datetimes(datetime.datetime(1970, 1, 2)),
    pyarrow.bool_(): st.booleans(),
    pyarrow.binary(): st.binary(max_size=8),
    pyarrow.null(): st.none(),
    pyarrow.list_(pyarrow.int32()): st.lists(st.integers(0, 9), max_size=2),
}


@st.composite
def columns(draw: st.DrawFn, rows: int) -> Any:
    kind = draw(st.sampled_from(list(CELLS)))
    cells = draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
    array = pyarrow.array(cells, kind, from_pandas=False)
    if pyarrow.types.is_string(kind) and draw(st.booleans()):
        array = array.dictionary_encode()
    cut = draw(st.integers(0, rows))
    return pyarrow.chunked_array([array[:cut], array[cut:]], type=array.type)


@st.composite
def tables(draw: st.DrawFn) -> pyarrow.Table:
    rows = draw(st.integers(0, 4))
    names = draw(st.lists(NAMES, max_size=6))
    needed = draw(st.sampled_from([[], ["station", "post", "hired"]]))
    plain = {
        "station": st.sampled_from(["440203001", "西联镇"]),
        "post": st.sampled_from(["service", "事务性"]),
        "hired": st.sampled_from(["2021-08", "2019/1/1"]),
    }
    made = [(name, draw(columns(rows))) for name in names if name not in needed]
    for name in needed:
        cells = draw(st.lists(plain[name], min_size=rows, max_size=rows))
        made.append((name, pyarrow.chunked_array([pyarrow.array(cells, pyarrow.string())])))
    return pyarrow.Table.from_arrays([column for _, column in made], names=[name for name, _ in made])


def answered(**tables: Any) -> None:
    try:
        plan = shuangbai.Plan(**{**small(assumptions={"missing_history": "pass"}), **tables})
        assert plan.forecast().totals["year"] == [2021, 2022]
        assert shuangbai.Plan.from_json(plan.to_json()).forecast() == plan.forecast()
    except shuangbai.PlanError as error:
        assert error.errors and all(found.code and found.zh and found.en for found in error.errors)
        assert error._repr_html_() and str(error)


@settings(max_examples=400, deadline=None)
@given(tables())
def test_hostile_workers_are_answered(table: pyarrow.Table) -> None:
    answered(workers=table)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_hostile_hires_are_answered(table: pyarrow.Table) -> None:
    answered(hires=table)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_hostile_stations_are_answered(table: pyarrow.Table) -> None:
    answered(stations=table)


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(0, 100), st.randoms())
def test_hostile_ledgers_are_answered(table: pyarrow.Table, row: int, random: Any) -> None:
    ledger = shuangbai.Plan(**small(assumptions={"fill": "norm", "leave_rate": "0.1"})).ledger().to_arrow()
    names = list(ledger.schema.names)
    rows = [random.randrange(len(ledger)) for _ in range(row % 7)]
    changed = ledger.take(pyarrow.array(rows, pyarrow.int64()))
    if table.num_columns and table.num_rows and changed.num_rows:
        column = table.column(0).combine_chunks()
        places = [index % len(column) for index in range(len(changed))]
        cells = pyarrow.concat_arrays([column[place : place + 1] for place in places])
        changed = changed.set_column(random.randrange(len(names)), random.choice(names), cells)
    for hostile in (table, changed):
        try:
            shuangbai.Ledger.from_arrow(hostile).forecast()
        except (ValueError, TypeError) as error:
            assert str(error)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_hostile_csv_is_answered(text: bytes) -> None:
    try:
        table = _native.Table.from_csv(text)
    except ValueError as error:
        assert str(error)
    else:
        answered(workers=table)


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.decimals(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)))  # fmt: skip
def test_hostile_programmes_are_answered(programme: Any) -> None:
    try:
        shuangbai.Plan(programme, (2021, 2022), [{"code": "440203001"}])
    except shuangbai.PlanError as error:
        assert error.errors
    except ValueError as error:
        # JSON has no infinity and no half a letter.
        assert "JSON" in str(error) or "surrogate" in str(error)


def as_gbk(texts: list[str]) -> pyarrow.Array:
    """A column of what programs take for text that look at no byte."""
    data = pyarrow.array([text.encode("gbk") for text in texts], pyarrow.binary())
    return pyarrow.Array.from_buffers(pyarrow.string(), len(texts), data.buffers())


def written_in(table: pyarrow.Table, form: str, tmp_path: Path) -> Any:
    """A table as it is, in dictionaries, or in a Parquet file."""
    if form == "parquet":
        pyarrow.parquet.write_table(table, tmp_path / "table.parquet", use_dictionary=False)
        return tmp_path / "table.parquet"
    if form == "dictionary":
        keys = pyarrow.array(range(len(table)), pyarrow.int8())
        columns = [pyarrow.DictionaryArray.from_arrays(keys, it.combine_chunks()) for it in table.columns]
        return pyarrow.Table.from_arrays(columns, table.column_names)
    return table


@pytest.mark.parametrize("form", ["table", "dictionary", "parquet"])
def test_text_that_is_not_utf8_is_told_with_its_row_and_its_column(form: str, tmp_path: Path) -> None:
    table = pyarrow.table(
        {"编码": ["440203001", "440203002"], "名称": as_gbk(["a", "西河镇"]), "villages": ["3", "2"]}
    )
    given = written_in(table, form, tmp_path)
    with pytest.raises(shuangbai.PlanError) as refused:
        shuangbai.Plan(**{**small(), "stations": given})
    (error,) = refused.value.errors
    assert (error.code, error.at, error.table, error.row, error.column) == (
        "format", "/stations/1/name", "stations", 1, "名称",
    )  # fmt: skip
    assert error.zh == "不是 UTF-8 文本（按 GBK 读作“西河镇”），请先转存为 UTF-8"
    assert error.en == "no UTF-8 text (as GBK it is `西河镇`); save it as UTF-8 first"
    # Left out, nobody looks at it.
    left_out = shuangbai.Plan(**{**small(), "stations": given, "columns": {"名称": None}})
    assert left_out.stations == ["440203001", "440203002"]


def test_rows_of_bad_text_are_counted_through_all_batches() -> None:
    good = pyarrow.table({"station": ["440203001"] * 3, "post": ["service"] * 3, "hired": ["2021-01"] * 3})
    bad = good.set_column(1, "post", as_gbk(["service", "服务性", "服务性"]))
    with pytest.raises(shuangbai.PlanError) as refused:
        shuangbai.Plan(**small(workers=pyarrow.concat_tables([good, bad])))
    assert [error.at for error in refused.value.errors] == ["/workers/4/post"]
    no_gbk = good.set_column(1, "post", pyarrow.Array.from_buffers(
        pyarrow.string(), 3, pyarrow.array([b"service", b"\xff\xff", b""], pyarrow.binary()).buffers()))  # fmt: skip
    with pytest.raises(shuangbai.PlanError, match=r"不是 UTF-8 文本（\\xff\\xff），请先转存为 UTF-8"):
        shuangbai.Plan(**small(workers=no_gbk))
    ledger = shuangbai.Plan(**small()).ledger().to_arrow()
    at = ledger.schema.get_field_index("name")
    ledger = ledger.set_column(at, "name", as_gbk(["西河镇"] * len(ledger)))
    with pytest.raises(ValueError, match=r"列“name”第 0 行.*西河镇.*column `name`, row 0"):
        shuangbai.Ledger.from_arrow(ledger)


def test_what_is_no_table_is_told() -> None:
    arrays = [
        pyarrow.array([1]),
        pyarrow.array(["a"]).dictionary_encode(),
        pyarrow.nulls(3),
        pyarrow.chunked_array([[1]]),
    ]
    for array in arrays:
        doors = [
            lambda it: shuangbai.Plan(**small(workers=it)),
            lambda it: shuangbai.Plan(**{**small(), "stations": it}),
            shuangbai.Ledger.from_arrow,
            _native.Table,
        ]
        for door in doors:
            with pytest.raises(TypeError, match=r"不是表格.*a table is needed"):
                door(array)
    for nothing in (1, "x", None):
        with pytest.raises(TypeError, match=r"不是表格.*no table"):
            shuangbai.Ledger.from_arrow(nothing)  # type: ignore[arg-type]
    rows = pyarrow.array([{"code": "440203001"}, None])
    for stations in (rows, pyarrow.chunked_array([rows])):
        with pytest.raises(ValueError, match="a row is null as a whole"):
            shuangbai.Plan(**{**small(), "stations": stations})

    endless = pyarrow.table({"plan": pyarrow.Array.from_buffers(pyarrow.null(), 2**40, [None])})
    with pytest.raises(ValueError, match="1099511627776 rows with nothing in them"):
        shuangbai.Ledger.from_arrow(endless)


@pytest.mark.parametrize("calculating", [False, True])
def test_a_fault_of_ours_is_an_exception_that_says_where(
    calculating: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(shuangbai.InternalError, match=r"on purpose.*lib.rs:") as raised:
        _native._panic(calculating)
    assert isinstance(raised.value, RuntimeError)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert "内部错误" in str(raised.value) and "please report it" in str(raised.value)
    assert capfd.readouterr() == ("", ""), "it is told once"


def test_every_call_into_rust_is_guarded() -> None:
    """All but what hands out a field, which can't fail and says so by its type."""
    guarded = 0
    for file in (Path(__file__).parents[2] / "crates/py/src").glob("*.rs"):
        text = file.read_text("utf-8")
        methods = [m[0] for m in re.finditer(r"(?ms)^#\[pymethods\]\nimpl .*?^}", text)]
        functions = [m[0] for m in re.finditer(r"(?ms)^( *)#\[pyfunction\]\n.*?^\1}", text)]
        for block in methods + functions:
            for call in re.finditer(r"(?ms)^( *)(?:pub\(crate\) )?fn (\w+).*?^\1}", block):
                if "-> PyResult<" in call[0]:
                    assert "guarded(" in call[0], f"{file.name}: {call[2]} lets a panic through"
                    guarded += 1
    assert guarded > 20


def test_hostile_input_at_every_door_is_answered() -> None:
    """`hostile.py` for a while (`HOSTILE_SECONDS`), in a process of its own, since it may not live."""
    script = Path(__file__).with_name("hostile.py")
    seconds = float(os.environ.setdefault("HOSTILE_SECONDS", "5"))
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=seconds + 120)
    told = "\n".join(line for line in ran.stdout.splitlines()[:-1] if not line.startswith("HOSTILE_DOOR"))
    assert ran.returncode == 0, f"{told}\n{ran.stderr}\n{ran.stdout.splitlines()[-1:]}"
