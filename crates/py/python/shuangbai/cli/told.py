"""How the command line tells what is wrong with a plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from shuangbai.cli import printed
from shuangbai.cli.inputs import is_book
from shuangbai.errors import PlanError
from shuangbai.excel import mark_errors
from shuangbai.languages import Lang

__all__ = ["errors_told"]


@contextmanager
def errors_told(
    format: str, lang: Lang, *, err: bool, mark: tuple[str | None, str | None] = (None, None)
) -> Iterator[None]:
    """Tells the errors of a plan, as JSON (rule 15) or as a table, marks them in a copy of its workbook, and exits with 1."""
    try:
        yield
    except PlanError as error:
        marked, book = mark
        if marked and is_book(book):
            mark_errors(book, error, marked, lang=lang)
        if format == "json":
            found = [{key: getattr(one, key) for key in ("code", "at", "zh", "en")} for one in error.errors]
            answer = {"errors": found, **({"more": error.more} if error.more else {})}
            text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
            (sys.stderr if err else sys.stdout).buffer.write(f"{text}\n".encode())
        else:
            printed.show(error.show(lang), err=err)
        click.get_current_context().exit(1)
