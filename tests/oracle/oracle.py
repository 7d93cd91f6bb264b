#!/usr/bin/env python3
"""Reference implementation of docs/rules.md, for differential testing.

    python3 oracle.py --lines                 one plan (JSON text) a line on stdin, one compact JSON answer a line
    python3 oracle.py --questions --lines     the same of questions (rule 16)

Plain and slow on purpose. Here is the door; `rules` has the rooms behind it."""
import json
import sys

sys.dont_write_bytecode = True
from rules import questions
from rules.figures import Figures
from rules.meaning import meaning
from rules.shape import Read, defaults
from rules.text import JsonReader, NotJson
from rules.values import Errors


def tree(raw):
    """The tree of a JSON text, as bytes or text."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        reader = JsonReader(text)
        value = reader.read()
    except (NotJson, UnicodeDecodeError):
        raise Errors([("json", "")])
    if reader.twice:
        raise Errors([("json", at) for at in reader.twice])
    return value


def answer(raw):
    """One plan, as bytes or text, to the forecast or the errors."""
    try:
        read = Read()
        plan = read.plan(tree(raw))
        if read.found:
            raise Errors(read.found)
        defaults(plan)
        found = meaning(plan)
        if found:
            raise Errors(found)
        return Figures(plan).forecast()
    except Errors as e:
        return e.answer()


def answer_question(raw):
    """One question, as bytes or text, to its answer or the errors."""
    try:
        return questions.answer(tree(raw))
    except Errors as e:
        return e.answer()


def dump(x):
    return json.dumps(x, ensure_ascii=False, separators=(",", ":"))


def main(ask):
    sys.set_int_max_str_digits(0)
    lines = sys.stdin.buffer.read().split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    out = sys.stdout.buffer
    for line in lines:
        out.write(dump(ask(line)).encode("utf-8") + b"\n")
        out.flush()


if __name__ == "__main__":
    if sys.argv[1:] == ["--lines"]:
        main(answer)
    elif sys.argv[1:] == ["--questions", "--lines"]:
        main(answer_question)
    else:
        sys.exit(__doc__)
