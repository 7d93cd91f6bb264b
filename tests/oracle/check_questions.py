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

QUESTIONS = os.path.join(HERE, "../vectors/questions")


def main():
    sys.set_int_max_str_digits(0)
    paths = sorted(glob.glob(f"{QUESTIONS}/*.json"))
    assert paths, "there are no worked questions"
    failed = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            vector = json.load(file)
        got = oracle.answer_question(json.dumps(vector["question"], ensure_ascii=False))
        at = first_difference(vector["answer"], json.loads(oracle.dump(got)))
        if at:
            failed += 1
            print(f"FAIL {os.path.basename(path)}: {at}")
    print(f"{len(paths) - failed} of {len(paths)} questions pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
