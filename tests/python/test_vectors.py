"""The worked plans through both doors, JSON and tables: equal digits, equal errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import shuangbai
from conftest import vectors, without_texts

Arguments = dict[str, Any]


def as_dicts(rows: list[dict[str, Any]]) -> Any:
    return rows


def graded(year: str, grade: Any) -> list[tuple[str, Any]]:
    """The columns of a grade, of when it became known, and of the one until then."""
    if isinstance(grade, str):
        return [(f"appraisal_{year}", grade)]
    beside = [(f"{part}_{year}", grade.get(part)) for part in ("decided", "provisional")]
    return [(f"appraisal_{year}", grade["grade"]), *beside]


def flat(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns of text, with a column for each year's grades."""
    flat = [
        {
            **{
                name: None if cell is None else str(cell)
                for name, cell in row.items()
                if name != "appraisals"
            },
            **{
                name: cell
                for year, grade in row.get("appraisals", {}).items()
                for name, cell in graded(year, grade)
            },
        }
        for row in rows
    ]
    names = dict.fromkeys(name for row in flat for name in row)
    return {name: [row.get(name) for row in flat] for name in names}


def as_pyarrow(rows: list[dict[str, Any]]) -> Any:
    return pyarrow.table({name: pyarrow.array(cells, pyarrow.string()) for name, cells in flat(rows).items()})


def as_dictionaries(rows: list[dict[str, Any]]) -> Any:
    columns = {name: pyarrow.array(cells, pyarrow.string()) for name, cells in flat(rows).items()}
    return pyarrow.table({name: cells.dictionary_encode() for name, cells in columns.items()})


def as_polars(rows: list[dict[str, Any]]) -> Any:
    return polars.DataFrame(flat(rows))


def as_pandas(rows: list[dict[str, Any]]) -> Any:
    return pandas.DataFrame(flat(rows))


SHAPES = [as_dicts, as_pyarrow, as_dictionaries, as_polars, as_pandas]


def travels(workers: list[dict[str, Any]]) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """The moves and absences of all workers, the last ones first, and where in these tables each is."""
    tables: dict[str, list[dict[str, Any]]] = {}
    places: dict[str, str] = {}
    for table, field in (("moves", "moves"), ("absences", "away")):
        found = [
            ({"id": worker["id"], **row}, f"/workers/{place}/{field}/{at}")
            for place, worker in enumerate(workers)
            for at, row in enumerate(worker.get(field, []))
        ]
        found.reverse()
        if found:
            tables[table] = [row for row, _ in found]
            places.update({pointer: f"/{table}/{row}" for row, (_, pointer) in enumerate(found)})
    return tables, places


def arguments(plan: dict[str, Any], shape: Any) -> Arguments:
    """A worked plan as the arguments of `Plan`."""
    workers = plan.get("workers", [])
    rows = {
        "stations": plan["stations"],
        "workers": [{key: row[key] for key in row if key not in ("moves", "away")} for row in workers],
        "hires": plan.get("hires"),
        **travels(workers)[0],
    }
    tables: Arguments = {name: shape(rows[name]) for name in rows if rows[name]}
    others: Arguments = {
        name: plan[name] for name in ("assumptions", "reform", "by", "regions") if name in plan
    }
    horizon = (plan["horizon"]["first"], plan["horizon"]["last"])
    return {"programme": plan["programme"], "horizon": horizon, **tables, **others}


def read(path: Path) -> dict[str, Any]:
    vector: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return vector


@pytest.mark.parametrize("path", vectors("good"), ids=lambda path: path.stem)
def test_a_worked_plan_has_its_digits_through_json(path: Path) -> None:
    vector = read(path)
    forecast = shuangbai.Plan.from_json(json.dumps(vector["plan"])).forecast()
    assert without_texts(forecast.to_json()) == vector["forecast"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("path", vectors("good"), ids=lambda path: path.stem)
def test_a_worked_plan_has_its_digits_through_tables(path: Path, shape: Any) -> None:
    vector = read(path)
    plan = shuangbai.Plan(**arguments(vector["plan"], shape))
    assert without_texts(plan.forecast().to_json()) == vector["forecast"]


@pytest.mark.parametrize("path", vectors("good"), ids=lambda path: path.stem)
def test_tables_and_json_are_written_alike(path: Path) -> None:
    plan = read(path)["plan"]
    through_json = shuangbai.Plan.from_json(json.dumps(plan))
    through_tables = shuangbai.Plan(**arguments(plan, as_pyarrow))
    assert json.loads(through_tables.to_json()) == json.loads(through_json.to_json())
    assert shuangbai.Plan.from_json(through_tables.to_json()).forecast() == through_json.forecast()


@pytest.mark.parametrize("path", vectors("bad"), ids=lambda path: path.stem)
def test_a_bad_plan_has_its_errors_through_json(path: Path) -> None:
    vector = read(path)
    text = vector.get("text") or json.dumps(vector["plan"])
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan.from_json(text).forecast()
    assert [{"code": e.code, "at": e.at} for e in raised.value.errors] == vector["errors"]
    assert all(error.zh and error.en for error in raised.value.errors)


# The rounds of meaning and of calculating don't know where a plan came from. But moves of a table stand in any order, and
# it has no grades as objects.
OTHERWISE = ("61-moves", "64-grades-as-objects")
BEYOND_READING = [path for path in vectors("bad") if int(path.stem[:2]) >= 29 and path.stem not in OTHERWISE]


@pytest.mark.parametrize("shape", [as_dicts, as_pyarrow, as_polars])
@pytest.mark.parametrize("path", BEYOND_READING, ids=lambda path: path.stem)
def test_a_bad_plan_has_its_errors_through_tables(path: Path, shape: Any) -> None:
    vector = read(path)
    if "plan" not in vector:
        pytest.skip("a text, no plan")
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan(**arguments(vector["plan"], shape)).forecast()
    _, places = travels(vector["plan"].get("workers", []))

    def there(at: str) -> str:
        """A move or an absence stands at the row of its table."""
        known = next((pointer for pointer in places if f"{at}/".startswith(f"{pointer}/")), "")
        return places[known] + at.removeprefix(known) if known else at

    found = [(e.at, e.code) for e in raised.value.errors]
    assert found == sorted((there(one["at"]), one["code"]) for one in vector["errors"])
