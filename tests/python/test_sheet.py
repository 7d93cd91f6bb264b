"""The pay sheet (rule 20): months add up to the forecast, and people can read it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import shuangbai
from conftest import VECTORS

STATIONS = [
    {"code": "440203001", "name": "西联镇", "villages": 2},
    {"code": "440203002", "name": "西河镇", "villages": 2},
]
WORKERS = [
    {"id": "甲", "station": "西联镇", "post": "service", "hired": "2021-01", "pay": "60000",
     "appraisals": {"2021": {"grade": "pass", "decided": "2022-03"}}},
    {"id": "乙", "station": "西联镇", "post": "service", "hired": "2021-01", "pay": "52000",
     "appraisals": {"2021": "excellent"}},
    {"id": "丙", "station": "西联镇", "post": "service", "hired": "2021-01", "appraisals": {"2021": "pass"}},
    {"id": "丁", "station": "西河镇", "post": "service", "hired": "2021-01", "appraisals": {"2021": "fail"}},
]  # fmt: skip
MOVES = [{"id": "丁", "from": "2022-03", "station": "西联镇"}]
ABSENCES = [{"id": "丙", "from": "2022-02", "to": "2022-04"}]


def plan(**more: Any) -> shuangbai.Plan:
    return shuangbai.Plan(
        "guangdong-2021",
        (2022, 2022),
        STATIONS,
        WORKERS,
        moves=MOVES,
        absences=ABSENCES,
        by="station",
        **more,
    )


def questions() -> list[Path]:
    """The worked sheets that have an answer."""
    found = []
    for path in sorted((VECTORS / "questions").glob("*.json")):
        vector = json.loads(path.read_text("utf-8"))
        if "sheet" in vector["answer"]:
            found.append(path)
    assert len(found) >= 5
    return found


def printed(cells: dict[str, Any], begins: str, payers: list[str]) -> dict[str, Any]:
    """A month's figures of a row of a table as rule 20 has them."""
    figures: dict[str, Any] = {name: str(cells[f"{begins}{name}"]) for name in ("pay", "subsidy")}
    figures["shares"] = {payer: str(cells[f"{begins}share_{payer}"]) for payer in payers}
    return figures | {name: str(cells[f"{begins}{name}"]) for name in ("top_up", "surplus")}


