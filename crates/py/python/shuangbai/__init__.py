"""shuangbai 双百: exact budgets for public social-worker programmes.

>>> import shuangbai
>>> plan = shuangbai.Plan(
...     "guangdong-2021", (2021, 2025),
...     stations=shuangbai.datasets.guangdong_towns(),
...     assumptions={"fill": "norm"},
... )
>>> plan.forecast().totals["headcount"][0]
29744
"""

from __future__ import annotations

from shuangbai import datasets
from shuangbai._native import __version__
from shuangbai.amounts import allot, apportion, span, split
from shuangbai.burn import BurnDown
from shuangbai.causes import compare
from shuangbai.errors import Error, Hint, InternalError, PlanError
from shuangbai.excel import mark_errors, template
from shuangbai.forecast import Forecast
from shuangbai.languages import language
from shuangbai.ledger import Ledger, merge
from shuangbai.limits import seek
from shuangbai.page import rules
from shuangbai.plan import Plan
from shuangbai.programmes import preset, presets
from shuangbai.questions import ask
from shuangbai.sheet import Sheet
from shuangbai.sweeps import sweep
from shuangbai.table import Table

__all__ = [
    "BurnDown",
    "Error",
    "Forecast",
    "Hint",
    "InternalError",
    "Ledger",
    "Plan",
    "PlanError",
    "Sheet",
    "Table",
    "__version__",
    "allot",
    "apportion",
    "ask",
    "compare",
    "datasets",
    "language",
    "mark_errors",
    "merge",
    "preset",
    "presets",
    "rules",
    "seek",
    "span",
    "split",
    "sweep",
    "template",
]
