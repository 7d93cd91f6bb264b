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
    assert compared.sentences("zh")[0].startswith("2021–2022 年 4402 地区地方应付从 ")
    assert len(compared.sentences("zh")) == len(compared.sentences("en")) == 3
    assert compared.sentences("en")[2] == "Raise: down 5,100.00 yuan."
    assert "合计" in str(compared.show()) and "Total" in str(compared.show(lang="en"))
    assert compared.show("万元", "zh").rows[0][1] == "+0.84"
    assert dict(zip(compared.table["cause"], compared.table["effect"]))["raise"] == Decimal("-5100.00")
    assert compared.table.to_polars()["effect"].sum() == compared.difference
    assert compared._repr_html_() == compared.table._repr_html_() and "<li>" in compared._repr_html_()
    assert compared.to_dict()["effects"][0]["cause"] == "subsidy"
    joined = shuangbai.compare(now, later, "due/local", join=[["raise", "subsidy"]])
    assert [effect.cause for effect in joined.effects] == ["raise"]


def test_a_count_is_compared_in_whole_people() -> None:
    more = plan().replace(stations=[{"code": "440203001", "villages": 5}])
    compared = shuangbai.compare(plan(), more, "headcount", years=2022)
    assert (compared.difference, compared.table["effect"]) == (2, [2])
    assert compared.sentences("zh") == ["2022 年年末人数从 5 变为 7，增加 2。", "站点使它增加 2。"]
    assert compared.show("万元", "en").rows[0] == ["stations", "+2", "+2", "+2"]


def test_mixed_names_the_causes_that_go_together() -> None:
    worker = {"id": "a", "station": "440203001", "post": "service", "hired": "2021-01", "pay": 50000}
    years = {"horizon": (2022, 2023)}
    now = shuangbai.Plan(**small(**years, workers=[worker], assumptions={"missing_history": "pass"}))
    later = shuangbai.Plan(**small(**years, workers=[{**worker, "appraisals": {"2021": "pass"}}]))
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.compare(now, later, "pay")
    (error,) = raised.value.errors
    assert (error.code, error.at) == ("mixed", "/compare/join")
    assert "合并考核、人员（appraisal, people）" in error.zh and "join appraisal, people" in error.en
    joined = shuangbai.compare(now, later, "pay", join=[["appraisal", "people"]])
    assert [effect.cause for effect in joined.effects] == ["appraisal"]


def towns(**more: Any) -> shuangbai.Plan:
    stations = [
        {"code": "440203001", "villages": 3, "tier": "less-developed"},
        {"code": "440203002", "villages": 6, "tier": "less-developed"},
    ]
    return shuangbai.Plan("guangdong-2021", (2021, 2023), stations, assumptions={"fill": "norm"}, **more)


def test_the_short_ways_are_what_seek_finds() -> None:
    posts = shuangbai.seek.posts(towns(), 300_000, year=2023)
    assert isinstance(posts.value, Decimal) and posts.required == 13 and posts.posts is not None
    assert posts.next is not None and posts.figure is not None
    assert posts.figure <= 300_000 < posts.next.figure and 0 < posts.posts < 13
    left = towns().replace(assumptions={"vacancy_rate": str(posts.value)}).forecast()
    assert left.norm.tail(1)["held"] == [posts.posts] and left.totals["due_province"][2] == posts.figure
    assert posts.sentence("zh").startswith("300,000.00 元可以承担 ") and "of 13 required" in posts.sentence(
        "en"
    )
    assert shuangbai.seek.posts(towns(), 10**9).posts == 13

    opening = shuangbai.seek.opening(towns(), 200_000, year=2021)
    assert opening.next is not None and str(opening.value) > str(opening.next.value)
    some = shuangbai.seek.opening(towns(), 300_000, stations=["440203002"])
    assert str(some.value) < str(opening.value)

    funded = towns(
        reform={"funds": [{"name": "省资金", "payer": "province", "first": 2021, "amount": "800000"}]}
    )
    standard = shuangbai.seek.standard(funded, fund="省资金", until=2022)
    assert standard.next is not None and standard.figure == 0 < standard.next.figure
    reformed = funded.reformed({"subsidy": {"standard": str(standard.next.value)}}).forecast()
    assert reformed.funds["shortfall"][:2] != [0, 0]

    share = shuangbai.seek.share(towns(), 200_000, region="440203", entry=1, year=2021)
    assert share.share is not None and share.figure is not None and share.figure <= 200_000
    assert "分担比例可以到" in share.sentence("zh") and "share of the local" in share.sentence("en")
    alone = shuangbai.seek.share(towns(), 200_000, entry=0, other="city", year=2021)
    assert alone.payer == "local"


