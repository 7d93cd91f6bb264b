"""The command line: ``shuangbai forecast``, ``check``, ``why``, ``sheet``, ``template``, ``record``, ``verify``, ``presets`` and
``explain-rules``.

A plan is a JSON text or tables, and options are named as in the rules. Standard output holds what was
asked for and nothing else; errors and the progress bar go to standard error. The exit status is 0, or 1 for
a plan with errors (rule 15) or one that is not that of a record (rule 21), 2 for a wrong option or file, 130 after Ctrl-C.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO, Any

import click

from shuangbai import programmes, terms
from shuangbai._native import __version__
from shuangbai.cli import printed
from shuangbai.cli.mistakes import App, Wrong, keep_lang
from shuangbai.errors import PlanError
from shuangbai.excel import mark_errors, template
from shuangbai.forecast import Forecast
from shuangbai.languages import Lang
from shuangbai.plan import By, Plan, to_json
from shuangbai.questions import _asked
from shuangbai.sheet import Sheet
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Unit

__all__ = ["app"]

_ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
}
_BOOKS = (".xlsx", ".xls", ".ods")
_UNITS: dict[str, Unit] = {"元": "元", "万元": "万元", "亿元": "亿元"}
_UNITS |= {"yuan": "元", "wan": "万元", "yi": "亿元"}
_TABLES = ["totals", "rows", "ratios", "norm", "posts", "funds", "notices", "unlikely"]


def _text(path: str) -> str:
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: 不是 UTF-8 编码", f"{path}: not in UTF-8") from error


def _json(path: str) -> Any:
    """A JSON file, in which, as in a plan, no key is there twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ValueError(f"`{key}` is there twice (写了两次)")
            found[key] = value
        return found

    try:
        return json.loads(_text(path), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"{path}: 不是合格的 JSON：{error}", f"{path}: no valid JSON: {error}") from error


def _years(text: str) -> tuple[int, int]:
    """``2021-2030``, or one year."""
    years = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
    if not years:
        raise Wrong(f"--years 应写成 2021-2030，不是 {text}", f"--years is written 2021-2030, not {text}")
    return int(years[1]), int(years[2] or years[1])


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=")
    if not equals:
        raise Wrong(f"{text} 缺等号，应写成 KEY=VALUE", f"{text} is not written KEY=VALUE")
    return key.strip(), value.strip()


def _column(text: str) -> tuple[str, str | None]:
    heading, field = _pair(text)
    return heading, field or None


def _assumption(text: str) -> tuple[str, str | int]:
    key, value = _pair(text)
    # The year of `from` is the one number among the assumptions.
    return key, int(value) if key == "from" and value.isdecimal() else value


def _programme(text: str) -> Any:
    """A preset's id, or the programme in a file."""
    return _json(text) if text.lower().endswith(".json") else text


def _choice(name: str, *words: str, **more: Any) -> Callable[..., Any]:
    return click.option(name, type=click.Choice(words), **more)


def _file(*names: str, **more: Any) -> Callable[..., Any]:
    return click.option(*names, **{"metavar": "FILE", "type": click.Path(), **more})


def _is_book(path: str | None) -> bool:
    return path is not None and path.lower().endswith(_BOOKS)


def _several(name: str, type: Callable[..., Any], metavar: str, help: str) -> Callable[..., Any]:
    return click.option(name, type=type, metavar=metavar, multiple=True, help=f"{help} Repeatable.")


_LANG_HELP = "Language 语言; default: zh in a Chinese locale (LC_ALL, LC_MESSAGES, LANG), else en."
_in_lang = _choice("--lang", "zh", "en", is_eager=True, callback=keep_lang, help=_LANG_HELP)
_table_or_json = _choice("--format", "table", "json", default="table", help="Form 格式; default: table.")

