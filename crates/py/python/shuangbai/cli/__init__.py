"""The command line: ``shuangbai forecast``, ``check``, ``why``, ``compare``, ``seek``, ``sheet``, ``template``, ``record``, ``verify``,
``presets`` and ``explain-rules``.

A plan is a workbook, a JSON text or tables, and options are named as in the rules. Standard output holds what was
asked for and nothing else; errors and the progress bar go to standard error. The exit status is 0, or 1 for
a plan with errors (rule 15) or one that is not that of a record (rule 21), 2 for a wrong option or file, 130 after Ctrl-C.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import click

from shuangbai import programmes, terms
from shuangbai._native import __version__
from shuangbai.cli import printed
from shuangbai.cli.inputs import (
    choice,
    file_option,
    forecast_of,
    in_lang,
    inputs,
    json_of,
    made,
    several,
    table_or_json,
    unit_option,
    years_of,
)
from shuangbai.cli.mistakes import App, Wrong
from shuangbai.cli.questions import compared, sought
from shuangbai.cli.told import errors_told
from shuangbai.errors import Hint, PlanError
from shuangbai.excel import BookUnit, template
from shuangbai.languages import Lang
from shuangbai.plan import By
from shuangbai.questions import of_plan
from shuangbai.sheet import Sheet
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Unit

__all__ = ["app"]

_TABLES = ["totals", "rows", "ratios", "norm", "posts", "funds", "notices", "unlikely"]


@click.group(cls=App, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="shuangbai %(version)s")
@click.pass_context
def app(context: click.Context) -> None:
    """Exact budgets for public social-worker programmes (双百计划, 双百工程)."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@app.command()
@inputs
@choice(
    "--format",
    "table",
    "json",
    "csv",
    "parquet",
    "xlsx",
    help="Form 格式; default: FILE's ending, else table.",
)
@choice("--table", *_TABLES, help="One table 表; default: an overview, in CSV and Parquet rows.")
@file_option("--output", "-o", default="-", help="Where to 输出; default: standard output.")
@file_option("--mark", help="Where to write the workbook with its errors marked 标出错误.")
@unit_option("万元")
def forecast(
    format: str | None,
    table: str | None,
    output: str,
    mark: str | None,
    unit: Unit,
    by: By | None,
    lang: Lang,
    **given: Any,
) -> None:
    """Forecast 预测: what a plan costs and who pays it.

    PLAN is a workbook (.xlsx, .xls, .ods), a JSON plan (rule 11), - or none for standard input; or give tables with
    --stations and --years. JSON (rule 14), CSV and Parquet are exact and in yuan; a workbook (-o 结果.xlsx) has live
    formulas.
    """
    format = format or printed.form_of(output)
    printed.no_terminal(format, output)
    with errors_told(format, lang, err=True, mark=(mark, given["plan"])):
        plan, done = forecast_of(by=by, **given)
    _tell(plan.notes, lang)
    if format != "json" and (format or table or by) and table != "unlikely":
        _tell(done.hints, lang)  # which the whole forecast shows, and JSON has
    if format == "json":
        printed.write(f"{done.to_json()}\n".encode(), output)
    elif format == "csv":
        chosen: Table = getattr(done, table or "rows")
        if output == "-":
            printed.write((chosen.to_csv() or "").encode(), output)
        else:
            chosen.to_csv(output)
    elif format == "xlsx":
        printed.write(done.to_excel(lang=lang, unit=_of_book(unit)) or b"", output)
    elif format == "parquet":
        printed.write(printed.parquet(getattr(done, table or "rows")), output)
    else:
        shown = printed.overview(done, table, by, unit, lang)
        if output == "-":
            printed.show(shown)
        else:
            printed.write(f"{printed.text(shown)}\n".encode(), output)


@app.command()
@inputs
@table_or_json
def check(format: str, lang: Lang, **given: Any) -> None:
    """Check 检查: all errors of a plan.

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    The exit status is 1 if it has errors (rule 15).
    """
    with errors_told(format, lang, err=False):
        plan, done = forecast_of(**given)
    if format == "json":
        click.echo('{"errors":[]}')
        return
    (first, last), stations, workers = plan.horizon, len(plan.stations), plan._native.workers
    zh = f"计划无误：{plan._native.id}，{first} 至 {last} 年，{stations:,} 个社工站，{workers:,} 名社工"
    en = f"no errors: {plan._native.id}, {first} to {last}, stations: {stations:,}, workers: {workers:,}"
    click.echo(zh if lang == "zh" else en)
    _tell(done.hints, lang)