def test_the_short_ways_tell_what_they_need() -> None:
    with pytest.raises(shuangbai.PlanError, match="/plan/assumptions/fill"):
        shuangbai.seek.posts(shuangbai.Plan(**small()), 1000)
    with pytest.raises(shuangbai.PlanError, match="/share/entry"):
        shuangbai.seek.share(towns(), 1000)
    with pytest.raises(ValueError, match="省财政补助2021"):
        shuangbai.seek.standard(towns(), fund="别的")
    with pytest.raises(ValueError, match="440203009"):
        shuangbai.seek.opening(towns(), 1000, stations=["440203009"])


def test_both_sides_of_a_crossing_are_shown() -> None:
    found = shuangbai.seek(
        plan(), vary="/programme/raise/0/rate", span=("0", "0.2"), step="0.01", figure="pay", at_most="511000"
    )
    (shown,) = found.show("en").below
    assert [row[2] for row in shown.rows] == ["within", "beyond"] and shown.rows[0][0] == "0.04"
    assert found.sentence("zh").startswith("递增率可以到 0.04：")
    assert "0.04" in found._repr_html_() and str(found) == found.show().text()
    assert found.to_dict()["value"] == "0.04"
    none = shuangbai.seek(plan(), vary="/stations/0/villages", span=(1, 9), figure="headcount", at_least=100)
    assert none.sentence("zh") == "没有候选值使 2021–2022 年年末人数不低于 100。"
    assert [row[2] for row in none.show("en").below[0].rows] == ["beyond", "beyond"]
    all_of = shuangbai.seek(plan(), vary="/stations/0/villages", span=(1, 9), figure="headcount", at_most=100)
    assert all_of.next is None and "到候选值的尽头 9 都满足" in all_of.sentence("zh")
    assert "where the candidates end" in all_of.sentence("en")


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


def test_a_figure_is_explained_down_to_what_stands_in_the_plan() -> None:
    forecast = plan().forecast()
    due = forecast.explain("due.local", year=2022)
    assert str(due.value) == str(forecast.totals["due_local"][1]) and due.rule == 6
    assert "due" in due.to_dict()["what"] and due.sentence("zh").startswith("2022 年应付（地方） = ")
    assert len(due.text("en", depth=1).splitlines()) == 1 + len(due.parts)
    assert due._repr_html_().count("<details") > len(due.parts)
    region = forecast.explain("pay", 2022, "4402", fold=0)
    ends = [region]
    while ends[-1].parts:
        ends.append(ends[-1].parts[0])
    assert ends[-1].to_dict()["op"] in ("given", "one", "months")
    assert forecast.explain("due.local", 2022, part=[0]).to_dict() == due.parts[0].to_dict()
    assert forecast.explain("norm/required", 2022).value == forecast.norm["required"][-1]


def test_what_has_no_explanation_is_told() -> None:
    forecast = plan().forecast()
    with pytest.raises(shuangbai.PlanError, match="unknown_figure"):
        forecast.explain("payy")
    with pytest.raises(ValueError, match="4499"):
        forecast.explain("pay", 2022, "4499")
    with pytest.raises(ValueError, match="not there"):
        shuangbai.Forecast.from_json(forecast.to_json()).explain("pay")
