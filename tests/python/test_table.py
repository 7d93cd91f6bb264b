"""Tables of a forecast: by name and by place, in data frames, for people, between processes."""

from __future__ import annotations

import io
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import altair
import narwhals
import pandas
import polars
import pyarrow
import pytest

import shuangbai
from conftest import small
from shuangbai.table import ROWS, NoColumn

EXPECTED = {"fill": "norm", "pass_rate": "0.96", "vacancy_rate": "0.1"}


@pytest.fixture(scope="module")
def forecast() -> shuangbai.Forecast:
    towns = shuangbai.datasets.guangdong_towns("韶关市")
    plan = shuangbai.Plan("guangdong-2021", (2021, 2024), towns, assumptions=EXPECTED)
    return plan.forecast(by="county")


# ---- by name and by place ----


def test_columns_go_by_name_and_rows_by_place(forecast: shuangbai.Forecast) -> None:
    rows = forecast.rows
    assert "pay" in rows and "pya" not in rows and {"pay": 1} not in [rows]
    assert rows[0] == rows.to_dicts()[0] and rows[-1] == list(rows)[-1]
    assert rows[1:3].to_dicts() == rows.to_dicts()[1:3] and len(rows[50:]) == 0
    assert rows.head(2) == rows[:2] and rows.tail(2) == rows[-2:] and rows.head() == rows[:5]
    assert len(rows.tail(1000)) == len(rows)
    for place in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            rows[place]
    with pytest.raises(ValueError, match="step 1"):
        rows[::2]


@pytest.mark.parametrize("name", ["pya", "薪酬"])
def test_an_unknown_column_names_the_nearest(forecast: shuangbai.Forecast, name: str) -> None:
    with pytest.raises(NoColumn, match=r"是否应为“pay”.*did you mean `pay`") as raised:
        forecast.rows[name]
    assert isinstance(raised.value, KeyError) and isinstance(raised.value, ValueError)
    with pytest.raises(KeyError, match="`pay`"):
        forecast.rows.show(columns=["pya"])


def test_tables_are_equal_by_what_they_hold_and_pickle(forecast: shuangbai.Forecast) -> None:
    again = shuangbai.Forecast.from_json(forecast.to_json())
    for name in ("rows", "totals", "norm", "funds", "notices", "ratios"):
        table: shuangbai.Table = getattr(forecast, name)
        unpickled = pickle.loads(pickle.dumps(table))
        assert unpickled == table == getattr(again, name)
        assert unpickled.to_arrow().schema == table.to_arrow().schema
        assert unpickled.show().text() == table.show().text()
    assert forecast.rows != forecast.totals and forecast.rows != 5 and forecast.rows[:3] != forecast.rows[1:4]
    ledger = shuangbai.Plan(**small(assumptions={"fill": "norm"})).ledger()
    table = pickle.loads(pickle.dumps(ledger.to_table()))
    assert shuangbai.Ledger.from_arrow(table) == ledger


# ---- data frames ----


def test_pandas_divides_amounts_by_amounts_counts_and_numbers(forecast: shuangbai.Forecast) -> None:
    totals = forecast.totals.to_pandas()
    assert (totals["due_local"] / totals["pay"]).round(4).tolist()[0] == Decimal("0.4")
    per_head = (totals["pay"] / totals["headcount"]).tolist()
    assert per_head[0] == Decimal(50000) and cast(
        Any, totals["headcount"].dtype
    ).pyarrow_dtype == pyarrow.decimal128(15, 4)
    assert (totals["pay"] / 10000).tolist()[0] * 10000 == totals["pay"].tolist()[0]
    certain = shuangbai.Plan(**small(assumptions={"fill": "norm"})).forecast().totals.to_pandas()
    assert (certain["pay"] / certain["headcount"]).tolist() == [Decimal(50000), Decimal(52500)]


