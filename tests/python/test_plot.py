"""Charts: what is drawn is what the tables say, and people can read it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import shuangbai
from conftest import VECTORS
from shuangbai import terms

alt = pytest.importorskip("altair", reason="the charts need altair")

# The titles of the preset.
ZH, EN = (shuangbai.presets()["guangdong-2021"][lang] for lang in ("zh", "en"))

CHARTS = ["due", "headcount", "fund", "ranking", "burden", "share", "posts"]
CITIES = [("440203001", 3), ("440203002", 12), ("445102001", 5), ("440106001", 9)]


def forecast(plan: dict[str, Any]) -> shuangbai.Forecast:
    return shuangbai.Plan.from_json(json.dumps(plan)).forecast()


def worked(name: str) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((VECTORS / "good" / f"{name}.json").read_text("utf-8"))["plan"]
    return plan


def cities(first: int = 2021, last: int = 2024, **more: Any) -> shuangbai.Forecast:
    """Four stations in three cities; 广州 pays alone."""
    return forecast(
        {
            "programme": "guangdong-2021",
            "horizon": {"first": first, "last": last},
            "by": "city",
            "regions": {"4402": "韶关市", "4451": "潮州市", "4401": "广州市"},
            "stations": [{"code": code, "villages": villages} for code, villages in CITIES],
            "assumptions": {"fill": "norm"},
            **more,
        }
    )


def pools(**fund: Any) -> dict[str, Any]:
    """A plan whose pool of 70,000 runs dry in 2019, with other fields in the pool."""
    plan = worked("49-pool-runs-dry")
    plan["programme"]["funds"][0] |= fund
    return plan


class Drawn:
    """A chart as Vega-Lite gets it."""

    def __init__(self, chart: Any) -> None:
        self.spec: dict[str, Any] = chart.to_dict()
        self.title: str = self.spec["title"]["text"]
        self.note: str | None = self.spec["title"].get("subtitle")
        self.panels: list[dict[str, Any]] = self.spec.get("concat", [self.spec])

    def layers(self) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]]:
        """Each layer, its rows, and its encoding with what its panel says for all layers."""
        for panel in self.panels:
            for layer in panel["layer"]:
                data = layer.get("data") or panel.get("data") or self.spec["data"]
                rows = data["values"] if "values" in data else self.spec["datasets"][data["name"]]
                places = {way: panel["encoding"][way] | layer["encoding"].get(way, {}) for way in ("x", "y")}
                yield layer, rows, layer["encoding"] | places

    def layer(self, mark: str, field: str | None = None, panel: int = 0) -> list[dict[str, Any]]:
        """The rows of the panel's layer with that mark (and the field on its ``y``)."""
        own = {id(layer) for layer in self.panels[panel]["layer"]}
        for layer, rows, encoding in self.layers():
            if (
                id(layer) in own
                and layer["mark"]["type"] == mark
                and field in (None, encoding["y"].get("field"))
            ):
                return rows
        raise AssertionError(f"no {mark} in {self.spec}")

    def bars(self, panel: int = 0) -> dict[str, dict[Any, str]]:
        """For each part, from zero on: the exact amount by year or region."""
        rows = sorted(self.layer("bar", panel=panel), key=lambda row: row["place"])
        return {
            part: {row["at"]: row["exact"] for row in rows if row["part"] == part}
            for part in dict.fromkeys(row["part"] for row in rows)
        }

    def labels(self, panel: int = 0) -> dict[Any, str]:
        return {row["at"]: row["label"] for row in self.layer("text", panel=panel)}

    def legend(self) -> list[str]:
        found = [
            encoding["color"]["scale"]["domain"]
            for _, _, encoding in self.layers()
            if "scale" in encoding.get("color", {})
        ]
        assert all(names == found[0] for names in found), "several legends"
        return list(found[0])


def every_chart(of: shuangbai.Forecast, **how: Any) -> Iterator[tuple[str, Any]]:
    for name in CHARTS:
        yield name, getattr(of.plot, name)(**how)


@pytest.fixture(scope="module")
def province() -> shuangbai.Forecast:
    return cities()


# What is drawn