@pytest.mark.parametrize("path", questions(), ids=lambda path: path.stem)
def test_worked_sheets_come_out_digit_by_digit(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    asked, answer = vector["question"]["sheet"], vector["answer"]["sheet"]
    whole = shuangbai.Plan.from_json(json.dumps(vector["question"]["plan"]))
    sheet = whole.sheet(asked["first"], asked["last"], stations=asked.get("stations", ()))
    payers = [name.removeprefix("due_") for name in sheet.totals.columns if name.startswith("due_")]
    rows = [
        {
            **{name: row[name] for name in ("month", "station", "post", "at", "id", "count")},
            "annual": str(row["annual"]),
        }
        | printed(row, "", payers)
        | {"arrears": printed(row, "arrears_", payers)}
        | {"due": {payer: str(row[f"due_{payer}"]) for payer in payers}, "payable": str(row["payable"])}
        for row in sheet.rows
    ]
    assert rows == answer["rows"]
    calls = [
        row
        for month in sheet.months
        for table in (sheet.calls, sheet.totals)
        for row in table
        if row["month"] == month
    ]
    totals = [
        {**{name: row[name] for name in ("month", "region", "name")}, "headcount": row["on_payroll"]}
        | printed(row, "", payers)
        | {"arrears": printed(row, "arrears_", payers)}
        | {
            "costs": {
                cost: {
                    "amount": str(row[f"cost_{cost}_amount"]),
                    "shares": {payer: str(row[f"cost_{cost}_share_{payer}"]) for payer in payers},
                }
                for cost in answer["totals"][0]["costs"]
            }
        }
        | {"due": {payer: str(row[f"due_{payer}"]) for payer in payers}, "payable": str(row["payable"])}
        for row in calls
    ]
    assert totals == answer["totals"]


def test_the_months_add_up_to_the_year() -> None:
    year, forecast = plan().sheet("2022-01", "2022-12"), plan().forecast()
    for name in ("pay", "subsidy", "share_province", "top_up", "surplus"):
        paid = sum(year.rows[name]) + sum(year.rows[f"arrears_{name}"])
        assert (
            paid == sum(year.totals[name]) + sum(year.totals[f"arrears_{name}"]) == forecast.totals[name][0]
        ), name
    assert sum(year.totals["due_local"]) == forecast.totals["due_local"][0]
    assert sum(year.totals["on_payroll"]) == forecast.totals["worker_months"][0]
    assert sum(year.calls["payable"]) == sum(year.rows["payable"])


def test_a_grade_known_late_is_paid_with_arrears() -> None:
    march = plan().sheet("2022-03", stations=["440203001"])
    by_id = {row["id"]: row for row in march.rows}
    assert list(by_id) == ["甲", "乙", "丁"]  # 丙 is away, 丁 came
    assert (by_id["甲"]["pay"], by_id["甲"]["arrears_pay"]) == (Decimal("5250.00"), Decimal("500.00"))
    assert by_id["甲"]["payable"] == Decimal("5750.00")


def test_people_read_a_pay_sheet() -> None:
    year = plan().sheet("2022-01", "2022-12")
    shown = year.show("2022-03", lang="zh")
    assert shown.title.endswith("2022年3月工资表")
    assert shown.header[:6] == ["社工站", "岗位", "编号", "人数", "年薪", "薪酬"]
    assert "补发薪酬" in shown.header and "补发结余" not in shown.header
    assert shown.rows[0][:3] == ["西联镇", "服务性", "甲"]
    assert shown.rows[-1][0] == "合计" and shown.totals == {len(shown.rows) - 1}
    place = shown.header.index("应发")
    assert Decimal(shown.rows[-1][place].replace(",", "")) == sum(year.of("2022-03")["payable"])
    english = year.show("2022-03", "万元", "en")
    assert english.header[0] == "Station" and english.title.endswith("pay sheet of 2022-03 (10,000 yuan)")
    assert "补发薪酬" not in year.show("2022-05", lang="zh").header
    assert year.calls.show("元", "zh").header[:4] == ["月份", "地区编码", "名称", "在册人数"]
    with pytest.raises(ValueError, match=r"2023-01.*2022-01 to 2022-12"):
        year.show("2023-01")


def test_months_come_one_by_one_and_are_the_same() -> None:
    whole = plan().sheet("2022-01", "2022-12")
    months = list(plan().sheets("2022-01", "2022-12"))
    assert [one.months for one in months] == [[month] for month in whole.months]
    assert all(one.rows == whole.of(one.months[0]) for one in months)
    first = next(plan().sheets("2022-01", "2022-12"))  # whoever has enough lets go
    assert first.months == ["2022-01"]


def test_what_is_asked_wrongly_is_told() -> None:
    for first, last, code, at in [
        ("2021-12", "2022-01", "range", "/sheet/first"),
        ("2022-05", "2022-04", "order", "/sheet/last"),
        ("2022-13", "2022-12", "range", "/sheet/first"),
        ("March", "2022-12", "format", "/sheet/first"),
    ]:
        with pytest.raises(shuangbai.PlanError) as raised:
            plan().sheet(first, last)
        assert (raised.value.errors[0].code, raised.value.errors[0].at) == (code, at)
    with pytest.raises(shuangbai.PlanError) as raised:
        plan().sheet("2022-01", stations=["440203009"])
    assert (raised.value.errors[0].code, raised.value.errors[0].nearest) == ("unknown_station", "440203001")
    for ask in (plan().sheet, plan().sheet_to_excel):
        with pytest.raises(TypeError, match="a list of codes"):
            ask("2022-01", stations="440203001")
    with pytest.raises(shuangbai.PlanError) as raised:
        plan(assumptions={"leave_rate": "0.1"}).sheet("2022-01")
    assert raised.value.errors[0].code == "uncertain"


def test_a_plan_with_parts_replaced() -> None:
    longer = plan().replace(horizon=(2022, 2024), assumptions={"missing_history": "pass", "pass_rate": "1"})
    assert longer.horizon == (2022, 2024)
    assert longer.forecast().totals["worker_months"][:1] == plan().forecast().totals["worker_months"]
    nobody = plan().replace(workers=[])
    assert nobody.workers == 0
    anew = plan().replace(workers=WORKERS)
    assert anew.forecast().totals["worker_months"] == [48]
    assert plan().replace(by="city").by == "city"
    assert plan().replace(programme="guangdong-2017").programme["id"] == "guangdong-2017"
    with pytest.raises(ValueError, match="give workers too"):
        plan().replace(moves=MOVES)


def test_the_call_on_each_payer_is_drawn() -> None:
    pytest.importorskip("altair")
    year = plan().sheet("2022-01", "2022-12")
    chart: Any = year.plot.calls(unit="元", lang="zh")
    assert chart.title.text.endswith("分月用款计划（单位：元）")
    bars = chart.layer[0].data.values
    assert len(bars) == 12 * 2 and {bar["part"] for bar in bars} == {"省", "地方"}
    assert bars[0]["at"] == "2022-01" and bars[0]["exact"] == f"{year.totals['due_province'][0]:,}"
