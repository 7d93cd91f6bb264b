"""Tables with troubles that people have, at the doors of Python and of the command line.

What is right of each says `tests/tests/cases.rs`; here is what the doors add: options, and places as authors know them.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas
import pytest
from command import command as called

import shuangbai
from shuangbai.languages import Lang

CASES = Path(__file__).parent.parent / "cases"


def plan(workers: Any, years: tuple[int, int] = (2022, 2022), **more: Any) -> shuangbai.Plan:
    table = CASES / workers if isinstance(workers, str) else workers
    return shuangbai.Plan("guangdong-2021", years, CASES / "stations.csv", table, **more)


def refused(workers: Any, **more: Any) -> list[shuangbai.Error]:
    with pytest.raises(shuangbai.PlanError) as raised:
        plan(workers, **more).forecast()
    return list(raised.value.errors)


def command(*args: str, workers: str, years: str = "2022-2022", lang: str = "zh") -> tuple[int, str]:
    given = ["--stations", f"{CASES}/stations.csv", "--workers", f"{CASES}/{workers}", "--years", years]
    result = called("forecast", *given, "--lang", lang, *args)
    return result.exit_code, result.output


GRADES = {"称职": "pass", "A": "优秀", "优良": "合格", "不定等次": None}


def test_words_for_grades_and_the_unit_of_pay_are_said() -> None:
    assumed = {"missing_history": "fail"}
    assert plan("62-grades.csv", grades=GRADES, assumptions=assumed).forecast().totals["pay"] == [
        Decimal("207500.00")
    ]
    assert {error.code for error in refused("62-grades.csv", assumptions=assumed)} == {"choice"}
    for unit in ("wan", "万元"):
        assert plan("28-wan.csv", pay_unit=unit).forecast().totals["pay"] == [Decimal("106000.00")]
    (error,) = refused("28-wan.csv", pay_unit="cent")
    assert (error.code, error.at) == ("choice", "/pay_unit")
    options = [f"--grade={word}={grade or ''}" for word, grade in GRADES.items()]
    csv = ["--format", "csv", "--table", "totals", "--assume", "missing_history=fail"]
    assert "207500.00" in command(*options, *csv, workers="62-grades.csv")[1]
    assert "106000.00" in command("--pay-unit", "wan", *csv[:4], workers="28-wan.csv")[1]
    assert command("--grade", "A=pass", "--grade", "A=fail", workers="62-grades.csv")[0] == 2


def test_unknown_columns_are_an_error_or_left_out_and_told() -> None:
    rows = [{"社工站": "西联镇", "岗位": "服务性", "入职": "2022-01", "备注": "x", "电话": "1"}]
    errors = refused(rows)
    assert {error.code for error in errors} == {"unknown_field"}
    left = plan(rows, unknown="leave").forecast()
    told = [hint for hint in left.hints if hint.code == "columns_left_out"]
    assert len(told) == 1 and "备注" in told[0].zh and "备注" in told[0].en
    code, output = command("--unknown", "leave", workers="61-guangdong-roster.csv")
    # What its columns say in words of their own is still asked for.
    assert code == 1 and "unknown" not in output and "序号" not in output


def test_hints_are_told_with_the_rows_of_the_file() -> None:
    forecast = plan("30-twice.csv").forecast()
    (alike,) = [hint for hint in forecast.hints if hint.code == "alike"]
    assert [row.row for row in alike.rows] == [2, 3]
    assert alike.place("zh") == "社工 30-twice.csv 第 2、3 行"
    assert alike.place("en") == "workers 30-twice.csv, rows 2, 3"
    titles: dict[Lang, str] = {"zh": "请核对", "en": "Please check"}
    for lang, title in titles.items():
        (told,) = [below.notes for below in forecast.show(lang=lang).below if below.title == title]
        assert any(note.endswith(alike.text(lang)) for note in told)
    assert forecast.unlikely["code"] == [hint.code for hint in forecast.hints]
    code, output = command(workers="30-twice.csv")
    assert code == 0 and "请核对" in output and "社工 30-twice.csv 第 2、3 行：" in output
    assert "alike," in command("--table", "unlikely", "--format", "csv", workers="30-twice.csv")[1]
    frame = pandas.read_csv(CASES / "30-twice.csv", dtype=str).set_axis(["a", "b"])
    labels = [[row.row for row in hint.rows] for hint in plan(frame).forecast().hints if hint.code == "alike"]
    assert labels == [["a", "b"]]
    programme = shuangbai.Plan.from_json((CASES / "37-two-raises.json").read_text("utf-8")).forecast()
    assert programme.hints[0].place("zh") == "递增 第 2 条"


def test_rows_that_are_none_of_the_table_s_are_told() -> None:
    forecast = plan("45-title-row.csv").forecast()
    assert forecast.totals["pay"] == [Decimal("52000.00")]
    told = [hint.zh for hint in forecast.hints if hint.code == "rows_left_out"]
    assert len(told) == 2 and "表头之前" in told[0] and "合计" in told[1]


def test_headings_are_row_1_and_other_rows_are_told_as_their_author_counts() -> None:
    errors = refused("48-heading-place.csv")
    assert {(error.row, error.column) for error in errors} == {(1, "年薪/元"), (1, "考核2021年")}
    assert errors[0].place("zh").startswith("社工 48-heading-place.csv 第 1 行")
    (again,) = refused("34-rehire-same-id.csv")
    assert again.row == 3 and "34-rehire-same-id.csv 第 2 行" in again.zh and "row 2" in again.en
    assert "/workers/" not in again.zh + again.en
    frame = pandas.read_csv(CASES / "48-heading-place.csv", dtype=str)
    assert {error.row for error in refused(frame)} == {None}


def test_every_fault_of_a_file_names_it() -> None:
    for workers in ("20-yymmdd.csv", "48-heading-place.csv", "54-excel-serial.csv", "49-order.csv"):
        assert {error.file for error in refused(workers)} == {workers}
    for workers in ("25-utf8-one-gbk-row.csv", "63b-empty.csv"):
        with pytest.raises(ValueError, match=f"^{workers}: "):
            plan(workers)


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("社工站,岗位,入职\n西联镇,服务性,2022-01\n".encode("gb18030"))

    def read(file: Any, encoding: str | None) -> int:
        stations = [{"code": "440203100", "name": "西联镇", "villages": 3}]
        return shuangbai.Plan("guangdong-2021", (2022, 2022), stations, file, encoding=encoding).workers

    for encoding in (None, "GBK", "gb18030"):
        assert read(tmp_path / "a.csv", encoding) == 1
    with pytest.raises(ValueError, match=r"a\.csv: "):
        read(tmp_path / "a.csv", "utf-8")
    with pytest.raises(ValueError, match=r"latin1.*gb18030"):
        read(tmp_path / "a.csv", "latin1")
    with open(tmp_path / "a.csv", "rb") as binary:
        assert read(binary, "gbk") == 1
    text = (tmp_path / "a.csv").read_text("gb18030")
    (tmp_path / "b.csv").write_text(text, "utf-8")
    with open(tmp_path / "b.csv", encoding="utf-8") as file:
        assert read(file, "gb18030") == 1, "text has no encoding any more"
