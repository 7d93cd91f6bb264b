"""The language that people are told in: chosen once, or that of the locale."""

from __future__ import annotations

import os
import sys
from typing import Literal

__all__ = ["Lang", "language", "of_locale", "resolved"]

Lang = Literal["zh", "en"]

_chosen: Lang | None = None


def language(lang: Lang | None = None) -> Lang:
    """Chooses the language of tables, charts and errors, ``"zh"`` or ``"en"``; without one, tells which it is.

    Before anybody has chosen it is the locale's (``LC_ALL``, ``LC_MESSAGES``, ``LANG``; on Windows that of the system):
    English where that names another language than Chinese, else Chinese. A ``lang`` given to a single call comes first.

    :raises ValueError: for another language.

    >>> import shuangbai
    >>> shuangbai.language("zh")
    'zh'
    """
    global _chosen
    if lang is not None:
        _chosen = resolved(lang)
    return _chosen or of_locale() or "zh"


def resolved(lang: Lang | None) -> Lang:
    """The language of one call: its own, or the one chosen for all.

    :raises ValueError: for another language.
    """
    if lang is None:
        return language()
    if lang not in ("zh", "en"):
        raise ValueError(f"lang {lang!r}: zh or en (语言应为 zh 或 en)")
    return lang


def of_locale() -> Lang | None:
    """Chinese or English as the locale has it; ``None`` where it names no language (``C``, ``POSIX``)."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    named = next(filter(None, given), "")
    if not named and sys.platform == "win32":
        import locale

        named = locale.getlocale()[0] or ""
    if named.lower().startswith(("zh", "chinese")):
        return "zh"
    return None if named.partition(".")[0] in ("", "C", "POSIX") else "en"