@app.command()
@inputs
@click.option("--month", required=True, metavar="MONTH", help="Month 月份, such as 2019-03.")
@click.option("--last", metavar="MONTH", help="Last of several months 末月; default: --month alone.")
@several("--station", str, "CODE", "A station's code 社工站编码; default: all.")
@choice(
    "--format",
    "table",
    "json",
    "csv",
    "parquet",
    "xlsx",
    help="Form 格式; default: FILE's ending, else table.",
)
@choice("--table", "rows", "calls", "totals", default="rows", help="Which table 表; default: rows.")
@file_option("--output", default="-", help="Where to 输出, such as 工资表.csv; default: standard output.")
@unit_option("元")
def sheet(
    month: str,
    last: str | None,
    station: tuple[str, ...],
    format: str | None,
    table: str,
    output: str,
    unit: Unit,
    lang: Lang,
    **given: Any,
) -> None:
    """Pay sheet 工资表: who is paid what in a month, with arrears 补发, and the call on each payer.

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    JSON (rule 20), CSV and Parquet are exact and in yuan; CSV is written month by month. A workbook (--output 工资表.xlsx)
    has all tables, with live formulas.
    """
    format = format or printed.form_of(output)
    printed.no_terminal(format, output)
    with errors_told(format, lang, err=True):
        plan, watching = made(**given)
        asked: dict[str, Any] = {"stations": station, "progress": watching["progress"]}
        if format == "json":
            answer = of_plan(plan, "sheet", {"first": month, "last": last or month, "stations": station})
            printed.write(
                f"{json.dumps(answer, ensure_ascii=False, separators=(',', ':'))}\n".encode(), output
            )
        elif format == "csv":
            months = plan.sheets(month, last, **asked)
            text = getattr(next(months), table).to_csv() or ""  # nothing is written for a plan with errors
            with printed.opened(output) as file:
                file.write(text)
                for one in months:
                    file.write((getattr(one, table).to_csv() or "").partition("\n")[2])
        elif format == "xlsx":
            book = plan.sheet_to_excel(month, last, stations=station, lang=lang, unit=_of_book(unit))
            printed.write(book or b"", output)
        else:
            found = plan.sheet(month, last, **asked)
            _sheet_shown(found, table, format, output, unit, lang)


def _of_book(unit: Unit) -> BookUnit:
    """A unit as workbooks have it."""
    if unit == "亿元":
        raise Wrong("工作簿以元或万元为单位", "a workbook is in yuan or wan")
    return unit


def _sheet_shown(found: Sheet, table: str, format: str, output: str, unit: Unit, lang: Lang) -> None:
    if format == "parquet":
        return printed.write(printed.parquet(getattr(found, table)), output)
    shown = [getattr(found, table).show(unit, lang)]
    if table == "rows":
        shown = [found.show(one, unit, lang) for one in found.months]
    for one in shown:
        one.notes.clear()
    if output == "-":
        for one in shown:
            printed.show(one)
    else:
        printed.write("\n".join(f"{printed.text(one)}\n" for one in shown).encode(), output)


@app.command()
@inputs
@file_option("--output", default="-", help="Where to 输出; default: standard output.")
def record(output: str, lang: Lang, **given: Any) -> None:
    """Record 记录: what plan, programme and forecast are known by later (rule 21), as JSON.

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    """
    with errors_told("table", lang, err=True):
        plan, _ = made(**given)
        found = plan.record()
    printed.write(f"{json.dumps(found)}\n".encode(), output)


@app.command()
@inputs
@click.option(
    "--record",
    "kept",
    required=True,
    metavar="FILE",
    type=click.Path(),
    help="The record 记录 to compare with, .json.",
)
@table_or_json
def verify(kept: str, format: str, lang: Lang, **given: Any) -> None:
    """Verify 核对: whether plan, programme and forecast are still those of a record (rule 21).

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    The exit status is 1 if something differs, and which part is told.
    """
    with errors_told(format, lang, err=True):
        plan, _ = made(**given)
        told = plan.verify(json_of(kept))
    if format == "json":
        click.echo(json.dumps({"same": told.same, "differs": list(told.differs)}))
    elif told.same:
        click.echo("与记录一致" if lang == "zh" else "the same as in the record")
    else:
        names = {"plan": "方案", "programme": "计划", "forecast": "预测"}
        zh, en = "、".join(names.get(part, part) for part in told.differs), ", ".join(told.differs)
        click.echo(f"与记录不同：{zh}" if lang == "zh" else f"differs from the record: {en}")
    if not told.same:
        sys.exit(1)