# Where the plan is.
_INPUTS = [
    click.argument("plan", required=False, type=click.Path()),
    _file("--stations", help="Table of stations 社工站: CSV, TSV or Parquet."),
    _file("--workers", help="Table of workers 社工."),
    _file("--hires", help="Table of hires 拟招聘."),
    _file("--moves", help="Table of the workers' moves 调动."),
    _file("--absences", help="Table of the workers' absences 离岗."),
    _several("--column", _column, "HEADING=FIELD", "Rename a column 列 of the tables, or leave it out."),
    _choice(
        "--unknown",
        "error",
        "leave",
        default="error",
        help="Columns that are no field 未知的列; default: error.",
    ),
    _choice(
        "--pay-unit", "yuan", "元", "wan", "万元", default="yuan", help="Unit of pay 年薪单位; default: yuan."
    ),
    _several(
        "--grade",
        _column,
        "WORD=GRADE",
        "What a word of grades means 考核词语, such as 称职=pass; 不定等次= is none.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of CSV files 编码, such as gb18030; default: as it seems.",
    ),
    _file("--programme", type=_programme, metavar="ID|FILE", help="Programme 计划: a preset, or .json."),
    click.option("--years", type=_years, metavar="YEARS", help="Horizon 预测年度, such as 2021-2030."),
    _choice("--by", "province", "city", "county", "station", help="A row per year and region 地区."),
    _file("--regions", type=_json, help="Names of region codes 地区名称, .json."),
    _several("--reform", _json, "FILE", "Merge patch 改革 on the programme, .json."),
    _several("--assume", _assumption, "KEY=VALUE", "Assumption 推定, such as fill=norm."),
    click.option("--threads", type=click.IntRange(1), metavar="N", help="Processors 线程数; default: all."),
    _in_lang,
]


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_INPUTS):
        command = option(command)
    return command