def test_units_are_exact_and_floats_the_nearest(forecast: shuangbai.Forecast) -> None:
    totals = forecast.totals
    for unit, power in (("万元", 4), ("亿元", 8)):
        in_unit = totals.to_pandas(unit)  # type: ignore[arg-type]
        assert [amount.scaleb(power) for amount in in_unit["pay"]] == totals["pay"]
        assert in_unit["headcount"].tolist() == totals["headcount"]
        assert totals.to_polars(unit)["pay"].to_list() == in_unit["pay"].tolist()  # type: ignore[arg-type]
    floats = totals.to_pandas("万元", floats=True)
    assert floats["pay"].tolist() == [float(amount.scaleb(-4)) for amount in totals["pay"]]
    assert {"pay", "due_local", "headcount"} < set(floats.describe().columns)
    assert totals.to_polars(floats=True)["pay"].dtype == polars.Float64
    with pytest.raises(ValueError, match="万元"):
        totals.to_pandas("千元")  # type: ignore[arg-type]


def test_ratios_are_ready(forecast: shuangbai.Forecast) -> None:
    ratios, rows = forecast.ratios, [*forecast.rows, *forecast.totals]
    assert len(ratios) == len(rows)
    for ratio, row in zip(ratios, rows):
        due = row["due_province"] + row["due_local"]
        for payer in ("province", "local"):
            part = Fraction(row[f"due_{payer}"]) / Fraction(due)
            assert abs(Fraction(ratio[f"part_{payer}"]) - part) <= Fraction(1, 2_000_000)
        for column, amount in (("due_per_head", due), ("pay_per_head", row["pay"])):
            assert abs(Fraction(ratio[column]) - Fraction(amount) / Fraction(row["headcount"])) <= Fraction(
                1, 200
            )
    nobody = shuangbai.Plan(**small()).forecast().ratios
    assert nobody["pay_per_head"] == [None, None] and nobody["part_local"] == [None, None]


def test_the_norm_by_kind_of_post_adds_up_to_the_norm(forecast: shuangbai.Forecast) -> None:
    posts, norm = forecast.posts, forecast.norm
    assert len(posts) == 2 * len(norm)
    for place, row in enumerate(norm):
        kinds = posts.to_dicts()[2 * place : 2 * place + 2]
        assert [kind["post"] for kind in kinds] == ["administrative", "service"]
        assert all((kind["year"], kind["region"]) == (row["year"], row["region"]) for kind in kinds)
        for column in ("required", "held", "short"):
            assert sum(kind[column] for kind in kinds) == row[column], column
        assert row["coverage"] == Decimal("0.900000")
    range_norm = shuangbai.Plan("guangdong-2017", (2017, 2018), [{"code": "440203001"}]).ledger().posts
    assert range_norm["required"] == [None] * 8 and range_norm["short"] == [None] * 8
    assert set(range_norm["held"]) == {0}


def test_narwhals_and_altair_take_a_table(forecast: shuangbai.Forecast) -> None:
    frame = narwhals.from_native(cast(Any, forecast.totals), eager_only=True)
    assert frame.columns == forecast.totals.columns and frame.shape == (4, len(frame.columns))
    assert frame["pay"].to_list() == [float(amount) for amount in forecast.totals["pay"]]
    chart = altair.Chart(cast(Any, forecast.totals)).mark_bar().encode(x="year:O", y="pay")
    assert "82800000.0" not in chart.to_json() and '"pay": 74520000.0' in chart.to_json()


# ---- for people ----


def test_names_of_regions_are_known_and_those_of_the_plan_come_first() -> None:
    stations = [{"code": "440203100", "villages": 3}, {"code": "440203101", "name": "我们站", "villages": 2}]
    plan = shuangbai.Plan(
        "guangdong-2021", (2021, 2021), stations, assumptions={"fill": "norm"}, regions={"4402": "韶关"}
    )
    names = {by: plan.forecast(by=by).rows["name"] for by in ("province", "city", "county", "station")}
    assert names == {
        "province": ["广东省"],
        "city": ["韶关"],
        "county": ["武江区"],
        "station": ["西联镇", "我们站"],
    }
    assert plan.forecast(by="county").norm["name"] == ["武江区", ""]
    elsewhere = [{"code": "110101001", "villages": 3, "tier": "less-developed"}]
    assert set(shuangbai.Plan(**small(stations=elsewhere)).forecast(by="city").rows["name"]) <= {""}