@pytest.mark.parametrize(("unit", "fen"), [("元", 1), ("万元", 10_000), ("亿元", 100_000_000)])
def test_each_payers_bars_are_the_amounts_of_the_table(
    province: shuangbai.Forecast, unit: Any, fen: int
) -> None:
    chart = Drawn(province.plot.due(unit=unit))
    totals = province.totals
    assert chart.bars() == {
        "地方": dict(zip(totals["year"], (f"{due:,}" for due in totals["due_local"]))),
        "省": dict(zip(totals["year"], (f"{due:,}" for due in totals["due_province"]))),
    }
    lengths = {(row["at"], row["part"]): row["value"] for row in chart.layer("bar")}
    for year, due in zip(totals["year"], totals["due_province"]):
        assert lengths[year, "省"] == pytest.approx(float(due) / fen, rel=1e-12)


def test_the_payers_are_stacked_and_listed_in_the_order_of_the_table() -> None:
    plan = worked("33-supervision-costs")
    chart = Drawn(forecast(plan).plot.due())
    assert list(chart.bars()) == chart.legend() == ["省", "地方", "县"]
    assert list(Drawn(cities().plot.due(lang="en")).bars()) == ["province", "local"]
    assert all(
        encoding["order"]["field"] == "place"
        for layer, _, encoding in chart.layers()
        if layer["mark"]["type"] == "bar"
    )


def test_the_label_above_is_the_total_of_the_payers(province: shuangbai.Forecast) -> None:
    totals = province.totals
    # Neither surplus nor costs in this plan, so the payers owe the pay.
    labels = dict(zip(totals["year"], (f"{pay:,}" for pay in totals["pay"])))
    assert Drawn(province.plot.due(unit="元")).labels() == labels
    assert Drawn(province.plot.due()).labels()[2021] == "185.00"  # 37 posts at 50,000


def test_people_stand_against_the_posts_that_the_norm_requires() -> None:
    chart = Drawn(forecast(worked("35-norm-range")).plot.headcount())
    (people,) = chart.layer("bar", "people")
    (posts,) = chart.layer("tick")
    assert (people["people"], people["headcount"]) == (17, "17")
    assert (posts["posts"], posts["required"], posts["short"], posts["over"]) == (12, "12", "1", "1")
    # One station misses 1 of the 12, though another has 5 more than it needs.
    (missing,) = chart.layer("bar", "met")
    assert (missing["met"], missing["posts"], missing["label"]) == (11, 12, "−1")
    assert chart.legend() == ["年末人数", "应配岗位", "缺额"]
    assert chart.title == "例：年末人数与应配岗位（单位：人）"


def test_people_are_drawn_where_there_is_no_norm() -> None:
    chart = Drawn(forecast(pools()).plot.headcount(lang="en"))
    assert [row["people"] for row in chart.layer("bar")] == [1, 1, 1, 1]
    assert chart.legend() == ["Headcount"]
    assert [layer["mark"]["type"] for layer, _, _ in chart.layers()] == ["bar", "text"]
    assert chart.title == "Example: people on the payroll in December (people)"


def test_expected_people_are_exact_when_pointed_at_and_rounded_on_the_bar() -> None:
    chart = Drawn(cities(assumptions={"fill": "norm", "vacancy_rate": "0.07"}).plot.headcount())
    people, posts = chart.layer("bar")[0], chart.layer("tick")[0]
    assert (people["headcount"], people["label"]) == ("34.4100", "34.4")
    assert (posts["short"], posts["label"]) == ("2.5900", "−2.6")


def test_a_pool_falls_and_its_first_shortfall_is_said() -> None:
    plots = forecast(pools()).plot
    chart = Drawn(plots.fund(unit="元"))
    assert chart.bars() == {
        "年末余额": {2017: "40,000.00", 2018: "10,000.00", 2019: "0.00"},
        "支用": {2017: "30,000.00", 2018: "30,000.00", 2019: "10,000.00"},
        "缺口": {2017: "0.00", 2018: "0.00", 2019: "20,000.00"},
    }
    assert [row["told0"] for row in chart.layer("bar")][:3] == ["70,000.00", "40,000.00", "10,000.00"], (
        "opening"
    )
    assert chart.labels() == {2017: "", 2018: "", 2019: "20,000.00"}
    assert (chart.title, chart.note) == (
        "例：福彩公益金（省，资助）的支用与缺口（单位：元）",
        "2019年首次出现缺口：20,000.00元",
    )
    assert Drawn(plots.fund(lang="en")).note == "First shortfall in 2019: 2.00 × 10,000 yuan"
    # The axis has the years after the fund too.
    assert chart.spec["encoding"]["x"]["scale"]["domain"] == [2017, 2018, 2019, 2020]