@click.group(cls=App, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="shuangbai %(version)s")
@click.pass_context
def app(context: click.Context) -> None:
    """Exact budgets for public social-worker programmes (双百计划, 双百工程)."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@app.command()
@_inputs
@_choice(
    "--format",
    "table",
    "json",
    "csv",
    "parquet",
    "xlsx",
    help="Form 格式; default: FILE's ending, else table.",
)
@_choice("--table", *_TABLES, help="One table 表; default: an overview, in CSV and Parquet rows.")
@_file("--output", "-o", default="-", help="Where to 输出; default: standard output.")
@_file("--mark", help="Where to write the workbook with its errors marked 标出错误.")
@_choice(
    "--unit",
    *_UNITS,
    default="万元",
    metavar="UNIT",
    help="Unit 单位 shown: 元, 万元, 亿元, or yuan, wan, yi.",
)
def forecast(
    format: str | None,
    table: str | None,
    output: str,
    mark: str | None,
    unit: str,
    by: By | None,
    lang: Lang,
    **given: Any,
) -> None:
    """Forecast 预测: what a plan costs and who pays it.

    PLAN is a workbook (.xlsx, .xls, .ods), a JSON plan (rule 11), - or none for standard input; or give tables with
    --stations and --years. JSON (rule 14), CSV and Parquet are exact and in yuan; a workbook (-o 结果.xlsx) has live
    formulas.
    """
    format = format or _format(output)
    if format in ("parquet", "xlsx") and output == "-" and sys.stdout.isatty():
        raise Wrong("文件不能显示在终端，请用 --output", "a file is not for a terminal, give --output")
    with _errors_told(format, lang, err=True, mark=(mark, given["plan"])):
        plan, done = _forecast(by=by, **given)
    for note in plan.notes:
        click.echo(f"{'提示：' if lang == 'zh' else 'Hint: '}{note.at}: {note.text(lang)}", err=True)
    if format != "json" and (format or table or by) and table != "unlikely":
        _tell_hints(done, lang)  # which the whole forecast shows, and JSON has
    if format == "json":
        _write(f"{done.to_json()}\n".encode(), output)
    elif format == "csv":
        chosen: Table = getattr(done, table or "rows")
        if output == "-":
            _write((chosen.to_csv() or "").encode(), output)
        else:
            chosen.to_csv(output)
    elif format == "xlsx":
        shown_in: Any = _UNITS[unit]
        if shown_in == "亿元":
            raise Wrong("工作簿以元或万元为单位", "a workbook is in yuan or wan")
        _write(done.to_excel(lang=lang, unit=shown_in) or b"", output)
    elif format == "parquet":
        try:
            _write(printed.parquet(getattr(done, table or "rows")), output)
        except ImportError:
            remedy = 'pip install "shuangbai[parquet]"'
            raise Wrong(f"写 Parquet 需要：{remedy}", f"Parquet needs more: {remedy}") from None
    else:
        shown = printed.overview(done, table, by, _UNITS[unit], lang)
        if output == "-":
            printed.show(shown)
        else:
            _write(f"{printed.text(shown)}\n".encode(), output)


@app.command()
@_inputs
@_table_or_json
def check(format: str, lang: Lang, **given: Any) -> None:
    """Check 检查: all errors of a plan.

    PLAN is a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    The exit status is 1 if it has errors (rule 15).
    """
    with _errors_told(format, lang, err=False):
        plan, done = _forecast(**given)
    if format == "json":
        click.echo('{"errors":[]}')
        return
    (first, last), stations, workers = plan.horizon, len(plan.stations), plan._native.workers
    zh = f"计划无误：{plan._native.id}，{first} 至 {last} 年，{stations:,} 个社工站，{workers:,} 名社工"
    en = f"no errors: {plan._native.id}, {first} to {last}, stations: {stations:,}, workers: {workers:,}"
    click.echo(zh if lang == "zh" else en)
    _tell_hints(done, lang)


@app.command()
@_inputs
@click.option("--month", required=True, metavar="MONTH", help="Month 月份, such as 2019-03.")
@click.option("--last", metavar="MONTH", help="Last of several months 末月; default: --month alone.")
@_several("--station", str, "CODE", "A station's code 社工站编码; default: all.")
@_choice("--format", "table", "json", "csv", "parquet", help="Form 格式; default: FILE's ending, else table.")
@_choice("--table", "rows", "calls", "totals", default="rows", help="Which table 表; default: rows.")
@_file("--output", default="-", help="Where to 输出, such as 工资表.csv; default: standard output.")
@_choice(
    "--unit",
    *_UNITS,
    default="元",
    metavar="UNIT",
    help="Unit 单位 shown: 元, 万元, 亿元, or yuan, wan, yi.",
)
def sheet(
    month: str,
    last: str | None,
    station: tuple[str, ...],
    format: str | None,
    table: str,
    output: str,
    unit: str,
    lang: Lang,
    **given: Any,
) -> None:
    """Pay sheet 工资表: who is paid what in a month, with arrears 补发, and the call on each payer.

    PLAN is a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    JSON (rule 20), CSV and Parquet are exact and in yuan; CSV is written month by month.
    """
    format = format or _format(output)
    if format == "parquet" and output == "-" and sys.stdout.isatty():
        raise Wrong("Parquet 不能显示在终端，请用 --output", "Parquet is not for a terminal, give --output")
    with _errors_told(format, lang, err=True):
        plan, watching = _made(**given)
        asked: dict[str, Any] = {"stations": station, "progress": watching["progress"]}
        if format == "json":
            question = {"first": month, "last": last or month, "stations": list(station)}
            answer = _asked(plan, "sheet", to_json(question))
            _write(f"{json.dumps(answer, ensure_ascii=False, separators=(',', ':'))}\n".encode(), output)
        elif format == "csv":
            months = plan.sheets(month, last, **asked)
            text = getattr(next(months), table).to_csv() or ""  # nothing is written for a plan with errors
            with _opened(output) as file:
                file.write(text)
                for one in months:
                    file.write((getattr(one, table).to_csv() or "").partition("\n")[2])
        else:
            found = plan.sheet(month, last, **asked)
            _sheet_shown(found, table, format, output, _UNITS[unit], lang)


def _sheet_shown(found: Sheet, table: str, format: str, output: str, unit: Unit, lang: Lang) -> None:
    if format == "parquet":
        try:
            return _write(printed.parquet(getattr(found, table)), output)
        except ImportError:
            remedy = 'pip install "shuangbai[parquet]"'
            raise Wrong(f"写 Parquet 需要：{remedy}", f"Parquet needs more: {remedy}") from None
    shown = [getattr(found, table).show(unit, lang)]
    if table == "rows":
        shown = [found.show(one, unit, lang) for one in found.months]
    for one in shown:
        one.notes.clear()
    if output == "-":
        for one in shown:
            printed.show(one)
    else:
        _write("\n".join(f"{printed.text(one)}\n" for one in shown).encode(), output)


@contextmanager
def _opened(output: str) -> Iterator[IO[str]]:
    """A text file that Excel opens with its Chinese right, or standard output."""
    if output == "-":
        text = StringIO()
        yield text
        _write(text.getvalue().encode(), output)
        return
    with open(output, "w", encoding="utf-8-sig", newline="") as file:
        yield file


@app.command()
@_inputs
@_file("--output", default="-", help="Where to 输出; default: standard output.")
def record(output: str, lang: Lang, **given: Any) -> None:
    """Record 记录: what plan, programme and forecast are known by later (rule 21), as JSON.

    PLAN is a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    """
    with _errors_told("table", lang, err=True):
        plan, _ = _made(**given)
        found = plan.record()
    _write(f"{json.dumps(found)}\n".encode(), output)


@app.command()
@_inputs
@click.option(
    "--record",
    "kept",
    required=True,
    metavar="FILE",
    type=click.Path(),
    help="The record 记录 to compare with, .json.",
)
@_table_or_json
def verify(kept: str, format: str, lang: Lang, **given: Any) -> None:
    """Verify 核对: whether plan, programme and forecast are still those of a record (rule 21).

    PLAN is a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    The exit status is 1 if something differs, and which part is told.
    """
    with _errors_told(format, lang, err=True):
        plan, _ = _made(**given)
        told = plan.verify(_json(kept))
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


def _tell_hints(forecast: Forecast, lang: Lang) -> None:
    """What can hardly be meant, beside what is printed."""
    zh = lang == "zh"
    for hint in forecast.hints:
        click.echo(
            f"{'提示：' if zh else 'Hint: '}{hint.place(lang)}{'：' if zh else ': '}{hint.text(lang)}",
            err=True,
        )


@app.command("template")
@_file("--output", "-o", default="-", help="Where to 输出, such as 模板.xlsx; default: standard output.")
@click.option("--within", metavar="REGION", help="City or county of Guangdong 市县 whose towns it has.")
@click.option("--programme", metavar="ID", default="guangdong-2021", help="Preset 计划.")
@click.option("--years", type=_years, metavar="YEARS", help="Horizon 预测年度, such as 2021-2030.")
@_in_lang
def empty(output: str, within: str | None, programme: str, years: tuple[int, int] | None, lang: Lang) -> None:
    """Template 模板: a workbook to fill in, for shuangbai forecast 计划.xlsx -o 结果.xlsx."""
    if output == "-" and sys.stdout.isatty():
        raise Wrong("文件不能显示在终端，请用 --output", "a file is not for a terminal, give --output")
    try:
        book = template(within=within, programme=programme, horizon=years, lang=lang)
    except ValueError as error:
        raise Wrong(str(error), str(error)) from error
    _write(book or b"", output)


@app.command()
@click.argument("id", required=False)
@_table_or_json
@_in_lang
def presets(id: str | None, format: str, lang: Lang) -> None:
    """Presets 预设计划: all, or the entries of one."""
    with _errors_told(format, lang, err=True):
        found = [programmes.preset(name) for name in ([id] if id else programmes.presets())]
    if format == "json":
        brief = [{key: one[key] for key in ("id", "title", "confirmed")} for one in found]
        text = json.dumps(found[0] if id else brief, ensure_ascii=False, indent=2)
        _write(f"{text}\n".encode(), "-")
    elif id:
        printed.show(printed.entries(found[0], lang))
    else:
        header = [terms.part(name, lang) for name in ("id", "title", "confirmed")]
        shown = Shown("预设计划" if lang == "zh" else "Presets", header, [False] * 3)
        for one in found:
            shown.add([one["id"], one["title"][lang], one["confirmed"]])
        printed.show(shown)


@app.command()
@_inputs
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
@_table_or_json
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

    PLAN is a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    """
    with _errors_told(format, lang, err=True):
        _, done = _forecast(**given)
        try:
            told = done.explain(figure, year, region, fold=fold)
        except PlanError:
            raise
        except ValueError as error:
            raise Wrong(str(error), str(error)) from error
    if format == "json":
        _write(f"{json.dumps(told.to_dict(), ensure_ascii=False)}\n".encode(), "-")
    else:
        _write(f"{told.text(lang, depth)}\n".encode(), "-")


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


