"""How far a value of a plan can go so that a figure stays within a limit (rule 19), and short ways for what is asked most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuangbai import _native
from shuangbai.figures import Figure, Number, Value, Years, number, printed, value
from shuangbai.languages import Lang, resolved
from shuangbai.plan import Plan, to_json
from shuangbai.questions import of_plan, usual
from shuangbai.show import Showing, Shown

__all__ = ["Found", "Posts", "Seek", "Share", "Tried", "seek"]


@dataclass(frozen=True)
class Tried:
    """A candidate, and what the figure is with it."""

    value: Value
    figure: Number

    def _printed(self) -> dict[str, str | int]:
        return {"value": printed(self.value), "figure": printed(self.figure)}


@dataclass(frozen=True, repr=False)
class Found(Showing):
    """How far a value can go (rule 19).

    A notebook shows the sentence, and both sides of the crossing.
    """

    #: The last (or first) candidate with which the figure is within the limit; ``None`` where there is none.
    value: Value | None
    #: The figure with it.
    figure: Number | None
    #: The neighbour with which it is not; ``None`` where the candidates end.
    next: Tried | None
    #: All that were tried, in order.
    tried: tuple[Tried, ...]
    #: Which figure, of which years and region.
    asked: Figure
    #: What is varied: JSON pointers into the plan.
    vary: tuple[str, ...]
    #: What the figure may be at most, or at least.
    limit: Number
    at_most: bool
    #: Whether the last candidate was looked for, or the first.
    last: bool
    _answer: Mapping[str, Any] = field(repr=False, compare=False)

    def sentence(self, lang: Lang | None = None) -> str:
        """What was found, and what proves it."""
        return self.show(lang).title

    def show(self, lang: Lang | None = None) -> Shown:
        """The sentence, and beneath it both sides of the crossing as a table."""
        lang = resolved(lang)
        answered = {
            "found": {
                "value": None if self.value is None else printed(self.value),
                "figure": None if self.figure is None else printed(self.figure),
                "next": self.next and self.next._printed(),
                "tried": [one._printed() for one in self.tried],
            },
            "vary": list(self.vary),
            "figure": self.asked.told(lang),
            "limit": str(printed(self.limit)),
            "at_most": self.at_most,
            "last": self.last,
            "told": self._told(),
        }
        return Shown.of(_native.told_limit(to_json(answered), lang))

    def to_dict(self) -> dict[str, Any]:
        """The answer as rule 19 has it."""
        return dict(self._answer)

    def _told(self) -> str | dict[str, Any]:
        """How what is varied is told: by its own value."""
        return "value"


@dataclass(frozen=True, repr=False)
class Posts(Found):
    """How many posts an amount carries: what is varied is the vacancy rate of the posts that are filled."""

    #: The posts held in the December of the year, and those that the norm requires; ``None`` where not even none is within.
    posts: Number | None = None
    required: Number | None = None

    def _told(self) -> dict[str, Any]:
        """By how many posts, of how many."""
        if self.posts is None or self.required is None:
            return {"posts": None}
        return {"posts": [printed(self.posts), printed(self.required)]}


@dataclass(frozen=True, repr=False)
class Share(Found):
    """How large a payer's share can be: what is varied are its parts, where the others have so many."""

    #: Whose share it is.
    payer: str = ""
    #: The parts of the other payers together.
    others: int = 1

    @property
    def share(self) -> Fraction | None:
        """The share, exact; ``None`` where there is none."""
        return None if self.value is None else Fraction(int(self.value), int(self.value) + self.others)

    def _told(self) -> dict[str, Any]:
        """By the share itself."""
        return {"share": {"payer": self.payer, "others": self.others}}


