"""``shuangbai compare`` and ``shuangbai seek`` (rules 18 and 19)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import click

from shuangbai.causes import compare
from shuangbai.cli import printed
from shuangbai.cli.inputs import choice, inputs, made, plan_of, several, table_or_json, unit_option, years_of
from shuangbai.cli.mistakes import Wrong
from shuangbai.cli.told import errors_told
from shuangbai.errors import PlanError
from shuangbai.figures import Value
from shuangbai.languages import Lang
from shuangbai.limits import Found, seek
from shuangbai.plan import Plan
from shuangbai.terms import Unit

__all__ = ["compared", "sought"]


def _years(text: str) -> int | tuple[int, int]:
    first, last = years_of(text, "--year")
    return first if first == last else (first, last)


_OF = [
    click.option("--figure", metavar="NAME", help="Figure 数字, such as due/local, pay, norm/short."),
    click.option(
        "--year", type=_years, metavar="YEAR", help="Year 年度, or several, 2023-2026; default: all together."
    ),
    click.option("--region", default="", metavar="CODE", help="Region 地区; default: all."),
]


def _of_figure(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OF):
        command = option(command)
    return command


def _causes(text: str) -> list[str]:
    return [cause.strip() for cause in re.split("[,，、]", text)]


@click.command("compare")
@inputs
@click.argument("other", required=False, type=click.Path())
@_of_figure
@several("--join", _causes, "CAUSES", "Causes that are one 合并, such as people,appraisal.")
@unit_option("元")
@table_or_json
def compared(
    other: str | None,
    figure: str | None,
    year: int | tuple[int, int] | None,
    region: str,
    join: tuple[list[str], ...],
    unit: Unit,
    format: str,
    lang: Lang,
    reform: tuple[Any, ...],
    **given: Any,
) -> None:
    """Compare 比较: why a figure differs between two plans, by causes (rule 18).

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    OTHER is another plan, a workbook or JSON; or the same one under --reform.
    """
    figure = _needed("--figure", figure)
    if (other is None) == (not reform):
        raise Wrong("请给出另一个方案 OTHER，或 --reform", "give another plan, OTHER, or --reform")
    with errors_told(format, lang, err=True):
        base, _ = made(reform=(), **given)
        changed = base if other is None else plan_of(other)
        for patch in reform:
            changed = changed.reformed(patch)
        found = compare(base, changed, figure, years=year, region=region, join=join)
    if format == "json":
        _json(found.to_dict())
    else:
        printed.show(found.show(unit, lang))


def _value(text: str) -> Value:
    """A candidate as JSON has it: a whole number, else a text."""
    return int(text) if re.fullmatch(r"-?\d+", text) else text


@click.command("seek")
@inputs
@choice(
    "--for",
    "posts",
    "opening",
    "standard",
    "share",
    help="A short way: how many posts 岗位数 an amount carries, from which month stations can open 建站月份, at which standard 标准 a "
    "fund lasts, which share 分担 keeps --payer under a ceiling.",
)
@several(
    "--vary", str, "POINTER", "What is varied 变动, such as /programme/subsidy/0/standard, /stations/*/opens."
)
@click.option("--from", "first", type=_value, metavar="VALUE", help="The first candidate 起.")
@click.option("--to", "last", type=_value, metavar="VALUE", help="The last candidate 止.")
@click.option(
    "--step", type=_value, metavar="VALUE", help="From one to the next 步长; default: the smallest."
)
@_of_figure
@click.option("--at-most", metavar="AMOUNT", help="What the figure may be at most 不超过.")
@click.option("--at-least", metavar="AMOUNT", help="What it is at least 不低于.")
@choice("--find", "last", "first", default="last", help="The last candidate, or the first 找; default: last.")
@click.option("--payer", metavar="PAYER", help="--for posts, opening, share: who owes it 出资方.")
@click.option(
    "--fund", default="0", metavar="NAME", help="--for standard: the fund 资金; default: the first."
)
@click.option("--entry", type=int, metavar="N", help="--for standard, share: which entry 第几条, from 0.")
@table_or_json
def sought(
    vary: tuple[str, ...],
    first: Value | None,
    last: Value | None,
    figure: str | None,
    format: str,
    lang: Lang,
    **given: Any,
) -> None:
    """Seek 求界: how far a value can go so that a figure stays within a limit (rule 19).

    PLAN is a workbook, a JSON plan (rule 11), - or none for standard input; or give tables with --stations and --years.
    The answer shows both sides of the crossing.
    """
    way = given.pop("for")
    asked = {name: given.pop(name) for name in ("step", "year", "region", "at_most", "at_least", "find")}
    short = {name: given.pop(name) for name in ("payer", "fund", "entry")}
    if way is None:
        figure = _needed("--figure", figure)
        span = _needed("--from", first), _needed("--to", last)
        pointers = _needed("--vary", vary or None)
    elif vary or figure or asked["at_least"]:
        raise Wrong(
            f"--for {way} 自己定了变动的值和数字", f"--for {way} says itself what is varied and which figure"
        )
    with errors_told(format, lang, err=True):
        plan, _ = made(**given)
        if way is None:
            found = seek(
                plan, vary=pointers, span=span, figure=figure or "", years=asked.pop("year"), **asked
            )
        else:
            found = _short(way, plan, asked, short)
    if format == "json":
        _json(found.to_dict())
    else:
        printed.show(found.show(lang))


def _short(way: str, plan: Plan, asked: Mapping[str, Any], short: Mapping[str, Any]) -> Found:
    year = asked["year"]
    if isinstance(year, tuple):
        raise Wrong("--year 这里是一年", "--year is one year here")
    fund: int | str = int(short["fund"]) if short["fund"].isdecimal() else short["fund"]
    of_payer = {"payer": short["payer"]} if short["payer"] else {}
    try:
        if way == "standard":
            return seek.standard(plan, fund=fund, until=year, entry=short["entry"])
        limit = _needed("--at-most", asked["at_most"])
        within = {"year": year, "region": asked["region"], **of_payer}
        if way == "share":
            return seek.share(plan, limit, entry=short["entry"], **within)
        return (seek.posts if way == "posts" else seek.opening)(plan, limit, **within)
    except PlanError:
        raise
    except ValueError as error:
        raise Wrong(str(error), str(error)) from error


def _needed(option: str, given: Any) -> Any:
    if given is None:
        raise Wrong(f"还需要 {option}", f"{option} is needed")
    return given


def _json(answer: Mapping[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    printed.write(f"{text}\n".encode(), "-")
