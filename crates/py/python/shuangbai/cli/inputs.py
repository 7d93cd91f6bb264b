"""What the command line is given: a plan as JSON, a workbook or tables, and the options that say how it is read."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import click

from shuangbai.cli.mistakes import Wrong, keep_lang
from shuangbai.errors import PlanError
from shuangbai.forecast import Forecast
from shuangbai.plan import By, Plan
from shuangbai.terms import Unit

__all__ = [
    "choice",
    "file_option",
    "forecast_of",
    "in_lang",
    "inputs",
    "is_book",
    "json_of",
    "made",
    "plan_of",
    "several",
    "table_or_json",
    "unit_option",
    "years_of",
]

_BOOKS = (".xlsx", ".xls", ".ods")


def _text(path: str) -> str:
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: 不是 UTF-8 编码", f"{path}: not in UTF-8") from error


def json_of(path: str) -> Any:
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


def years_of(text: str, option: str = "--years") -> tuple[int, int]:
    """``2021-2030``, or one year."""
    years = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
    if not years:
        raise Wrong(f"{option} 应写成 2021-2030，不是 {text}", f"{option} is written 2021-2030, not {text}")
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
    return json_of(text) if text.lower().endswith(".json") else text


def choice(name: str, *words: str, **more: Any) -> Callable[..., Any]:
    return click.option(name, type=click.Choice(words), **more)


def file_option(*names: str, **more: Any) -> Callable[..., Any]:
    return click.option(*names, **{"metavar": "FILE", "type": click.Path(), **more})


def is_book(path: str | None) -> TypeGuard[str]:
    """Whether a path is that of a workbook, by its ending."""
    return path is not None and path.lower().endswith(_BOOKS)


def several(name: str, type: Callable[..., Any], metavar: str, help: str) -> Callable[..., Any]:
    return click.option(name, type=type, metavar=metavar, multiple=True, help=f"{help} Repeatable.")


_LANG_HELP = "Language 语言; default: zh in a Chinese locale (LC_ALL, LC_MESSAGES, LANG), else en."
in_lang = choice("--lang", "zh", "en", is_eager=True, callback=keep_lang, help=_LANG_HELP)
UNITS: dict[str, Unit] = {"元": "元", "万元": "万元", "亿元": "亿元"}
UNITS |= {"yuan": "元", "wan": "万元", "yi": "亿元"}


def unit_option(default: Unit) -> Callable[..., Any]:
    def chosen(_: click.Context, __: click.Parameter, unit: str) -> Unit:
        return UNITS[unit]

    told = "Unit 单位 shown: 元, 万元, 亿元, or yuan, wan, yi."
    return choice("--unit", *UNITS, default=default, metavar="UNIT", callback=chosen, help=told)


table_or_json = choice("--format", "table", "json", default="table", help="Form 格式; default: table.")

# Where the plan is.
_INPUTS = [
    click.argument("plan", required=False, type=click.Path()),
    file_option("--stations", help="Table of stations 社工站: CSV, TSV or Parquet."),
    file_option("--workers", help="Table of workers 社工."),
    file_option("--hires", help="Table of hires 拟招聘."),
    file_option("--moves", help="Table of the workers' moves 调动."),
    file_option("--absences", help="Table of the workers' absences 离岗."),
    several("--column", _column, "HEADING=FIELD", "Rename a column 列 of the tables, or leave it out."),
    choice(
        "--unknown",
        "error",
        "leave",
        default="error",
        help="Columns that are no field 未知的列; default: error.",
    ),
    choice(
        "--pay-unit", "yuan", "元", "wan", "万元", default="yuan", help="Unit of pay 年薪单位; default: yuan."
    ),
    several(
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
    file_option(
        "--programme", type=_programme, metavar="ID|FILE", help="Programme 计划: a preset, or .json."
    ),
    click.option("--years", type=years_of, metavar="YEARS", help="Horizon 预测年度, such as 2021-2030."),
    choice("--by", "province", "city", "county", "station", help="A row per year and region 地区."),
    file_option("--regions", type=json_of, help="Names of region codes 地区名称, .json."),
    several("--reform", json_of, "FILE", "Merge patch 改革 on the programme, .json."),
    several("--assume", _assumption, "KEY=VALUE", "Assumption 推定, such as fill=norm."),
    click.option("--threads", type=click.IntRange(1), metavar="N", help="Processors 线程数; default: all."),
    in_lang,
]


def inputs(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_INPUTS):
        command = option(command)
    return command


def forecast_of(*, by: By | None, **given: Any) -> tuple[Plan, Forecast]:
    plan, watching = made(by=by, **given)
    return plan, plan.forecast(by=by, **watching)


def plan_of(path: str) -> Plan:
    """The plan of a workbook or of a JSON text."""
    return Plan.read_excel(path) if is_book(path) else Plan.from_json(_text(path))


def made(*, threads: int | None, **given: Any) -> tuple[Plan, dict[str, Any]]:
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
    if is_book(plan) and stations is None:
        if any(tables.get(name) for name in ("workers", "hires", "moves", "absences", "encoding")):
            raise Wrong("工作簿自带各表", "a workbook has its tables itself")
        found = Plan.read_excel(
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
        found = Plan.from_json(_text(plan or "-"))
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
        found = Plan(programme or "guangdong-2021", years, stations, by=by or "province", **tables)
    for patch in reform:
        found = found.reformed(patch)
    return found


def _once(option: str, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """What is given by key; the later of two would hide the earlier."""
    keys = [key for key, _ in pairs]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise Wrong(f"{option} 两次给了 {twice}", f"{option} is given twice for {twice}")
    return dict(pairs)