def _forecast(*, by: By | None, **given: Any) -> tuple[Plan, Forecast]:
    plan, watching = _made(by=by, **given)
    return plan, plan.forecast(by=by, **watching)


def _made(*, threads: int | None, **given: Any) -> tuple[Plan, dict[str, Any]]:
    """The plan that the options give, and how what is asked of it is watched."""
    watching: dict[str, Any] = {"threads": threads, "progress": sys.stderr.isatty()}
    try:
        return _plan(watching=watching, **given), watching
    except PlanError:
        raise
    except (ValueError, TypeError, ImportError) as error:
        # A file's form, or a library that it needs.
        raise Wrong(str(error), str(error)) from error


def _plan(
    *,
    plan: str | None,
    stations: str | None,
    programme: Any,
    years: tuple[int, int] | None,
    by: By | None,
    column: Sequence[tuple[str, str | None]],
    assume: Sequence[tuple[str, str | int]],
    grade: Sequence[tuple[str, str | None]],
    unknown: str,
    pay_unit: str,
    reform: Sequence[Any],
    watching: dict[str, Any],
    **tables: Any,
) -> Plan:
    """The plan that the options give, read and checked."""
    if _is_book(plan) and stations is None and plan is not None:
        if any(tables.get(name) for name in ("workers", "hires", "moves", "absences", "encoding")):
            raise Wrong("工作簿自带各表", "a workbook has its tables itself")
        made = Plan.read_excel(
            plan,
            programme,
            years,
            assumptions=_once("--assume", assume) or None,
            by=by,
            regions=tables.get("regions"),
            columns=_once("--column", column),
            grades=_once("--grade", grade),
            unknown=unknown,  # type: ignore[arg-type]
            pay_unit=pay_unit,  # type: ignore[arg-type]
        )
    elif stations is None:
        told = (unknown, pay_unit) != ("error", "yuan") or tables.get("encoding")
        if programme or years or column or assume or grade or told or any(tables.values()):
            raise Wrong("用表格时才有这些选项，请给出 --stations", "options for tables go with --stations")
        if plan is None and sys.stdin.isatty():
            raise Wrong("请给出 PLAN，或 --stations 和 --years", "give PLAN, or --stations and --years")
        made = Plan.from_json(_text(plan or "-"))
    elif plan is not None:
        raise Wrong("PLAN 与 --stations 只能用一个", "give either PLAN or --stations, not both")
    elif years is None:
        raise Wrong("--stations 还需要 --years", "--stations needs --years too")
    else:
        tables |= {
            "columns": _once("--column", column),
            "assumptions": _once("--assume", assume),
            "grades": _once("--grade", grade),
            "unknown": unknown,
            "pay_unit": pay_unit,
            **watching,
        }
        # A plan has a reform of its own (rule 11); others come after it.
        tables["reform"], reform = next(iter(reform), None), reform[1:]
        made = Plan(programme or "guangdong-2021", years, stations, by=by or "province", **tables)
    for patch in reform:
        made = made.reformed(patch)
    return made


