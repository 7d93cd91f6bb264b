"""The presets (rule 13)."""

from __future__ import annotations

import json
from typing import Any

from shuangbai import _native

__all__ = ["preset", "presets"]


def presets() -> dict[str, dict[str, str]]:
    """The presets' ids, with their titles in Chinese and English.

    >>> import shuangbai
    >>> list(shuangbai.presets())
    ['guangdong-2017', 'guangdong-2021']
    """
    return {id: preset(id)["title"] for id in _native.presets()}


def preset(id: str) -> dict[str, Any]:
    """A preset's whole programme (rule 12), each entry with its source and status; to read, or to
    change and give to :class:`shuangbai.Plan`.

    :raises PlanError: for an id that there is not.

    >>> import shuangbai
    >>> shuangbai.preset("guangdong-2021")["subsidy"][0]["standard"]
    '50000.00'
    """
    programme: dict[str, Any] = json.loads(_native.preset(id))
    return programme