def test_long_tables_are_short_and_end_with_all_regions_together(forecast: shuangbai.Forecast) -> None:
    assert len(forecast.rows) == 40 == ROWS
    towns = shuangbai.datasets.guangdong_towns("4402")
    rows = shuangbai.Plan(**small(stations=towns, assumptions=EXPECTED)).forecast(by="station").rows
    shown = rows.show("元", "zh")
    assert len(shown.rows) == ROWS + 1 + 2 and shown.rows[ROWS // 2][0] == "…"
    assert f"中间略去 {len(rows) - ROWS:,} 行" in shown.notes[0]
    assert [row[shown.header.index("名称")] for row in shown.rows[-2:]] == ["合计", "合计"]
    assert shown.totals == {ROWS + 1, ROWS + 2}
    whole = rows.show("元", "zh", rows=None)
    assert len(whole.rows) == len(rows) + 2 and not whole.notes
    assert len(rows._repr_html_()) < 30_000


def test_payers_stand_from_the_highest_down_and_whole_heads_are_whole(forecast: shuangbai.Forecast) -> None:
    for lang, wanted in (("zh", ["省应付", "地方应付"]), ("en", ["Due: province", "Due: local"])):
        for shown in (forecast.rows.show("元", lang), forecast.show("元", lang)):  # type: ignore[arg-type]
            assert [head for head in shown.header if head in wanted] == wanted
    header = forecast.totals.show("元", "zh").header
    assert "地区编码" not in header
    heads = [row[header.index("年末人数")] for row in forecast.totals.show("元", "zh").rows]
    assert heads == ["1,490.4"] * 4
    certain = shuangbai.Plan(**small(assumptions={"fill": "norm", "pass_rate": "0.5"})).forecast()
    assert [row[1] for row in certain.totals.show("元", "zh").rows] == ["5", "5"]


def test_csv_has_no_formulas(tmp_path: Any) -> None:
    stations = [{"code": "440203100", "name": "=cmd|' /C calc'!A0", "villages": 3}]
    plan = shuangbai.Plan("guangdong-2021", (2021, 2021), stations, assumptions={"fill": "norm"})
    rows = plan.forecast(by="station").rows
    text = rows.to_csv()
    assert text is not None and "\n2021,440203100,'=cmd|' /C calc'!A0,5," in text
    rows.to_csv(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + text.encode()
    assert pandas.read_csv(io.StringIO(text))["pay"].tolist() == [250000.0]


def test_the_language_is_chosen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from shuangbai import languages

    monkeypatch.setattr(languages, "_chosen", None)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    forecast = shuangbai.Plan(**small()).forecast()
    for locale, lang in (("C.UTF-8", "zh"), ("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("de_DE", "en")):
        monkeypatch.setenv("LANG", locale)
        assert shuangbai.language() == lang
        assert ("年份" in repr(forecast)) == (lang == "zh")
        with pytest.raises(shuangbai.PlanError) as raised:
            shuangbai.Plan(**small(by="country"))
        assert ("可选" in str(raised.value)) == (lang == "zh"), str(raised.value)
    assert shuangbai.language("zh") == "zh" and "年份" in repr(forecast)
    assert "Year" in forecast.show(lang="en").text()
    french: Any = "fr"
    for wrong in (
        lambda: shuangbai.language(french),
        lambda: forecast.show(lang=french),
        lambda: forecast.plot.due(lang=french),
    ):
        with pytest.raises(ValueError, match="'fr': zh or en"):
            wrong()


def test_titles_are_the_programmes(forecast: shuangbai.Forecast) -> None:
    assert forecast.title("zh") == shuangbai.presets()["guangdong-2021"]["zh"]
    assert forecast.show("元", "zh").title.startswith(forecast.title("zh"))
    own = {**shuangbai.preset("guangdong-2021"), "id": "own", "title": {"zh": "本市方案", "en": "Our city"}}
    made = shuangbai.Plan(**small(programme=own)).forecast()
    assert made.title("zh") == "本市方案" == pickle.loads(pickle.dumps(made)).title("zh")
    assert shuangbai.Forecast.from_json(made.to_json()).title("zh") == "own"
