"""The page of the rules."""

from __future__ import annotations

from shuangbai import _native

__all__ = ["rules"]


def rules(number: int | None = None) -> str:
    """The text of a rule, as Markdown, or the whole page of the rules; every number of this package follows it.

    :raises ValueError: for a number that no rule has.

    >>> import shuangbai
    >>> print(shuangbai.rules(4).splitlines()[0])
    ## 4. Pay and raises
    """
    if number is not None and (
        isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**32
    ):
        raise ValueError(f"rule {number!r}: a whole number from 0 on (应为非负整数)")
    return _native.rules(number)
