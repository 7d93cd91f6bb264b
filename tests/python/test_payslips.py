"""Why somebody is paid so in a month (rules 17 and 20): every figure of worked sheets, by the checker of rule 17 alone."""

from __future__ import annotations

import importlib
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from test_sheet import plan

import shuangbai
from conftest import VECTORS, vectors

ORACLE = str(VECTORS.parent / "oracle")


class Checked:
    """Trees of a plan, checked by what `tests/oracle` reads in rule 17."""

    def __init__(self, text: str) -> None:
        sys.path.insert(0, ORACLE)
        try:
            names = ("oracle", "why", "rules.figure", "rules.text")
            oracle, why, figure, reader = (importlib.import_module(name) for name in names)
        finally:
            sys.path.remove(ORACLE)
        _, written = figure.read_plan(reader.JsonReader(text).read())
        self._checker = why.Checker(json.loads(oracle.dump(written)))

    def value(self, tree: dict[str, Any]) -> Decimal:
        value = self._checker.check(tree)
        return Decimal(value.numerator) / Decimal(value.denominator)


def plans() -> list[Path]:
    """The worked plans, and those of worked sheets."""
    questions = sorted((VECTORS / "questions").glob("*.json"))
    return vectors("good") + [
        path for path in questions if "sheet" in json.loads(path.read_text("utf-8"))["answer"]
    ]


def months(whole: shuangbai.Plan) -> list[str]:
    """The first month of the horizon, the last, and some between."""
    first, last = whole.horizon
    every = [f"{year}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]
    return sorted({every[0], every[-1], *every[4 :: max(len(every) // 5, 1)]})


@pytest.mark.parametrize("path", plans(), ids=lambda path: path.stem)
def test_every_figure_of_a_worked_plans_sheet_is_what_its_tree_comes_to(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    text = json.dumps(vector.get("plan") or vector["question"]["plan"])
    whole, checked = shuangbai.Plan.from_json(text), Checked(text)
    asked = vector.get("question", {}).get("sheet")
    for month in months(whole) if asked is None else sorted({asked["first"], asked["last"]}):
        try:
            sheet = whole.sheet(month)
        except shuangbai.PlanError as error:
            assert {one.code for one in error.errors} == {"uncertain"}
            continue
        money = [name for name in sheet.rows.columns if name.startswith(("arrears_", "share_", "due_"))]
        for at in dict.fromkeys(sheet.rows["at"]):
            rows = [row for row in sheet.rows if row["at"] == at]
            for name in ["pay", "subsidy", "top_up", "surplus", "payable", *money]:
                told = sheet.explain(at, month, name, fold=0)
                assert checked.value(told.to_dict()) == sum(row[name] for row in rows), (month, at, name)
            if len(rows) == 1 and rows[0]["annual"]:
                told = sheet.explain(at, month, "annual")
                assert checked.value(told.to_dict()) == rows[0]["annual"], (month, at)


def test_people_read_why_somebody_is_paid_so() -> None:
    march = plan().sheet("2022-03", stations=["440203001"])
    why = march.explain("甲")
    assert why.value == str(march.rows["payable"][0]) == "5750.00"
    told = why.text("zh")
    assert told.splitlines()[0] == "2022 年 3 月 甲 应发 = 5,250.00 + 500.00 = 5,750.00（规则 20）"
    # What was known before March, and since when.
    assert "2021 年考核到 2022-03 才公布" in told and "2021 年考核合格" in told
    assert "2022 年 2 月薪酬" in told
    english = march.explain("甲", "2022-03", "due.local").text("en")
    assert english.startswith("Due (local) 2022-03, 甲 = ")
    assert march.explain("丁", "2022-03", "pay").parts  # of the station that they came to
    assert why._repr_html_().count("<details") > 5


def test_what_has_no_payslip_is_told() -> None:
    sheet = plan().sheet("2022-03")
    for who, month, figure, code, at in [
        ("戊", "2022-03", "payable", "choice", "/who"),
        ("甲", "2023-01", "payable", "range", "/month"),
        ("丙", "2022-03", "payable", "range", "/month"),  # away
        ("甲", "2022-03", "payble", "unknown_figure", "/figure"),
        ("/hires/0", "2022-03", "pay", "choice", "/who"),
    ]:
        with pytest.raises(shuangbai.PlanError) as raised:
            sheet.explain(who, month, figure)
        assert [(one.code, one.at) for one in raised.value.errors] == [(code, at)], who
    with pytest.raises(shuangbai.PlanError, match="payable"):
        sheet.explain("甲", figure="payble")
