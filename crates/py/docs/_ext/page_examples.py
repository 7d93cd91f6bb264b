"""The examples of the pages: found, run in order, and what they show. It knows nothing of Sphinx.

A page's blocks of Python run one after the other, like the cells of a notebook, in a folder of their own:

- a ``python`` fence runs, and every expression in it that stands alone shows its value;
- a ``{code-block}`` whose caption is the name of a file, such as ``花名册.csv``, is that file;
- a block with the comment ``# PlanError`` must end with that error, which is what it shows;
- the lines ``$ shuangbai …`` of a ``console`` fence run too, and show what the command prints;
- a ``{code-block} python`` does not run; its caption says so to the reader.
"""

from __future__ import annotations

import ast
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from shuangbai import languages

__all__ = ["NOT_RUN", "Commands", "Example", "Given", "Page", "Shows", "found", "is_file"]

#: What the caption of a block that does not run begins with.
NOT_RUN = "不运行 not run"

_FENCE = re.compile(
    r"^(?P<fence>```+|~~~+) *(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=fence) *$", re.MULTILINE | re.DOTALL
)
_CAPTION = re.compile(r"\A:caption: *(.*)\n(?::.*\n)*\n?")


@dataclass(frozen=True)
class Example:
    """A block that runs."""

    text: str
    line: int


@dataclass(frozen=True)
class Commands:
    """Lines for a terminal, each after ``$``."""

    text: str


@dataclass(frozen=True)
class Given:
    """A file that the examples after it read."""

    name: str
    text: str


@dataclass(frozen=True)
class Shows:
    """What a block shows: ``html``, ``svg`` or ``text``."""

    kind: str
    text: str


def is_file(caption: str) -> bool:
    """Whether a block with this caption is a file."""
    return bool(re.fullmatch(r"[^\s/]+\.(csv|json)", caption))


def found(markdown: str) -> Iterator[Example | Commands | Given]:
    """The files and examples of a page in order.

    >>> [type(block).__name__ for block in found("```python\\n1\\n```\\n```{code-block} python\\n2\\n```\\n")]
    ['Example']
    """
    for fence in _FENCE.finditer(markdown):
        info, body = fence["info"].strip(), fence["body"]
        if info == "python":
            yield Example(body, markdown.count("\n", 0, fence.start("body")) + 1)
        elif info == "console":
            yield Commands(body)
        elif info.startswith("{code-block}"):
            caption = _CAPTION.match(body)
            if caption and is_file(caption[1]):
                yield Given(caption[1], body[caption.end() :])
            elif info.endswith("python") and not (caption and caption[1].startswith(NOT_RUN)):
                raise ValueError(f"a block of Python that does not run needs the caption {NOT_RUN!r}")


class Page:
    """Runs the blocks of one page: one namespace, one folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self._folder = folder
        # The pages show Chinese, wherever they are built.
        languages.language("zh")
        # A module that can be found, so that what a page defines can be pickled.
        self._module = sys.modules[name] = ModuleType(name)

    def write(self, given: Given) -> None:
        """Puts a file into the page's folder."""
        (self._folder / given.name).write_text(given.text, "utf-8")

    def run(self, example: Example) -> Iterator[Shows]:
        """Runs a block, and tells what it shows as it comes.

        :raises AssertionError: when a block with ``# PlanError`` ends without one.
        """
        from shuangbai import PlanError

        refused = bool(re.search(r"# *PlanError", example.text))
        try:
            for statement in ast.parse(example.text).body:
                with _inside(self._folder):
                    shown = list(self._statement(statement, example.line))
                yield from shown
        except PlanError as error:
            if not refused:
                raise
            yield Shows("html", error._repr_html_())
        else:
            assert not refused, f"line {example.line}: a PlanError was announced and did not come"

    def call(self, commands: Commands) -> Iterator[Shows]:
        """What the commands print, in Chinese.

        :raises AssertionError: for a command that ends with anything but 0, or 1 for a plan with errors.
        """
        from shuangbai import _native

        for line in commands.text.splitlines():
            prompt, name, *words = shlex.split(line, comments=True)
            assert (prompt, name) == ("$", "shuangbai"), line
            printed = io.StringIO()
            environ = mock.patch.dict(os.environ, {"LC_ALL": "zh_CN.UTF-8", "COLUMNS": "96"})
            with _inside(self._folder), environ, redirect_stdout(printed), redirect_stderr(printed):
                status = _native.cli(words)
            assert status in (0, 1), f"{line}: {printed.getvalue()}"
            if printed.getvalue().strip():
                yield Shows("text", printed.getvalue().rstrip())

    def _statement(self, statement: ast.stmt, line: int) -> Iterator[Shows]:
        ast.increment_lineno(statement, line - 1)
        printed, value = io.StringIO(), None
        with redirect_stdout(printed):
            if isinstance(statement, ast.Expr):
                code = compile(ast.Expression(statement.value), self._module.__name__, "eval")
                value = eval(code, self._module.__dict__)
            else:
                code = compile(ast.Module([statement], []), self._module.__name__, "exec")
                exec(code, self._module.__dict__)
        if printed.getvalue().strip():
            yield Shows("text", printed.getvalue().rstrip())
        # That Altair has been told something is not worth a line.
        if value is not None and type(value).__name__ != "PluginEnabler":
            yield _shown(value)


def _shown(value: Any) -> Shows:
    """A value as a notebook shows it; a chart as a picture, which needs no script."""
    if type(value).__module__.partition(".")[0] == "altair":
        from vl_convert import vegalite_to_svg

        return Shows("svg", vegalite_to_svg(value.to_dict()))
    if hasattr(value, "_repr_html_"):
        return Shows("html", value._repr_html_())
    return Shows("text", repr(value))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
