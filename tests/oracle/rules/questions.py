"""Rule 16: the door for questions."""
import copy

from rules import sheet
from rules.compare import CAUSES, causes_of, compare
from rules.figure import Figure, checked, read_plan, under
from rules.records import read_record, record
from rules.seek import Seek
from rules.shape import Read, defaults
from rules.text import esc
from rules.values import Errors

KINDS = ("why", "compare", "seek", "sheet", "record", "verify")
ANSWERED = ("compare", "seek", "sheet", "record", "verify")


def answer(value):
    read = Read()
    if not isinstance(value, dict):
        raise Errors([("type", "")])

    def plan_at(v, at):
        try:
            return read_plan(v)
        except Errors as e:
            read.found += under(e, at)
            return None, None

    for k in value:
        if k != "plan" and k not in KINDS:
            read.err("unknown_field", f"/{esc(k)}")
    if "plan" not in value:
        read.err("missing", "/plan")
        plan, out = None, None
    else:
        plan, out = plan_at(value["plan"], "/plan")
    kinds = [k for k in KINDS if k in value]
    if len(kinds) != 1 or kinds[0] not in ANSWERED:
        read.err("choice", "")
    if "compare" in value:
        v, at = value["compare"], "/compare"
        other = other_out = figure = None
        if isinstance(v, dict):
            nothing = lambda x, p: None
            read.obj({"with": nothing, "figure": nothing},
                     {"join": read.list_of(read.list_of(read.choice(*CAUSES), False))})(v, at)
            if "with" in v:
                other, other_out = plan_at(v["with"], f"{at}/with")
            if "figure" in v:
                figure = Figure(read, v["figure"], f"{at}/figure")
        else:
            read.err("type", at)
    if "seek" in value:
        seek = Seek(read, value["seek"], "/seek", out)
    if "sheet" in value:
        ask = sheet.asked(read, value["sheet"], "/sheet")
    if "record" in value:
        read.obj({}, {})(value["record"], "/record")
    if "verify" in value:
        read_record(read, value["verify"], "/verify")
    if read.found:
        raise Errors(read.found)

    found = []

    def meaning_of(plan, at):
        try:
            checked(plan)
        except Errors as e:
            found.extend(under(e, at))

    meaning_of(plan, "/plan")
    kind = kinds[0]
    if kind == "compare":
        meaning_of(other, "/compare/with")
        if out["horizon"] != other_out["horizon"]:
            found.append(("order", "/compare/with/horizon"))
        found += figure.meaning("/compare/figure", [out, other_out])
        causes = causes_of(out, other_out, value["compare"].get("join", []))
        if len(causes) > 10:
            found.append(("range", "/compare/join"))
    elif kind == "seek":
        found += seek.meaning(out)
    elif kind == "sheet":
        with_defaults = copy.deepcopy(plan)
        defaults(with_defaults)
        found += sheet.places(*sheet.meaning(with_defaults, ask))
    if found:
        raise Errors(found)
    if kind == "compare":
        return {"compare": compare(out, other_out, figure, causes)}
    if kind == "seek":
        return {"seek": seek.answer(out)}
    if kind == "sheet":
        return sheet.answer(with_defaults, ask)
    try:
        own = record(out)
    except Errors as e:
        raise Errors(under(e, "/plan"))
    if kind == "record":
        return {"record": own}
    differs_ = [k for k in own if own[k] != value["verify"][k]]
    return {"verify": {"same": not differs_, "differs": differs_}}
