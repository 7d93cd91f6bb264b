#!/usr/bin/env python3
"""Which crates are inside the native module, and their licences: NOTICES.txt and sbom.cdx.json (a CycloneDX list of parts).

notices.py                  writes them beside this file
notices.py --check          exits with 1 where one is not as it would be written
notices.py CRATE FOLDER     writes those of another crate of the project, the program's
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

Crate = dict[str, Any]
HERE = Path(__file__).resolve().parent
TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-gnu"]
NAMES = ("licen", "copying", "copyright", "notice", "unlicense")
HEAD = """\
shuangbai has these parts of others in it, each under its own licence.
The standard library of Rust, which is in it too, is under MIT or Apache-2.0: the Rust Project Developers.
"""


def cargo(*command: str) -> str:
    return subprocess.check_output(["cargo", *command, "--locked"], cwd=HERE, encoding="utf-8")


def linked(ours: str, target: str) -> dict[str, Crate]:
    """The crates that are linked in for a system: neither those of builds, tests and macros, nor our own."""
    told = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", target))
    crates = {f"{crate['name']} v{crate['version']}": crate for crate in told["packages"] if crate["source"]}
    shown = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    tree = cargo("tree", "--package", ours, "--target", target, *shown)
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


def notices(crates: list[tuple[str, Crate]]) -> str:
    named: dict[str, list[str]] = {}
    for name, crate in crates:
        for text in texts(crate):
            named.setdefault(text, []).append(f"{name} ({crate['license']})")
    line = "=" * 80
    return HEAD + "".join("\n".join(["", line, *names, line, "", text, ""]) for text, names in named.items())


def sums() -> dict[str, str]:
    """The SHA-256 of each crate's package, as Cargo.lock has it."""
    lock = (HERE.parents[2] / "Cargo.lock").read_text(encoding="utf-8")
    found = re.findall(r'name = "(.*)"\nversion = "(.*)"\nsource = ".*"\nchecksum = "(.*)"', lock)
    return {f"{name} v{version}": checksum for name, version, checksum in found}


def sbom(crates: list[tuple[str, Crate]]) -> str:
    """The list of parts, without the time and place of its making: the same parts are the same bytes."""
    hashes = sums()

    def part(name: str, crate: Crate) -> dict[str, Any]:
        purl = f"pkg:cargo/{crate['name']}@{crate['version']}"
        return {
            "type": "library",
            "bom-ref": purl,
            "name": crate["name"],
            "version": crate["version"],
            "hashes": [{"alg": "SHA-256", "content": hashes[name]}],
            "licenses": [{"expression": crate["license"].replace("/", " OR ")}],
            "purl": purl,
        }

    version = json.loads(cargo("metadata", "--format-version", "1", "--no-deps"))["packages"][0]["version"]
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "library", "name": "shuangbai", "version": version}},
        "components": [part(name, crate) for name, crate in crates],
    }
    return json.dumps(told, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    ours, folder = ("shuangbai-py", HERE) if check or not arguments else (arguments[0], Path(arguments[1]))
    linked_somewhere = {name: crate for target in TARGETS for name, crate in linked(ours, target).items()}
    crates = sorted(linked_somewhere.items())
    wrong = 0
    for name, text in [("NOTICES.txt", notices(crates)), ("sbom.cdx.json", sbom(crates))]:
        file = folder / name
        if not check:
            file.write_text(text, encoding="utf-8")
        elif not file.is_file() or file.read_text(encoding="utf-8") != text:
            print(f"{name} is not up to date: run {Path(__file__).name}")
            wrong = 1
    return wrong


sys.exit(main(sys.argv[1:]))
