"""Runs this project and its peers in turn on the same people, and prints one table: `compare.py FOLDER PEOPLE...`

Every peer has a process of its own and does the task once a round; its time is that of its best round. So a machine that
is slower for a while is so for all of them. The first round compiles and warms up, and its rows are compared to the fen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from task import CITIES, FIRST, LAST, THREADS, draw

HERE = Path(__file__).parent
# As columns of the table: heading, peer, mode; ours in front, the machine's own limit last.
PEERS = [
    ("shuangbai, 2 threads", "shuangbai", "two"),
    ("1 thread", "shuangbai", "one"),
    ("past grades, 2 threads", "shuangbai", "past-two"),
    ("1 thread", "shuangbai", "past-one"),
    ("numba blockpar", "numba", "blockpar"),
    ("numba par", "numba", "par"),
    ("polars int", "polars", "int"),
    ("DuckDB int", "duckdb", "int"),
    ("NumPy int, 1 thread", "numpy", "int"),
    ("our table read once", "shuangbai", "reading"),
]
BASE = "numba blockpar"
MIB = 1 << 20


class Peer:
    def __init__(self, peer: str, mode: str, folder: Path) -> None:
        self.mode, self.name = mode, f"{peer} {mode}"
        self.best, self.memory, self.table = float("inf"), 0, 0
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "one.py"), peer, mode, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | dict.fromkeys(("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"), str(THREADS)),
        )
        self.answer()

    def answer(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended")
        return line

    def run(self) -> list[Any]:
        """Once; the rows that came out."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        told = json.loads(self.answer())
        self.best = min(self.best, told["seconds"])
        self.memory, self.table = told["memory"], told["table"]
        rows: list[Any] = told["rows"]
        return rows

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def check(peers: list[Peer]) -> None:
    """Everybody's rows are the same, to the fen; of those who know past grades only, among themselves."""
    rows = {peer.name: peer.run() for peer in peers if peer.mode != "reading"}
    for names in (
        [name for name in rows if "past-" not in name],
        [name for name in rows if "past-" in name],
    ):
        for name in names:
            others = sum(one != two for one, two in zip(rows[name], rows[names[-1]], strict=True))
            if others:
                sys.exit(f"{name} has {others} of {len(rows[name])} rows otherwise than {names[-1]}")
    assert {len(found) for found in rows.values()} == {CITIES * (LAST + 1 - FIRST)}


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.0f}" if seconds >= 0.1 else f"{seconds * 1e3:.3g}"


def compare(people: int, folder: Path) -> list[list[str]]:
    """The table's lines for so many people."""
    draw(people, folder)
    # One after the other, so that what is there only while a table is made is there once.
    peers = [Peer(peer, mode, folder) for _, peer, mode in PEERS]
    check(peers)
    for peer in peers:
        peer.best = float("inf")
    for _ in range(15 if people < 1_000_000 else 9 if people < 10_000_000 else 5):
        for peer in peers:
            peer.run()
    for peer in peers:
        peer.close()
    base = next(peer.best for peer in peers if peer.name == BASE)
    lines = [
        [f"{people:,}: ms", *(milliseconds(peer.best) for peer in peers)],
        [f"ratio to {BASE}", *(f"{peer.best / base:.3g}" for peer in peers)],
    ]
    if people >= 1_000_000:
        lines += [
            ["peak memory, MiB", *(f"{peer.memory / MIB:,.0f}" for peer in peers)],
            ["ratio to its table", *(f"{peer.memory / peer.table:.3g}" for peer in peers)],
        ]
    return lines


def main() -> None:
    folder, sizes = Path(sys.argv[1]), [int(size) for size in sys.argv[2:]]
    lines = [line for people in sizes for line in compare(people, folder / str(people))]
    heads = ["people", *(heading for heading, _, _ in PEERS)]
    for line in [heads, ["---"] * len(heads), *lines]:
        print("|", " | ".join(line), "|")


if __name__ == "__main__":
    main()
