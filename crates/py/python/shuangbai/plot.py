"""Charts of a forecast and of a pay sheet, drawn by Altair.

Every bar starts at zero, every axis names its unit, and a tooltip has the exact figure. Lengths of bars are
floats, because only pixels depend on them; what is written comes from the ``Decimal``.

The charts are Altair's own: go on with ``chart.properties(...)`` or ``chart.save("due.html")``; PNG and SVG
need ``pip install "shuangbai[images]"``. Altair joins charts only without their looks: set ``a.config =
b.config = alt.Undefined``, then ``(a | b).configure(...)``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle, groupby
from typing import TYPE_CHECKING, Any, TypeVar

from shuangbai import terms
from shuangbai.extras import needed
from shuangbai.languages import Lang, resolved
from shuangbai.terms import Unit

with needed("Altair", "plot"):
    import altair as alt

if TYPE_CHECKING:
    from shuangbai.burn import BurnDown
    from shuangbai.forecast import Forecast
    from shuangbai.sheet import Sheet

__all__ = ["BurnPlots", "Plots", "SheetPlots"]

# Colours that the colour-blind tell apart: those of Okabe and Ito for payers, their vermilion, dark enough
# for letters, for what is missing, and Tol's muted ones for the parts of what one payer owes.
_PAYERS = {"central": "#CC79A7", "province": "#0072B2", "local": "#E69F00"}
_PAYERS |= {"city": "#009E73", "county": "#56B4E9", "town": "#999999"}
_PARTS = ("#44AA99", "#882255", "#DDCC77", "#332288", "#88CCEE", "#117733", "#AA4499", "#999933")
_FULL, _PALE, _MISSING, _INK = "#0072B2", "#A6CEE8", "#C44E00", "#222222"

_NORM = ("required", "held", "short", "over")

# In pixels: a chart's height and least width, and the most that room for labels may make of that;
_HEIGHT, _WIDTH, _WIDEST = 320, 480, 960
# a region's row, the thickest bar, and in labels a letter's height and a digit's width.
_ROW, _THICKEST, _LETTER, _DIGIT = 24, 80, 11, 6.5

_Chart = TypeVar("_Chart", alt.LayerChart, alt.ConcatChart)
_Rows = list[dict[str, Any]]


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
        pen = _Pen(unit, lang)
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
        pen = _Pen(unit, lang)
        lang = pen.lang
        payer = self._known(self._lowest() if payer is None else payer)
        ratios = [row for row in self._forecast.ratios if row["region"] == ""]
        due = pen.in_unit(terms.heading("due", lang), "元")
        amounts = {row["year"]: row for row in self._forecast.totals}
        bars: _Rows = [
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
        ends: _Rows = [
            {"at": row["year"], "value": 100, "label": terms.percent(row[f"part_{payer}"])} for row in ratios
        ]
        step, label, space = _room(len(self._years), [end["label"] for end in ends])
        axis = pen.say("应付占比（%）", "Part of what is due (%)")
        tips = _tips(
            {
                "at": terms.heading("year", lang),
                "part": pen.say("项目", "Part"),
                "told": pen.say("占比", "Part of all"),
                "exact": due,
            }
        )
        colour = _coloured("part", {terms.payer(name, lang): _PAYERS[name] for name in self._payers})
        drawn = alt.Chart(alt.InlineData(bars)).mark_bar(size=min(step * 0.75, _THICKEST))
        drawn = drawn.encode(color=colour, order="place:Q", tooltip=tips)
        ink = dict(label, color=_INK, fontWeight="bold")
        written = alt.Chart(alt.InlineData(ends)).mark_text(**ink).encode(text="label:N")
        y = alt.Y("value:Q", title=axis, scale=_from_zero(100, space, _HEIGHT))
        chart = alt.LayerChart(layer=[drawn, written], width=step * len(self._years), height=_HEIGHT)
        title = pen.say("各出资方每年应付占比", "each payer's part of what is due per year")
        note = pen.say(
            f"柱顶为{terms.payer(payer, lang)}的占比", f"Above the columns: the part of {_who(payer)}"
        )
        return self._titled(chart.encode(x=pen.years(self._years), y=y), title, pen, "%", note=note)

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
        pen = _Pen(unit, lang)
        lang = pen.lang
        payer = self._lowest() if payer is None else payer
        totals, by = self._forecast.totals, f"_share_{self._known(payer)}"
        costs = [name for name in totals.columns if name.startswith("cost_") and name.endswith(by)]
        names = ["subsidy", "top_up", *(f"{name[: -len(by)]}_amount" for name in costs)]
        borne = zip(names, cycle(_PARTS), (f"share_{payer}", f"top_up_by_{payer}", *costs))
        parts = [_Part(terms.heading(name, lang), colour, totals[column]) for name, colour, column in borne]
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
        pen = _Pen(unit, lang)
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
        pen = _Pen(unit, lang)
        posts = [row for row in self._forecast.posts if row["region"] == ""]
        if not posts:
            raise ValueError("no norm is in force in these years (这些年份没有配备标准)")
        charts = []
        for kind in dict.fromkeys(row["post"] for row in posts):
            rows = [row for row in posts if row["post"] == kind]
            norm = [row for row in rows if row["required"] is not None]
            years, held = [row["year"] for row in rows], [row["held"] for row in rows]
            chart = pen.people(years, "held", held, norm, ("required", "held", "short"))
            chart.title = alt.TitleParams(terms.word("post", kind, pen.lang), fontSize=14)
            charts.append(chart)
        column = alt.ConcatChart(concat=charts, columns=1, spacing=36)
        title = pen.say("各类岗位年末实有与应配", "posts held in December and required, by kind")
        return self._titled(column, title, pen, pen.say("人", "people"))

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
        pen = _Pen(unit, lang)
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
        pen = _Pen(unit, lang)
        lang = pen.lang
        in_years = [row for row in self._forecast.funds if row["year"] is not None]
        funds = [list(rows) for _, rows in groupby(in_years, key=lambda row: row["fund"])]
        chosen = [rows for rows in funds if name is None or name in (rows[0]["name"], rows[0]["fund"])]
        if not funds:
            raise ValueError("no fund is open in these years (这些年份没有资金)")
        if not chosen:
            known = ", ".join(f"{rows[0]['name']!r} ({rows[0]['fund']})" for rows in funds)
            raise ValueError(f"fund {name!r}: the funds of these years are {known} (没有这项资金)")
        times = Counter(rows[0]["name"] for rows in funds)
        charts = [pen.fund(rows, self._years, among=chosen) for rows in chosen]
        told = [pen.fund_told(rows, numbered=times[rows[0]["name"]] > 1) for rows in chosen]
        if len(charts) == 1:
            heading, note, ink = told[0]
            title = pen.say(f"{heading}的支用与缺口", f"how {heading} is used")
            return self._titled(charts[0], title, pen, note=note, ink=ink)
        for chart, (heading, note, ink) in zip(charts, told):
            chart.title = alt.TitleParams(heading, subtitle=note, subtitleColor=ink, fontSize=14)
        # One below the other, so that their years are in line.
        column = alt.ConcatChart(concat=charts, columns=1, spacing=36)
        return self._titled(column, pen.say("各项资金的支用与缺口", "how the funds are used"), pen)

    def _known(self, payer: str) -> str:
        if payer not in self._payers:
            known = ", ".join(self._payers)
            raise ValueError(f"payer {payer!r}: the programme has {known} (方案没有这个出资方)")
        return payer

    def _titled(
        self, chart: _Chart, title: str, pen: _Pen, unit: str = "", *, note: str = "", ink: str = _INK
    ) -> _Chart:
        return _titled(self._forecast.title(pen.lang), chart, title, pen, unit, note=note, ink=ink)


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
        pen = _Pen(unit, lang)
        totals = self._sheet.totals
        parts = pen.owed(totals.to_dicts(), terms.payers(totals.columns))
        months = totals["month"]
        chart = pen.stack(months, parts, [pen.total(parts)], terms.heading("due", pen.lang), key="month")
        title = pen.say("分月用款计划", "the monthly call on each payer")
        return _titled(self._sheet.title(pen.lang), chart, title, pen)


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

        :raises ValueError: when there is no such fund, or for an unknown unit.
        """
        pen = _Pen(unit, lang)
        funds = [list(rows) for _, rows in groupby(self._burnt.rows.to_dicts(), key=lambda row: row["fund"])]
        chosen = [rows for rows in funds if name is None or name in (rows[0]["name"], rows[0]["fund"])]
        if not chosen:
            known = ", ".join(f"{rows[0]['name']!r} ({rows[0]['fund']})" for rows in funds) or "—"
            raise ValueError(f"fund {name!r}: the funds of these months are {known} (没有这项资金)")
        charts = []
        for rows in chosen:
            chart = pen.burnt(rows)
            dry = next((row["month"] for row in rows if row["shortfall"]), None)
            note = (
                pen.say(f"{dry} 起不足", f"Short from {dry} on")
                if dry
                else pen.say("没有缺口", "No shortfall")
            )
            ink = _MISSING if dry else _INK
            chart.title = alt.TitleParams(rows[0]["name"], subtitle=note, subtitleColor=ink, fontSize=14)
            charts.append(chart)
        title = pen.say("资金按月结存", "what is left of the funds, month by month")
        if len(charts) == 1:
            told = charts[0].title
            note, name = str(told.subtitle), chosen[0][0]["name"]
            return _titled(
                self._burnt.title(pen.lang),
                charts[0],
                title,
                pen,
                note=f"{name}: {note}",
                ink=told.subtitleColor,
            )
        column = alt.ConcatChart(concat=charts, columns=1, spacing=36)
        return _titled(self._burnt.title(pen.lang), column, title, pen)


