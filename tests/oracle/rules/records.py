"""Rule 21: records, by which a plan is known again."""
import hashlib
import json

from rules.figure import forecast_of
from rules.shape import fullmatch
from rules.text import esc


def canonical(x):
    """RFC 8785, of what has no numbers but whole ones."""
    if isinstance(x, dict):
        items = sorted(x.items(), key=lambda kv: kv[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in items) + "}"
    if isinstance(x, list):
        return "[" + ",".join(map(canonical, x)) + "]"
    return json.dumps(x, ensure_ascii=False)


def record(plan):
    forecast = forecast_of(plan)
    parts = {"plan": {k: v for k, v in plan.items() if k != "programme"}, "programme": plan["programme"],
             "forecast": forecast}
    return {"rules": "2", **{k: hashlib.sha256(canonical(v).encode()).hexdigest() for k, v in parts.items()}}


def read_record(read, v, at):
    if not isinstance(v, dict):
        return read.err("format", at)
    for k in v:
        if k not in ("rules", "plan", "programme", "forecast"):
            read.err("unknown_field", f"{at}/{esc(k)}")
    if v.get("rules") != "2":
        read.err("format", f"{at}/rules")
    for k in ("plan", "programme", "forecast"):
        if not isinstance(v.get(k), str) or not fullmatch(r"[0-9a-f]{64}", v[k]):
            read.err("format", f"{at}/{k}")
    return None
