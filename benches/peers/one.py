"""One peer in a process of its own, which `compare.py` talks to: `one.py PEER MODE FOLDER`.

For every line that comes in it does the work once and answers with a line of JSON.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from pathlib import Path

from task import load


def most_memory() -> int:
    """The most bytes that were resident at once since `forget_memory`, or since the start."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    peer, mode, folder = sys.argv[1:]
    work, table = importlib.import_module(f"{peer}_peer").prepare(load(Path(folder)), mode)
    # What was there only while the table was made is not the peer's.
    Path("/proc/self/clear_refs").write_text("5")
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        rows = work()
        seconds = time.perf_counter() - start
        told = {"seconds": seconds, "memory": most_memory(), "table": table, "rows": sorted(rows)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
