#!/usr/bin/env python3
"""All vectors through the oracle: right plans (all but the texts of notices, with key order) and wrong ones (code
and at)."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle

VECTORS = os.path.join(HERE, "../vectors")
# The folders, and where in its vectors the answer stands.
FOLDERS = {"good": "forecast", "found": "forecast", "bad": "errors"}


def paths():
    """The vectors' files, each with the place of its answer."""
    for folder, place in FOLDERS.items():
        found = sorted(glob.glob(f"{VECTORS}/{folder}/*.json"))
        assert found, f"{folder} has no vectors"
        for path in found:
            yield path, place


def answer(vector):
    """The oracle's answer to a vector."""
    text = vector["text"] if "text" in vector else json.dumps(vector["plan"], ensure_ascii=False)
    return json.loads(oracle.dump(oracle.answer(text)))


def name(path):
    return os.path.relpath(path, VECTORS)


def first_difference(a, b, at=""):
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            return f"{at}: keys {list(a)} / {list(b)}"
        for k in a:
            d = first_difference(a[k], b[k], f"{at}/{k}")
            if d:
                return d
        return None
    if isinstance(a, list) and isinstance(b, list):
        for i, (x, y) in enumerate(zip(a, b)):
            d = first_difference(x, y, f"{at}/{i}")
            if d:
                return d
        return None if len(a) == len(b) else f"{at}: length {len(a)} / {len(b)}"
    return None if type(a) is type(b) and a == b else f"{at}: expected {a!r}, got {b!r}"


def main():
    sys.set_int_max_str_digits(0)
    failed = total = 0
    for path, place in paths():
        total += 1
        with open(path, encoding="utf-8") as file:
            vector = json.load(file)
        got = answer(vector)
        want = vector["forecast"] if place == "forecast" else {"errors": vector["errors"]}
        for item in want.get("notices", []) + want.get("errors", []):
            item.pop("zh", None)
            item.pop("en", None)
        d = first_difference(want, got)
        if d:
            failed += 1
            print(f"FAIL {name(path)}: {d}")
            if "errors" in got:
                print("     got", got)
    print(f"{total - failed} of {total} vectors pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