def _once(option: str, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """What is given by key; the later of two would hide the earlier."""
    keys = [key for key, _ in pairs]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise Wrong(f"{option} 两次给了 {twice}", f"{option} is given twice for {twice}")
    return dict(pairs)


def _format(output: str) -> str:
    """The format that a file's ending names; a table on standard output, be it a terminal or a pipe."""
    ending = Path(output).suffix.lower()
    if output != "-" and ending not in _ENDINGS:
        raise Wrong(f"{output}: 看不出格式，请用 --format", f"{output}: which format? give --format")
    return _ENDINGS.get(ending, "table")


def _write(data: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(output).write_bytes(data)


@contextmanager
def _errors_told(
    format: str, lang: Lang, *, err: bool, mark: tuple[str | None, str | None] = (None, None)
) -> Iterator[None]:
    """Tells the errors of a plan, as JSON (rule 15) or as a table, marks them in a copy of its workbook, and exits with 1."""
    try:
        yield
    except PlanError as error:
        if mark[0] and _is_book(mark[1]) and mark[1]:
            mark_errors(mark[1], error, mark[0], lang=lang)
        if format == "json":
            found = [{key: getattr(one, key) for key in ("code", "at", "zh", "en")} for one in error.errors]
            answer = {"errors": found, **({"more": error.more} if error.more else {})}
            text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
            (sys.stderr if err else sys.stdout).buffer.write(f"{text}\n".encode())
        else:
            printed.show(error.show(lang), err=err)
        click.get_current_context().exit(1)