def test_an_annual_fund_is_filled_from_below() -> None:
    for amount, note in [
        ("30000.00", "没有缺口"),
        ("90000.00", "没有缺口"),
        ("100.00", "2017年首次出现缺口：2.99万元"),
    ]:
        chart = Drawn(forecast(pools(kind="annual", amount=amount)).plot.fund())
        assert (list(chart.bars()), chart.note) == (["支用", "年末余额", "缺口"], note), amount
    unused = Drawn(forecast(pools(kind="annual") | {"workers": []}).plot.fund())
    assert list(unused.bars()) == ["支用", "年末余额", "缺口"], (
        "nothing drawn, so every year opens with what was left"
    )
    assert list(Drawn(forecast(pools() | {"workers": []}).plot.fund()).bars()) == ["年末余额", "支用", "缺口"]
    # Of a single year, and where amounts are alike, the fund's report tells the kind.
    for kind, bars in (("annual", ["支用", "年末余额", "缺口"]), ("pool", ["年末余额", "支用", "缺口"])):
        year = pools(kind=kind) | {"horizon": {"first": 2017, "last": 2017}}
        assert list(Drawn(forecast(year).plot.fund()).bars()) == bars


def test_funds_are_chosen_by_name_or_number_and_two_may_have_one_name() -> None:
    plan = worked("51-two-funds")
    plots = forecast(plan).plot
    both = Drawn(plots.fund())
    assert [panel["title"]["text"] for panel in both.panels] == ["甲（省，资助）", "乙（省，资助）"]
    assert [panel["title"]["subtitle"] for panel in both.panels] == [
        "没有缺口",
        "2018年首次出现缺口：1.00万元",
    ]
    assert both.title == "例：各项资金的支用与缺口（单位：万元）"
    assert both.bars(panel=1) == Drawn(plots.fund("乙")).bars() == Drawn(plots.fund(1)).bars()

    plan["horizon"]["last"] = 2026
    wide, beside = Drawn(forecast(plan).plot.fund(unit="元")).panels
    assert wide["width"] == beside["width"] > 10 * 56, "years in line, as wide as the longest label"

    plan["programme"]["funds"][1] |= {"name": "甲", "first": "2017-07"}
    twice = Drawn(forecast(plan).plot.fund("甲", lang="en"))
    titles = [panel["title"]["text"] for panel in twice.panels]
    assert titles == ["甲 (province, subsidy, fund 0)", "甲 (province, subsidy, fund 1)"]


def test_a_fund_outside_the_horizon_is_not_drawn() -> None:
    plan = worked("51-two-funds")
    plan["programme"]["funds"][1]["first"] = 2030
    chart = Drawn(forecast(plan).plot.fund())
    assert (len(chart.panels), chart.title) == (1, "例：甲（省，资助）的支用与缺口（单位：万元）")


def test_regions_are_ranked_by_what_is_due(province: shuangbai.Forecast) -> None:
    everyone = Drawn(province.plot.ranking(unit="元"))
    rows = [row for row in province.rows if row["year"] == 2024]
    due = {row["name"]: row["due_local"] + row["due_province"] for row in rows}
    best = sorted(due, key=lambda name: -due[name])
    assert best == ["韶关市", "广州市", "潮州市"]
    assert everyone.spec["encoding"]["y"]["sort"] == best
    assert everyone.labels() == {name: f"{due[name]:,}" for name in best}
    assert (everyone.title, everyone.note) == (
        f"{ZH}：2024年各地区应付合计（单位：元）",
        "共3个地区",
    )

    local = Drawn(province.plot.ranking(2021, "local", 2, lang="en"))
    assert local.bars() == {
        "local": {
            row["name"]: f"{row['due_local']:,}"
            for row in province.rows
            if row["year"] == 2021 and row["name"] != "潮州市"
        }
    }
    assert local.spec["encoding"]["y"]["sort"] == ["广州市", "韶关市"]
    assert (local.title, local.note) == (
        f"{EN}: what local government owes in 2021, by region (10,000 yuan)",
        "The first 2 of 3 regions",
    )


