"""Charts of what is asked beside the forecast: funds by month, and causes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from test_plot import Drawn

import shuangbai
from shuangbai import terms
from shuangbai.causes import Comparison, Effect
from shuangbai.figures import Figure, number


def test_a_fund_burns_down_month_by_month() -> None:
    burnt = shuangbai.Plan(
        "guangdong-2021",
        (2021, 2022),
        stations=[{"code": "440203001", "villages": 3}],
        assumptions={"fill": "norm"},
        reform={
            "funds": [{"name": "省资金", "payer": "province", "first": "2021-01", "amount": "200000"}],
        },
    ).burn_down()
    assert burnt.dry == {"省资金": "2022-05"}
    rows = burnt.rows.to_dicts()
    assert [row["month_opening"] - row["drawn"] for row in rows] == [row["month_closing"] for row in rows]
    assert "省资金：2022-05 起不足" in burnt.show(lang="zh").text()
    chart = burnt.plot.fund(lang="en")
    told = chart.to_dict()
    assert told["title"]["subtitle"] == "省资金: Short from 2022-05 on"
    (values,) = told["datasets"].values()
    assert len(values) == 2 * 24
    with pytest.raises(ValueError, match="省资金"):
        burnt.plot.fund("市资金")


def bridged(effects: list[str], figure: str = "due/local") -> Any:
    """A comparison with these effects, as the core may answer it."""
    causes = list(terms._terms()["words"]["cause"])
    exact = [number(int(effect) if effect.lstrip("-").isdecimal() else effect) for effect in effects]
    listed = tuple(Effect(*one, Fraction(0), one[1], one[1]) for one in zip(causes, exact))
    total = sum(exact)
    base = exact[0] * 100 if exact else total
    return Comparison(Figure(figure, (2022, 2025)), base, base + total, total, listed, {})


def test_a_waterfall_goes_from_zero_to_the_difference() -> None:
    compared = bridged(["840000.00", "-510000.00", "125000.50"])
    drawn = Drawn(compared.plot.waterfall(unit="元", lang="zh"))
    bars = drawn.layer("bar")
    assert [bar["at"] for bar in bars] == ["资助", "分担", "递增", "合计"]
    assert [(bar["first"], bar["last"]) for bar in bars] == [
        (0, 840000), (840000, 330000), (330000, 455000.5), (0, 455000.5)
    ]  # fmt: skip
    assert [bar["part"] for bar in bars] == ["增加", "减少", "增加", "合计"]
    assert bars[1]["exact"] == "-510,000.00" and bars[1]["told0"] == "-510,000.00"
    assert drawn.title == "2022–2025 年地方应付：差在哪里（单位：元）" and "增加 455,000.50 元" in str(
        drawn.note
    )


@pytest.mark.parametrize("count", [1, 2, 10])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_waterfall_has_room_for_its_labels(count: int, lang: Any) -> None:
    effects = [f"{(-1) ** place * (place + 1) * 12345678}.90" for place in range(count)]
    drawn = Drawn(bridged(effects).plot.waterfall(lang=lang))
    for _, _, encoding in drawn.layers():
        low, high = encoding["y"]["scale"]["domain"]
    bars = drawn.layer("bar")
    assert len(bars) == count + 1
    assert high > max(bar["high"] for bar in bars) and low <= min(0, *(bar["low"] for bar in bars))
    assert drawn.spec["width"] >= 56 * len(bars)


def test_a_waterfall_of_people_is_in_people() -> None:
    drawn = Drawn(bridged(["12", "-3"], "headcount").plot.waterfall(lang="en"))
    assert [bar["label"] for bar in drawn.layer("bar")] == ["+12", "-3", "+9"]
    assert drawn.title == "Headcount 2022–2025: why it differs (count)"