def _titled(
    of: str, chart: _Chart, title: str, pen: _Pen, unit: str = "", *, note: str = "", ink: str = _INK
) -> _Chart:
    unit = unit or terms.unit_name(pen.unit, pen.lang)
    text = of + pen.say(f"：{title}（单位：{unit}）", f": {title} ({unit})")
    chart.title = alt.TitleParams(text, subtitle=note or alt.Undefined, subtitleColor=ink)
    looks = {
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": "#E5E5E5",
    }
    chart.config = alt.Config(
        # Plain sans-serif is a serif face for Chinese on some machines, so the good faces come first.
        font="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
        title=alt.TitleConfig(anchor="start", fontSize=16, subtitleFontSize=13, subtitlePadding=5, offset=14),
        axis=looks,
        legend=alt.LegendConfig(labelFontSize=13, symbolSize=160, labelLimit=300),
        view=alt.ViewConfig(stroke="transparent"),
    )
    return chart


@dataclass
class _Part:
    """One colour of stacked bars: its name, and an amount for each bar."""

    name: str
    colour: str
    amounts: list[Decimal]


@dataclass
class _Pen:
    """Draws amounts in one unit and language."""

    unit: Unit
    asked: Lang | None
    lang: Lang = field(init=False)

    def __post_init__(self) -> None:
        terms.unit_name(self.unit)  # refuses an unknown one
        self.lang = resolved(self.asked)

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def in_unit(self, text: str, unit: Unit) -> str:
        return text + self.say(f"（{unit}）", f" ({terms.unit_name(unit, self.lang)})")

    def years(self, years: list[int]) -> alt.X:
        shown = [year for year in years if len(years) <= 40 or year % 5 == 0]
        axis, scale = alt.Axis(labelAngle=0, values=shown), alt.Scale(domain=years)
        return alt.X("at:O", title=terms.heading("year", self.lang), scale=scale, axis=axis)

    def months(self, months: list[str]) -> alt.X:
        shown = [month for month in months if len(months) <= 24 or month.endswith("-01")]
        axis, scale = (
            alt.Axis(labelAngle=0 if len(shown) <= 12 else 270, values=shown),
            alt.Scale(domain=months),
        )
        return alt.X("at:O", title=terms.heading("month", self.lang), scale=scale, axis=axis)

    def owed(self, rows: _Rows, payers: list[str]) -> list[_Part]:
        due = {payer: [row[f"due_{payer}"] for row in rows] for payer in payers}
        return [_Part(terms.payer(payer, self.lang), _PAYERS[payer], due[payer]) for payer in payers]

    def total(self, parts: list[_Part]) -> _Part:
        sums = [sum(amounts, Decimal(0)) for amounts in zip(*(part.amounts for part in parts))]
        return _Part(self.say("合计", "Total"), _INK, sums)

    def stack(
        self,
        at: list[Any],
        parts: list[_Part],
        told: list[_Part],
        axis: str,
        *,
        across: bool = False,
        years: list[Any] | None = None,
        legend: list[_Part] | None = None,
        room: list[str] | None = None,
        key: str = "year",
    ) -> alt.LayerChart:
        """Stacked columns, one a year or a month as ``key`` says, or bars ``across``, one a region, from zero on.

        A tooltip has what is ``told`` as well; the last of that is written at a bar's end, in its colour.
        ``years``, ``legend`` and the labels to leave ``room`` for are its own if none are given.
        """
        years = years or at
        money = {"exact": self.say("金额", "Amount"), **{f"told{n}": of.name for n, of in enumerate(told)}}
        tooltip = {
            "at": terms.heading("name" if across else key, self.lang),
            "part": self.say("项目", "Part"),
        }
        tooltip |= {field: self.in_unit(name, "元") for field, name in money.items()}
        bars = [
            {"at": one, "part": part.name, "place": place, "value": self.length(part.amounts[row])}
            | {field: terms.written(of.amounts[row], money=True) for field, of in zip(money, (part, *told))}
            for place, part in enumerate(parts)
            for row, one in enumerate(at)
        ]
        ends = [
            {"at": one, "value": self.length(total), "label": self.label(amount, told[-1].colour)}
            for one, total, amount in zip(at, self.total(parts).amounts, told[-1].amounts)
        ]
        step, label, space = _room(len(years), room or [end["label"] for end in ends], across=across)
        scale = _from_zero(max(end["value"] for end in ends), space, _WIDTH if across else _HEIGHT)
        value: dict[str, Any] = {
            "shorthand": "value:Q",
            "title": self.in_unit(axis, self.unit),
            "scale": scale,
        }
        colour = _coloured("part", {part.name: part.colour for part in legend or parts})
        drawn = alt.Chart(alt.InlineData(bars)).mark_bar(size=min(step * 0.75, _THICKEST))
        drawn = drawn.encode(color=colour, order="place:Q", tooltip=_tips(tooltip))
        written = (
            alt.Chart(alt.InlineData(ends)).mark_text(color=told[-1].colour, **label).encode(text="label:N")
        )
        chart = alt.LayerChart(layer=[drawn, written])
        if across:
            regions = alt.Y("at:N", title=None, sort=at, axis=alt.Axis(labelLimit=240))
            chart = chart.encode(x=alt.X(**value, axis=alt.Axis(tickCount=6, labelFlush=False)), y=regions)
            return chart.properties(width=_WIDTH, height=step * len(at))
        x = self.months(years) if key == "month" else self.years(years)
        chart = chart.encode(x=x, y=alt.Y(**value))
        return chart.properties(width=step * len(years), height=_HEIGHT)

    def people(
        self, years: list[int], held: str, counts: list[Any], norm: _Rows, told: tuple[str, ...]
    ) -> alt.LayerChart:
        """Columns of people, called as the column ``held``, against the posts that the norm requires and what is missing
        of them; a tooltip has what is ``told``."""
        drawn = {held: _PALE, **({"required": _INK, "short": _MISSING} if norm else {})}
        heading = {name: terms.heading(name, self.lang) for name in ("year", *drawn, *told)}
        legend = {heading[name]: colour for name, colour in drawn.items()}
        # A column each with its own name, so that every layer finds its colour in the one legend.
        names = {f"{name}_name": heading[name] for name in drawn}
        people: _Rows = [
            {
                "at": year,
                "people": float(count),
                "foot": 0,
                "label": _count(count),
                held: f"{count:,}",
                **names,
            }
            for year, count in zip(years, counts)
        ]
        posts: _Rows = [
            {"at": row["year"], "posts": float(row["required"]), "met": float(row["required"] - row["short"])}
            | {"label": f"−{_count(row['short'])}" if row["short"] >= Decimal("0.05") else "", **names}
            | {name: f"{row[name]:,}" for name in told}
            for row in norm
        ]
        step, label, space = _room(len(people), [row["label"] for row in (*people, *posts)])
        thick = min(step * 0.75, _THICKEST)
        tips = _tips({"at": heading["year"], held: heading[held]})
        base = alt.Chart(alt.InlineData(people)).encode(tooltip=tips)
        columns = base.mark_bar(size=thick).encode(y="people:Q", color=_coloured(f"{held}_name", legend))
        layers = [columns, base.mark_text(color=_INK, **label).encode(y="foot:Q", text="label:N")]
        if norm:
            tips = _tips({"at": heading["year"], **{name: heading[name] for name in told}})
            base = alt.Chart(alt.InlineData(posts)).encode(tooltip=tips, y="posts:Q")
            missing = base.mark_bar(size=thick / 3).encode(
                y="met:Q", y2="posts:Q", color=_coloured("short_name", legend)
            )
            required = base.mark_tick(size=thick * 1.2, thickness=3, opacity=1)
            required = required.encode(color=_coloured("required_name", legend))
            layers[1:1] = [missing, required, base.mark_text(color=_MISSING, **label).encode(text="label:N")]
        axis = self.say("人数、岗位数（人）", "People, posts") if norm else self.say("人数（人）", "People")
        highest = max(*(row["people"] for row in people), *(row["posts"] for row in posts), 0)
        y = alt.Y(title=axis, scale=_from_zero(highest, space, _HEIGHT), axis=alt.Axis(tickMinStep=1))
        chart = alt.LayerChart(layer=layers, width=step * len(people), height=_HEIGHT)
        return chart.encode(x=self.years(years), y=y)

    def length(self, amount: Decimal) -> float:
        # Only pixels depend on it, so a float is good enough.
        return float(amount.scaleb(-terms.power(self.unit)))

    def label(self, amount: Decimal, ink: str) -> str:
        # Where nothing is missing, nothing is written.
        return terms.written(amount, money=True, unit=self.unit) if amount or ink != _MISSING else ""

    def fund(self, rows: _Rows, years: list[int], among: list[_Rows]) -> alt.LayerChart:
        """A fund's columns, its shortfalls above; as wide as those of the funds ``among`` which it is."""
        colours = (_INK, _FULL, _PALE, _MISSING)
        opening, drawn, left, short = (
            _Part(terms.heading(column, self.lang), colour, [row[column] for row in rows])
            for column, colour in zip(("opening", "drawn", "closing", "shortfall"), colours)
        )
        return self.stack(
            [row["year"] for row in rows],
            [left, drawn, short] if rows[0]["kind"] == "pool" else [drawn, left, short],
            [opening, short],
            self.say("金额", "Amount"),
            years=years,
            legend=[drawn, left, short],
            room=[self.label(row["shortfall"], _MISSING) for rows in among for row in rows],
        )

    def burnt(self, rows: _Rows) -> alt.LayerChart:
        """A fund's balances by month, and its shortfalls."""
        heads = {
            name: terms.heading(name, self.lang) for name in ("month", "drawn", "month_closing", "shortfall")
        }
        bars = [
            {"at": row["month"], "part": heads[name], "place": place, "value": self.length(row[name])}
            | {kept: terms.written(row[kept], money=True) for kept in ("drawn", "month_closing", "shortfall")}
            for row in rows
            for place, name in enumerate(("month_closing", "shortfall"))
        ]
        months = [row["month"] for row in rows]
        step = max(min(_WIDEST / max(len(months), 1), 40), 4)
        most = max(bar["value"] for bar in bars)
        colour = _coloured("part", {heads["month_closing"]: _FULL, heads["shortfall"]: _MISSING})
        tips = _tips(
            {"at": heads["month"], **{name: self.in_unit(heads[name], "元") for name in list(heads)[1:]}}
        )
        drawn = alt.Chart(alt.InlineData(bars)).mark_bar(size=step * 0.8)
        drawn = drawn.encode(color=colour, order="place:Q", tooltip=tips)
        y = alt.Y(
            "value:Q",
            title=self.in_unit(self.say("金额", "Amount"), self.unit),
            scale=_from_zero(most, 8, _HEIGHT),
        )
        chart = alt.LayerChart(layer=[drawn], width=step * len(months), height=_HEIGHT)
        return chart.encode(x=self.months(months), y=y)

    def fund_told(self, rows: _Rows, *, numbered: bool) -> tuple[str, str, str]:
        """A fund's name with who pays what, a sentence on its first shortfall, and that sentence's colour."""
        name, number, payer, pays = (rows[0][column] for column in ("name", "fund", "payer", "pays"))
        subsidy, cost = (
            terms.heading("subsidy", self.lang).lower(),
            terms.heading(f"cost_{pays}_amount", self.lang),
        )
        about = [terms.payer(payer, self.lang), subsidy if pays == "subsidy" else cost]
        if numbered:
            about.append(f"{terms.heading('fund', self.lang).lower()} {number}")
        heading = name + self.say(f"（{'，'.join(about)}）", f" ({', '.join(about)})")
        short = next((row for row in rows if row["shortfall"]), None)
        if short is None:
            return heading, self.say("没有缺口", "No shortfall"), _INK
        amount, unit = self.label(short["shortfall"], _MISSING), terms.unit_name(self.unit, self.lang)
        zh = f"{short['year']}年首次出现缺口：{amount}{unit}"
        en = f"First shortfall in {short['year']}: {amount} {unit if self.unit == '元' else f'× {unit}'}"
        return heading, self.say(zh, en), _MISSING


