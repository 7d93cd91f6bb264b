"""Hostile tables: an error or a forecast, never a crash."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st

import shuangbai
from conftest import small

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
def columns(draw: st.DrawFn, rows: int) -> pyarrow.ChunkedArray:
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
    from shuangbai import _native

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
