"""The terms of rule 0 and rule 14 as people read them, and amounts in 元, 万元 and 亿元."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

__all__ = ["Lang", "Unit", "entry", "heading", "is_money", "payer", "power", "unit_name", "written"]

Lang = Literal["zh", "en"]
Unit = Literal["元", "万元", "亿元"]

# Each unit: the power of ten that it is of a yuan, the decimals shown, the name in English.
_UNITS: dict[str, tuple[int, int, str]] = {
    "元": (0, 2, "yuan"),
    "万元": (4, 2, "10,000 yuan"),
    "亿元": (8, 4, "100 million yuan"),
}

_PAYERS = {
    "central": ("中央", "central"),
    "province": ("省", "province"),
    "local": ("地方", "local"),
    "city": ("市", "city"),
    "county": ("县", "county"),
    "town": ("镇", "town"),
    "subsidy": ("资助", "subsidy"),
}

_MONEY = {
    "pay": ("薪酬", "Pay"),
    "subsidy": ("资助", "Subsidy"),
    "top_up": ("超标准自筹", "Top-up"),
    "surplus": ("结余", "Surplus"),
    "raise_cost": ("递增增支", "Raise cost"),
    "opening": ("年初余额", "Opening"),
    "drawn": ("支用", "Drawn"),
    "closing": ("年末余额", "Closing"),
    "shortfall": ("缺口", "Shortfall"),
    "unspent": ("未用", "Unspent"),
}

_OTHERS = {
    "reform": ("方案", "Reform"),
    "year": ("年份", "Year"),
    "region": ("地区编码", "Region"),
    "name": ("名称", "Name"),
    "headcount": ("年末人数", "Headcount"),
    "worker_months": ("在册人月", "Worker-months"),
    "hires": ("入职", "Hires"),
    "leavers": ("离职", "Leavers"),
    "raised": ("递增人数", "Raised"),
    "contracts_ending": ("合同到期", "Contracts ending"),
    "stations": ("社工站", "Stations"),
    "required": ("应配岗位", "Required"),
    "held": ("实有岗位", "Held"),
    "short": ("缺额", "Short"),
    "over": ("超额", "Over"),
    "fund": ("资金序号", "Fund"),
    "payer": ("出资方", "Payer"),
    "pays": ("用途", "Pays"),
    "code": ("编码", "Code"),
    "at": ("位置", "Place"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
}


# A programme's lists (rule 12).
_LISTS = {
    "confirmed": ("确认至", "confirmed"),
    "subsidy": ("资助", "subsidy"),
    "sharing": ("分担", "sharing"),
    "raise": ("递增", "raise"),
    "appraisal": ("年度考核", "appraisal"),
    "contract": ("合同", "contract"),
    "norm": ("配备标准", "norm"),
    "costs": ("站点经费", "costs"),
    "funds": ("资金", "funds"),
    "tiers": ("地区分档", "tiers"),
}


def _word(words: tuple[str, str], lang: Lang) -> str:
    return words[lang != "zh"]


def payer(word: str, lang: Lang = "zh") -> str:
    """A payer's term (rule 0), or that of the subsidy where a fund pays it; a cost is called by its name.

    >>> payer("province"), payer("province", "en")
    ('省', 'province')
    """
    return _word(_PAYERS[word], lang) if word in _PAYERS else word


def is_money(column: str) -> bool:
    """Whether a column of a forecast's tables holds amounts."""
    return (
        column in _MONEY
        or column.startswith(("share_", "due_"))
        or (column.startswith("cost_") and not column.endswith("_hours"))
    )


def heading(column: str, lang: Lang = "zh") -> str:
    """A column's heading in the officials' terms.

    >>> heading("due_province"), heading("cost_督导_amount"), heading("raise_cost", "en")
    ('省应付', '督导经费', 'Raise cost')
    """
    zh = lang == "zh"
    if words := _MONEY.get(column) or _OTHERS.get(column):
        return _word(words, lang)
    kind, _, rest = column.partition("_")
    if kind == "share":
        return f"{payer(rest)}分担" if zh else f"Share: {payer(rest, lang)}"
    if kind == "due":
        return f"{payer(rest)}应付" if zh else f"Due: {payer(rest, lang)}"
    if kind == "cost":
        name, share, by = rest.rpartition("_share_")
        if share:
            return f"{name}{payer(by)}分担" if zh else f"{name}, share: {payer(by, lang)}"
        name, _, what = rest.rpartition("_")
        return {"amount": f"{name}经费" if zh else f"{name}, cost"}.get(
            what, f"{name}时数" if zh else f"{name}, hours"
        )
    return column


def entry(at: str, lang: Lang = "zh") -> str:
    """What a JSON pointer into the programme means to people: the list, and which of its entries.

    >>> entry("/programme/sharing/1"), entry("/programme/raise/0", "en"), entry("/programme/confirmed")
    ('分担 第 2 条', 'raise, entry 1', '确认至')
    """
    _, _, name, place = (*at.split("/", 3), "", "", "")[:4]
    named = _word(_LISTS.get(name, (name, name)), lang)
    if not place.isdecimal():
        return named
    return f"{named} 第 {int(place) + 1} 条" if lang == "zh" else f"{named}, entry {int(place) + 1}"


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
    """
    if value is None:
        return ""
    if money:
        power, decimals, _ = _UNITS[unit]
        amount = Decimal(value).scaleb(-power)
        return f"{amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"
    if isinstance(value, Decimal):
        # An expected count.
        return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"
    return f"{value:,}" if isinstance(value, int) else str(value)
