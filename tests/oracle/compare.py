#!/usr/bin/env python3
"""Random plans through the oracle and through the engine; all but the texts for people must be equal.

    python3 tests/oracle/compare.py --seed S --count N [--only leavers|questions] [--answers CMD]

CMD answers one plan (or question) a line by one line. Left out, it is the engine's own example, built as the tests are:
cargo build-checked --example forecast (or ask). The last line is `N passed, M failed`; the exit
status is 1 when anything differs."""
import argparse
import json
import multiprocessing
import os
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import gen
import oracle
from check_vectors import first_difference
from rules.figure import read_plan
from rules.text import JsonReader
from why import Checker, Wrong

ROOT = os.path.join(HERE, "../..")
TARGET = os.environ.get("CARGO_TARGET_DIR", "target")
SHOWN = 5


def without_texts(answer):
    answer.pop("unlikely", None)  # hints are free
    for name in ("errors", "notices"):
        for item in answer.get(name, []):
            item.pop("zh", None)
            item.pop("en", None)
    return answer


def difference(asked):
    """What the oracle and the engine answer differently to a plan or question, or None."""
    plan, answer, by_oracle = asked
    wanted = json.loads(oracle.dump(by_oracle(plan)))
    if "why" in wanted and '"errors"' not in answer[:12]:
        # The oracle knows the figure alone, the tree has a checker of its own.
        return explained(plan, wanted["why"]["value"], json.loads(answer)["why"])
    try:
        found = without_texts(json.loads(answer))
    except ValueError:
        return f"the engine's answer is not JSON: {answer[:200]!r}"
    if "errors" in wanted or "errors" in found:
        if wanted == found:
            return None
        return f"oracle: {short(wanted)}\n  engine: {short(found)}"
    at = first_difference(wanted, found)
    return at and at.replace("expected", "oracle").replace(", got ", ", engine ")


def explained(question, value, tree):
    """What is wrong with an explanation, or None."""
    question = JsonReader(question).read()
    _, written = read_plan(question["plan"])
    if "open" not in question["why"] and tree["value"] != value:
        return f"the oracle's figure is {value!r}, the engine explains {tree['value']!r}"
    try:
        Checker(json.loads(oracle.dump(written))).check(tree)
    except Wrong as why:
        return str(why)
    return None


def short(answer):
    if "errors" not in answer:
        return "a forecast"
    listed = ", ".join(f"{e['code']} at {e['at'] or 'the root'}" for e in answer["errors"][:8])
    return f"{len(answer['errors'])} errors and {answer.get('more', 0)} more: {listed}"


def start():
    sys.set_int_max_str_digits(0)


def answers(command, plans):
    """The engine's answers, a line each; files on both sides, so that neither waits for the other."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as found:
        given.write("".join(plan + "\n" for plan in plans).encode("utf-8"))
        given.seek(0)
        done = subprocess.run(shlex.split(command), stdin=given, stdout=found, cwd=ROOT)
        found.seek(0)
        lines = found.read().decode("utf-8").split("\n")[:-1]
        if done.returncode != 0 or len(lines) != len(plans):
            sys.exit(f"{command}: exit status {done.returncode}, {len(lines)} answers to {len(plans)} plans")
        return lines


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", default="1")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--only", choices=gen.KINDS)
    options.add_argument("--answers", metavar="CMD")
    options = options.parse_args()
    questions = options.only == "questions"
    example, by_oracle = ("ask", oracle.answer_question) if questions else ("forecast", oracle.answer)
    if not options.answers:
        subprocess.run(["cargo", "build-checked", "--quiet", "--example", example], cwd=ROOT, check=True)
        options.answers = shlex.quote(f"{TARGET}/debug/examples/{example}") + " --lines"
    plans = [gen.line(options.seed, index, options.only).replace("\n", " ") for index in range(options.count)]
    found = answers(options.answers, plans)
    failed = 0
    with multiprocessing.Pool(initializer=start) as pool:
        differences = pool.imap(difference, ((plan, answer, by_oracle) for plan, answer in zip(plans, found)), chunksize=50)
        for index, at in enumerate(differences):
            if at:
                failed += 1
                if failed <= SHOWN:
                    plan = plans[index] if len(plans[index]) < 3000 else plans[index][:3000] + "…"
                    print(f"seed {options.seed}, plan {index}: {at}\n  plan: {plan}\n")
    if failed > SHOWN:
        print(f"and {failed - SHOWN} more")
    print(f"{len(plans) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
