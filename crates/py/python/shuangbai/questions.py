"""Questions about plans (rules 16 to 21): the one door for all of them; and whether a plan is still the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shuangbai import _native
from shuangbai.errors import Error, PlanError
from shuangbai.plan import Plan, processors, to_json

__all__ = ["Verified", "ask", "asked", "of_plan", "record", "usual", "verify"]


def ask(question: Mapping[str, Any] | str) -> dict[str, Any]:
    """The answer to a question as rule 16 has it, ``{"errors": [...]}`` where something is wrong with it.

    >>> import shuangbai
    >>> plan = {"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021},
    ...         "stations": [{"code": "440203001", "villages": 3}]}
    >>> shuangbai.ask({"plan": plan, "record": {}})["record"]["rules"]
    '2'
    """
    text = question if isinstance(question, str) else to_json(question)
    answer: dict[str, Any] = json.loads(_native.ask(text, processors(None)))
    return answer


@dataclass(frozen=True)
class Verified:
    """Whether a plan is still that of a record (rule 21); true where it is."""

    same: bool
    #: Which parts differ: ``"plan"``, ``"programme"``, ``"forecast"``.
    differs: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.same


def record(plan: Plan) -> dict[str, str]:
    """See :meth:`shuangbai.Plan.record`."""
    return dict(asked(plan, "record", "{}"))


def verify(plan: Plan, record: Mapping[str, str]) -> Verified:
    """See :meth:`shuangbai.Plan.verify`."""
    answer = asked(plan, "verify", to_json(dict(record)))
    return Verified(answer["same"], tuple(answer["differs"]))


def asked(plan: Plan, kind: str, text: str) -> dict[str, Any]:
    """The answer to a question of this kind; what is wrong is raised."""
    answer = ask(f'{{"plan":{plan.to_json()},"{kind}":{text}}}')
    found: dict[str, Any] = _good(answer)[kind]
    return found


def of_plan(plan: Plan, kind: str, question: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a question that is not yet text."""
    return asked(plan, kind, to_json(dict(question)))


def usual(plan: Plan, kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked most, as the question of rule 19 that it is; what is given as ``None`` is left out."""
    given = {name: value for name, value in about.items() if value is not None}
    answer: dict[str, Any] = json.loads(
        _native.usual(f'{{"plan":{plan.to_json()},"{kind}":{to_json(given)}}}')
    )
    return _good(answer)


def _good(answer: dict[str, Any]) -> dict[str, Any]:
    if "errors" in answer:
        raise PlanError(
            (Error(e["code"], e["at"], e["zh"], e["en"]) for e in answer["errors"]), answer.get("more", 0)
        )
    return answer