def test_regions_that_have_one_name_are_told_apart() -> None:
    stations = [
        {"code": "440203001", "villages": 3, "name": "河东镇"},
        {"code": "445102001", "villages": 2, "name": "河东镇"},
        {"code": "445102002", "villages": 1},
        {"code": "445102003", "villages": 0, "name": "西联镇"},
    ]
    chart = Drawn(cities(by="station", stations=stations).plot.ranking())
    assert chart.spec["encoding"]["y"]["sort"] == [
        "河东镇 440203001",
        "河东镇 445102001",
        "445102002",
        "西联镇",
    ]


def test_what_a_payer_bears_adds_up_to_what_is_due() -> None:
    plan = worked("33-supervision-costs")
    plan["workers"] = [
        {
            "id": "w",
            "station": "440203001",
            "post": "service",
            "hired": "2017-04",
            "appraisals": {"2017": "pass"},
        }
    ]
    plan["programme"]["costs"][0]["parts"][1]["payer"] = plan["programme"]["costs"][1]["parts"][0][
        "payer"
    ] = "local"
    found = forecast(plan)
    chart = Drawn(found.plot.burden(unit="元"))
    assert list(chart.bars()) == chart.legend() == ["资助", "超标准自筹", "督导经费"]
    assert chart.bars()["资助"][2018] == "20,000.00"
    assert chart.bars()["超标准自筹"][2018] == f"{found.totals['top_up'][1]:,}" == "2,500.00"
    assert chart.bars()["督导经费"][2018] == f"{found.totals['cost_督导_share_local'][1]:,}"
    assert list(chart.labels().values()) == [f"{due:,}" for due in found.totals["due_local"]]
    # The province bears no top-up, so that has no place in the legend.
    province = Drawn(found.plot.burden("province", lang="en"))
    assert province.legend() == ["Subsidy", "督导, cost"]
    assert province.title == "Example: what the province owes per year, by part (10,000 yuan)"


def test_the_default_burden_is_that_of_the_last_payer_below_the_province() -> None:
    plan = pools()
    plan["programme"]["subsidy"][0]["top_up"] = "town"
    parts = [{"payer": payer, "parts": 1} for payer in ("county", "town", "province", "central")]
    plan["programme"]["sharing"][0]["parts"] = parts
    assert Drawn(forecast(plan).plot.burden()).title == "例：镇每年应付的构成（单位：万元）"
    plan["programme"]["sharing"][0]["parts"][0]["payer"] = "local"
    assert Drawn(forecast(plan).plot.burden()).title == "例：地方每年应付的构成（单位：万元）"
    plan["programme"] |= {
        "sharing": [{"from": 2017, "parts": [{"payer": "province", "parts": 1}]}],
        "funds": [],
    }
    plan["programme"]["subsidy"][0]["top_up"] = "province"
    assert Drawn(forecast(plan).plot.burden()).title == "例：省每年应付的构成（单位：万元）"


def test_the_parts_of_a_year_are_those_of_the_ratios_and_fill_the_column() -> None:
    made = cities()
    chart = Drawn(made.plot.share(lang="en"))
    ratios = [row for row in made.ratios if row["region"] == ""]
    assert list(chart.bars()) == ["province", "local"]
    for row in ratios:
        parts = {bar["part"]: bar["value"] for bar in chart.layer("bar") if bar["at"] == row["year"]}
        assert parts == pytest.approx({payer: float(row[f"part_{payer}"]) * 100 for payer in parts})
        assert sum(parts.values()) == pytest.approx(100)
    labels = Drawn(made.plot.share("province")).layer("text")
    assert [label["label"] for label in labels] == [terms.percent(row["part_province"]) for row in ratios]


def test_posts_are_drawn_by_kind_and_a_forecast_that_was_read_has_none() -> None:
    made = cities(assumptions={"fill": "norm", "vacancy_rate": "0.5"})
    chart = Drawn(made.plot.posts())
    assert [panel["title"]["text"] for panel in chart.panels] == ["事务性", "服务性"]
    posts = [row for row in made.posts if row["region"] == ""]
    for place, kind in enumerate(("administrative", "service")):
        held = [float(row["held"]) for row in posts if row["post"] == kind]
        assert [bar["people"] for bar in chart.layer("bar", "people", place)] == held
    with pytest.raises(ValueError, match="ledger"):
        shuangbai.Forecast.from_json(made.to_json()).plot.posts()
    with pytest.raises(ValueError, match="no norm"):
        forecast(pools()).plot.posts()


