"""Questions about plans (rules 16 to 21): what changed, how far it can go, is it the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuangbai import _native, terms
from shuangbai.errors import Error, PlanError
from shuangbai.languages import Lang, resolved
from shuangbai.plan import Plan, processors, to_json
from shuangbai.show import Shown

__all__ = ["Comparison", "Effect", "Found", "Tried", "Verified", "ask", "compare", "record", "seek", "verify"]

#: An amount, a rate or an expected count is a ``Decimal``, a count or a year an ``int``, a month a text.
Value = Decimal | int | str


def ask(question: Mapping[str, Any] | str) -> dict[str, Any]:
    """The answer to a question as rule 16 has it, ``{"errors": [...]}`` where something is wrong with it.

    >>> import shuangbai
    >>> plan = {"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021},
    ...         "stations": [{"code": "440203001", "villages": 3}]}
    >>> shuangbai.ask({"plan": plan, "record": {}})["record"]["rules"]
    '2'
    """
    text = question if isinstance(question, str) else to_json(question)
    answer: dict[str, Any] = json.loads(_native.ask(text, processors(None)))
    return answer


@dataclass(frozen=True)
class Effect:
    """What a cause does to a figure (rule 18)."""

    #: The cause: ``"raise"``, ``"people"``, …
    cause: str
    #: Its part of the difference; all parts add up to it.
    effect: Decimal | int
    #: Its Shapley value, exact, in fen, ones, or ten-thousandths of a count.
    exact: Fraction
    #: What it does where no other cause does anything.
    alone: Decimal | int
    #: What it does where all others have.
    last: Decimal | int

    def name(self, lang: Lang | None = None) -> str:
        """The cause's term."""
        return terms.word("cause", self.cause, resolved(lang))


@dataclass(frozen=True)
class Comparison:
    """A figure's difference between two plans, by its causes (rule 18)."""

    #: The figure's name: ``"due/local"``.
    figure: str
    base: Decimal | int
    other: Decimal | int
    difference: Decimal | int
    #: In the order of rule 18.
    effects: tuple[Effect, ...]

    def sentences(self, lang: Lang | None = None) -> list[str]:
        """A sentence for the difference, and one for each cause that has an effect."""
        lang = resolved(lang)
        if lang == "zh":
            says = [
                f"{self.figure} 从 {_grouped(self.base)} 变为 {_grouped(self.other)}，差 {_signed(self.difference)}。"
            ]
            return says + [f"其中{e.name(lang)}：{_signed(e.effect)}。" for e in self.effects if e.effect]
        says = [
            f"{self.figure} goes from {_grouped(self.base)} to {_grouped(self.other)}: {_signed(self.difference)}."
        ]
        return says + [f"Of this {e.name(lang)}: {_signed(e.effect)}." for e in self.effects if e.effect]

    def show(self, lang: Lang | None = None) -> Shown:
        """The causes as a table, which a notebook shows by itself."""
        lang = resolved(lang)
        header = (
            ["因素", "影响", "单独变", "最后变"] if lang == "zh" else ["Cause", "Effect", "Alone", "Last"]
        )
        shown = Shown(self.sentences(lang)[0], header, [False, True, True, True])
        for e in self.effects:
            shown.add([e.name(lang), *map(_signed, (e.effect, e.alone, e.last))])
        shown.add(["合计" if lang == "zh" else "Total", _signed(self.difference), "", ""], total=True)
        return shown

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


def compare(
    base: Plan,
    other: Plan,
    figure: str,
    *,
    years: int | tuple[int, int] | None = None,
    region: str = "",
    join: Iterable[Iterable[str]] = (),
) -> Comparison:
    """Why a figure differs between two plans of one horizon: its difference by causes, exact and in any order (rule 18).

    ``figure`` is a column of a row, deeper ones with ``/``: ``"pay"``, ``"due/local"``, ``"costs/督导/amount"``,
    ``"norm/short"``, ``"funds/0/shortfall"``; ``years`` one year or the first and the last of some (all, if left out),
    ``region`` the beginning of the stations' codes. ``join`` makes one cause of several.

    :raises PlanError: what is wrong with a plan or with the question.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> later = plan.reformed({"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}})
    >>> compared = shuangbai.compare(plan, later, "due/local")
    >>> compared.difference, {effect.cause: effect.effect for effect in compared.effects}
    (Decimal('3300.00'), {'subsidy': Decimal('8400.00'), 'raise': Decimal('-5100.00')})
    """
    asked = {"figure": _figure(figure, years, region), "join": [list(causes) for causes in join]}
    answer = _asked(base, "compare", f'{to_json(asked)[:-1]},"with":{other.to_json()}}}')
    effects = tuple(
        Effect(
            e["cause"], _number(e["effect"]), Fraction(e["exact"]), _number(e["alone"]), _number(e["last"])
        )
        for e in answer["effects"]
    )
    base_, other_, difference = (_number(answer[key]) for key in ("base", "other", "difference"))
    return Comparison(figure, base_, other_, difference, effects)


@dataclass(frozen=True)
class Tried:
    """A candidate, and what the figure is with it."""

    value: Value
    figure: Decimal | int


