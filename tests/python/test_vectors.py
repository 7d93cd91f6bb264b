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


def flat(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns of text, with a column for each year's grades."""
    flat = [
        {
            **{
                name: None if cell is None else str(cell)
                for name, cell in row.items()
                if name != "appraisals"
            },
            **{f"appraisal_{year}": grade for year, grade in row.get("appraisals", {}).items()},
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


def arguments(plan: dict[str, Any], shape: Any) -> Arguments:
    """A worked plan as the arguments of `Plan`."""
    tables: Arguments = {
        name: shape(plan[name]) for name in ("stations", "workers", "hires") if plan.get(name)
    }
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


def in_tables(paths: list[Path]) -> list[Path]:
    """The plans that tables can say: these have no columns for moves and absences, nor for when a grade was decided."""

    def can_say(path: Path) -> bool:
        plan = read(path).get("plan", {})
        workers = (
            [row for row in plan.get("workers") or () if isinstance(row, dict)]
            if isinstance(plan, dict)
            else []
        )
        grades = [grade for row in workers for grade in dict(row.get("appraisals") or {}).values()]
        return not any("moves" in row or "away" in row for row in workers) and not any(
            isinstance(grade, dict) for grade in grades
        )

    return [path for path in paths if can_say(path)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("path", in_tables(vectors("good")), ids=lambda path: path.stem)
def test_a_worked_plan_has_its_digits_through_tables(path: Path, shape: Any) -> None:
    vector = read(path)
    plan = shuangbai.Plan(**arguments(vector["plan"], shape))
    assert without_texts(plan.forecast().to_json()) == vector["forecast"]


@pytest.mark.parametrize("path", in_tables(vectors("good")), ids=lambda path: path.stem)
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


# The rounds of meaning and of calculating don't know where a plan came from.
BEYOND_READING = [path for path in in_tables(vectors("bad")) if int(path.stem[:2]) >= 29]


@pytest.mark.parametrize("shape", [as_dicts, as_pyarrow, as_polars])
@pytest.mark.parametrize("path", BEYOND_READING, ids=lambda path: path.stem)
def test_a_bad_plan_has_its_errors_through_tables(path: Path, shape: Any) -> None:
    vector = read(path)
    if "plan" not in vector:
        pytest.skip("a text, no plan")
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan(**arguments(vector["plan"], shape)).forecast()
    assert [{"code": e.code, "at": e.at} for e in raised.value.errors] == vector["errors"]
