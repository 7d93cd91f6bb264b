"""Rules 2, 3 and 9 by themselves, and a pot that is given out by need, between floors and caps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuangbai import _native
from shuangbai.languages import Lang, resolved
from shuangbai.show import Shown
from shuangbai.table import Table
from shuangbai.terms import Unit

__all__ = ["Allotment", "Money", "Number", "allot", "apportion", "span", "split"]

#: An amount in yuan, or another exact number; never a float.
Money = Decimal | int | str
Number = Decimal | int | str | Fraction

# As many decimals as needs may have, and as large as they may be once these are taken off.
_DECIMALS, _LARGEST = 9, 2**63


def split(amount: Money, parts: Sequence[int]) -> list[Decimal]:
    """An amount shared out in proportion to ``parts`` in whole fen (rule 2); the shares add up to it.

    :raises ValueError: for an amount that is not in whole fen.

    >>> split("0.04", [1, 2, 2])
    [Decimal('0.01'), Decimal('0.02'), Decimal('0.01')]
    """
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, int) or not 0 <= part < 2**32:
            raise ValueError(f"part {part!r}: a whole number from 0 to {2**32 - 1} (应为非负整数)")
    return _decimals(_native.split(_yuan(amount), list(parts)))


def span(annual: Money, first: int, last: int) -> Decimal:
    """What the months ``first`` to ``last`` of one year (1 to 12) earn of an annual amount (rule 3).

    :raises ValueError: for other months, or an amount that is not in whole fen.

    >>> span(50000, 1, 1), span(50000, 2, 2), span(50000, 1, 12)
    (Decimal('4166.67'), Decimal('4166.66'), Decimal('50000.00'))
    """
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(f"months {first!r} to {last!r}: 1 to 12 (月份应在 1 到 12)")
    return Decimal(_native.span(_yuan(annual), first, last))


def apportion(whole: Money, parts: Iterable[Number]) -> list[Decimal]:
    """Exact parts, in yuan, that add up to about ``whole``, brought to whole fen (rule 9): each gets its floor, then
    what is left of ``whole`` goes, a fen each, to the largest fractions, the earlier part first on a tie.

    :raises ValueError: for a negative part, or one that does not fit.

    >>> from fractions import Fraction
    >>> apportion("0.31", [Fraction(104, 1000), Fraction(204, 1000)])
    [Decimal('0.11'), Decimal('0.20')]
    """
    exact = [_exact(part) * 100 for part in parts]
    if any(part < 0 for part in exact):
        raise ValueError("a part is negative (各份不能为负)")
    denominator = math.lcm(*(part.denominator for part in exact))
    numerators = [part.numerator * (denominator // part.denominator) for part in exact]
    if max([denominator, *numerators]) >= 2**128:
        raise ValueError("the parts are fractions too fine or too large (各份的分数过细或过大)")
    return _decimals(_native.apportion(_yuan(whole), numerators, denominator))


class Allotment(Table):
    """A pot that was given out (:func:`allot`): ``name``, ``need``, ``floor``, ``cap``, ``allotted``, and ``bound``, which is
    ``"floor"`` or ``"cap"`` for who stands there, else null."""

    __slots__ = ("level",)

    _unit = "元"

    #: The one level of all, in yuan per unit of need: exact.
    level: Fraction

    def show(
        self,
        unit: Unit = "元",
        lang: Lang | None = None,
        columns: list[str] | None = None,
        rows: int | None = None,
    ) -> Shown:
        """As :meth:`Table.show <shuangbai.Table.show>`, with the level beneath."""
        lang = resolved(lang)
        shown = super().show(unit, lang, columns, rows)
        about = Decimal(self.level.numerator) / Decimal(self.level.denominator)
        level = str(self.level) if self.level.denominator == 1 else f"{self.level} ≈ {about:.6g}"
        zh = f"每单位需求 l = {level} 元；所及界限的除外。"
        en = f"l = {level} yuan per unit of need, but for who stands at a bound."
        shown.notes.insert(0, zh if lang == "zh" else en)
        return shown

    def __reduce__(self) -> tuple[Any, ...]:
        return _allotment, (self._native.parts(), self.level)


def allot(
    amount: Money,
    needs: Mapping[str, Number] | Sequence[Number],
    *,
    floors: Mapping[str, Money] | Sequence[Money | None] | Money | None = None,
    caps: Mapping[str, Money] | Sequence[Money | None] | Money | None = None,
) -> Allotment:
    """A pot over regions in whole fen, by need, between floors and caps.

    Each gets ``clamp(l * need, floor, cap)`` with the one rational ``l`` that makes these add up to ``amount`` exactly;
    then rule 9 brings them to whole fen, which leaves none outside its bounds. ``needs`` are people, posts, yuan or
    whatever all are counted in, by name or in a list. ``floors`` and ``caps`` are amounts in yuan, by name or in a list,
    or one for all; where none is given there is none.

    :raises ValueError: when the floors exceed the amount, the caps fall short of it, a floor is above its cap, or a
        name, a number or a list's length does not fit.

    >>> import shuangbai
    >>> pot = shuangbai.allot("1000", {"韶关市": 600, "潮州市": 100, "广州市": 900}, floors={"潮州市": 150}, caps=400)
    >>> pot["allotted"], pot["bound"], pot.level
    ([Decimal('400.00'), Decimal('200.00'), Decimal('400.00')], ['cap', None, 'cap'], Fraction(2, 1))
    """
    names, given = (
        ([str(name) for name in needs], list(needs.values()))
        if isinstance(needs, Mapping)
        else ([""] * len(needs), list(needs))
    )
    exact = [_exact(need) for need in given]
    decimals = next(
        (at for at in range(_DECIMALS + 1) if all((need * 10**at).denominator == 1 for need in exact)), None
    )
    if decimals is None:
        raise ValueError(f"a need has at most {_DECIMALS} decimals (需求至多 {_DECIMALS} 位小数)")
    whole = [int(need * 10**decimals) for need in exact]
    for name, need in zip(names, whole):
        if not 0 <= need < _LARGEST:
            raise ValueError(
                f"{name or 'need'}: a need is not negative and below {_LARGEST // 10**decimals} (需求应为非负数)"
            )
    least = [_yuan(0 if floor is None else floor) for floor in _each(floors, names, "floors")]
    most = [None if cap is None else _yuan(cap) for cap in _each(caps, names, "caps")]
    native, fen, need = _native.allot(_yuan(amount), names, whole, decimals, least, most)
    return _allotment(native.parts(), Fraction(fen * 10**decimals, 100 * need))


def _allotment(parts: list[Any], level: Fraction) -> Allotment:
    allotment = Allotment(_native.Table.from_parts(parts), ("分配", "Allotment"))
    allotment.level = level
    return allotment


def _each(given: Any, names: list[str], what: str) -> list[Money | None]:
    """The bound of each of those named."""
    if isinstance(given, Mapping):
        if unknown := [name for name in given if name not in names]:
            raise ValueError(f"{what}: {unknown[0]!r} has no need (没有这一项需求)")
        return [given.get(name) for name in names]
    if given is None or isinstance(given, (Decimal, int, str)):
        return [given] * len(names)
    if len(given) != len(names):
        raise ValueError(f"{what}: {len(given)} for {len(names)} needs (个数与需求不符)")
    return list(given)


def _yuan(amount: Money) -> str:
    """An amount's text, as the core reads it."""
    if isinstance(amount, Decimal) and amount.is_finite():
        # Zeros behind the second decimal are no fen.
        text = f"{amount:f}"
        return re.sub(r"(\.\d\d)0+$", r"\1", text)
    if isinstance(amount, str) or (isinstance(amount, int) and not isinstance(amount, bool)):
        return str(amount).strip()
    raise TypeError(f"{amount!r}: an amount is Decimal, int or text, never a float (金额不用浮点数)")


def _exact(number: Number) -> Fraction:
    if isinstance(number, (float, bool)):
        raise TypeError(f"{number!r}: a number is int, Decimal, Fraction or text, never a float (不用浮点数)")
    try:
        return Fraction(number)
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"{number!r} is no number (不是数)") from None


def _decimals(amounts: list[str]) -> list[Decimal]:
    return list(map(Decimal, amounts))