class Seek:
    """How far a value of the plan can go so that a figure stays within a limit (rule 19), by at most 64 forecasts.

    ``shuangbai.seek(plan, vary=…, span=…, figure=…, at_most=…)`` varies anything; :meth:`posts`, :meth:`opening`,
    :meth:`standard` and :meth:`share` are short ways for what is asked most.
    """

    def __call__(
        self,
        plan: Plan,
        *,
        vary: str | Iterable[str],
        span: tuple[Value, Value],
        figure: str,
        step: Value | None = None,
        years: Years = None,
        region: str = "",
        at_most: Number | str | None = None,
        at_least: Number | str | None = None,
        find: str = "last",
    ) -> Found:
        """How far a value of the plan can go so that a figure stays within a limit (rule 19).

        ``vary`` is a JSON pointer into the plan as :meth:`shuangbai.Plan.to_json` writes it, or several, ``*`` being every
        item: ``"/hires/0/count"``, ``"/programme/subsidy/0/standard"``, ``"/stations/*/opens"``; ``span`` the first and the
        last candidate. ``figure``, ``years`` and ``region`` are those of :func:`shuangbai.compare`.

        :raises PlanError: what is wrong with the plan, with a candidate or with the question.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022), stations=[{"code": "440203001", "villages": 3}],
        ...     hires=[{"station": "440203001", "post": "service", "count": 1, "month": "2021-01"}],
        ... )
        >>> found = shuangbai.seek(
        ...     plan, vary="/hires/0/count", span=(1, 100), figure="pay", years=2022, at_most=500000
        ... )
        >>> found.value, found.figure, found.next.figure
        (9, Decimal('472500.00'), Decimal('525000.00'))
        >>> found.sentence("zh")
        '人数可以到 9：2022 年薪酬为 472,500.00 元，不超过 500,000.00 元；换成 10 就是 525,000.00 元。'
        """
        pointers = (vary,) if isinstance(vary, str) else tuple(vary)
        varied: dict[str, Any] = {
            "at": pointers[0] if len(pointers) == 1 else list(pointers),
            "from": span[0],
            "to": span[1],
        }
        wanted = Figure(figure, years, region)
        question: dict[str, Any] = {"vary": varied, "figure": wanted.asked(), "find": find}
        varied.update({} if step is None else {"step": step})
        question.update({} if at_most is None else {"at_most": at_most})
        question.update({} if at_least is None else {"at_least": at_least})
        answer = of_plan(plan, "seek", question)
        tried = tuple(map(_tried, answer["tried"]))
        beyond, found = answer.get("next"), answer["value"]
        figure_with = None if found is None else number(answer["figure"])
        told = Figure(figure, years or (None if figure.endswith("/unspent") else plan.horizon), region)
        limit = at_most if at_least is None else at_least
        return Found(
            None if found is None else value(found),
            figure_with,
            _tried(beyond) if beyond else None,
            tried,
            told,
            pointers,
            _as_printed(limit, like=tried[0].figure),
            at_least is None,
            find == "last",
            answer,
        )

    def posts(
        self,
        plan: Plan,
        at_most: Number | str,
        *,
        payer: str = "province",
        year: int | None = None,
        region: str = "",
    ) -> Posts:
        """How many posts an amount carries: so many that what ``payer`` owes in ``year`` (the last one, if left out) is at most
        this.

        It varies the vacancy rate of the posts that are filled to the norm, in every year alike: listed workers and hires stay. Whoever
        asks beyond the norm varies that: ``vary="/programme/norm/0/per_village"``.

        :raises PlanError: what is wrong with the plan or with the question.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2025), shuangbai.datasets.guangdong_towns(), assumptions={"fill": "norm"}
        ... )
        >>> shuangbai.seek.posts(plan, 600_000_000, year=2022).sentence("zh").partition("。")[0]
        '600,000,000.00 元可以承担 26,151 个岗位（应配 29,744 个）'
        """
        question = usual(plan, "posts", {"payer": payer, "year": year, "region": region})["seek"]
        found = self._usual(plan, question, at_most)
        if found.value is None:
            return Posts(**_fields(found))
        held, required = (
            _with(plan, found.vary[0], found.value, Figure(f"norm/{name}", found.asked.years, region))
            for name in ("held", "required")
        )
        return Posts(**_fields(found), posts=held, required=required)

    def opening(
        self,
        plan: Plan,
        at_most: Number | str,
        *,
        payer: str = "province",
        year: int | None = None,
        region: str = "",
        stations: Iterable[str] = (),
    ) -> Found:
        """From which month of ``year`` on (the first one, if left out) all stations can open, or these by their codes, so that what
        ``payer`` owes in that year is at most this.

        :raises PlanError: what is wrong with the plan or with the question.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2025), shuangbai.datasets.guangdong_towns(), assumptions={"fill": "norm"}
        ... )
        >>> found = shuangbai.seek.opening(plan, 280_000_000)
        >>> found.value, found.next.value
        ('2021-09', '2021-08')
        """
        about = {"payer": payer, "year": year, "region": region, "stations": list(stations)}
        return self._usual(plan, usual(plan, "opening", about)["seek"], at_most)

    def standard(
        self, plan: Plan, *, fund: int | str = 0, until: int | None = None, entry: int | None = None
    ) -> Found:
        """At which standard 资助标准 a fund lasts until the end of a year: so that nothing falls short of it through ``until`` (the
        last year of the horizon, if left out). ``fund`` is its name or its place in the programme, ``entry`` the place of the
        subsidy entry, where there are several.

        It looks from nothing to twice the standard.

        :raises PlanError: what is wrong with the plan or with the question.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2023),
        ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
        ...     reform={"funds": [{"name": "省资金", "payer": "province", "first": "2021-01", "amount": "400000"}]},
        ... )
        >>> found = shuangbai.seek.standard(plan, fund="省资金", until=2022)
        >>> found.value, found.figure, found.next.figure
        (Decimal('66666.67'), Decimal('0.00'), Decimal('0.10'))
        """
        question = usual(plan, "standard", {"fund": str(fund), "until": until, "entry": entry})["seek"]
        return self._usual(plan, question, question["at_most"])

    def share(
        self,
        plan: Plan,
        at_most: Number | str,
        *,
        payer: str = "local",
        other: str = "province",
        year: int | None = None,
        region: str = "",
        entry: int | None = None,
    ) -> Share:
        """Which share 分担 of the subsidy keeps a payer under a ceiling: the largest with which what ``payer`` owes in ``region`` in
        ``year`` (the last one, if left out) is at most this. ``entry`` is the place of the sharing entry, where there are several.

        The other payers of the entry share the rest among them as before; ``other`` takes it where ``payer`` was alone. A share is
        told by parts as rule 6 has them, from 1 to 1,000,000, where the others have about 100,000.

        :raises PlanError: what is wrong with the plan or with the question.

        >>> import shuangbai
        >>> plan = shuangbai.Plan(
        ...     "guangdong-2021", (2021, 2022), assumptions={"fill": "norm"},
        ...     stations=[{"code": "440203001", "villages": 3, "tier": "less-developed"}],
        ... )
        >>> found = shuangbai.seek.share(plan, 90_000, region="440203", entry=1)
        >>> found.sentence("zh")
        '地方分担比例可以到 30.9996%：2022 年 440203 地区地方应付为 89,999.10 元，不超过 90,000.00 元；换成 31.0001% 就是 90,000.30 元。'
        """
        about = {"payer": payer, "other": other, "year": year, "region": region, "entry": entry}
        way = usual(plan, "share", about)
        found = self._usual(plan.reformed(way["reform"]), way["seek"], at_most)
        return Share(**_fields(found), payer=payer, others=way["others"])

    def _usual(self, plan: Plan, question: Mapping[str, Any], at_most: Number | str) -> Found:
        vary, figure = question["vary"], question["figure"]
        years = figure["years"]
        return self(
            plan,
            vary=vary["at"],
            span=(vary["from"], vary["to"]),
            figure=figure["figure"],
            years=years if isinstance(years, int) else (years[0], years[1]),
            region=figure.get("region", ""),
            at_most=at_most,
            find=question["find"],
        )


seek = Seek()


def _tried(one: Mapping[str, Any]) -> Tried:
    return Tried(value(one["value"]), number(one["figure"]))


def _fields(found: Found) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Found.__dataclass_fields__}


def _as_printed(limit: Number | str | None, like: Number) -> Number:
    """A limit as the figure is printed: an amount with two decimals."""
    exact = Decimal(str(limit))
    return exact.quantize(like) if isinstance(like, Decimal) else int(exact) if exact == int(exact) else exact


def _with(plan: Plan, vary: str, candidate: Value, figure: Figure) -> Number:
    """A figure of the plan with a candidate."""
    varied = {"at": vary, "from": candidate, "to": candidate}
    return number(of_plan(plan, "seek", {"vary": varied, "figure": figure.asked(), "at_least": 0})["figure"])
