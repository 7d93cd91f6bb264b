#!/usr/bin/env python3
"""python3 gen.py SEED N [--only leavers|questions]   prints N random plans, one JSON text a line; the same arguments give the
same lines.

Plan i depends on SEED and i only. About three in four are meant to forecast, the rest to have errors. `--only
leavers` draws only right plans that are easily refused, and those that differ from them by a month or a grade; `--only
questions` questions about plans (rule 16)."""
import argparse
import json
import random
import sys

sys.dont_write_bytecode = True
from draws.amend import amend
from draws.leavers import Leavers
from draws.questions import question
from draws.right import Gen, special
from draws.wrong import many_errors, mutate_calculating, mutate_meaning, mutate_text, mutate_tree


KINDS = ("leavers", "questions")


def line(seed, i, only=None):
    r = random.Random(f"{seed}/{i}")
    if only == "leavers":
        return json.dumps(Leavers(r).plan(), ensure_ascii=False, separators=(",", ":"))
    if only == "questions":
        return question(r)
    x = r.random()
    if x < 0.002:
        plan = many_errors(r)
    elif x < 0.017:
        plan = special(r)
    elif x < 0.217:
        plan = Leavers(r).plan()
    else:
        gen = Gen(r)
        plan = gen.plan()
        if gen.chance(0.15):
            amend(gen, plan)
    y = r.random()
    text = None
    if 0.71 <= y < 0.81:
        for _ in range(r.choice([1, 1, 2, 4])):
            try:
                mutate_tree(r, plan)
            except (KeyError, IndexError, TypeError, AttributeError):
                pass
    elif 0.81 <= y < 0.89:
        for _ in range(r.choice([1, 2, 3, 5])):
            mutate_meaning(r, plan)
    elif 0.89 <= y < 0.975:
        for _ in range(r.choice([1, 2])):
            mutate_calculating(r, plan)
    ascii_ = r.random() < 0.1
    tight = r.random() < 0.9
    text = json.dumps(plan, ensure_ascii=ascii_, separators=(",", ":") if tight else (" , ", " : "))
    if y >= 0.975:
        text = mutate_text(r, text)
    return text


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("seed")
    options.add_argument("count", type=int)
    options.add_argument("--only", choices=KINDS)
    options = options.parse_args()
    out = sys.stdout.buffer
    for i in range(options.count):
        out.write(line(options.seed, i, options.only).replace("\n", " ").encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
