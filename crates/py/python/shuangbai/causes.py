"""Why a figure differs between two plans (rule 18): its difference by causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from shuangbai import _native, terms
from shuangbai.figures import Figure, Number, Years, is_money, number, printed
from shuangbai.languages import Lang, resolved
from shuangbai.plan import Plan, to_json
from shuangbai.questions import asked
from shuangbai.show import Showing, Shown
from shuangbai.table import ROWS, Table
from shuangbai.terms import Unit

if TYPE_CHECKING:
    from shuangbai.plot import ComparisonPlots

__all__ = ["Comparison", "Effect", "compare"]


@dataclass(frozen=True)
class Effect:
    """What a cause does to a figure (rule 18)."""

    #: The cause: ``"raise"``, ``"people"``, …
    cause: str
    #: Its part of the difference; all parts add up to it.
    effect: Number
    #: Its Shapley value, exact, in fen, ones, or ten-thousandths of a count.
    exact: Fraction
    #: What it does where no other cause does anything.
    alone: Number
    #: What it does where all others have.
    last: Number

    def name(self, lang: Lang | None = None) -> str:
        """The cause's term."""
        return terms.word("cause", self.cause, resolved(lang))

    def _printed(self) -> dict[str, str | int]:
        numbers = {"effect": self.effect, "alone": self.alone, "last": self.last}
        return {"cause": self.cause, **{name: printed(one) for name, one in numbers.items()}}

    def sentence(self, unit: Unit = "元", lang: Lang | None = None) -> str:
        """What the cause does.

        >>> Effect("raise", Decimal("-5100.00"), Fraction(-510000), Decimal("-5100.00"), Decimal("-5100.00")).sentence(lang="zh")
        '递增使它减少 5,100.00 元。'
        """
        return _native.told_cause(self.cause, str(printed(self.effect)), unit, resolved(lang))


@dataclass(frozen=True, repr=False)
class Comparison(Showing):
    """A figure's difference between two plans, by its causes (rule 18).

    A notebook shows it as a table with a sentence for each cause.
    """

    #: Which figure, of which years and region.
    asked: Figure
    base: Number
    other: Number
    difference: Number
    #: In the order of rule 18.
    effects: tuple[Effect, ...]
    _answer: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def figure(self) -> str:
        """The figure's name: ``"due/local"``."""
        return self.asked.name

    @property
    def table(self) -> Table:
        """One row a cause: ``cause``, ``effect``, its part of the difference, ``alone``, what it does where no other cause does
        anything, and ``last``, what it does where all others have."""
        return _Effects(self)

    @property
    def plot(self) -> ComparisonPlots:
        """Charts; they need ``pip install "shuangbai[plot]"``."""
        from shuangbai.plot import ComparisonPlots

        return ComparisonPlots(self)

    def sentences(self, lang: Lang | None = None, unit: Unit = "元") -> list[str]:
        """A sentence for the difference, and one for each cause that has an effect."""
        return self.show(unit, lang).notes

    def show(self, unit: Unit = "元", lang: Lang | None = None) -> Shown:
        """The causes as a table, with a sentence for each."""
        lang = resolved(lang)
        terms.unit_name(unit)
        numbers = {name: printed(getattr(self, name)) for name in ("base", "other", "difference")}
        told = {**numbers, "effects": [effect._printed() for effect in self.effects]}
        return Shown.of(_native.told_difference(to_json(told), self.asked.told(lang), unit, lang))

    def to_dict(self) -> dict[str, Any]:
        """The answer as rule 18 has it."""
        return dict(self._answer)


class _Effects(Table):
    """The table of a comparison, which people see as the comparison shows it."""

    __slots__ = ("_comparison",)
    _unit = "元"

    def __init__(self, comparison: Comparison) -> None:
        effects = comparison.effects
        # The columns of one table are of one unit: amounts, whole or expected counts.
        figures = [comparison.difference, *(one for e in effects for one in (e.effect, e.alone, e.last))]
        exact = [one for one in figures if isinstance(one, Decimal)]
        kind = "Int64" if not exact else "Decimal128(18, 2)" if is_money(exact[0]) else "Decimal128(15, 4)"
        columns = {name: [getattr(e, name) for e in effects] for name in ("effect", "alone", "last")}
        if exact:
            columns = {name: [Decimal(one) for one in column] for name, column in columns.items()}
        parts = [("cause", "Utf8", False, [e.cause for e in effects])]
        parts += [(name, kind, False, column) for name, column in columns.items()]
        super().__init__(_native.Table.from_parts(parts), ("因素", "Causes"))
        self._comparison = comparison

    def show(
        self,
        unit: Unit = "元",
        lang: Lang | None = None,
        columns: list[str] | None = None,
        rows: int | None = ROWS,
    ) -> Shown:
        """As the comparison shows it; of some ``columns`` or ``rows`` as any table does."""
        if columns is None and rows == ROWS:
            return self._comparison.show(unit, lang)
        return super().show(unit, lang, columns, rows)


def compare(
    base: Plan,
    other: Plan,
    figure: str,
    *,
    years: Years = None,
    region: str = "",
    join: Iterable[Iterable[str]] = (),
) -> Comparison:
    """Why a figure differs between two plans of one horizon: its difference by causes, exact and in any order (rule 18).

    ``figure`` is a column of a row, deeper ones with ``/``: ``"pay"``, ``"due/local"``, ``"costs/督导/amount"``,
    ``"norm/short"``, ``"funds/0/shortfall"``; ``years`` one year or the first and the last of some (all, if left out),
    ``region`` the beginning of the stations' codes. ``join`` makes one cause of several: where a plan between the two can't be
    worked out, the error ``mixed`` names those that go together.

    :raises PlanError: what is wrong with a plan or with the question.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> later = plan.reformed({"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}})
    >>> compared = shuangbai.compare(plan, later, "due/local")
    >>> compared.difference, dict(zip(compared.table["cause"], compared.table["effect"]))
    (Decimal('3300.00'), {'subsidy': Decimal('8400.00'), 'raise': Decimal('-5100.00')})
    >>> print(*compared.sentences("zh"), sep="\\n")
    2021–2022 年地方应付从 212,500.00 元变为 215,800.00 元，增加 3,300.00 元。
    资助使它增加 8,400.00 元。
    递增使它减少 5,100.00 元。
    """
    wanted = Figure(figure, years, region)
    question = {"figure": wanted.asked(), "join": [list(causes) for causes in join]}
    answer = asked(base, "compare", f'{to_json(question)[:-1]},"with":{other.to_json()}}}')
    effects = tuple(
        Effect(e["cause"], number(e["effect"]), Fraction(e["exact"]), number(e["alone"]), number(e["last"]))
        for e in answer["effects"]
    )
    # All years are told, too, but of `unspent`, which is one figure.
    told = Figure(figure, years or (None if figure.endswith("/unspent") else base.horizon), region)
    base_, other_, difference = (number(answer[name]) for name in ("base", "other", "difference"))
    return Comparison(told, base_, other_, difference, effects, answer)
