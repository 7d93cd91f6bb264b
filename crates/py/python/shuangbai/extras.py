"""What the package can do without, said in one sentence where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["needed"]


@contextmanager
def needed(library: str, extra: str) -> Iterator[None]:
    """Imports that need an extra of the package.

    :raises ImportError: without the library: what is missing, and the command that mends it.
    """
    try:
        yield
    except ImportError as error:
        raise ImportError(
            f'需要 {library}，请运行 (this needs {library}, run): pip install "shuangbai[{extra}]"'
        ) from error
