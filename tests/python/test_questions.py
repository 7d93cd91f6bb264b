"""Questions (rules 16 to 21): the worked ones to the byte, and the functions that ask them."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import shuangbai
from conftest import VECTORS, small, vectors

QUESTIONS = sorted((VECTORS / "questions").glob("*.json"))


def test_there_are_worked_questions() -> None:
    assert len(QUESTIONS) > 15


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_worked_question_has_its_answer(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    for question in (vector["question"], json.dumps(vector["question"])):
        answer = shuangbai.ask(question)
        told = [*answer.get("errors", []), *([answer["why"]] if "why" in answer else [])]
        for item in told:
            assert item.pop("zh") and item.pop("en")
            told += item.get("parts", [])
        # As text, so that the order of keys counts.
        assert json.dumps(answer) == json.dumps(vector["answer"])


def plan(**more: Any) -> shuangbai.Plan:
    return shuangbai.Plan(**small(assumptions={"fill": "norm"}, **more))


def test_causes_add_up_and_have_their_terms() -> None:
    now = plan()
    later = now.reformed({"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}})
    compared = shuangbai.compare(now, later, "due/local", years=(2021, 2022), region="4402")
    assert sum(effect.effect for effect in compared.effects) == compared.difference
    raised = compared.effects[1]
    assert (raised.cause, raised.exact, raised.name("zh")) == ("raise", Fraction(-510000), "递增")
    assert len(compared.sentences("zh")) == len(compared.sentences("en")) == 3
    assert "合计" in str(compared.show()) and "Total" in str(compared.show("en"))
    joined = shuangbai.compare(now, later, "due/local", join=[["raise", "subsidy"]])
    assert [effect.cause for effect in joined.effects] == ["raise"]


def test_a_limit_is_sought_and_told() -> None:
    found = shuangbai.seek(
        plan(), vary="/programme/raise/0/rate", span=("0", "0.2"), step="0.01", figure="pay", at_most="511000"
    )
    assert found.value == Decimal("0.04")
    assert found.next is not None and found.next.value == Decimal("0.05")
    assert "0.04" in found.sentence("zh") and "0.05" in found.sentence("en")
    month = shuangbai.seek(
        plan(),
        vary=["/stations/*/opens"],
        span=("2021-01", "2021-12"),
        figure="pay",
        years=2021,
        at_most=100000,
        find="first",
    )
    assert isinstance(month.value, str) and month.value.startswith("2021-")
    none = shuangbai.seek(plan(), vary="/stations/0/villages", span=(1, 9), figure="headcount", at_least=100)
    assert none.value is None and len(none.tried) == 2 and none.sentence()


def test_a_record_tells_what_differs_later() -> None:
    record = plan().record()
    assert plan().verify(record) and plan().verify(record).differs == ()
    other = plan().reformed({"title": {"zh": "改"}})
    assert not other.verify(record) and other.verify(record).differs == ("programme",)


def test_what_is_wrong_with_a_question_is_raised_and_with_ask_answered() -> None:
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.compare(plan(), plan(), "due/locl")
    error = raised.value.errors[0]
    assert (error.code, error.at) == ("unknown_figure", "/compare/figure/figure")
    assert "due/local" in error.en
    assert shuangbai.ask("{")["errors"][0]["code"] == "json"


@pytest.mark.parametrize("path", vectors("good"), ids=lambda path: path.stem)
def test_a_worked_plan_has_one_record_however_it_comes(path: Path) -> None:
    tree = json.loads(path.read_text("utf-8"))["plan"]
    read = shuangbai.Plan.from_json(json.dumps(tree))
    assert shuangbai.ask({"plan": tree, "record": {}})["record"] == read.record()
