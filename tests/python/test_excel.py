"""Workbooks in and out: nasty ones as officials have them, results that LibreOffice comes to as well, injection."""

from __future__ import annotations

import datetime
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import command
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import shuangbai
from conftest import vectors

YEARS = (2021, 2022)
STATIONS: list[list[Any]] = [["编码", "名称", "村居数"], [440203001, "西河镇", 3], [440203002, "石塘镇", 4]]
WORKERS: list[list[Any]] = [
    ["姓名", "社工站", "岗位", "入职", "年薪", "考核2021"],
    ["某甲", "西河镇", "服务性", "2021年8月", 52000.1, "合格"],
    ["某乙", 440203002, "事务性", 202101, 50000, None],
]


def book(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(data: bytes, **options: Any) -> shuangbai.Plan:
    options.setdefault("columns", {"姓名": "id"})
    return shuangbai.Plan.read_excel(data, "guangdong-2021", YEARS, **options)


def cells(data: bytes, **options: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(shuangbai.PlanError) as told:
        read(data, **options)
    return [(error.cell, error.code) for error in told.value.errors]


def test_sheets_are_matched_by_their_headings_and_cells_read_as_people_see_them() -> None:
    plan = read(saved(book(一览=STATIONS, 花名册=WORKERS, 备忘=[["随便写的"]])))
    assert plan.workers == 2
    assert [note.code for note in plan.notes] == ["matched", "matched", "left_out"]
    assert '"pay":"52000.10"' in plan.to_json()
    assert '"hired":"2021-08"' in plan.to_json()


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_dates_count_from_1900_and_from_1904(epoch: datetime.datetime | None) -> None:
    made = book(站点=STATIONS, 人员=WORKERS)
    if epoch:
        made.epoch = epoch
    made["人员"]["D2"] = datetime.date(2021, 8, 1)
    assert '"hired":"2021-08"' in read(saved(made)).to_json()


def test_the_day_that_never_was_is_no_month() -> None:
    made = book(站点=STATIONS, 人员=WORKERS)
    made["人员"]["D2"] = 60
    made["人员"]["D2"].number_format = "yyyy-mm-dd"
    assert cells(saved(made)) == [("人员!D2", "range")]


def test_headings_over_two_rows_titles_sums_and_merged_stations() -> None:
    made = book(站点=STATIONS)
    sheet = made.create_sheet("花名册")
    for row in [
        ["某县社工花名册"],
        ["单位：元"],
        ["社工站", "岗位", "入职", "年薪", "考核", None],
        [None, None, None, None, 2021, 2022],
        ["西河镇", "服务性", "2021-08", 52000, "合格", None],
        [None, "事务性", "2021-01", 50000, None, None],
        ["合计", None, None, 102000, None, None],
        ["填表人：某丙"],
    ]:
        sheet.append(row)
    for merged in ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "A5:A6"]:
        sheet.merge_cells(merged)
    plan = read(saved(made), columns=None)
    assert plan.workers == 2
    assert plan.to_json().count('"station":"440203001"') == 2
    assert {"merged", "rows_left_out"} <= {note.code for note in plan.notes}


def test_amounts_have_the_digits_that_are_shown() -> None:
    made = book(站点=STATIONS, 人员=WORKERS)
    made["人员"]["E2"] = 0.1 + 0.2  # which a spreadsheet shows as 0.3
    assert '"pay":"0.30"' in read(saved(made)).to_json()
    made["人员"]["E2"] = 52000.123
    assert cells(saved(made)) == [("人员!E2", "format")]


def test_errors_are_told_by_cell_all_at_once() -> None:
    made = book(站点=STATIONS, 人员=WORKERS)
    sheet = made["人员"]
    sheet["E2"], sheet["B3"], sheet["C3"] = "#N/A", "西禾镇", "保洁"
    sheet["E2"].data_type = "e"
    assert cells(saved(made)) == [("人员!E2", "error_cell"), ("人员!C3", "choice")]
    made["站点"]["C2"] = "三"
    assert ("站点!C2", "format") in cells(saved(made))


def test_a_formula_without_a_result_and_what_is_hidden_is_told() -> None:
    made = book(站点=STATIONS, 人员=WORKERS, 旧表=WORKERS)
    made["人员"]["E3"] = "=40000+10000"
    made["人员"].row_dimensions[2].hidden = True
    made["旧表"].sheet_state = "hidden"
    codes = {note.code: note.at for note in read(saved(made)).notes}
    assert codes == {"without_result": "人员!E3", "hidden_rows": "人员!A2", "hidden_sheet": "旧表"}
    plan = read(saved(made))
    assert {note.place("zh") for note in plan.notes} == set(codes.values())
    assert plan.reformed({"raise": {"rate": "0.03"}}).notes == plan.by_region("city").notes == plan.notes


def test_two_sheets_that_are_one_table_are_asked_about() -> None:
    data = saved(book(站点=STATIONS, 东片=WORKERS, 西片=WORKERS))
    assert cells(data) == [("西片", "ambiguous")]
    assert read(data, sheets={"西片": None}).workers == 2


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return file.getvalue()


def test_what_is_no_workbook_is_refused_with_the_reason() -> None:
    good = saved(book(站点=STATIONS))
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16le")
    for data, code in [
        (b"", "no_workbook"),
        ("编码,名称\n440203001,西河镇\n".encode(), "no_workbook"),
        (b"<html><table></table></html>", "no_workbook"),
        (bytes(range(256)), "no_workbook"),
        (archive({"a.txt": b"text"}), "no_workbook"),
        (good[: len(good) // 2], "damaged"),
        (good[:-30], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (encrypted, "encrypted"),
        (archive({"xl/workbook.xml": bytes(500 << 20)}), "too_large"),
        (saved(book(站点=[])), "no_table"),
    ]:
        assert (None, code) in cells(data), code


def test_a_workbook_called_csv_is_known_as_one(tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    path.write_bytes(saved(book(站点=STATIONS)))
    with pytest.raises(ValueError, match="Excel 工作簿"):
        shuangbai.Plan("guangdong-2021", YEARS, stations=path)


def test_cells_with_errors_come_back_marked_and_the_rest_as_it_was() -> None:
    made = book(站点=STATIONS, 人员=WORKERS)
    sheet = made["人员"]
    sheet["C3"] = "保洁"
    sheet["E3"] = None
    sheet["C3"].font = openpyxl.styles.Font(bold=True)
    sheet["A2"].comment = openpyxl.comments.Comment("自己的批注", "某甲")
    sheet["H9"] = "=1+1"
    made["站点"]["C3"] = None
    made["站点"]["C3"].number_format = "0"
    made["站点"]["A9"] = "44020300"
    data = saved(made)
    with pytest.raises(shuangbai.PlanError) as told:
        read(data, unknown="leave")
    marked = shuangbai.mark_errors(data, told.value)
    assert marked
    again = openpyxl.load_workbook(io.BytesIO(marked))
    cell = again["人员"]["C3"]
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert "保洁" in cell.comment.text
    assert cell.font.bold
    assert again["人员"]["A2"].comment.text == "自己的批注"
    assert again["人员"]["H9"].value == "=1+1"
    assert again["站点"]["A9"].fill.fgColor.rgb == "FFFFC7CE"
    assert again["人员"]["B2"].fill.fgColor.rgb != "FFFFC7CE"


EVIL = '=HYPERLINK("http://example.org","x")'


def test_text_that_looks_like_a_formula_stays_text() -> None:
    stations = [{"code": "440203001", "name": EVIL, "villages": 3}]
    plan = shuangbai.Plan("guangdong-2021", YEARS, stations, assumptions={"fill": "norm"}, by="station")
    forecast = plan.forecast()
    result = openpyxl.load_workbook(io.BytesIO(forecast.to_excel() or b""))
    found = [cell for sheet in result for row in sheet.iter_rows() for cell in row if cell.value == EVIL]
    assert found
    assert all(cell.data_type == "s" for cell in found)


def test_the_command_line_goes_from_template_to_result(tmp_path: Path) -> None:
    template, result, marked = (str(tmp_path / name) for name in ("模板.xlsx", "结果.xlsx", "标出.xlsx"))
    run = command("template", "-o", template, "--within", "440203", "--years", "2021-2025", "--lang", "zh")
    assert run.exit_code == 0, run.output
    run = command("forecast", template, "-o", result, "--assume", "fill=norm", "--lang", "zh")
    assert run.exit_code == 0, run.output
    assert openpyxl.load_workbook(result).sheetnames[:3] == ["总表", "分地区", "人员编制"]
    paid = str(tmp_path / "工资表.xlsx")
    asked = ["sheet", template, "--assume", "fill=norm", "--month", "2021-03", "--output", paid]
    run = command(*asked, "--lang", "zh")
    assert run.exit_code == 0, run.output
    assert openpyxl.load_workbook(paid).sheetnames == ["分月用款计划", "2021-03"]
    assert command(*asked, "--unit", "yi").exit_code == 2
    filled = openpyxl.load_workbook(template)
    filled["站点"]["A4"] = "44020300"
    filled.save(template)
    run = command("forecast", template, "-o", result, "--mark", marked, "--lang", "zh")
    assert run.exit_code == 1
    assert "站点!A4" in run.output
    assert openpyxl.load_workbook(marked)["站点"]["A4"].comment


def test_errors_of_the_last_round_have_cells_too() -> None:
    workers = [WORKERS[0], ["某甲", "西河镇", "服务性", "2021-01", 52000, None]]
    made = book(站点=STATIONS, 人员=workers)
    plan = read(saved(made), assumptions={"from": 2022})
    with pytest.raises(shuangbai.PlanError) as told:
        plan.forecast()
    assert [(error.cell, error.code) for error in told.value.errors] == [("人员!F2", "missing_grade")]


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")

#: LibreOffice recalculates what it opens when its profile says so.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    profile = tmp_path_factory.mktemp("office")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)

    def convert(form: str, folder: Path, *files: Path) -> None:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form]
        subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True)

    return convert


def compared(one: Path, other: Path) -> int:
    """How many formulas of a workbook have the same result in another."""
    formulas, cached, again = (
        openpyxl.load_workbook(one),
        openpyxl.load_workbook(one, data_only=True),
        openpyxl.load_workbook(other, data_only=True),
    )
    many = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            many += 1
            was, now = (of[sheet.title][cell.coordinate].value for of in (cached, again))
            place = f"{one.name} {sheet.title}!{cell.coordinate} {cell.value}: {was} {now}"
            assert was not in ("不平", "uneven"), place
            if isinstance(was, (int, float)) and isinstance(now, (int, float)):
                assert round(was, 6) == round(now, 6), place
            else:
                assert (was or "") == (now or ""), place
    return many


@needs_office
def test_libreoffice_comes_to_the_same_results(office: Callable[..., None], tmp_path: Path) -> None:
    files = []
    for place, path in enumerate(vectors("good")[:: 1 if os.environ.get("ALL_BOOKS") else 12]):
        forecast = shuangbai.Plan.from_json(given(path)).forecast()
        files.append(tmp_path / f"{path.stem}.xlsx")
        forecast.to_excel(files[-1], lang="en" if place % 2 else "zh", unit="万元" if place % 3 else "元")
    plan = shuangbai.Plan.from_json(given(vectors("good")[79]))
    files.append(tmp_path / "pay.xlsx")
    plan.sheet_to_excel("2018-06", "2019-12", files[-1])
    again = tmp_path / "again"
    office("xlsx:Calc MS Excel 2007 XML", again, *files)
    assert sum(compared(file, again / file.name) for file in files) > 500


def given(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8"))["plan"])


@needs_office
def test_old_and_open_forms_are_read_alike(office: Callable[..., None], tmp_path: Path) -> None:
    source = tmp_path / "plan.xlsx"
    made = book(站点=STATIONS, 人员=WORKERS)
    made["人员"]["D2"] = datetime.date(2021, 8, 1)
    made.save(source)
    wanted = read(source.read_bytes()).to_json()
    for form in ("xls", "ods"):
        office(form, tmp_path, source)
        data = (tmp_path / f"plan.{form}").read_bytes()
        assert read(data).to_json() == wanted, form
