"""The command line, ``shuangbai`` or ``python -m shuangbai``: the very code of the program without Python, on Python's streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from shuangbai import _native

__all__ = ["app"]


def app(arguments: Sequence[str] | None = None) -> NoReturn:
    """Does what the arguments say, those of the process if left out, and exits: with 0, or 1 for a plan with errors (rule 15)
    or one that is not that of a record (rule 21), 2 for a wrong option or file, 130 after Ctrl-C."""
    try:
        status = _native.cli(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        status = 130
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # A pipe that is closed has read enough; Python's own flush at the end must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)
