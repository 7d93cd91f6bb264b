"""Why a figure of a forecast, or of a month of a pay sheet, is so (rule 17): a tree that anybody can check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from shuangbai import _native
from shuangbai.languages import Lang, resolved

if TYPE_CHECKING:
    from shuangbai.forecast import Forecast
    from shuangbai.plan import By, Plan

__all__ = ["Explained", "Explanation", "figure_name"]

_STYLE = (
    "<style>.shuangbai-why details{margin-left:1.2em}.shuangbai-why summary,.shuangbai-why p"
    "{margin:.15em 0;font-variant-numeric:tabular-nums}.shuangbai-why p{margin-left:2.2em}</style>"
)
_BY: dict[int, By] = {2: "province", 4: "city", 6: "county", 9: "station"}


class Explanation:
    """A figure, and the parts that it is made of, each again with its parts, down to what stands in the plan.

    A notebook shows it as a tree to unfold; :meth:`text` gives it line by line, for a memo of calculation.
    """

    def __init__(self, node: Mapping[str, Any]) -> None:
        self._node = node

    @property
    def value(self) -> str | int:
        """As it is printed: an amount with two decimals, a count, a rate; a fraction of expected values ``"n/d"``."""
        value: str | int = self._node["value"]
        return value

    @property
    def rule(self) -> int:
        """The rule that made it."""
        rule: int = self._node["rule"]
        return rule

    @property
    def parts(self) -> list[Explanation]:
        """What it is made of, in order."""
        return [Explanation(part) for part in self._node.get("parts", ())]

    def sentence(self, lang: Lang | None = None) -> str:
        """What it is, of what it was made, by which rule and on what ground."""
        sentence: str = self._node[resolved(lang)]
        return sentence

    def text(self, lang: Lang | None = None, depth: int | None = None) -> str:
        """The tree, a sentence a line, the parts of each indented; ``depth`` levels of parts, all if left out."""
        return "\n".join(self._lines(resolved(lang), depth, ""))

    def to_dict(self) -> dict[str, Any]:
        """The tree as rule 17 has it."""
        return dict(self._node)

    def _lines(self, lang: Lang, depth: int | None, indent: str) -> Iterator[str]:
        yield indent + self.sentence(lang)
        if depth != 0:
            for part in self.parts:
                yield from part._lines(lang, None if depth is None else depth - 1, indent + "  ")

    def __repr__(self) -> str:
        return self.text(depth=2)

    def _repr_html_(self) -> str:
        return f'{_STYLE}<div class="shuangbai-why">{self._html(resolved(None), True)}</div>'

    def _html(self, lang: Lang, unfolded: bool) -> str:
        sentence, parts = escape(self.sentence(lang)), self.parts
        if not parts:
            return f"<p>{sentence}</p>"
        inner = "".join(part._html(lang, False) for part in parts)
        return f"<details{' open' if unfolded else ''}><summary>{sentence}</summary>{inner}</details>"


def figure_name(figure: str) -> str:
    """A figure as rules 14, 16 and 20 name it, deeper ones with ``/``."""
    return figure.replace(".", "/") if "/" not in figure else figure


class Explained:
    """A forecast and its plan, by which its figures are explained; see :meth:`shuangbai.Forecast.explain`."""

    def __init__(self, forecast: Forecast, plan: Plan) -> None:
        self._by = plan.by
        self._kept = {plan.by: (forecast, plan, plan._explanations())}

    def __call__(
        self, figure: str, year: int | None, region: str, fold: int, part: Sequence[int]
    ) -> Explanation:
        """The explanation of a figure of a year and region."""
        name = figure_name(figure)
        if name.startswith("funds/"):
            forecast, plan, kept = self._of(self._by)
            at = _of_fund(forecast, plan, name, year)
        else:
            forecast, plan, kept = self._of(_BY.get(len(region), self._by))
            at = (
                f"{_row(forecast, plan, name.startswith('norm/'), year, region)}/{name.removeprefix('norm/')}"
            )
        return Explanation(json.loads(kept.explain(at, fold, list(part))))

    def _of(self, by: By) -> tuple[Forecast, Plan, _native.Explanations]:
        """The forecast by these regions, its plan, and what is kept of it."""
        if by not in self._kept:
            plan = self._kept[self._by][1].by_region(by)
            self._kept[by] = (plan.forecast(), plan, plan._explanations())
        return self._kept[by]


def _row(forecast: Forecast, plan: Plan, norm: bool, year: int | None, region: str) -> str:
    """Where the forecast has the row of a year and a region."""
    first, last = plan.horizon
    year = last if year is None else year
    if not norm and not region:
        return f"/totals/{year - first}"
    table = forecast.norm if norm else forecast.rows
    keys = list(zip(table["year"], table["region"]))
    if (year, region) not in keys:
        raise ValueError(
            f"no row of {year} and region {region!r} (没有 {year} 年、地区 {region!r} 的行)：{first}–{last}"
        )
    return f"/{'norm' if norm else 'rows'}/{keys.index((year, region))}"


def _of_fund(forecast: Forecast, plan: Plan, name: str, year: int | None) -> str:
    """``funds/0/drawn`` of a year is ``/funds/0/years/3/drawn``."""
    _, fund, figure = [*name.split("/"), "", ""][:3]
    if figure == "unspent":
        return f"/funds/{fund}/unspent"
    funds = forecast.funds
    years = [y for place, y in zip(funds["fund"], funds["year"]) if str(place) == fund]
    year = plan.horizon[1] if year is None else year
    if years and year not in years:
        raise ValueError(f"fund {fund} is not open in {year} (资金 {fund} 在 {year} 年不开放)")
    return f"/funds/{fund}/years/{years.index(year) if years else 0}/{figure}"
