#!/usr/bin/env python3
"""All vectors through the oracle: good (all but the texts of notices, with key order) and bad (code and at)."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle

VECTORS = os.path.join(HERE, "../vectors")


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
    for kind in ("good", "bad"):
        for f in sorted(glob.glob(f"{VECTORS}/{kind}/*.json")):
            total += 1
            v = json.load(open(f, encoding="utf-8"))
            text = v["text"] if "text" in v else json.dumps(v["plan"], ensure_ascii=False)
            got = json.loads(oracle.dump(oracle.answer(text)))
            if kind == "good":
                want = v["forecast"]
                want["notices"] = [{"code": n["code"], "at": n["at"]} for n in want["notices"]]
            else:
                want = {"errors": [{"code": e["code"], "at": e["at"]} for e in v["errors"]]}
            d = first_difference(want, got)
            if d:
                failed += 1
                print(f"FAIL {kind}/{os.path.basename(f)}: {d}")
                if "errors" in got:
                    print("     got", got)
    print(f"{total - failed} of {total} vectors pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
