#!/usr/bin/env python3
"""The licences of the crates inside the native module: writes NOTICES.txt beside this file.

notices.py            writes it
notices.py --check    exits with 1 where it is not as it would be written
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

Crate = dict[str, Any]
HERE = Path(__file__).resolve().parent
TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-gnu"]
NAMES = ("licen", "copying", "copyright", "notice", "unlicense")
HEAD = """\
The native module of shuangbai has these parts of others in it, each under its own licence.
The standard library of Rust, which is in it too, is under MIT or Apache-2.0: the Rust Project Developers.
"""


def cargo(*command: str) -> str:
    return subprocess.check_output(["cargo", *command, "--locked"], cwd=HERE, encoding="utf-8")


def linked(target: str) -> dict[str, Crate]:
    """The crates that are linked in for a system: neither those of builds, tests and macros, nor our own."""
    told = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", target))
    crates = {f"{crate['name']} v{crate['version']}": crate for crate in told["packages"] if crate["source"]}
    shown = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    tree = cargo("tree", "--package", "shuangbai-py", "--target", target, *shown)
    names = {" ".join(line.split()[:2]) for line in tree.splitlines()}
    return {name: crates[name] for name in names if name in crates}


def texts(crate: Crate) -> list[str]:
    """The texts of its licences, but where MIT is one to choose from: of that alone."""
    folder = Path(crate["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.name.lower().startswith(NAMES))
    if "MIT" in crate["license"] and " AND " not in crate["license"]:
        mit = [file for file in files if "mit" in file.name.lower()]
        others = ("apache", "bsd", "unlicense", "zlib", "copying")
        files = [file for file in files if not (mit and any(name in file.name.lower() for name in others))]
    found = [file.read_text(encoding="utf-8").strip("\n").splitlines() for file in files if file.is_file()]
    by = f"(no text; by {', '.join(crate['authors'])})"
    return ["\n".join(map(str.rstrip, lines)) for lines in found] or [by]


def notices() -> str:
    crates = {name: crate for target in TARGETS for name, crate in linked(target).items()}
    named: dict[str, list[str]] = {}
    for name, crate in sorted(crates.items()):
        for text in texts(crate):
            named.setdefault(text, []).append(f"{name} ({crate['license']})")
    line = "=" * 80
    return HEAD + "".join("\n".join(["", line, *names, line, "", text, ""]) for text, names in named.items())


def main() -> int:
    file, text = HERE / "NOTICES.txt", notices()
    if "--check" in sys.argv[1:]:
        if file.read_text(encoding="utf-8") != text:
            print(f"{file.name} is not up to date: run {Path(__file__).name}")
            return 1
    else:
        file.write_text(text, encoding="utf-8")
    return 0


sys.exit(main())
