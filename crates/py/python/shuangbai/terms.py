"""The terms of rules 0, 11, 12 and 14 as people read them, and amounts in 元, 万元 and 亿元.

Every term is the core's; here is how several make a heading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Literal

from shuangbai import _native
from shuangbai.languages import Lang

__all__ = [
    "Lang",
    "Unit",
    "code",
    "entry",
    "field",
    "fields",
    "heading",
    "in_order",
    "is_key",
    "is_money",
    "is_ratio",
    "part",
    "payer",
    "payers",
    "percent",
    "power",
    "told",
    "unit_name",
    "word",
    "written",
]

Unit = Literal["元", "万元", "亿元"]
_Term = Mapping[str, Any]

# Each unit: the power of ten that it is of a yuan, the decimals shown, the name in English.
_UNITS: dict[str, tuple[int, int, str]] = {
    "元": (0, 2, "yuan"),
    "万元": (4, 2, "10,000 yuan"),
    "亿元": (8, 4, "100 million yuan"),
}


@cache
def _terms() -> Mapping[str, Mapping[str, Any]]:
    """The core's dictionary."""
    terms: dict[str, dict[str, Any]] = json.loads(_native.terms())
    return terms


@cache
def _columns() -> Mapping[str, _Term]:
    """The columns of all tables that stand for themselves, by name."""
    tables = _terms()["columns"]
    listed = ((name, term) for of in tables for name, term in tables[of].items() if of != "cost")
    return {name: term for name, term in listed if "each" not in term}


def _each(column: str) -> tuple[_Term, str]:
    """Of a column that there is for each payer or cost: what it is, and the rest of its name."""
    for table in ("rows", "ratios", "sheet"):
        for term in _terms()["columns"][table].values():
            if (begins := term.get("each")) and column.startswith(begins):
                return term, column[len(begins) :]
    return {}, column


def _of_cost(rest: str) -> tuple[str, _Term, str]:
    """A cost's name, which of its figures a column has, and whose share that is."""
    of_cost: Mapping[str, _Term] = _terms()["columns"]["cost"]
    share = _terms()["columns"]["rows"]["shares"]["each"]
    name, _, by = rest.rpartition(f"_{share}")
    if name:
        return name, of_cost["shares"], by
    name, _, figure = rest.rpartition("_")
    return name, of_cost[figure], ""


def _called(term: _Term | None, name: str, lang: Lang) -> str:
    """What a term is called; what has none keeps its name."""
    return str(term[lang]) if term else name


def payer(word: str, lang: Lang = "zh") -> str:
    """A payer's term (rule 0), or that of the subsidy where a fund pays it; a cost is called by its name.

    >>> payer("province"), payer("province", "en")
    ('省', 'province')
    """
    words = _terms()["words"]
    return _called(words["payer"].get(word) or words["pays"].get(word), word, lang)


def word(kind: str, value: Any, lang: Lang = "zh") -> str:
    """A word's term, of a kind such as ``"grade"``; what is no word of the kind stays as it is.

    >>> word("grade", "basic"), word("effective", 7)
    ('基本合格', '7')
    """
    return _called(_terms()["words"].get(kind, {}).get(value), str(value), lang)


def is_key(column: str) -> bool:
    """Whether a column of a forecast's tables names its rows."""
    return _columns().get(column, {}).get("adds") == "key"


def is_money(column: str) -> bool:
    """Whether a column of a forecast's tables holds amounts.

    >>> [is_money(column) for column in ("closing", "top_up_by_local", "cost_督导_hours", "headcount")]
    [True, True, False, False]
    """
    if column in _columns():
        return _columns()[column]["adds"] in ("money", "balance", "mean")
    term, rest = _each(column)
    if term.get("adds") == "costs":
        return bool(_of_cost(rest)[1]["adds"] != "whole")
    return term.get("adds") == "money_by_payer"


def is_ratio(column: str) -> bool:
    """Whether a column holds parts of one.

    >>> is_ratio("part_local"), is_ratio("due_local")
    (True, False)
    """
    term = _columns().get(column) or _each(column)[0]
    return term.get("adds") in ("ratio", "ratio_by_payer")


def payers(columns: Iterable[str]) -> list[str]:
    """Who pays, of the columns of a forecast: from the highest authority down, as rule 0 lists them.

    >>> payers(["pay", "due_local", "due_province"])
    ['province', 'local']
    """
    there = {name.removeprefix("due_") for name in columns if name.startswith("due_")}
    return [word for word in _terms()["words"]["payer"] if word in there]


def in_order(columns: list[str]) -> list[str]:
    """Columns with those by payer in the payers' order: the others keep their places.

    >>> in_order(["year", "due_local", "due_province", "hires"])
    ['year', 'due_province', 'due_local', 'hires']
    """
    rank = {word: place for place, word in enumerate(_terms()["words"]["payer"])}

    def family(column: str) -> tuple[str, int]:
        begins, _, last = column.rpartition("_")
        return (begins, rank[last]) if last in rank and _each(column)[0] else (column, 0)

    families: dict[str, list[str]] = {}
    for column in columns:
        families.setdefault(family(column)[0], []).append(column)
    return [column for several in families.values() for column in sorted(several, key=family)]


