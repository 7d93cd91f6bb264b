"""Charts of a forecast, of a pay sheet, of funds by month and of a comparison, drawn by Altair.

Every bar starts at zero, every axis names its unit, and a tooltip has the exact figure. Lengths of bars are
floats, because only pixels depend on them; what is written comes from the ``Decimal``.

The charts are Altair's own: go on with ``chart.properties(...)`` or ``chart.save("due.html")``; PNG and SVG
need ``pip install "shuangbai[images]"``. Altair joins charts only without their looks: set ``a.config =
b.config = alt.Undefined``, then ``(a | b).configure(...)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import cycle, groupby
from typing import TYPE_CHECKING, Any

from shuangbai import terms
from shuangbai.figures import is_money, signed
from shuangbai.languages import Lang
from shuangbai.pen import INK, PARTS, PAYERS, Chart, Part, Pen, Rows, column, titled
from shuangbai.terms import Unit

if TYPE_CHECKING:
    import altair as alt

    from shuangbai.burn import BurnDown
    from shuangbai.causes import Comparison
    from shuangbai.forecast import Forecast
    from shuangbai.sheet import Sheet

__all__ = ["BurnPlots", "ComparisonPlots", "Plots", "SheetPlots"]

_NORM = ("required", "held", "short", "over")


class Plots:
    """The charts of a forecast, reached as ``forecast.plot``.

    Amounts are in ``unit``: ``"元"``, ``"万元"`` or ``"亿元"``; words in ``lang``: ``"zh"`` or ``"en"``.

    :raises ImportError: without Altair.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> chart = plan.forecast().plot.due(unit="元", lang="en")
    >>> type(chart).__name__, chart.title.text
    ('LayerChart', 'Guangdong Double Hundred Project (2021): what each payer owes per year (yuan)')
    """

    def __init__(self, forecast: Forecast) -> None:
        self._forecast = forecast
        self._years: list[int] = forecast.totals["year"]
        self._payers = terms.payers(forecast.totals.columns)

    def __repr__(self) -> str:
        return f"<Plots of {self._forecast.programme}: due, share, burden, headcount, posts, ranking, fund>"

    def due(self, unit: Unit = "万元", lang: Lang | None = None) -> alt.LayerChart:
        """What each payer owes per year (rule 6), in ``unit``: stacked columns with their totals above.

        The payers stand from below, the highest authority first.

        :raises ValueError: for an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        parts = pen.owed(self._forecast.totals.to_dicts(), self._payers)
        chart = pen.stack(self._years, parts, [pen.total(parts)], terms.heading("due", lang))
        return self._titled(chart, pen.say("各出资方每年应付", "what each payer owes per year"), pen)

    def share(
        self, payer: str | None = None, *, unit: Unit = "万元", lang: Lang | None = None
    ) -> alt.LayerChart:
        """Each payer's part of what all owe per year (rule 6), in percent; above the columns that of ``payer``.

        ``payer`` is chosen as in :meth:`burden`. ``unit`` changes nothing here; it lets all charts be called alike.

        :raises ValueError: for a payer that the programme does not have, or an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        payer = self._known(self._lowest() if payer is None else payer)
        ratios = [row for row in self._forecast.ratios if row["region"] == ""]
        due = pen.in_unit(terms.heading("due", lang), "元")
        amounts = {row["year"]: row for row in self._forecast.totals}
        bars: Rows = [
            {
                "at": row["year"],
                "part": terms.payer(name, lang),
                "place": place,
                "value": float(row[f"part_{name}"]) * 100,
                "told": terms.percent(row[f"part_{name}"]),
                "exact": terms.written(amounts[row["year"]][f"due_{name}"], money=True),
            }
            for row in ratios
            for place, name in enumerate(self._payers)
            if row[f"part_{name}"] is not None
        ]
        ends: Rows = [
            {"at": row["year"], "value": 100, "label": terms.percent(row[f"part_{payer}"])} for row in ratios
        ]
        axis = pen.say("应付占比（%）", "Part of what is due (%)")
        tips = {
            "at": terms.heading("year", lang),
            "part": pen.say("项目", "Part"),
            "told": pen.say("占比", "Part of all"),
            "exact": due,
        }
        colours = {terms.payer(name, lang): PAYERS[name] for name in self._payers}
        chart = pen.hundred(self._years, bars, ends, colours, axis, tips)
        title = pen.say("各出资方每年应付占比", "each payer's part of what is due per year")
        note = pen.say(
            f"柱顶为{terms.payer(payer, lang)}的占比", f"Above the columns: the part of {_who(payer)}"
        )
        return self._titled(chart, title, pen, "%", note=note)

    def _lowest(self) -> str:
        """The payer whose burden is asked for first: ``"local"``, or else the last below the province."""
        below = [name for name in self._payers if name not in ("central", "province")]
        return "local" if "local" in below else (below or self._payers)[-1]

    def burden(
        self, payer: str | None = None, *, unit: Unit = "万元", lang: Lang | None = None
    ) -> alt.LayerChart:
        """What one payer owes per year (rule 6), in ``unit``, by its parts: its share of the subsidy, the
        top-up that it bears, its shares of the costs. Parts that are never there are left out.

        ``payer`` is ``"local"`` by default, or else the last that is not ``"central"`` or ``"province"``.

        :raises ValueError: for a payer that the programme does not have, or an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        payer = self._lowest() if payer is None else payer
        totals, by = self._forecast.totals, f"_share_{self._known(payer)}"
        costs = [name for name in totals.columns if name.startswith("cost_") and name.endswith(by)]
        names = ["subsidy", "top_up", *(f"{name[: -len(by)]}_amount" for name in costs)]
        borne = zip(names, cycle(PARTS), (f"share_{payer}", f"top_up_by_{payer}", *costs))
        parts = [Part(terms.heading(name, lang), colour, totals[column]) for name, colour, column in borne]
        parts = [part for part in parts if any(part.amounts)] or parts[:1]
        chart = pen.stack(self._years, parts, [pen.total(parts)], terms.heading(f"due_{payer}", lang))
        title = pen.say(f"{terms.payer(payer)}每年应付的构成", f"what {_who(payer)} owes per year, by part")
        return self._titled(chart, title, pen)

    def headcount(self, unit: Unit = "万元", lang: Lang | None = None) -> alt.LayerChart:
        """The people on the payroll in each December, and the posts that the norm requires (rule 7).

        A red bar, which ends at the posts required, is what stations miss of them. It can be there even
        though the people are as many as the posts: when other stations have more than they need.
        ``unit`` changes nothing here; it lets all charts be called alike.

        :raises ValueError: for an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        norm = [row for row in self._forecast.norm if row["region"] == ""]
        counts = self._forecast.totals["headcount"]
        chart = pen.people(self._years, "headcount", counts, norm, _NORM)
        title = pen.say("年末人数", "people on the payroll in December")
        if norm:
            title += pen.say("与应配岗位", ", and posts required")
        return self._titled(chart, title, pen, pen.say("人", "people"))

    def posts(self, unit: Unit = "万元", lang: Lang | None = None) -> alt.ConcatChart:
        """The posts held in each December against those that the norm requires (rule 7), by kind of post, each kind with
        a scale of its own; drawn as :meth:`headcount`.

        :raises ValueError: without a norm in these years, for a forecast that was read (see :attr:`Forecast.posts
            <shuangbai.Forecast.posts>`), or an unknown unit.
        """
        pen = Pen(unit, lang)
        posts = [row for row in self._forecast.posts if row["region"] == ""]
        if not posts:
            raise ValueError("no norm is in force in these years (这些年份没有配备标准)")
        charts, told = [], []
        for kind in dict.fromkeys(row["post"] for row in posts):
            rows = [row for row in posts if row["post"] == kind]
            norm = [row for row in rows if row["required"] is not None]
            years, held = [row["year"] for row in rows], [row["held"] for row in rows]
            charts.append(pen.people(years, "held", held, norm, ("required", "held", "short")))
            told.append((terms.word("post", kind, pen.lang), "", INK))
        title = pen.say("各类岗位年末实有与应配", "posts held in December and required, by kind")
        return self._titled(column(charts, told), title, pen, pen.say("人", "people"))

    def ranking(
        self,
        year: int | None = None,
        payer: str | None = None,
        top: int = 21,
        *,
        unit: Unit = "万元",
        lang: Lang | None = None,
    ) -> alt.LayerChart:
        """The ``top`` regions (Guangdong has 21 cities) by what is due in ``year``, by default the last, in
        ``unit``: of all payers or of one.

        :raises ValueError: when the rows have one region only, for a year outside the horizon or with nothing
            due, a payer that the programme does not have, a ``top`` below 1, or an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        if len(set(self._forecast.rows["region"])) < 2:
            raise ValueError(
                'a ranking needs several regions: use plan.forecast(by="city"), "county" or "station" '
                '(排名需要多个地区，请用 plan.forecast(by="city"))'
            )
        year = self._years[-1] if year is None else year
        if year not in self._years:
            raise ValueError(f"year {year!r}: not in {self._years[0]} to {self._years[-1]} (不在预测期内)")
        if top < 1:
            raise ValueError(f"top {top!r}: at least 1 (至少为 1)")
        payers = self._payers if payer is None else [self._known(payer)]
        rows = [row for row in self._forecast.rows if row["year"] == year]
        if not rows:
            raise ValueError(f"year {year}: nothing is due in any region (这一年没有应付)")
        # The sort is stable: regions that owe the same stay in the order of their codes.
        rows.sort(key=lambda row: sum(row[f"due_{name}"] for name in payers), reverse=True)
        parts = pen.owed(rows[:top], payers)
        axis = pen.say("应付合计", "Due") if payer is None else terms.heading(f"due_{payer}", lang)
        chart = pen.stack(_names(rows)[:top], parts, [pen.total(parts)], axis, across=True)
        who = "all payers owe" if payer is None else f"{_who(payer)} owes"
        title = pen.say(f"{year}年各地区{axis}", f"what {who} in {year}, by region")
        note = pen.say(f"共{len(rows):,}个地区", f"{len(rows):,} regions")
        if top < len(rows):
            note = pen.say(f"前{top:,}个地区，{note}", f"The first {top:,} of {note}")
        return self._titled(chart, title, pen, note=note)

    def fund(
        self, name: str | int | None = None, *, unit: Unit = "万元", lang: Lang | None = None
    ) -> alt.LayerChart | alt.ConcatChart:
        """How a fund is used (rule 10), in ``unit``: what is drawn, what is left, what it falls short of.

        Without its shortfall a column is the year's opening balance. That of a pool falls, as what is drawn
        goes from its top; what is drawn of an annual appropriation fills it from below. ``name`` is a fund's
        name or its number in the column ``fund``; without it, or where several have the name, each fund has
        a picture and a scale of its own.

        :raises ValueError: when there is no such fund in these years, or for an unknown unit.
        """
        pen = Pen(unit, lang)
        lang = pen.lang
        in_years = [row for row in self._forecast.funds if row["year"] is not None]
        if not in_years:
            raise ValueError("no fund is open in these years (这些年份没有资金)")
        chosen = _chosen(in_years, name, "years")
        # A fund has its place once; its name may be that of others.
        times = Counter(named for _, named in {(row["fund"], row["name"]) for row in in_years})
        charts = [pen.fund(rows, self._years, among=chosen) for rows in chosen]
        told = [pen.fund_told(rows, numbered=times[rows[0]["name"]] > 1) for rows in chosen]
        if len(charts) == 1:
            heading, note, ink = told[0]
            title = pen.say(f"{heading}的支用与缺口", f"how {heading} is used")
            return self._titled(charts[0], title, pen, note=note, ink=ink)
        title = pen.say("各项资金的支用与缺口", "how the funds are used")
        return self._titled(column(charts, told), title, pen)

    def _known(self, payer: str) -> str:
        if payer not in self._payers:
            known = ", ".join(self._payers)
            raise ValueError(f"payer {payer!r}: the programme has {known} (方案没有这个出资方)")
        return payer

    def _titled(
        self, chart: Chart, title: str, pen: Pen, unit: str = "", *, note: str = "", ink: str = INK
    ) -> Chart:
        return titled(self._forecast.title(pen.lang), chart, title, pen, unit, note=note, ink=ink)


