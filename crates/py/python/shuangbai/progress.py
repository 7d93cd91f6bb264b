"""How far a long calculation is: a bar, or a function of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    else:
        from rich.console import Console
        from rich.progress import Progress as Bar

        # Standard output belongs to what is calculated.
        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total or None)