def heading(column: str, lang: Lang = "zh") -> str:
    """A column's heading in the officials' terms.

    >>> heading("due_province"), heading("cost_督导_amount"), heading("raise_cost", "en")
    ('省应付', '督导经费', 'Raise cost')
    >>> heading("top_up_by_local"), heading("top_up_by_local", "en")
    ('地方自筹', 'Top-up: local')
    >>> heading("on_payroll"), heading("arrears_share_province")
    ('在册人数', '省补发分担')
    """
    if term := _columns().get(column):
        return str(term[lang])
    term, rest = _each(column)
    if not term:
        return _called(_terms()["columns"]["rows"].get(column), column, lang)
    zh = lang == "zh"
    if term["adds"] != "costs":
        return f"{payer(rest)}{term['zh']}" if zh else f"{term['en']}: {payer(rest, lang)}"
    name, figure, by = _of_cost(rest)
    if zh:
        return f"{name}{payer(by)}{figure['zh']}"
    return f"{name}, {figure['en']}" + (f": {payer(by, lang)}" if by else "")


def told(column: str, value: Any, lang: Lang = "zh") -> str:
    """A value of a column that names rows: words and codes in their terms.

    >>> told("kind", "pool"), told("pays", "督导"), told("code", "assumed"), told("year", 2021)
    ('统筹资金', '督导', '推定', '2021')
    """
    if value is None:
        return ""
    if column == "code":
        return code(value, lang)
    # What a fund's report repeats of the fund.
    fund = _terms()["fields"]["funds"].get(column)
    kind = fund["holds"] if fund else column
    return word(kind, value, lang) if kind in _terms()["words"] or fund else str(value)


def code(notice: str, lang: Lang = "zh") -> str:
    """What a notice is about, by its code."""
    known = _terms()
    return _called(known["notices"].get(notice) or known.get("unlikely", {}).get(notice), notice, lang)


def part(name: str, lang: Lang = "zh") -> str:
    """What a part of a programme or plan is called: a list, or another field.

    >>> part("hires"), part("costs", "en")
    ('拟招聘', 'Costs')
    """
    fields = _terms()["fields"]
    # The table of what a worker is `away`.
    of_worker = fields["worker"].get({"absences": "away"}.get(name, name))
    return _called(fields["programme"].get(name) or fields["plan"].get(name) or of_worker, name, lang)


def entry(at: str, lang: Lang = "zh") -> str:
    """What a JSON pointer into the programme means to people: the list, and which of its entries.

    >>> entry("/programme/sharing/1"), entry("/programme/raise/0", "en"), entry("/programme/confirmed")
    ('分担 第 2 条', 'Raise, entry 1', '确认至')
    """
    _, _, name, place = (*at.split("/", 3), "", "", "")[:4]
    named = part(name, lang)
    if not place.isdecimal():
        return named
    return f"{named} 第 {int(place) + 1} 条" if lang == "zh" else f"{named}, entry {int(place) + 1}"


def fields(name: str, entry: Mapping[str, Any]) -> Mapping[str, _Term]:
    """The fields that an entry of a programme's list can have, in their order."""
    all_fields = _terms()["fields"]
    of_list = all_fields[f"norm_{entry['kind']}" if name == "norm" else name]
    dated = {} if name == "funds" else all_fields["entry"]
    return {**dated, **of_list, **all_fields["ground"]}


def field(term: _Term, value: Any, lang: Lang = "zh") -> str:
    """A field's value as people read it: words in their terms, the parts of a split as ``province 6 : local 4``.

    >>> raised = fields("raise", {})
    >>> field(raised["mode"], "compound"), field(raised["rate"], "0.05")
    ('复利递增', '0.05')
    """
    if term["holds"] == "share":
        return " : ".join(f"{payer(part['payer'], lang)} {part['parts']}" for part in value)
    if term["holds"] == "source":
        return str(value[lang] if isinstance(value, Mapping) else value)
    values = value if isinstance(value, list) else [value]
    return ("、" if lang == "zh" else " ").join(word(term["holds"], one, lang) for one in values)


def power(unit: Unit) -> int:
    """Which power of ten a unit is of a yuan."""
    return _UNITS[unit][0]


def unit_name(unit: Unit, lang: Lang = "zh") -> str:
    """The unit's name.

    >>> unit_name("万元", "en")
    '10,000 yuan'
    """
    if unit not in _UNITS:
        raise ValueError(f"unit {unit!r}: 元, 万元 or 亿元 (单位应为 元、万元 或 亿元)")
    return unit if lang == "zh" else _UNITS[unit][2]


def written(value: Any, *, money: bool = False, unit: Unit = "元") -> str:
    """A value as people read it; an amount in a unit, rounded half away from zero for the eye only.

    >>> written(Decimal("304979166.69"), money=True, unit="万元"), written(29744), written(None)
    ('30,497.92', '29,744', '')
    >>> written(Decimal("3.9250")), written(Decimal("4.0000"))
    ('3.9', '4')
    """
    if value is None:
        return ""
    if money:
        power, decimals, _ = _UNITS[unit]
        amount = Decimal(value).scaleb(-power)
        return f"{amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"
    if isinstance(value, Decimal):
        # An expected count.
        shown = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{int(value) if value == value.to_integral_value() else shown:,}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent(value: Decimal | None) -> str:
    """A part of one as people read it.

    >>> percent(Decimal("0.600000")), percent(Decimal("0.333333")), percent(None)
    ('60.00%', '33.33%', '')
    """
    return "" if value is None else f"{(value * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
