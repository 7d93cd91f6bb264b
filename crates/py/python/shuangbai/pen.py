"""The pen that charts are drawn with: colours, pixels, stacked columns, titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from shuangbai import terms
from shuangbai.extras import needed
from shuangbai.languages import Lang, resolved
from shuangbai.terms import Unit

with needed("Altair", "plot"):
    import altair as alt

__all__ = ["INK", "PARTS", "PAYERS", "Chart", "Part", "Pen", "Rows", "column", "titled"]

# Colours that the colour-blind tell apart: those of Okabe and Ito for payers, their vermilion, dark enough
# for letters, for what is missing, and Tol's muted ones for the parts of what one payer owes.
PAYERS = {"central": "#CC79A7", "province": "#0072B2", "local": "#E69F00"}
PAYERS |= {"city": "#009E73", "county": "#56B4E9", "town": "#999999"}
PARTS = ("#44AA99", "#882255", "#DDCC77", "#332288", "#88CCEE", "#117733", "#AA4499", "#999933")
_FULL, _PALE, _MISSING, INK = "#0072B2", "#A6CEE8", "#C44E00", "#222222"
# A figure that goes up, and what changes come to.
_UP, _SUM = "#E69F00", "#777777"

# In pixels: a chart's height and least width, and the most that room for labels may make of that;
_HEIGHT, _WIDTH, _WIDEST = 320, 480, 960
# a region's row, the thickest bar, and in labels a letter's height and a digit's width.
_ROW, _THICKEST, _LETTER, _DIGIT = 24, 80, 11, 6.5

Chart = TypeVar("Chart", alt.LayerChart, alt.ConcatChart)
Rows = list[dict[str, Any]]


def titled(
    of: str, chart: Chart, title: str, pen: Pen, unit: str = "", *, note: str = "", ink: str = INK
) -> Chart:
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


def column(charts: list[alt.LayerChart], told: list[tuple[str, str, str]]) -> alt.ConcatChart:
    """Charts one below the other, so that their years are in line, each with its name, a note and the note's colour."""
    for chart, (name, note, ink) in zip(charts, told):
        chart.title = alt.TitleParams(name, fontSize=14)
        if note:
            chart.title = alt.TitleParams(name, subtitle=note, subtitleColor=ink, fontSize=14)
    return alt.ConcatChart(concat=charts, columns=1, spacing=36)


@dataclass
class Part:
    """One colour of stacked bars: its name, and an amount for each bar."""

    name: str
    colour: str
    amounts: list[Decimal]