def _tell(hints: tuple[Hint, ...], lang: Lang) -> None:
    """What can hardly be meant or was done with a workbook, beside what is printed."""
    zh = lang == "zh"
    for hint in hints:
        click.echo(
            f"{'提示：' if zh else 'Hint: '}{hint.place(lang)}{'：' if zh else ': '}{hint.text(lang)}",
            err=True,
        )


@app.command("template")
@file_option(
    "--output", "-o", default="-", help="Where to 输出, such as 模板.xlsx; default: standard output."
)
@click.option("--within", metavar="REGION", help="City or county of Guangdong 市县 whose towns it has.")
@click.option("--programme", metavar="ID", default="guangdong-2021", help="Preset 计划.")
@click.option("--years", type=years_of, metavar="YEARS", help="Horizon 预测年度, such as 2021-2030.")
@in_lang
def empty(output: str, within: str | None, programme: str, years: tuple[int, int] | None, lang: Lang) -> None:
    """Template 模板: a workbook to fill in, for shuangbai forecast 计划.xlsx -o 结果.xlsx."""
    printed.no_terminal("xlsx", output)
    try:
        book = template(within=within, programme=programme, horizon=years, lang=lang)
    except ValueError as error:
        raise Wrong(str(error), str(error)) from error
    printed.write(book or b"", output)


@app.command()
@click.argument("id", required=False)
@table_or_json
@in_lang
def presets(id: str | None, format: str, lang: Lang) -> None:
    """Presets 预设计划: all, or the entries of one."""
    with errors_told(format, lang, err=True):
        found = [programmes.preset(name) for name in ([id] if id else programmes.presets())]
    if format == "json":
        brief = [{key: one[key] for key in ("id", "title", "confirmed")} for one in found]
        text = json.dumps(found[0] if id else brief, ensure_ascii=False, indent=2)
        printed.write(f"{text}\n".encode(), "-")
    elif id:
        printed.show(printed.entries(found[0], lang))
    else:
        header = [terms.part(name, lang) for name in ("id", "title", "confirmed")]
        shown = Shown("预设计划" if lang == "zh" else "Presets", header, [False] * 3)
        for one in found:
            shown.add([one["id"], one["title"][lang], one["confirmed"]])
        printed.show(shown)


@app.command()
@inputs
@click.option(
    "--figure", required=True, help="Figure 数字, such as due/local, pay, norm/short, funds/0/drawn."
)
@click.option("--year", type=int, help="Year 年度; default: the last.")
@click.option("--region", default="", metavar="CODE", help="Region 地区; default: all.")
@click.option("--depth", type=click.IntRange(0), help="Levels of parts 层数; default: all.")
@click.option(
    "--fold",
    type=click.IntRange(0, 100_000),
    default=2,
    help="Parts shown of a sum 项数; default: 2, 0: all.",
)
@table_or_json
def why(
    figure: str,
    year: int | None,
    region: str,
    depth: int | None,
    fold: int,
    format: str,
    lang: Lang,
    **given: Any,
) -> None:
    """Why 缘由: a figure as the sum, split or step that it is, down to the plan (rule 17).

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    """
    with errors_told(format, lang, err=True):
        _, done = forecast_of(**given)
        try:
            told = done.explain(figure, year, region, fold=fold)
        except PlanError:
            raise
        except ValueError as error:
            raise Wrong(str(error), str(error)) from error
    if format == "json":
        printed.write(f"{json.dumps(told.to_dict(), ensure_ascii=False)}\n".encode(), "-")
    else:
        printed.write(f"{told.text(lang, depth)}\n".encode(), "-")


@app.command()
@click.argument("n", required=False, type=click.IntRange(0))
def explain_rules(n: int | None) -> None:
    """Rules 规则: their table of contents, or the text of rule N."""
    from importlib.resources import files

    text = files("shuangbai").joinpath("rules.md").read_text("utf-8")
    rules = {int(rule[1]): rule for rule in re.finditer(r"(?m)^## (\d+)\. (.*)(?s:.*?)(?=^## |\Z)", text)}
    if n is None:
        click.echo("\n".join(f"{number:>3}  {rule[2]}" for number, rule in rules.items()))
    elif n not in rules:
        raise Wrong(f"没有规则 {n}，只有 0 到 {max(rules)}", f"no rule {n}, there are 0 to {max(rules)}")
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console()
        console.print(Markdown(rules[n][0]), width=min(console.width, 110))
    else:
        click.echo(rules[n][0].rstrip())


app.add_command(compared)
app.add_command(sought)