class SheetPlots:
    """The charts of a pay sheet, reached as ``sheet.plot``.

    :raises ImportError: without Altair.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> chart = plan.sheet("2021-01", "2021-12").plot.calls(unit="元", lang="en")
    >>> chart.title.text
    'Guangdong Double Hundred Project (2021): the monthly call on each payer (yuan)'
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __repr__(self) -> str:
        return "<Plots of a pay sheet: calls>"

    def calls(self, unit: Unit = "万元", lang: Lang | None = None) -> alt.LayerChart:
        """What each payer owes by month (rule 20), in ``unit``: stacked columns with their totals above, arrears and costs
        included.

        :raises ValueError: for an unknown unit.
        """
        pen = Pen(unit, lang)
        totals = self._sheet.totals
        parts = pen.owed(totals.to_dicts(), terms.payers(totals.columns))
        months = totals["month"]
        chart = pen.stack(months, parts, [pen.total(parts)], terms.heading("due", pen.lang), key="month")
        title = pen.say("分月用款计划", "the monthly call on each payer")
        return titled(self._sheet.title(pen.lang), chart, title, pen)


class BurnPlots:
    """The chart of funds by month, reached as ``plan.burn_down().plot``.

    :raises ImportError: without Altair.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> chart = plan.burn_down().plot.fund(unit="元", lang="en")
    >>> chart.title.text
    'Guangdong Double Hundred Project (2021): what is left of the funds, month by month (yuan)'
    """

    def __init__(self, burnt: BurnDown) -> None:
        self._burnt = burnt

    def __repr__(self) -> str:
        return "<Plots of funds by month: fund>"

    def fund(
        self, name: str | int | None = None, unit: Unit = "万元", lang: Lang | None = None
    ) -> alt.LayerChart | alt.ConcatChart:
        """What is left of a fund at the end of each month, and from the month in which it runs dry on what it falls short of, in
        ``unit``. ``name`` is a fund's name or its number in the column ``fund``; without it each has a picture.

        :raises ValueError: when there is no such fund in these months, or for an unknown unit.
        """
        pen = Pen(unit, lang)
        chosen = _chosen(self._burnt.rows, name, "months")
        of = self._burnt.title(pen.lang)
        title = pen.say("资金按月结存", "what is left of the funds, month by month")
        charts = [pen.burnt(rows) for rows in chosen]
        told = [pen.burnt_told(rows) for rows in chosen]
        if len(charts) == 1:
            named, note, ink = told[0]
            return titled(of, charts[0], title, pen, note=f"{named}: {note}", ink=ink)
        return titled(of, column(charts, told), title, pen)


class ComparisonPlots:
    """The chart of a comparison, reached as ``compared.plot``.

    :raises ImportError: without Altair.

    >>> import shuangbai
    >>> plan = shuangbai.Plan(
    ...     "guangdong-2021", (2021, 2022),
    ...     stations=[{"code": "440203001", "villages": 3}], assumptions={"fill": "norm"},
    ... )
    >>> later = plan.reformed({"raise": {"rate": "0.03"}, "subsidy": {"standard": "52000"}})
    >>> chart = shuangbai.compare(plan, later, "due/local").plot.waterfall(unit="元", lang="en")
    >>> chart.title.text
    'Due: local 2021–2022: why it differs (yuan)'
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def __repr__(self) -> str:
        return "<Plots of a comparison: waterfall>"

    def waterfall(self, unit: Unit = "万元", lang: Lang | None = None) -> alt.LayerChart:
        """What each cause does to the figure (rule 18), in ``unit``: floating columns, each from where the last one ended, and the
        difference from zero. ``unit`` changes nothing where the figure is a count.

        :raises ValueError: for an unknown unit.
        """
        pen, of = Pen(unit, lang), self._comparison
        lang = pen.lang
        money = is_money(of.difference)
        told = {
            pen.say("单独变", "Alone"): [signed(one.alone) for one in of.effects] + [""],
            pen.say("最后变", "Last"): [signed(one.last) for one in of.effects] + [""],
        }
        names = [effect.name(lang) for effect in of.effects]
        amounts = [Decimal(effect.effect) for effect in of.effects]
        chart = pen.bridge(names, amounts, told, pen.say("影响", "Effect"), money)
        title = pen.say("差在哪里", "why it differs")
        return titled(
            of.asked.told(lang),
            chart,
            title,
            pen,
            "" if money else pen.say("个", "count"),
            note=of.sentences(lang, unit)[0],
        )


def _chosen(rows: Iterable[dict[str, Any]], name: str | int | None, times: str) -> list[Rows]:
    """The rows of each fund that is called so or has that number; of all without a name."""
    funds = [list(of_fund) for _, of_fund in groupby(rows, key=lambda row: row["fund"])]
    chosen = [
        of_fund for of_fund in funds if name is None or name in (of_fund[0]["name"], of_fund[0]["fund"])
    ]
    if not chosen:
        known = ", ".join(f"{of_fund[0]['name']!r} ({of_fund[0]['fund']})" for of_fund in funds) or "—"
        raise ValueError(f"fund {name!r}: the funds of these {times} are {known} (没有这项资金)")
    return chosen


def _who(payer: str) -> str:
    return {"local": "local government", "central": "the central government"}.get(payer, f"the {payer}")


def _names(rows: Rows) -> list[str]:
    """The regions' names; the code where there is none, and behind one that is there twice."""
    times = Counter(row["name"] for row in rows)
    names = [(row["name"], row["region"]) for row in rows]
    return [f"{name} {region}".strip() if times[name] > 1 else name or region for name, region in names]
