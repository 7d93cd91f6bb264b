"""People on a cluster: dask and Spark give the digits of a single run, whatever the partitions."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import dask.dataframe
import pandas
import pyarrow
import pytest
from dask.distributed import Client, LocalCluster
from test_vectors import arguments, as_pandas, read

import shuangbai
import shuangbai.dask
from conftest import vectors, without_texts

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")

#: A frame of people, in so many partitions, and the engine's module with what it is told besides.
Engine = Callable[[pandas.DataFrame, int], tuple[Any, Any, dict[str, Any]]]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    if not os.environ.get("WITH_SPARK"):
        pytest.importorskip("pyspark", reason="Spark is large: `make cluster-test` has it")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "3")
    for name, value in [
        ("spark.ui.enabled", "false"),
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.memory", "1g"),
        ("spark.sql.execution.arrow.pyspark.enabled", "true"),
    ]:
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(params=["dask", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "dask":
        client = request.getfixturevalue("client")

        def on_dask(people: pandas.DataFrame, partitions: int) -> tuple[Any, Any, dict[str, Any]]:
            frame = dask.dataframe.from_pandas(people, npartitions=partitions, sort=False)
            return frame, shuangbai.dask, {"client": client}

        return on_dask
    session = request.getfixturevalue("session")
    from shuangbai import spark

    def on_spark(people: pandas.DataFrame, partitions: int) -> tuple[Any, Any, dict[str, Any]]:
        fields = ", ".join(f"`{name}` string" for name in people.columns)
        rows = people.astype(object).where(people.notna(), None).to_numpy().tolist()
        return session.createDataFrame(rows, fields).repartition(partitions), spark, {}

    return on_spark


@pytest.mark.parametrize("path", vectors("good"), ids=lambda path: path.stem)
def test_a_worked_plan_has_its_digits(path: Path, engine: Engine) -> None:
    vector = read(path)
    given = arguments(vector["plan"], as_pandas)
    if "workers" not in given:
        pytest.skip("nobody")
    people = given.pop("workers")
    travel = {name: given.pop(name) for name in ("moves", "absences") if name in given}
    frame, module, more = engine(people, 3)
    forecast = module.forecast(frame, shuangbai.Plan(**given), **travel, **more)
    assert without_texts(forecast.to_json()) == vector["forecast"]


TOWNS = [{"code": f"4402030{place:02}", "name": f"{place}号镇", "villages": 3} for place in range(1, 21)]
PLAN = shuangbai.Plan(
    "guangdong-2021", (2021, 2024), TOWNS, assumptions={"missing_history": "pass"}, by="station"
)


def crowd(count: int) -> pandas.DataFrame:
    """People of all stations but the last, some with grades, pay and a month of leaving."""
    place = pandas.Series(range(count))
    return pandas.DataFrame(
        {
            "编号": place.map("w{}".format),
            "社工站": place.map(lambda it: TOWNS[it * 7 % (len(TOWNS) - 1)]["code" if it % 2 else "name"]),
            "岗位": place.map(lambda it: ["服务性", "事务性"][it % 3 // 2]),
            "入职": place.map(lambda it: f"{2017 + it % 5}-{it % 12 + 1:02}"),
            "离职": place.map(lambda it: f"2023-{it % 12 + 1:02}" if it % 11 == 0 else None),
            "年薪": place.map(lambda it: f"{50_000 + it % 97}.{it % 100:02}"),
            "年薪年度": "2021",
            "2021": place.map(lambda it: ["优秀", "合格", "不合格"][it % 3]),
        }
    )


def test_partitions_do_not_matter(engine: Engine) -> None:
    people = crowd(2_000)
    whole = PLAN.replace(workers=people).forecast()
    for partitions, parts in [(1, None), (7, 2), (3, 12)]:
        frame, module, more = engine(people, partitions)
        forecast = module.forecast(frame, PLAN, parts=parts, **more)
        assert forecast == whole
        assert set(module.ledger(frame, PLAN, **more).stations) == {town["code"] for town in TOWNS}


def test_a_sweep_is_that_of_one_computer(engine: Engine) -> None:
    people = crowd(300)
    reforms = {rate: {"raise": {"from": 2022, "rate": rate}} for rate in ("0.03", "0.07")}
    frame, module, more = engine(people, 2)
    swept = module.sweep(frame, PLAN, reforms, table="rows", **more)
    assert swept.to_dicts() == shuangbai.sweep(PLAN.replace(workers=people), reforms, table="rows").to_dicts()


def test_errors_have_the_rows_of_the_frame(engine: Engine) -> None:
    people = crowd(400)
    people.loc[[17, 311], "入职"] = "一月"
    people.loc[250, "社工站"] = "440299999"
    frame, module, more = engine(people, 1)  # of one partition Spark keeps the order
    with pytest.raises(shuangbai.PlanError) as refused:
        module.forecast(frame, PLAN, parts=4, **more)
    found = {(error.code, error.row, error.column) for error in refused.value.errors}
    assert ("format", 17, "入职") in found
    assert ("format", 311, "入职") in found
    assert all(error.table == "workers" for error in refused.value.errors)
    people.loc[[17, 311], "入职"] = "2021-01"
    frame, module, more = engine(people, 1)
    with pytest.raises(shuangbai.PlanError) as refused:
        module.forecast(frame, PLAN, parts=4, **more)
    assert [(error.code, error.row) for error in refused.value.errors] == [("unknown_station", 250)]


def test_an_id_of_two_people_is_refused_wherever_they_are(engine: Engine) -> None:
    people = crowd(60)
    people.loc[41, "编号"] = "w8"
    frame, module, more = engine(people, 5)
    with pytest.raises(shuangbai.PlanError) as refused:
        module.forecast(frame, PLAN, **more)
    assert {error.code for error in refused.value.errors} == {"duplicate"}


def test_who_moves_takes_the_stations_along(engine: Engine) -> None:
    people = crowd(60)
    moves = pandas.DataFrame(
        {"编号": ["w3", "w50"], "起": ["2022-05", "2023-02"], "调入社工站": ["440203020", "1号镇"]}
    )
    absences = pandas.DataFrame({"编号": ["w7"], "起": ["2022-02"], "止": ["2022-04"]})
    whole = PLAN.replace(workers=people, moves=moves, absences=absences).forecast()
    frame, module, more = engine(people, 4)
    assert module.forecast(frame, PLAN, moves=moves, absences=absences, **more) == whole
    moves.loc[1, "编号"] = "w999"
    with pytest.raises(shuangbai.PlanError) as refused:
        module.forecast(frame, PLAN, moves=moves, absences=absences, **more)
    assert [(error.table, error.row) for error in refused.value.errors] == [("moves", 1)]


def test_people_are_read_as_a_plan_reads_them(engine: Engine) -> None:
    people = crowd(50).rename(columns={"社工站": "所在"}).assign(备注="无")
    people["年薪"] = "5.2"
    reading: Any = {"columns": {"所在": "station", "备注": None}, "pay_unit": "万元"}
    frame, module, more = engine(people, 2)
    assert (
        module.forecast(frame, PLAN, **reading, **more) == PLAN.replace(workers=people, **reading).forecast()
    )


def test_what_is_no_frame_or_has_people_already_is_refused(engine: Engine) -> None:
    frame, module, more = engine(crowd(5), 1)
    with pytest.raises(TypeError, match="data frame"):
        module.forecast(crowd(5), PLAN, **more)
    with pytest.raises(ValueError, match="lists 5 workers"):
        module.forecast(frame, PLAN.replace(workers=crowd(5)), **more)
    with pytest.raises(TypeError, match=r"'colums'.*columns"):
        module.forecast(frame, PLAN, colums={}, **more)
    with pytest.raises(ValueError, match="totals or rows"):
        module.sweep(frame, PLAN, [{}], table="all", **more)


def test_a_worker_that_is_killed_changes_nothing() -> None:
    people = crowd(20_000)
    whole = PLAN.replace(workers=people).forecast()

    def slow(frame: pandas.DataFrame, flag: str) -> pandas.DataFrame:
        """The first time, its process ends amid its work."""
        if not os.path.exists(flag):
            Path(flag).touch()
            os._exit(1)
        return frame

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        flag = Path(cluster.workers[0].local_directory) / "killed"
        frame = dask.dataframe.from_pandas(people, npartitions=6, sort=False)
        frame = frame.map_partitions(slow, str(flag), meta=frame._meta, enforce_metadata=False)
        assert shuangbai.dask.forecast(frame, PLAN, client=client) == whole
        assert flag.exists()


def test_a_million_people_on_two_workers(engine: Engine) -> None:
    towns = shuangbai.datasets.guangdong_towns()
    plan = shuangbai.Plan("guangdong-2021", (2021, 2030), towns, by="city")
    codes = pandas.Series(towns["code"])
    place = pandas.Series(range(1_000_000))
    people = pandas.DataFrame(
        {
            "station": codes.take((place * 31 % len(codes)).to_numpy()).to_numpy(),
            "post": "service",
            "hired": (2018 + place % 4).astype(str) + "-07",
            "pay": (50_000 + place % 200).astype(str),
            "pay_year": "2021",
        }
    )
    whole = plan.replace(workers=people).forecast()
    frame, module, more = engine(people, 4)
    assert module.forecast(frame, plan, **more) == whole
    assert whole.totals["headcount"][0] == Decimal(1_000_000)


def test_memory_that_begins_at_any_byte_is_read() -> None:
    table = pyarrow.Table.from_pandas(crowd(50))
    moved = [
        [
            pyarrow.Array.from_buffers(
                chunk.type, len(chunk), [buffer and off_by_one(buffer) for buffer in chunk.buffers()]
            )
            for chunk in column.chunks
        ]
        for column in table.itercolumns()
    ]
    odd = pyarrow.table([pyarrow.chunked_array(chunks) for chunks in moved], names=table.column_names)
    assert odd.column(0).chunk(0).buffers()[1].address % 8 == 1
    assert PLAN.replace(workers=odd).forecast() == PLAN.replace(workers=table).forecast()


def off_by_one(buffer: Any) -> Any:
    """The same bytes at an odd place, as another process sends them."""
    return pyarrow.py_buffer(bytes(9) + buffer.to_pybytes()).slice(9) if buffer.size else buffer


def test_ledgers_go_through_pandas() -> None:
    ledgers = [PLAN.replace(stations=[town]).ledger() for town in TOWNS[:3]]
    frames = [ledger.to_arrow().to_pandas() for ledger in ledgers]
    merged = shuangbai.merge(ledgers)
    assert shuangbai.Ledger.from_arrow(pandas.concat(frames)) == merged
    assert json.loads(shuangbai.Ledger.from_arrow(merged.to_table().to_pandas()).to_json()) == json.loads(
        merged.to_json()
    )
