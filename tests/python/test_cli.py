"""The command line: what it prints where, in both languages, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import polars
import pyarrow.ipc
import pyarrow.parquet
import pytest
from command import FAULTY, PLAN, STATIONS, TEXT, WORKERS, command, ran, run

import shuangbai
from conftest import VECTORS, vectors

# ---- forecasts of JSON plans ----


@pytest.mark.parametrize("vector", vectors("good"), ids=lambda vector: vector.stem)
def test_json_is_the_cores_byte_for_byte(vector: Path) -> None:
    text = json.dumps(json.loads(vector.read_text("utf-8"))["plan"], ensure_ascii=False)
    printed_bytes = command("forecast", "--format", "json", text=text).stdout_bytes
    assert printed_bytes == shuangbai.Plan.from_json(text).forecast().to_json().encode() + b"\n"


def test_the_plan_is_a_file_or_standard_input(plan: str) -> None:
    from_file = ran("forecast", plan)
    assert from_file == ran("forecast", text=TEXT) == ran("forecast", "-", text=TEXT)
    assert from_file == ran("forecast", text=b"\xef\xbb\xbf" + TEXT.encode()), (
        "a byte order mark is no letter"
    )


def test_a_table_is_the_default_and_speaks_the_language(plan: str) -> None:
    english, chinese = ran("forecast", plan), ran("forecast", plan, lang="zh_CN.UTF-8")
    assert english.startswith("Guangdong Double Hundred Project (2021) by year (10,000 yuan)")
    assert chinese.startswith("广东兜底民生服务社会工作“双百工程”(2021) 分年度（单位：万元）")
    assert "Staffing norm" in english and "配备标准" in chinese
    assert ran("forecast", plan, "--lang", "zh") == chinese
    assert ran("forecast", plan, "--lang", "en", lang="zh_CN.UTF-8") == english


def test_units_are_for_people(plan: str) -> None:
    assert "40.00" in ran("forecast", plan, "--table", "totals")
    for unit in ("元", "yuan"):
        assert "400,000.00" in ran("forecast", plan, "--table", "totals", "--unit", unit)
    assert "0.0040" in ran("forecast", plan, "--table", "totals", "--unit", "亿元")
    assert ran("forecast", plan, "--format", "csv", "--unit", "亿元") == ran(
        "forecast", plan, "--format", "csv"
    )


@pytest.mark.parametrize("table", ["totals", "rows", "ratios", "norm", "posts", "funds", "notices"])
def test_every_table_goes_everywhere(plan: str, table: str, tmp_path: Path) -> None:
    expected = getattr(shuangbai.Plan.from_json(TEXT).forecast(), table)
    assert len(ran("forecast", plan, "--table", table).splitlines()) > len(expected)

    ran("forecast", plan, "--table", table, "--output", f"{tmp_path}/table.csv")
    text = (tmp_path / "table.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    piped = ran("forecast", plan, "--table", table, "--format", "csv")
    assert piped == text.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(piped))
    assert header == expected.columns
    cells = [list(row.values()) for row in expected]
    assert rows == [["" if cell is None else str(cell) for cell in row] for row in cells]

    ran("forecast", plan, "--table", table, "--output", f"{tmp_path}/table.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "table.parquet").equals(expected.to_arrow())


def test_amounts_in_csv_are_plain_decimals(plan: str) -> None:
    rows = csv.DictReader(io.StringIO(ran("forecast", plan, "--format", "csv", "--table", "totals")))
    assert [row["pay"] for row in rows] == ["400000.00", "420000.00", "441000.00"]


def test_the_ending_of_a_file_tells_the_format(plan: str, tmp_path: Path) -> None:
    for name in ("a.json", "a.txt", "a.csv", "a.pq"):
        assert ran("forecast", plan, "--output", str(tmp_path / name)) == ""
    assert (tmp_path / "a.json").read_bytes() == run("forecast", plan, "--format", "json").stdout_bytes
    assert (tmp_path / "a.txt").read_text("utf-8") == ran("forecast", plan)
    assert polars.read_parquet(tmp_path / "a.pq")["pay"].dtype == polars.Decimal(18, 2)
    ran("forecast", plan, "--output", str(tmp_path / "a.csv"), "--format", "json")
    assert json.loads((tmp_path / "a.csv").read_text("utf-8"))["programme"] == "guangdong-2021"


def test_a_file_of_columns_is_the_table_of_python(plan: str, tmp_path: Path) -> None:
    expected = shuangbai.Plan.from_json(TEXT).forecast().rows.to_arrow()
    piped = command("forecast", plan, "--format", "parquet").stdout_bytes
    assert pyarrow.parquet.read_table(io.BytesIO(piped)).equals(expected)
    ran("forecast", plan, "--output", f"{tmp_path}/a.arrow")
    assert pyarrow.ipc.open_file(f"{tmp_path}/a.arrow").read_all().equals(expected)


def test_a_reform_is_merged_one_after_another(plan: str, tmp_path: Path) -> None:
    (tmp_path / "raise.json").write_text('{"raise": [{"from": 2021, "rate": "0"}]}')
    (tmp_path / "standard.json").write_text('{"subsidy": [{"from": 2021, "standard": "60000.00"}]}')
    reforms = ["--reform", f"{tmp_path}/raise.json", "--reform", f"{tmp_path}/standard.json"]
    rows = csv.DictReader(
        io.StringIO(ran("forecast", plan, *reforms, "--format", "csv", "--table", "totals"))
    )
    assert [row["pay"] for row in rows] == ["480000.00"] * 3


def test_by_asks_for_other_regions_than_the_plan(plan: str) -> None:
    rows = csv.DictReader(io.StringIO(ran("forecast", plan, "--by", "city", "--format", "csv")))
    assert [(row["region"], row["name"]) for row in rows] == [("4401", "广州市"), ("4402", "韶关市")] * 3
    shown = ran("forecast", plan, "--by", "city")
    assert shown.startswith("By region") and shown.count("韶关市") == 3 and "Surplus" not in shown
    assert "Surplus" in ran("forecast", plan, "--by", "city", "--table", "rows")


def test_threads_change_no_digit(plan: str) -> None:
    assert ran("forecast", plan, "--threads", "1") == ran("forecast", plan, "--threads", "3")


# ---- errors ----


@pytest.mark.parametrize("vector", vectors("bad"), ids=lambda vector: vector.stem)
def test_check_tells_machines_the_errors_of_rule_15(vector: Path) -> None:
    given = json.loads(vector.read_text("utf-8"))
    text = given["text"] if "text" in given else json.dumps(given["plan"], ensure_ascii=False)
    result = run("check", "--format", "json", text=text)
    assert (result.exit_code, result.stderr) == (1, "")
    found = json.loads(result.stdout)["errors"]
    assert [(error["code"], error["at"]) for error in found] == [
        (error["code"], error["at"]) for error in given["errors"]
    ]
    assert all(list(error) == ["code", "at", "zh", "en"] for error in found)


def test_errors_are_told_in_either_language() -> None:
    english, chinese = run("check", text=FAULTY), run("check", text=FAULTY, lang="zh_CN.UTF-8")
    assert (english.exit_code, chinese.exit_code, english.stderr) == (1, 1, "")
    assert english.stdout.startswith("The plan has 2 errors")
    assert chinese.stdout.startswith("计划有 2 处错误")
    assert "/by" in english.stdout and "did you mean `guangdong-2021`?" in english.stdout
    assert "是否应为“guangdong-2021”" in chinese.stdout


def test_a_forecast_tells_errors_on_standard_error() -> None:
    result = run("forecast", text=FAULTY)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", run("check", text=FAULTY).stdout)
    machine = run("forecast", "--format", "json", text=FAULTY)
    assert (machine.exit_code, machine.stdout) == (1, "")
    assert machine.stderr == run("check", "--format", "json", text=FAULTY).stdout


def test_nothing_is_written_for_a_plan_with_errors(tmp_path: Path) -> None:
    assert run("forecast", "--output", f"{tmp_path}/a.json", text=FAULTY).exit_code == 1
    assert not (tmp_path / "a.json").exists()


def test_check_calculates_too() -> None:
    worker = {
        "id": "w1",
        "station": "440203001",
        "post": "service",
        "hired": "2018-07",
        "pay": "50000",
        "pay_year": 2018,
    }
    text = json.dumps({**PLAN, "programme": "guangdong-2017", "workers": [worker], "assumptions": {}})
    result = run("check", "--format", "json", text=text)
    assert result.exit_code == 1
    assert {error["code"] for error in json.loads(result.stdout)["errors"]} == {"missing_grade"}


def test_a_plan_without_errors_is_one_line() -> None:
    assert ran("check", text=TEXT) == "no errors: guangdong-2021, 2021 to 2023, stations: 2, workers: 0\n"
    assert (
        ran("check", text=TEXT, lang="zh_CN")
        == "计划无误：guangdong-2021，2021 至 2023 年，2 个社工站，0 名社工\n"
    )
    assert json.loads(ran("check", "--format", "json", text=TEXT)) == {"errors": []}


MISTAKES = [
    (["frcast"], "frcast", "frcast"),
    (["forcast"], "did you mean forecast?", "是否应为 forecast？"),
    (["forecast", "--nope"], "no such option --nope", "没有选项 --nope"),
    (["forecast", "--tabel", "rows"], "did you mean --table?", "是否应为 --table？"),
    (["forecast", "--format", "xml"], "'xml' is not one of", "--format 的值不对，可选：table、json"),
    (["forecast", "--format"], "--format needs a value", "--format 后面缺值"),
    (["forecast", "--threads", "0"], "--threads", "--threads 的值不对"),
    (["forecast", "a", "b"], "unexpected extra argument b", "多出了参数 b"),
    (["why"], "missing --figure", "还需要 --figure"),
    (["forecast", "花名册.csv"], "花名册.csv is a table, no plan", "花名册.csv 是一张表，不是方案"),
    (["forecast", "--towns", "韶关"], "--stations needs --years", "还需要 --years"),
    (["forecast", "--towns", "韶关士", "--years", "2021"], "no city or county", "是否应为“韶关市”"),
    (["forecast", "--set", "raise=1", "--set", "raise.rate=2"], "each place once", "同一处只能给一次"),
    (["forecast", "nope.json"], "nope.json: No such file", "nope.json: 没有这个文件"),
    (["forecast", "/"], "/: Is a directory", "/: 是文件夹"),
    (["forecast", "--output", "a.doc"], "a.doc: which format?", "a.doc: 看不出格式"),
    (["forecast", "--output", "/nope/a.csv"], "/nope/a.csv: No such file", "/nope/a.csv: 没有这个文件"),
    (["forecast", "--years", "2021"], "go with --stations", "请给出 --stations"),
    (["forecast", "--assume", "fill=norm"], "go with --stations", "请给出 --stations"),
    (["forecast", "--years", "2021-25"], "is written 2021-2030", "应写成 2021-2030"),
    (["forecast", "--assume", "fill"], "KEY=VALUE", "KEY=VALUE"),
    (["forecast", "--stations", "a.csv"], "needs --years", "还需要 --years"),
    (["forecast", "a.json", "--stations", "a.csv"], "not both", "只能用一个"),
    (["forecast", "--stations", "nope.csv", "--years", "2021"], "nope.csv: No such file", "没有这个文件"),
    (["forecast", "--stations", "a.xlsx", "--years", "2021"], ".parquet", "CSV 或 Parquet"),
    (["forecast", "--reform", "nope.json"], "nope.json: No such file", "没有这个文件"),
    (["explain-rules", "99"], "there is no rule 99, only 0 to", "没有规则 99"),
    (["explain-rules", "two"], "two", "值不对"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "en", "zh"), MISTAKES, ids=[" ".join(args) for args, *_ in MISTAKES])
def test_a_users_mistake_is_one_sentence(args: list[str], en: str, zh: str) -> None:
    for lang, told in (("en_US.UTF-8", en), ("zh_CN.UTF-8", zh)):
        result = run(*args, text=TEXT, lang=lang)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("shuangbai: ") and result.stderr.count("\n") == 1
        assert told in result.stderr


def test_json_files_are_json(tmp_path: Path) -> None:
    file = tmp_path / "reform.json"
    for content, told in [
        (b"{", "no valid JSON"),
        (b'{"a": 1, "a": 2}', "`a` is there twice"),
        (b"\xb0\xa1", "not in UTF-8"),
    ]:
        file.write_bytes(content)
        result = run("forecast", "--reform", str(file), text=TEXT)
        assert result.exit_code == 2 and told in result.stderr
    assert "not in UTF-8" in run("forecast", str(file)).stderr


# ---- tables ----


def test_tables_make_a_plan(tables: list[str], tmp_path: Path) -> None:
    options = ["--assume", "fill=norm", "--assume", "pass_rate=0.96", "--assume", "from=2022", "--by", "city"]
    stations = [
        {"code": "440203001", "name": "西联镇", "villages": 3},
        {"code": "440103001", "name": "沙面街道", "villages": 1},
    ]
    workers: list[dict[str, object]] = [
        {"id": "w1", "station": "440203001", "post": "service", "hired": "2021-03", "pay": "52000",
         "appraisals": {"2021": "pass"}},
        {"id": "w2", "station": "440103001", "post": "administrative", "hired": "2021-08", "pay": "50000"},
    ]  # fmt: skip
    (tmp_path / "workers.csv").write_text(
        WORKERS.replace("年薪", "年薪,考核2021").replace("52000", "52000,合格").replace("0.00", "0.00,")
    )
    expected = shuangbai.Plan(
        "guangdong-2021", (2021, 2023), stations, workers, by="city",
        assumptions={"fill": "norm", "pass_rate": "0.96", "from": 2022},
    ).forecast()  # fmt: skip
    assert ran("forecast", *tables, *options, "--format", "json") == expected.to_json() + "\n"
    assert (
        ran("check", *tables, *options)
        == "no errors: guangdong-2021, 2021 to 2023, stations: 2, workers: 2\n"
    )


def test_tables_come_in_every_form(tables: list[str], tmp_path: Path) -> None:
    expected = ran("forecast", *tables)
    for name, encoding in (("a.csv", "gb18030"), ("b.csv", "utf-8-sig"), ("c.txt", "utf-8")):
        (tmp_path / name).write_bytes(STATIONS.encode(encoding))
        assert ran("forecast", *tables, "--stations", str(tmp_path / name)) == expected
    (tmp_path / "d.tsv").write_text(STATIONS.replace(",", "\t"), "utf-8")
    assert ran("forecast", *tables, "--stations", f"{tmp_path}/d.tsv") == expected
    polars.read_csv(STATIONS.encode()).write_parquet(tmp_path / "e.parquet")
    assert ran("forecast", *tables, "--stations", f"{tmp_path}/e.parquet") == expected


def test_faulty_cells_are_told_by_row_and_column(tables: list[str], tmp_path: Path) -> None:
    (tmp_path / "workers.csv").write_bytes(WORKERS.replace("事务性", "事务").encode("gb18030"))
    for name in ("check", "forecast"):
        english, chinese = run(name, *tables), run(name, *tables, lang="zh_CN.UTF-8")
        assert (english.exit_code, chinese.exit_code) == (1, 1)
        assert "workers workers.csv, row 3, column `岗位`" in english.output
        assert "社工 workers.csv 第 3 行“岗位”" in chinese.output
    found = json.loads(run("check", *tables, "--format", "json").stdout)["errors"]
    assert [(error["code"], error["at"]) for error in found] == [("choice", "/workers/1/post")]


def test_errors_of_calculating_have_rows_too(tables: list[str], tmp_path: Path) -> None:
    (tmp_path / "workers.csv").write_text(WORKERS.replace("2021-03", "2018-03"), "utf-8")
    result = run("check", *tables, "--programme", "guangdong-2017")
    assert result.exit_code == 1
    assert "workers workers.csv, row 2" in result.stdout


def test_a_wrong_assumption_is_the_cores_own_error(tables: list[str]) -> None:
    for given, code, at in [
        ("filll=norm", "unknown_field", "/assumptions/filll"),
        ("fill=norms", "choice", "/assumptions/fill"),
        ("pass_rate=96%", "format", "/assumptions/pass_rate"),
        ("from=2031", "order", "/assumptions/from"),
    ]:
        result = run("check", *tables, "--assume", given, "--format", "json")
        assert result.exit_code == 1
        assert [(error["code"], error["at"]) for error in json.loads(result.stdout)["errors"]] == [(code, at)]


def test_a_programme_and_names_may_be_files(tables: list[str], tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(
        ran("presets", "guangdong-2017", "--format", "json").replace("-2017", "-own")
    )
    (tmp_path / "names.json").write_text(json.dumps(PLAN["regions"]))
    own = ["--programme", f"{tmp_path}/own.json", "--regions", f"{tmp_path}/names.json", "--by", "city"]
    table = ran("forecast", *tables, *own)
    assert "广州市" in table and "韶关市" in table
    assert ran("forecast", *tables, *own, "--table", "totals") == ran(
        "forecast", *tables, "--programme", "guangdong-2017", "--table", "totals"
    )
    wrong = run("check", *tables, "--programme", "guangdong-2022", "--format", "json")
    assert '"unknown_preset"' in wrong.stdout and wrong.exit_code == 1


def test_the_first_reform_is_the_plans_own(tables: list[str], tmp_path: Path) -> None:
    # The tier is only there once the reform is merged (rule 11).
    reform = {"sharing": [{"from": 2021, "tier": "new", "parts": [{"payer": "central", "parts": 1}]},
                          {"from": 2021, "parts": [{"payer": "local", "parts": 1}]}], "tiers": None}  # fmt: skip
    (tmp_path / "reform.json").write_text(json.dumps(reform))
    (tmp_path / "stations.csv").write_text("code,tier,villages\n440203001,new,3\n", "utf-8")
    args = [*tables[:2], *tables[4:], "--assume", "fill=norm", "--format", "csv"]
    assert run("check", *args[:-2]).exit_code == 1
    assert "due_central" in ran("forecast", *args, "--reform", f"{tmp_path}/reform.json")


def test_columns_are_renamed_or_left_out(tables: list[str], tmp_path: Path) -> None:
    expected = ran("forecast", *tables)
    (tmp_path / "workers.csv").write_text(
        WORKERS.replace("年薪", "年薪(元),备注").replace("00\n", "00,x\n"), "utf-8"
    )
    assert run("forecast", *tables).exit_code == 1
    assert ran("forecast", *tables, "--column", "年薪(元)=pay", "--column", "备注=") == expected


def test_a_column_that_no_table_has_and_a_key_given_twice_are_mistakes(tables: list[str]) -> None:
    for args, en, zh in (
        (["--column", "备注="], "no table has a column `备注`", "没有一张表有列“备注”"),
        (
            ["--assume", "fill=norm", "--assume", "fill=none"],
            "--assume is given twice for fill",
            "两次给了 fill",
        ),
        (["--column", "年薪=pay", "--column", "年薪="], "--column is given twice for 年薪", "两次给了 年薪"),
    ):
        for lang, told in (("en_US.UTF-8", en), ("zh_CN.UTF-8", zh)):
            result = run("check", *tables, *args, lang=lang)
            assert (result.exit_code, result.stdout) == (2, "") and told in result.stderr


def test_hints_are_told_beside_a_table_and_are_in_json() -> None:
    nobody = {key: PLAN[key] for key in ("programme", "horizon", "stations")}
    text = json.dumps(nobody, ensure_ascii=False)
    result = run("forecast", "--format", "csv", text=text, lang="zh_CN.UTF-8")
    assert result.exit_code == 0 and result.stdout.startswith("year,")
    assert any(line.startswith("提示：整个计划：") for line in result.stderr.splitlines()), result.stderr
    told = json.loads(ran("forecast", "--format", "json", text=text))
    assert "empty" in [hint["code"] for hint in told["unlikely"]]


def test_no_cell_of_a_csv_file_is_a_formula(plan: str, tmp_path: Path) -> None:
    evil = {**PLAN, "stations": [{"code": "440203001", "name": "=cmd|' /C calc'!A0", "villages": 3}]}
    args = ("forecast", "--by", "station", "--format", "csv")
    piped = ran(*args, text=json.dumps(evil, ensure_ascii=False))
    assert ",'=cmd|' /C calc'!A0," in piped and ",=cmd" not in piped
    (tmp_path / "evil.json").write_text(json.dumps(evil, ensure_ascii=False), "utf-8")
    ran("forecast", f"{tmp_path}/evil.json", "--by", "station", "--output", f"{tmp_path}/evil.csv")
    assert (tmp_path / "evil.csv").read_text("utf-8-sig") == piped


# ---- presets and rules ----


def test_presets_are_told() -> None:
    english, chinese = ran("presets"), ran("presets", "--lang", "zh")
    for preset, title in shuangbai.presets().items():
        assert preset in english and title["en"] in english and title["zh"] in chinese
    assert "2020-10" in english
    brief = json.loads(ran("presets", "--format", "json"))
    assert [one["id"] for one in brief] == list(shuangbai.presets())


@pytest.mark.parametrize("preset", shuangbai.presets())
def test_a_preset_shows_its_entries_and_their_ground(preset: str) -> None:
    programme = shuangbai.preset(preset)
    assert json.loads(ran("presets", preset, "--format", "json")) == programme
    entries = [entry for listed in programme.values() if isinstance(listed, list) for entry in listed]
    for lang, assumed in (("en", "* assumed"), ("zh", "* 推定")):
        shown = ran("presets", preset, "--lang", lang)
        assert shown.count(f" {assumed} ") == sum(entry["status"] == "assumed" for entry in entries)
        # Of a source in both languages that of the reader.
        assert all(entry["source"][lang] in shown for entry in entries)
        assert not any(entry["source"]["en" if lang == "zh" else "zh"] in shown for entry in entries)


def test_an_entry_is_told_in_the_terms_of_the_language() -> None:
    zh, en = (ran("presets", "guangdong-2021", "--lang", lang) for lang in ("zh", "en"))
    assert "标准（元/年） 50000.00，资助口径 固定标准，超标准自筹方 地方" in zh
    assert "Standard (yuan a year) 50000.00, Basis standard, Top-up borne by local" in en
    assert "类型 按村居数，每站事务性岗位 2，每村居服务性岗位 1" in zh
    assert "分担 省 6 : 地方 4" in zh
    assert "Parts province 6 : local 4" in en


def test_the_words_of_the_presets_are_chinese() -> None:
    english = ["province", "local", "compound", "indexed", "standard", "pass", "pool", "subsidy", "kind"]
    for preset in shuangbai.presets():
        said = ran("presets", preset, "--lang", "zh")
        assert not [word for word in (*english, "_") if word in said]


def test_an_unknown_preset_is_an_error_with_the_nearest() -> None:
    result = run("presets", "guangdong-2022")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "did you mean `guangdong-2021`?" in result.stderr


def test_the_rules_are_those_of_the_rules_file() -> None:
    rules = shuangbai.rules()
    assert rules == (VECTORS.parent.parent / "docs" / "rules.md").read_text("utf-8")
    contents = ran("explain-rules").splitlines()
    numbers = re.findall(r"(?m)^## (\d+)\. ", rules)
    assert [line.split()[0] for line in contents] == numbers and len(numbers) > 15
    assert contents[4].endswith("Pay and raises")
    sections = [ran("explain-rules", str(rule)) for rule in numbers]
    assert all(section.strip() in rules and section.count("\n## ") == 0 for section in sections)
    assert [section.rstrip("\n") for section in sections] == [shuangbai.rules(int(rule)) for rule in numbers]
    assert sections[4].startswith("## 4. Pay and raises") and "Where each rule is" not in sections[15]


# ---- pay sheets and records ----


@pytest.fixture
def paid(tmp_path: Path, tables: list[str]) -> list[str]:
    (tmp_path / "moves.csv").write_text("编号,调动月份,调入社工站\nw1,2021-08,沙面街道\n", "utf-8")
    (tmp_path / "absences.csv").write_text("编号,起,止\nw1,2021-05,2021-06\n", "utf-8")
    more = ["--moves", f"{tmp_path}/moves.csv", "--absences", f"{tmp_path}/absences.csv"]
    return [*tables, *more]


def test_a_pay_sheet_is_printed_and_written(paid: list[str], tmp_path: Path) -> None:
    august = ran("sheet", *paid, "--month", "2021-08", LC_ALL="zh_CN.UTF-8")
    assert "2021年8月工资表" in august and "合计" in august and "w1" in august
    assert "w1" not in ran("sheet", *paid, "--month", "2021-05")  # away
    only = ran("sheet", *paid, "--month", "2021-08", "--station", "440203001", "--format", "csv")
    assert only.splitlines()[1:] == []  # gone to another station
    ran("sheet", *paid, "--month", "2021-03", "--last", "2021-12", "--output", f"{tmp_path}/工资表.csv")
    with open(tmp_path / "工资表.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["month"] for row in rows if row["id"] == "w1"] == [
        f"2021-{month:02}" for month in (3, 4, 7, 8, 9, 10, 11, 12)
    ]
    calls = ran("sheet", *paid, "--month", "2021-08", "--table", "calls", "--format", "csv")
    assert calls.splitlines()[0].startswith("month,region,name,on_payroll,pay,subsidy")
    answer = json.loads(ran("sheet", *paid, "--month", "2021-08", "--format", "json"))
    assert [row["id"] for row in answer["rows"]] == ["w1", "w2"]
    outside = run("sheet", *paid, "--month", "2020-12", "--output", f"{tmp_path}/none.csv")
    assert (outside.exit_code, (tmp_path / "none.csv").exists()) == (1, False)
    assert "2020-12" in outside.stderr
    wrong = run("sheet", *paid[:-1], f"{tmp_path}/moves.csv", "--month", "2021-08")
    assert wrong.exit_code == 1 and "absences" in wrong.stderr


def test_a_record_is_kept_and_verified(plan: str, tmp_path: Path) -> None:
    kept = f"{tmp_path}/record.json"
    ran("record", plan, "--output", kept)
    assert json.loads(Path(kept).read_text("utf-8")) == shuangbai.Plan.from_json(TEXT).record()
    assert ran("verify", plan, "--record", kept) == "the same as in the record\n"
    assert ran("verify", plan, "--record", kept, LC_ALL="zh_CN.UTF-8") == "与记录一致\n"
    (tmp_path / "reform.json").write_text(json.dumps({"raise": {"rate": "0.03"}}), "utf-8")
    reformed = ["verify", plan, "--record", kept, "--reform", f"{tmp_path}/reform.json"]
    for lang, told in (
        ("en", "differs from the record: programme, forecast\n"),
        ("zh", "与记录不同：计划、预测\n"),
    ):
        result = run(*reformed, "--lang", lang)
        assert (result.exit_code, result.stdout) == (1, told)
    result = run(*reformed, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        1,
        {"same": False, "differs": ["programme", "forecast"]},
    )
    (tmp_path / "record.json").write_text("{}", "utf-8")
    assert run("verify", plan, "--record", kept).exit_code == 1


def test_help_is_everywhere() -> None:
    assert ran() == ran("-h") == ran("--help")
    commands = re.findall(r"(?m)^  ([a-z-]+) ", ran("-h").partition("Options:")[0])
    assert {"forecast", "check", "sheet", "why", "compare", "seek", "sweep", "explain-rules"} <= set(commands)
    for name in commands:
        english, chinese = ran(name, "-h"), ran(name, "-h", lang="zh_CN.UTF-8")
        assert english == ran(name, "--help") != chinese == ran(name, "-h", "--lang", "zh")
        assert english.splitlines()[2].startswith(f"Usage: shuangbai {name}"), english
        assert "用法" in chinese and not re.search(
            "[一-鿿]", re.sub("元|万元|亿元|称职|不定等次|计划|结果", "", english)
        )
    assert ran("--version") == f"shuangbai {shuangbai.__version__}\n"


def test_a_list_of_errors_ends_after_ten_thousand_and_tells_how_many_more() -> None:
    alike = json.dumps({**PLAN, "stations": [PLAN["stations"][0]] * 10_004})  # type: ignore[index]
    answer = json.loads(run("check", "--format", "json", text=alike).stdout)
    assert (len(answer["errors"]), answer["more"]) == (10_000, 3)
    assert "more" not in json.loads(run("check", "--format", "json", text=FAULTY).stdout)
    for lang, title, last in (
        ("en_US.UTF-8", "The plan has 10003 errors", "· and 3 more"),
        ("zh_CN.UTF-8", "计划有 10003 处错误", "· 另有 3 处"),
    ):
        lines = run("check", text=alike, lang=lang).stdout.splitlines()
        assert (lines[0], lines[-1]) == (title, last)
        assert "10,000" in lines[4]  # which are alike
