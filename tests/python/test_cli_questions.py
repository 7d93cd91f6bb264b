"""The command line asked: what a change, many reforms, causes and limits come to."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from command import TEXT, ran, run

import shuangbai
from shuangbai.languages import Lang

# ---- changes, towns and many reforms ----


def test_one_thing_of_the_programme_is_changed_by_an_option(plan: str, tmp_path: Path) -> None:
    def pays(*args: str) -> list[str]:
        text = ran("forecast", plan, "--format", "csv", "--table", "totals", *args)
        return [row["pay"] for row in csv.DictReader(io.StringIO(text))]

    (tmp_path / "reform.json").write_text('{"raise": {"rate": "0.03"}, "subsidy": {"standard": "60000"}}')
    assert pays("--set", "raise.rate=0.03", "--set", "subsidy.standard=60000") == pays(
        "--reform", f"{tmp_path}/reform.json"
    )
    assert pays("--set", "raise.rate=0.03") == ["400000.00", "412000.00", "424360.00"]
    assert pays("--reform", f"{tmp_path}/reform.json", "--set", "subsidy.standard=50000") == pays(
        "--set", "raise.rate=0.03"
    ), "what is set comes after the files"
    assert "funds" in ran("presets", "guangdong-2021", "--format", "json")
    assert json.loads(ran("forecast", plan, "--set", "funds=", "--format", "json"))["funds"] == []
    wrong = run("forecast", plan, "--set", "raise.rte=0.03")
    assert wrong.exit_code == 1 and "rate" in wrong.stderr


def test_the_towns_of_a_city_are_built_in() -> None:
    expected = shuangbai.datasets.guangdong_towns("韶关市")
    text = ran("towns", "4402", "--format", "csv")
    assert text == ran("towns", "韶关", "--format", "csv") == expected.to_csv()
    assert len(ran("towns", "--format", "csv").splitlines()) == 1611
    args = ("--towns", "4402", "--years", "2021-2022", "--assume", "fill=norm", "--by", "county")
    plan = shuangbai.Plan(
        "guangdong-2021", (2021, 2022), expected, assumptions={"fill": "norm"}, by="county",
        regions=shuangbai.datasets.guangdong_regions(),
    )  # fmt: skip
    told = json.loads(ran("forecast", *args, "--format", "json"))
    assert told["rows"] == json.loads(plan.forecast().to_json())["rows"]
    assert "武江区" in ran("forecast", *args)


def test_many_reforms_of_a_file_are_one_table(plan: str, tmp_path: Path) -> None:
    reforms = {rate: {"raise": {"rate": rate}} for rate in ("0.03", "0.05")}
    (tmp_path / "reforms.json").write_text(json.dumps(reforms))
    swept = shuangbai.sweep(shuangbai.Plan.from_json(TEXT), reforms)
    args = ("sweep", plan, "--reforms", f"{tmp_path}/reforms.json")
    assert ran(*args, "--format", "csv") == swept.to_csv()
    assert ran(*args, "--lang", "zh").startswith("方案比较（单位：万元）")
    (tmp_path / "list.json").write_text(json.dumps(list(reforms.values())))
    listed = ran("sweep", plan, "--reforms", f"{tmp_path}/list.json", "--format", "csv")
    assert [line[0] for line in listed.splitlines()[1:]] == ["0", "0", "0", "1", "1", "1"]
    (tmp_path / "reforms.json").write_text('{"a": {"rais": 1}}')
    result = run(*args)
    assert result.exit_code == 1 and "reform `a`:" in result.stderr and "rais" in result.stderr
    (tmp_path / "reforms.json").write_text("3")
    assert run(*args).exit_code == 2


def test_causes_and_limits_are_told_as_python_tells_them(plan: str) -> None:
    patch = {"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}}
    base = shuangbai.Plan.from_json(TEXT)
    compared = shuangbai.compare(base, base.reformed(patch), "due/local", years=(2022, 2023))
    asked = ("compare", plan, "--figure", "due/local", "--year", "2022-2023")
    changed = ("--set", "raise.rate=0.03", "--set", "subsidy.standard=52000")
    sought = shuangbai.seek(
        base, vary="/programme/subsidy/0/standard", span=("50000", "60000"), step="100", figure="pay",
        at_least="1300000", find="first", region="440203",
    )  # fmt: skip
    seeking = ("seek", plan, "--vary", "/programme/subsidy/0/standard", "--from", "50000", "--to", "60000",
               "--step", "100", "--figure", "pay", "--at-least", "1300000", "--find", "first", "--region", "440203")  # fmt: skip
    posts = ("seek", plan, "--for", "posts", "--at-most", "200000", "--payer", "local")
    share = ("seek", plan, "--for", "share", "--at-most", "150000", "--entry", "0", "--year", "2022")
    langs: tuple[Lang, Lang] = ("zh", "en")
    for lang in langs:
        shown = compared.show(lang=lang).text()
        assert ran(*asked, *changed, "--lang", lang) == shown + "\n"
        assert (
            ran(*asked, *changed, "--unit", "wan", "--lang", lang)
            == compared.show("万元", lang).text() + "\n"
        )
        assert ran(*seeking, "--lang", lang) == sought.show(lang).text() + "\n"
        found = shuangbai.seek.posts(base, 200000, payer="local")
        assert ran(*posts, "--lang", lang) == found.show(lang).text() + "\n"
        held = shuangbai.seek.share(base, 150000, entry=0, year=2022)
        assert ran(*share, "--lang", lang) == held.show(lang).text() + "\n"


# ---- why ----


def test_why_tells_a_figure_and_its_parts(plan: str) -> None:
    told = ran(
        "why", plan, "--figure", "due/local", "--year", "2022", "--depth", "1", "--lang", "zh"
    ).splitlines()
    assert told[0].startswith("2022 年应付（地方） = ") and told[1].startswith("  2022 年分担（地方） = ")
    tree = json.loads(ran("why", plan, "--figure", "pay", "--format", "json"))
    assert tree["what"] == "pay" and tree["parts"]


def test_why_of_no_figure_is_an_error(plan: str) -> None:
    assert run("why", plan, "--figure", "payy").exit_code == 1
    assert run("why", plan, "--figure", "pay", "--region", "4499").exit_code == 2


# ---- compare and seek ----

REFORM = json.dumps({"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}})


def test_compare_tells_the_causes(plan: str, tmp_path: Path) -> None:
    reform, other = tmp_path / "reform.json", tmp_path / "other.json"
    reform.write_text(REFORM, "utf-8")
    changed = shuangbai.Plan.from_json(TEXT).reformed(json.loads(REFORM))
    other.write_text(changed.to_json(), "utf-8")
    asked = ("--figure", "due/local", "--year", "2022")
    zh = ran("compare", plan, "--reform", str(reform), *asked, "--lang", "zh")
    assert "2022 年地方应付差在哪里（单位：元）" in zh and "使它增加" in zh and "合计" in zh
    assert zh == ran("compare", plan, str(other), *asked, "--lang", "zh")
    assert "why it differs (10,000 yuan)" in ran("compare", plan, str(other), *asked, "--unit", "wan")
    answer = json.loads(ran("compare", plan, str(other), *asked, "--format", "json"))
    compared = shuangbai.compare(shuangbai.Plan.from_json(TEXT), changed, "due/local", years=2022)
    assert answer == compared.to_dict()
    joined = ran("compare", plan, str(other), *asked, "--join", "raise,subsidy", "--format", "json")
    assert [effect["cause"] for effect in json.loads(joined)["effects"]] == ["raise"]
    several = ran("compare", plan, str(other), "--figure", "pay", "--year", "2022-2023")
    assert several.startswith("Pay 2022–2023: why it differs")


def test_compare_needs_two_plans(plan: str) -> None:
    assert "OTHER" in run("compare", plan, "--figure", "pay").stderr
    assert "--figure" in run("compare", plan, plan).stderr
    result = run("compare", plan, plan, "--figure", "payy")
    assert result.exit_code == 1 and "pay" in result.stderr


def test_seek_tells_both_sides(plan: str) -> None:
    asked = ("--vary", "/programme/subsidy/0/standard", "--from", "40000", "--to", "80000", "--step", "100")
    limit = ("--figure", "due/local", "--year", "2022", "--at-most", "300000")
    zh = ran("seek", plan, *asked, *limit, "--lang", "zh")
    assert "可以到" in zh and "不满足" in zh
    answer = json.loads(ran("seek", plan, *asked, *limit, "--format", "json"))
    assert answer["next"]["value"] > answer["value"]
    first = json.loads(ran("seek", plan, *asked, *limit, "--find", "first", "--format", "json"))
    assert first["value"] == "40000.00"


def test_seek_has_short_ways(plan: str) -> None:
    posts = ran("seek", plan, "--for", "posts", "--at-most", "200000", "--payer", "local", "--lang", "zh")
    assert posts.startswith("200,000.00 元可以承担 ")
    opening = ("--for", "opening", "--payer", "local", "--at-most", "200000", "--year", "2021")
    assert json.loads(ran("seek", plan, *opening, "--format", "json"))["value"].startswith("2021-")
    standard = ran(
        "seek", plan, "--for", "standard", "--fund", "省财政补助2021", "--year", "2021", "--lang", "zh"
    )
    assert standard.startswith("标准（元/年）到候选值的尽头 100,000.00 都满足")
    share = ran("seek", plan, "--for", "share", "--at-most", "200000", "--entry", "1", "--region", "440203")
    assert share.startswith("The share of the local")


def test_seek_tells_what_is_missing(plan: str) -> None:
    for given, missing in [
        ((), "--figure"),
        (("--figure", "pay"), "--from"),
        (("--figure", "pay", "--from", "1", "--to", "2"), "--vary"),
        (("--for", "posts"), "--at-most"),
        (("--for", "posts", "--at-most", "1", "--year", "2021-2022"), "--year"),
        (("--for", "posts", "--vary", "/hires/0/count"), "--for posts"),
        (("--for", "standard", "--fund", "x"), "the funds are"),
    ]:
        result = run("seek", plan, *given)
        assert result.exit_code == 2 and missing in result.stderr, given