# What people can read


def test_the_unit_may_come_first() -> None:
    made = cities()
    assert made.plot.due("元").to_dict() == made.plot.due(unit="元").to_dict()


def test_titles_say_programme_subject_and_unit_in_both_languages(province: shuangbai.Forecast) -> None:
    zh = {name: Drawn(chart).title for name, chart in every_chart(province, unit="亿元")}
    en = {name: Drawn(chart).title for name, chart in every_chart(province, unit="亿元", lang="en")}
    assert zh == {
        "due": f"{ZH}：各出资方每年应付（单位：亿元）",
        "headcount": f"{ZH}：年末人数与应配岗位（单位：人）",
        "fund": f"{ZH}：各项资金的支用与缺口（单位：亿元）",
        "ranking": f"{ZH}：2024年各地区应付合计（单位：亿元）",
        "burden": f"{ZH}：地方每年应付的构成（单位：亿元）",
        "share": f"{ZH}：各出资方每年应付占比（单位：%）",
        "posts": f"{ZH}：各类岗位年末实有与应配（单位：人）",
    }
    assert en == {
        "due": f"{EN}: what each payer owes per year (100 million yuan)",
        "headcount": f"{EN}: people on the payroll in December, and posts required (people)",
        "fund": f"{EN}: how the funds are used (100 million yuan)",
        "ranking": f"{EN}: what all payers owe in 2024, by region (100 million yuan)",
        "burden": f"{EN}: what local government owes per year, by part (100 million yuan)",
        "share": f"{EN}: each payer's part of what is due per year (%)",
        "posts": f"{EN}: posts held in December and required, by kind (people)",
    }


@pytest.mark.parametrize("name", CHARTS)
def test_bars_start_at_zero_on_one_axis_that_names_its_unit(province: shuangbai.Forecast, name: str) -> None:
    chart = Drawn(getattr(province.plot, name)())
    assert "resolve" not in chart.spec, "no second axis"
    seen = 0
    for panel in chart.panels:
        assert "resolve" not in panel
        value = panel["encoding"]["x" if name == "ranking" else "y"]
        assert value["scale"]["domain"][0] == 0
        assert value.get("axis", {}) is not None
        unit = {"headcount": "（人）", "posts": "（人）", "share": "（%）"}.get(name, "（万元）")
        assert value["title"].endswith(unit)
    for layer, rows, encoding in chart.layers():
        value = encoding["x" if name == "ranking" else "y"]
        assert value["type"] == "quantitative"
        # Nothing is drawn outside the axis, and the labels have room above.
        highest = max(row[value["field"]] for row in rows)
        assert 0 <= highest < value["scale"]["domain"][1]
        seen += layer["mark"]["type"] == "bar"
    assert seen >= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_tooltip_finds_its_text(province: shuangbai.Forecast, name: str, lang: Any) -> None:
    told = 0
    for _, rows, encoding in Drawn(getattr(province.plot, name)(lang=lang)).layers():
        tips = [tip["field"] for tip in encoding.get("tooltip", [])]
        assert all(field in row for row in rows for field in tips)
        told += len(tips)
    assert told


def test_fonts_put_a_good_chinese_face_first(province: shuangbai.Forecast) -> None:
    for _, chart in every_chart(province):
        assert chart.to_dict()["config"]["font"].startswith("Noto Sans CJK SC, Microsoft YaHei, PingFang SC")


@pytest.mark.parametrize("years", [1, 2, 10, 12, 13, 30, 40, 41, 100])
def test_bars_and_labels_have_room_in_any_horizon(years: int) -> None:
    charts = cities(2021, 2020 + years).plot
    for spec in (charts.due(unit="元").to_dict(), charts.headcount().to_dict()):
        step = spec["width"] / years
        bar = next(layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "bar")
        assert 10 <= bar["size"] <= 80
        assert bar["size"] < step
        for layer in (layer for layer in spec["layer"] if layer["mark"]["type"] == "text"):
            turned = layer["mark"].get("angle") == 270
            longest = max(len(row["label"]) for row in spec["datasets"][layer["data"]["name"]])
            assert turned or longest * 6 < step, "labels beside each other"
            assert not turned or layer["mark"]["fontSize"] < step, "turned labels beside each other"
        shown = spec["encoding"]["x"]["axis"]["values"]
        assert shown
        assert step * years / len(shown) > 30, "years beside each other"


