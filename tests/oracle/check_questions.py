#!/usr/bin/env python3
"""The worked questions (rules 16 to 21) through the oracle: the answers, errors as code and place, with key order."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle
from check_vectors import first_difference
from rules.figure import read_plan
from rules.text import JsonReader
from why import Checker, Wrong

QUESTIONS = os.path.join(HERE, "../vectors/questions")


def tree_or_answer(vector, got):
    """What is wrong with a worked answer; of an explanation its tree is checked by rule 17 (its texts are left out)."""
    answer, asked = vector["answer"], vector["question"].get("why", {})
    if [error["code"] for error in answer.get("errors", ())] == ["range"] and asked:
        return None if "why" in got else f"{got}, not a tree that has no such part"
    if "why" not in answer:
        return first_difference(answer, got)
    tree = answer["why"]
    if not asked.get("open") and got.get("why") != {"value": tree["value"]}:
        return f"the forecast has {got}, it is {tree['value']}"
    _, written = read_plan(JsonReader(json.dumps(vector["question"]["plan"], ensure_ascii=False)).read())
    try:
        Checker(json.loads(oracle.dump(written)), texts=False).check(tree)
    except Wrong as why:
        return str(why)
    return None


def main():
    sys.set_int_max_str_digits(0)
    paths = sorted(glob.glob(f"{QUESTIONS}/*.json"))
    assert paths, "there are no worked questions"
    failed = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            vector = json.load(file)
        got = oracle.answer_question(json.dumps(vector["question"], ensure_ascii=False))
        at = tree_or_answer(vector, json.loads(oracle.dump(got)))
        if at:
            failed += 1
            print(f"FAIL {os.path.basename(path)}: {at}")
    print(f"{len(paths) - failed} of {len(paths)} questions pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
