"""Rules 2, 3 and 9 by themselves, and a pot that is given out."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest

import shuangbai
from shuangbai import allot, apportion, span, split


def test_an_amount_is_split_earned_and_apportioned_to_the_fen() -> None:
    assert split(Decimal("-0.05"), [6, 4]) == [Decimal("-0.03"), Decimal("-0.02")]
    assert split(100, [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert sum(span(50000, month, month) for month in range(1, 13)) == 50000
    assert span("50000", 3, 2) == 0
    assert apportion(1, [Fraction(1, 3)] * 3) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert apportion("1.00", [Decimal("0.5"), "0.5"]) == [Decimal("0.50")] * 2


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: split(cast(Any, 0.5), [1]), TypeError),
        (lambda: split("0.001", [1]), ValueError),
        (lambda: split("a", [1]), ValueError),
        (lambda: split(1, [-1]), ValueError),
        (lambda: split(True, [1]), TypeError),
        (lambda: span(1, 0, 12), ValueError),
        (lambda: span(1, 1, 13), ValueError),
        (lambda: apportion(1, [-1]), ValueError),
        (lambda: apportion(1, [cast(Any, 0.5)]), TypeError),
        (lambda: apportion(1, [Fraction(1, 2**127 + 1), Fraction(1, 2**127)]), ValueError),
        (lambda: allot(1, ["x"]), ValueError),
        (lambda: allot(1, [Decimal("NaN")]), ValueError),
        (lambda: allot(1, [-1]), ValueError),
        (lambda: allot(1, [2**63]), ValueError),
        (lambda: allot(1, [1], caps=[1, 2]), ValueError),
    ],
)
def test_what_is_no_amount_is_refused(call: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


def test_a_pot_is_given_out_by_need_between_floors_and_caps() -> None:
    pot = allot(
        "1000.01",
        {"韶关市": Decimal("600.5"), "潮州市": 100, "广州市": 900},
        floors={"潮州市": 250},
        caps={"广州市": "400"},
    )
    assert sum(pot["allotted"]) == Decimal("1000.01")
    assert pot["allotted"] == [Decimal("350.01"), Decimal("250.00"), Decimal("400.00")]
    assert pot["bound"] == [None, "floor", "cap"] and pot["cap"] == [None, None, Decimal("400.00")]
    assert pot.level == Fraction("350.01") / Fraction("600.5")
    assert pot["need"] == [Decimal("600.5"), Decimal("100.0"), Decimal("900.0")]
    again = pickle.loads(pickle.dumps(pot))
    assert again == pot and again.level == pot.level
    shown = pot.show(lang="zh")
    assert [row[shown.header.index("所及界限")] for row in shown.rows] == ["", "保底", "封顶"]
    assert "0.582864" in shown.notes[0] and "yuan per unit" in pot.show(lang="en").notes[0]


def test_whole_fen_add_up_and_go_to_the_largest_fractions() -> None:
    assert allot("0.05", [2, 2, 3])["allotted"] == [Decimal("0.02"), Decimal("0.01"), Decimal("0.02")]
    counted = shuangbai.allot(100, {"a": 1, "b": 2})
    assert counted["need"] == [1, 2] and counted.level == Fraction(100, 3)


def test_a_pot_that_does_not_fit_says_why() -> None:
    with pytest.raises(
        ValueError, match=r"保底合计 1200.00，超过总额 1000.00 \(the floors are 1200.00 in all"
    ):
        allot(1000, {"a": 1, "b": 2}, floors=600)
    with pytest.raises(ValueError, match="不足总额 "):
        allot(1000, {"a": 1, "b": 2}, caps=400)
    with pytest.raises(ValueError, match=r"b: 保底 600\.00 高于封顶 500\.00"):
        allot(1000, {"a": 1, "b": 2}, floors={"b": 600}, caps={"b": 500})
    with pytest.raises(ValueError, match="'c' has no need"):
        allot(1000, {"a": 1, "b": 2}, floors={"c": 600})