def _who(payer: str) -> str:
    return {"local": "local government", "central": "the central government"}.get(payer, f"the {payer}")


def _count(count: int | Decimal) -> str:
    """A number of people as a label has it: of expected ones a tenth when they are few."""
    exact = Decimal(count)
    whole = exact >= 100 or exact == exact.to_integral_value()
    return f"{exact.quantize(Decimal(1 if whole else '0.1'), ROUND_HALF_UP):,}"


def _names(rows: _Rows) -> list[str]:
    """The regions' names; the code where there is none, and behind one that is there twice."""
    times = Counter(row["name"] for row in rows)
    names = [(row["name"], row["region"]) for row in rows]
    return [f"{name} {region}".strip() if times[name] > 1 else name or region for name, region in names]


def _coloured(field: str, colours: dict[str, str]) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    legend = alt.Legend(title=None, orient="top", symbolType="square")
    return alt.Color(field, type="nominal", scale=scale, legend=legend)


def _tips(titles: dict[str, str]) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def _room(bars: int, labels: list[str], *, across: bool = False) -> tuple[float, dict[str, Any], float]:
    """The pixels for a bar, how the labels at its end stand, and the pixels that they need there."""
    wide = max(map(len, labels)) * _DIGIT
    if across:
        return _ROW, {"align": "left", "dx": 5, "fontSize": _LETTER}, wide
    step: float = 56 if bars <= 12 else 32 if bars <= 40 else 16
    # As wide as its label, as long as a page is wide enough for all.
    upright = max(step, wide + 8, _WIDTH / bars)
    step = upright if upright * bars <= _WIDEST else max(step, _WIDTH / bars)
    if wide + 4 > step:
        return step, {"angle": 270, "align": "left", "baseline": "middle", "dx": 5, "fontSize": _LETTER}, wide
    return step, {"baseline": "bottom", "dy": -4, "fontSize": _LETTER}, _LETTER


def _from_zero(highest: float, space: float, pixels: float) -> alt.Scale:
    """From zero to the highest value, and as many pixels more as its label needs."""
    return alt.Scale(domain=[0, highest / (1 - (space + 12) / pixels) or 1])
