#!/usr/bin/env python3
"""What the second engine answers to the vectors where they say something else; `--rewrite` writes it into them.

    make vectors                  shows the differences: file, JSON pointer, old -> new
    make vectors REWRITE=1        writes them

A new vector needs no answer yet: `{"about", "plan"}`, or `{"about", "text"}` in `bad`. A right plan that is answered
by errors, or a wrong one by a forecast, is never written; the exit status is 1 then."""
import argparse
import json
import sys
import unicodedata

sys.dont_write_bytecode = True
from check_vectors import answer, name, paths

SHOWN = 12              # differences of one file
WIDTH = 118             # columns from which on a list or an object is broken into lines, as the files have it
ABSENT = object()


def differences(old, new, at=""):
    """(pointer, old, new) of each leaf, or of each whole item that only one of them has."""
    if isinstance(old, dict) and isinstance(new, dict):
        if list(old) != list(new) and set(old) == set(new):
            yield f"{at} (order of keys)", list(old), list(new)
        for key in {**old, **new}:
            place = f"{at}/{key.replace('~', '~0').replace('/', '~1')}"
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), place)
    elif isinstance(old, list) and isinstance(new, list):
        for i in range(max(len(old), len(new))):
            pair = [items[i] if i < len(items) else ABSENT for items in (old, new)]
            yield from differences(*pair, f"{at}/{i}")
    elif type(old) is not type(new) or old != new:
        yield at, old, new


def short(value):
    text = "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else text[:99] + "…"


def columns(text):
    """Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def layout(value, depth=0):
    """JSON as the vectors are written: what fits stands on one line, without its key."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or depth + columns(line) <= WIDTH:
        return line
    if isinstance(value, dict):
        items = [f"{json.dumps(key, ensure_ascii=False)}: {layout(item, depth + 1)}" for key, item in value.items()]
    else:
        items = [layout(item, depth + 1) for item in value]
    indent = "\n" + " " * depth
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    return opens + ",".join(f"{indent} {item}" for item in items) + indent + closes


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rewrite", action="store_true")
    rewrite = options.parse_args().rewrite
    sys.set_int_max_str_digits(0)
    changed = refused = 0
    for path, place in paths():
        with open(path, encoding="utf-8") as file:
            written = file.read()
        vector = json.loads(written)
        answered = answer(vector)
        if ("errors" in answered) != (place == "errors"):
            refused += 1
            print(f"{name(path)}: should have {place}, is answered by {short(answered)}")
            continue
        old, vector[place] = vector.get(place, ABSENT), answered.get("errors", answered)
        new = layout(vector) + "\n"
        if new == written:
            continue
        changed += 1
        print(name(path))
        found = list(differences(old, vector[place], f"/{place}"))
        for at, before, after in found[:SHOWN]:
            print(f"  {at}: {short(before)} -> {short(after)}")
        if len(found) > SHOWN:
            print(f"  and {len(found) - SHOWN} more")
        if not found:
            print("  only its layout")
        if rewrite:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
    if not changed:
        print("no vector would change")
    elif rewrite:
        print(f"{changed} vectors rewritten. The commit's message must give the reason: which clause of docs/rules.md says "
              "so, and the digits before and after.")
    else:
        print(f"{changed} vectors would change; nothing is written (make vectors REWRITE=1 writes)")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