@dataclass
class Pen:
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
        axis = alt.Axis(labelAngle=0 if len(shown) <= 12 else 270, values=shown)
        scale = alt.Scale(domain=months)
        return alt.X("at:O", title=terms.heading("month", self.lang), scale=scale, axis=axis)

    def owed(self, rows: Rows, payers: list[str]) -> list[Part]:
        due = {payer: [row[f"due_{payer}"] for row in rows] for payer in payers}
        return [Part(terms.payer(payer, self.lang), PAYERS[payer], due[payer]) for payer in payers]

    def total(self, parts: list[Part]) -> Part:
        sums = [sum(amounts, Decimal(0)) for amounts in zip(*(part.amounts for part in parts))]
        return Part(self.say("合计", "Total"), INK, sums)

    def stack(
        self,
        at: list[Any],
        parts: list[Part],
        told: list[Part],
        axis: str,
        *,
        across: bool = False,
        years: list[Any] | None = None,
        legend: list[Part] | None = None,
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

    def hundred(
        self,
        years: list[int],
        bars: Rows,
        ends: Rows,
        colours: dict[str, str],
        axis: str,
        tips: dict[str, str],
    ) -> alt.LayerChart:
        """Stacked columns of a hundred percent, one a year, with the labels of their ``ends`` above."""
        step, label, space = _room(len(years), [end["label"] for end in ends])
        drawn = alt.Chart(alt.InlineData(bars)).mark_bar(size=min(step * 0.75, _THICKEST))
        drawn = drawn.encode(color=_coloured("part", colours), order="place:Q", tooltip=_tips(tips))
        ink = dict(label, color=INK, fontWeight="bold")
        written = alt.Chart(alt.InlineData(ends)).mark_text(**ink).encode(text="label:N")
        y = alt.Y("value:Q", title=axis, scale=_from_zero(100, space, _HEIGHT))
        chart = alt.LayerChart(layer=[drawn, written], width=step * len(years), height=_HEIGHT)
        return chart.encode(x=self.years(years), y=y)

    def bridge(
        self, names: list[str], amounts: list[Decimal], tips: dict[str, list[str]], axis: str, money: bool
    ) -> alt.LayerChart:
        """Floating columns, each from where the last one ended: up or down by an amount; a last column has what all come to,
        from zero. A tooltip has ``tips`` as well, by their titles."""
        up, down, all_of = self.say("增加", "Up"), self.say("减少", "Down"), self.say("合计", "Total")
        length = self.length if money else float
        total = Decimal(0)
        bars: Rows = []
        for place, (name, amount) in enumerate(zip([*names, all_of], [*amounts, sum(amounts, Decimal(0))])):
            first = Decimal(0) if place == len(names) else total
            total = first + amount
            text = terms.written(amount, money=money, unit=self.unit)
            bars.append(
                {"at": name, "first": length(first), "last": length(total), "low": length(min(first, total))}
                | {"high": length(max(first, total)), "label": f"+{text}" if amount > 0 else text}
                | {"part": all_of if place == len(names) else up if amount >= 0 else down}
                | {"exact": terms.written(amount, money=money)}
                | {f"told{n}": told[place] for n, told in enumerate(tips.values())}
            )
        step, label, space = _room(len(bars), [bar["label"] for bar in bars])
        low, high = min(bar["low"] for bar in bars), max(bar["high"] for bar in bars)
        pad = ((high - low) or 1) * (space + 12) / (_HEIGHT - 2 * (space + 12))
        below = any(bar["label"].startswith("-") for bar in bars)
        domain = [low - pad if below else low, high + pad]
        titles = {"at": self.say("因素", "Cause"), "exact": axis if not money else self.in_unit(axis, "元")}
        titles |= {f"told{n}": self.in_unit(name, "元") if money else name for n, name in enumerate(tips)}
        base = alt.Chart(alt.InlineData(bars)).encode(tooltip=_tips(titles))
        colours = {up: _UP, down: _FULL, all_of: _SUM}
        there = {bar["part"] for bar in bars}
        colour = _coloured("part", {name: ink for name, ink in colours.items() if name in there})
        columns = base.mark_bar(size=min(step * 0.75, _THICKEST)).encode(y2="last:Q", color=colour)
        layers = [
            columns.encode(y="first:Q"),
            alt.Chart(alt.InlineData([{}]))
            .mark_rule(color=INK)
            .encode(x=alt.value(0), x2=alt.value("width"), y=alt.datum(0)),
        ]
        upside_down = {"baseline": "top", "dy": 4} if "angle" not in label else {"align": "right", "dx": -5}
        for rises, end, looks in ((True, "high", label), (False, "low", {**label, **upside_down})):
            some = [bar for bar in bars if bar["label"].startswith("-") is not rises]
            if some:
                written = alt.Chart(alt.InlineData(some)).mark_text(color=INK, **looks)
                layers.append(written.encode(y=f"{end}:Q", text="label:N"))
        title = self.in_unit(axis, self.unit) if money else axis
        x = alt.X("at:N", title=None, sort=[bar["at"] for bar in bars], axis=alt.Axis(labelAngle=0))
        chart = alt.LayerChart(layer=layers, width=step * len(bars), height=_HEIGHT)
        return chart.encode(x=x, y=alt.Y(title=title, scale=alt.Scale(domain=domain, nice=False)))

    def people(
        self, years: list[int], held: str, counts: list[Any], norm: Rows, told: tuple[str, ...]
    ) -> alt.LayerChart:
        """Columns of people, called as the column ``held``, against the posts that the norm requires and what is missing
        of them; a tooltip has what is ``told``."""
        drawn = {held: _PALE, **({"required": INK, "short": _MISSING} if norm else {})}
        heading = {name: terms.heading(name, self.lang) for name in ("year", *drawn, *told)}
        legend = {heading[name]: colour for name, colour in drawn.items()}
        # A column each with its own name, so that every layer finds its colour in the one legend.
        names = {f"{name}_name": heading[name] for name in drawn}
        people: Rows = [
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
        posts: Rows = [
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
        layers = [columns, base.mark_text(color=INK, **label).encode(y="foot:Q", text="label:N")]
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

    def fund(self, rows: Rows, years: list[int], among: list[Rows]) -> alt.LayerChart:
        """A fund's columns, its shortfalls above; as wide as those of the funds ``among`` which it is."""
        colours = (INK, _FULL, _PALE, _MISSING)
        opening, drawn, left, short = (
            Part(terms.heading(column, self.lang), colour, [row[column] for row in rows])
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

    def burnt(self, rows: Rows) -> alt.LayerChart:
        """A fund's balances by month, and its shortfalls."""
        amounts = ("drawn", "month_closing", "shortfall")
        heads = {name: terms.heading(name, self.lang) for name in amounts}
        bars = [
            {"at": row["month"], "part": heads[name], "place": place, "value": self.length(row[name])}
            | {told: terms.written(row[told], money=True) for told in amounts}
            for row in rows
            for place, name in enumerate(("month_closing", "shortfall"))
        ]
        months = [row["month"] for row in rows]
        step = max(min(_WIDEST / max(len(months), 1), 40), 4)
        most = max(bar["value"] for bar in bars)
        colour = _coloured("part", {heads["month_closing"]: _FULL, heads["shortfall"]: _MISSING})
        told = {name: self.in_unit(head, "元") for name, head in heads.items()}
        tips = _tips({"at": terms.heading("month", self.lang), **told})
        drawn = alt.Chart(alt.InlineData(bars)).mark_bar(size=step * 0.8)
        drawn = drawn.encode(color=colour, order="place:Q", tooltip=tips)
        y = alt.Y(
            "value:Q",
            title=self.in_unit(self.say("金额", "Amount"), self.unit),
            scale=_from_zero(most, 8, _HEIGHT),
        )
        chart = alt.LayerChart(layer=[drawn], width=step * len(months), height=_HEIGHT)
        return chart.encode(x=self.months(months), y=y)

    def burnt_told(self, rows: Rows) -> tuple[str, str, str]:
        """A fund's name, a sentence on when it runs dry, and that sentence's colour."""
        name, dry = rows[0]["name"], next((row["month"] for row in rows if row["shortfall"]), None)
        if dry is None:
            return name, self.say("没有缺口", "No shortfall"), INK
        return name, self.say(f"{dry} 起不足", f"Short from {dry} on"), _MISSING

    def fund_told(self, rows: Rows, *, numbered: bool) -> tuple[str, str, str]:
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
            return heading, self.say("没有缺口", "No shortfall"), INK
        amount, unit = self.label(short["shortfall"], _MISSING), terms.unit_name(self.unit, self.lang)
        zh = f"{short['year']}年首次出现缺口：{amount}{unit}"
        en = f"First shortfall in {short['year']}: {amount} {unit if self.unit == '元' else f'× {unit}'}"
        return heading, self.say(zh, en), _MISSING


def _count(count: int | Decimal) -> str:
    """A number of people as a label has it: of expected ones a tenth when they are few."""
    exact = Decimal(count)
    whole = exact >= 100 or exact == exact.to_integral_value()
    return f"{exact.quantize(Decimal(1 if whole else '0.1'), ROUND_HALF_UP):,}"


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