@dataclass(frozen=True)
class Found:
    """How far a value can go (rule 19)."""

    #: The last (or first) candidate with which the figure is within the limit; ``None`` where there is none.
    value: Value | None
    #: The figure with it.
    figure: Decimal | int | None
    #: The neighbour with which it is not; ``None`` where the candidates end.
    next: Tried | None
    #: All that were tried, in order.
    tried: tuple[Tried, ...]

    def sentence(self, lang: Lang | None = None) -> str:
        """What was found, and what proves it."""
        lang = resolved(lang)
        if self.value is None or self.figure is None:
            return "没有候选值满足条件。" if lang == "zh" else "No candidate fulfils the condition."
        value, figure = _shown(self.value), _grouped(self.figure)
        if self.next is None:
            return (
                f"直到最后的 {value} 都满足，此时为 {figure}。"
                if lang == "zh"
                else f"It holds as far as {value}, the last one tried: {figure}."
            )
        beyond, beyond_figure = _shown(self.next.value), _grouped(self.next.figure)
        return (
            f"可以到 {value}（{figure}）；到 {beyond} 就是 {beyond_figure}。"
            if lang == "zh"
            else f"It can go to {value} ({figure}); with {beyond} it is {beyond_figure}."
        )


def seek(
    plan: Plan,
    *,
    vary: str | Iterable[str],
    span: tuple[Value, Value],
    figure: str,
    step: Value | None = None,
    years: int | tuple[int, int] | None = None,
    region: str = "",
    at_most: Decimal | int | str | None = None,
    at_least: Decimal | int | str | None = None,
    find: str = "last",
) -> Found:
    """How far a value of the plan can go so that a figure stays within a limit (rule 19), by at most 64 forecasts.

    ``vary`` is a JSON pointer into the plan as :meth:`shuangbai.Plan.to_json` writes it, or several, ``*`` being every
    item: ``"/hires/0/count"``, ``"/programme/subsidy/0/standard"``, ``"/stations/*/opens"``; ``span`` the first and the
    last candidate. ``figure``, ``years`` and ``region`` are those of :func:`shuangbai.compare`.

    :raises PlanError: what is wrong with the plan, with a candidate or with the question.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}],
    ...     hires=[{"station": "440203001", "post": "service", "count": 1, "month": "2021-01"}],
    ... )
    >>> found = shuangbai.seek(plan, vary="/hires/0/count", span=(1, 100), figure="pay", years=2022, at_most=500000)
    >>> found.value, found.figure, found.next.figure
    (9, Decimal('472500.00'), Decimal('525000.00'))
    """
    varied: dict[str, Any] = {
        "at": vary if isinstance(vary, str) else list(vary),
        "from": span[0],
        "to": span[1],
    }
    asked: dict[str, Any] = {"vary": varied, "figure": _figure(figure, years, region), "find": find}
    varied.update({} if step is None else {"step": step})
    asked.update({} if at_most is None else {"at_most": at_most})
    asked.update({} if at_least is None else {"at_least": at_least})
    answer = _asked(plan, "seek", to_json(asked))
    tried = tuple(map(_tried, answer["tried"]))
    value = answer["value"]
    if value is None:
        return Found(None, None, None, tried)
    beyond = answer["next"]
    return Found(_value(value), _number(answer["figure"]), beyond and _tried(beyond), tried)


@dataclass(frozen=True)
class Verified:
    """Whether a plan is still that of a record (rule 21); true where it is."""

    same: bool
    #: Which parts differ: ``"plan"``, ``"programme"``, ``"forecast"``.
    differs: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.same


def record(plan: Plan) -> dict[str, str]:
    """See :meth:`shuangbai.Plan.record`."""
    return dict(_asked(plan, "record", "{}"))


def verify(plan: Plan, record: Mapping[str, str]) -> Verified:
    """See :meth:`shuangbai.Plan.verify`."""
    answer = _asked(plan, "verify", to_json(dict(record)))
    return Verified(answer["same"], tuple(answer["differs"]))


def _asked(plan: Plan, kind: str, asked: str) -> dict[str, Any]:
    """The answer to a question of this kind; what is wrong is raised."""
    answer = ask(f'{{"plan":{plan.to_json()},"{kind}":{asked}}}')
    if "errors" in answer:
        raise PlanError(
            (Error(e["code"], e["at"], e["zh"], e["en"]) for e in answer["errors"]), answer.get("more", 0)
        )
    found: dict[str, Any] = answer[kind]
    return found


def of_plan(plan: Plan, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question of a plan; what is wrong is raised."""
    return _asked(plan, kind, to_json(dict(asked)))


def _figure(name: str, years: int | tuple[int, int] | None, region: str) -> dict[str, Any]:
    of_years = {} if years is None else {"years": years if isinstance(years, int) else list(years)}
    return {"figure": name, "region": region, **of_years}


def _tried(tried: Mapping[str, Any]) -> Tried:
    return Tried(_value(tried["value"]), _number(tried["figure"]))


def _number(printed: str | int) -> Decimal | int:
    return printed if isinstance(printed, int) else Decimal(printed)


def _value(written: str | int) -> Value:
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}", written):
        return written
    return _number(written)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else _grouped(value)


def _grouped(number: Decimal | int) -> str:
    return f"{number:,}"


def _signed(number: Decimal | int) -> str:
    return f"{number:+,}"
