"""How far a long calculation is: a bar, or a function of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

__all__ = ["Progress", "watched"]

#: ``True`` for a bar, or a function that is called with what is done and what there is to do in all
#: (0 when nobody knows yet); an exception that it raises ends the calculation.
Progress = bool | Callable[[int, int], object] | None


@contextmanager
def watched(progress: Progress, title: str) -> Iterator[Callable[[int, int], object] | None]:
    """The function that the native module calls some twenty times a second."""
    if progress is None or progress is False:
        yield None
    elif callable(progress):
        yield progress
    elif _in_notebook():
        from IPython import display

        shown: Any = display.display(_Bar(title), display_id=True)  # type: ignore[no-untyped-call]
        yield lambda done, total: shown.update(_Bar(title, done, total))
        shown.update(_Bar(""))
    else:
        # Standard output belongs to what is calculated.
        yield lambda done, total: _line(f"{_Bar(title, done, total)}")
        _line("")


def _line(text: str) -> None:
    """Puts a text in the place of the one before it, on the terminal's line; elsewhere nothing."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


@dataclass
class _Bar:
    """A bar that a notebook shows without any extension."""

    title: str
    done: int = 0
    total: int = 0

    def _repr_html_(self) -> str:
        if not self.title:
            return ""
        known = f'value="{self.done}" max="{self.total}"' if self.total else ""
        return f"<label>{self.title} <progress {known}></progress></label>"

    def __repr__(self) -> str:
        return f"{self.title} {self.done}/{self.total}" if self.total else self.title


def _in_notebook() -> bool:
    # Nobody is in a notebook who has not loaded its kernel.
    return "ipykernel" in sys.modules
