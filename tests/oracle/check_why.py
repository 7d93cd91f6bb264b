#!/usr/bin/env python3
"""Every figure of every worked plan, explained by the engine and checked by rule 17 alone.

    python3 tests/oracle/check_why.py [--answers CMD] [--seed S --count N] [PLAN.json …]

Whole trees, folded ones, and parts of them that are opened. With a count, of random plans too. CMD answers one question
a line by one line; left out, it is the engine's example `ask`, built as the tests are."""
import argparse
import glob
import json
import os
import random
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import gen
import oracle
from compare import ROOT, TARGET, answers
from rules.figure import read_plan
from rules.questions import figures
from rules.text import JsonReader
from rules.values import Errors
from why import Checker, Wrong, folded, number, require, same

SHOWN = 10


def some_path(random, tree):
    path = []
    while tree.get("parts") and (not path or random.random() < 0.8):
        path.append(random.randrange(len(tree["parts"])))
        tree = tree["parts"][path[-1]]
    return path, tree


def check(name, text, command):
    """How many figures of a plan are explained, and what is wrong with some."""
    try:
        forecast = json.loads(oracle.dump(oracle.answer(text)))
        if "errors" in forecast:
            return 0, []
        _, written = read_plan(JsonReader(text).read())
        written = json.loads(oracle.dump(written))
    except Errors:
        return 0, []
    plan = json.loads(text)
    question = lambda **why: json.dumps({"plan": plan, "why": why}, ensure_ascii=False)
    asked = list(figures(forecast))
    whole = [json.loads(line) for line in answers(command, [question(at=at, fold=0) for at, _ in asked])]
    wrong, later, chance = [], [], random.Random(name)
    for (at, printed), answer in zip(asked, whole):
        try:
            require("why" in answer, answer)
            tree = answer["why"]
            require(tree["value"] == printed and type(tree["value"]) is type(printed),
                    f"it is {tree['value']!r}, the forecast has {printed!r}")
            Checker(written).check(tree)
            fold = chance.choice([1, 2, 3])
            later.append((at, dict(at=at, fold=fold), folded(tree, fold)))
            path, inner = some_path(chance, tree)
            later.append((at, dict(at=at, fold=0, open=path), inner))
            later.append((at, dict(at=at, fold=fold, open=path), folded(inner, fold)))
        except Wrong as why:
            wrong.append(f"{name} {at}: {why}")
    found = answers(command, [question(**why) for _, why, _ in later])
    for (at, why, wanted), line in zip(later, found):
        try:
            answer = json.loads(line)
            require("why" in answer, answer)
            same(answer["why"], wanted)
        except Wrong as what:
            wrong.append(f"{name} {why}: {what}")
    return len(asked), wrong


def main():
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(20_000)
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", default="1")
    options.add_argument("--count", type=int, default=0)
    options.add_argument("--answers", metavar="CMD")
    options.add_argument("plans", nargs="*")
    options = options.parse_args()
    if not options.answers:
        subprocess.run(["cargo", "build-checked", "--quiet", "--example", "ask"], cwd=ROOT, check=True)
        options.answers = shlex.quote(f"{TARGET}/debug/examples/ask") + " --lines"
    plans = []
    for path in options.plans or sorted(glob.glob(os.path.join(HERE, "../vectors/good/*.json"))):
        with open(path, encoding="utf-8") as file:
            vector = json.load(file)
        plans.append((os.path.basename(path), json.dumps(vector.get("plan", vector), ensure_ascii=False)))
    plans += [(f"seed {options.seed}, plan {index}", gen.line(options.seed, index))
              for index in range(options.count)]
    explained = failed = 0
    for name, text in plans:
        count, wrong = check(name, text, options.answers)
        explained += count
        for line in wrong:
            failed += 1
            if failed <= SHOWN:
                print(line[:1500])
    print(f"{explained} figures of {len(plans)} plans explained, {failed} wrongly")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