def test_a_chart_goes_on_as_altairs_own(province: shuangbai.Forecast) -> None:
    due, people = province.plot.due(), province.plot.headcount()
    assert due.properties(width=900).to_dict()["width"] == 900
    due.config = people.config = alt.Undefined
    assert len((due | people).configure(font="Noto Sans CJK SC").to_dict()["hconcat"]) == 2


# What is refused


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda plots: plots.ranking(2020), r"year 2020: not in 2021 to 2024"),
        (lambda plots: plots.ranking(top=0), r"top 0: at least 1"),
        (lambda plots: plots.ranking(payer="town"), r"payer 'town': the programme has province, local"),
        (lambda plots: plots.burden("county"), r"payer 'county': the programme has province, local"),
        (
            lambda plots: plots.fund("福彩"),
            r"fund '福彩': the funds of these years are '省财政补助2021' \(0\), '省财政补助' \(1\)",
        ),
        (lambda plots: plots.fund(2), r"fund 2: the funds of these years are"),
    ],
)
def test_what_is_not_there_is_refused(
    province: shuangbai.Forecast, draw: Callable[[Any], Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw(province.plot)


def test_a_ranking_of_one_region_says_how_to_get_more() -> None:
    with pytest.raises(ValueError, match=r'plan\.forecast\(by="city"\)'):
        cities(by="province").plot.ranking()


def test_a_year_without_any_region_is_refused() -> None:
    stations = [{"code": code, "villages": villages, "opens": "2023-01"} for code, villages in CITIES]
    with pytest.raises(ValueError, match="year 2022: nothing is due"):
        cities(stations=stations).plot.ranking(2022)


def test_without_funds_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no fund is open"):
        forecast(worked("33-supervision-costs")).plot.fund()


@pytest.mark.parametrize("name", CHARTS)
def test_an_unknown_unit_is_refused(province: shuangbai.Forecast, name: str) -> None:
    with pytest.raises(ValueError, match="unit '千元'"):
        getattr(province.plot, name)(unit="千元")


def test_shuangbai_imports_no_altair_and_says_what_to_install() -> None:
    code = """
import sys, shuangbai
assert "altair" not in sys.modules
sys.modules["altair"] = None
try:
    import shuangbai.plot
except ImportError as error:
    assert 'pip install "shuangbai[plot]"' in str(error), error
else:
    raise AssertionError("no error")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# What the eye sees


@pytest.fixture(scope="module")
def pictures() -> Any:
    """The converter, where it and a Chinese font are there: without the font it draws boxes and says nothing."""
    converter = pytest.importorskip("vl_convert", reason="pictures need vl-convert-python")
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh"], capture_output=True, check=True).stdout:
        pytest.skip("no Chinese font is installed (fc-list :lang=zh)")
    return converter


def saved(chart: Any, kind: str, to: Any) -> bytes:
    file = to / f"chart.{kind}"
    chart.save(str(file))
    return bytes(file.read_bytes())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_becomes_a_picture(
    province: shuangbai.Forecast, pictures: Any, tmp_path: Any, name: str, lang: Any
) -> None:
    chart = getattr(province.plot, name)(lang=lang)
    image = saved(chart, "png", tmp_path)
    assert image.startswith(b"\x89PNG")
    assert len(image) > 5_000
    svg = saved(chart, "svg", tmp_path).decode()
    assert f">{Drawn(chart).title}</text>" in svg
    if name != "ranking":
        assert ">2021</text>" in svg
        assert "2,021" not in svg
    words = {
        "due": ["省"],
        "headcount": ["年末人数", "缺额"],
        "fund": ["年末余额"],
        "ranking": ["地方"],
        "burden": ["资助"],
        "share": ["地方"],
        "posts": ["服务性", "应配岗位"],
    }
    if lang == "zh":
        assert all(f">{word}</text>" in svg for word in words[name])


def test_chinese_letters_are_drawn_and_not_boxes(
    province: shuangbai.Forecast, pictures: Any, tmp_path: Any
) -> None:
    images = [
        saved(province.plot.due().properties(title=title), "png", tmp_path)
        for title in ("省省", "镇镇", "省省")
    ]
    assert images[0] == images[2]
    assert images[0] != images[1], "two words of one length look the same: boxes"
