"""How the command line ends: a user's mistake is one sentence in Chinese or English, never a traceback."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from shuangbai.languages import Lang, language, of_locale

__all__ = ["App", "Wrong", "keep_lang"]

_LANG = "shuangbai.lang"


class Wrong(click.UsageError):
    """A wrong option or a file that can't be read, in one sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh if _lang() == "zh" else en)


class App(click.Group):
    """Turns what goes wrong into one sentence and an exit status."""

    def main(self, *args: Any, **extra: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal without Chinese letters is no reason to stop.
                stream.reconfigure(errors="replace")
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.UsageError as error:
            lang = (error.ctx and error.ctx.meta.get(_LANG)) or _locale()
            click.echo(f"shuangbai: {_sentence(error, lang)}", err=True)
            status = 2
        except click.Abort:
            status = 130
        sys.exit(status)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _reader_may_leave():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> None:
        try:
            with _reader_may_leave():
                super().invoke(ctx)
        except OSError as error:
            zh = {errno.ENOENT: "没有这个文件", errno.EACCES: "没有权限", errno.EISDIR: "是文件夹，不是文件"}
            what = error.strerror or str(error)
            where = f"{error.filename}: " if error.filename else ""
            raise Wrong(where + zh.get(error.errno or 0, what), where + what) from error


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """A pipe that is closed has read enough: no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python's own flush at the end must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from None


def _sentence(error: click.UsageError, lang: Lang) -> str:
    """What is wrong with an option; click itself knows no Chinese."""
    if lang == "en" or isinstance(error, Wrong):
        return error.format_message()
    unknown = (
        error.option_name if isinstance(error, click.NoSuchOption) else getattr(error, "command_name", "")
    )
    if unknown:
        near = "、".join(getattr(error, "possibilities", None) or ())
        return f"没有 {unknown}" + (f"，是否应为 {near}？" if near else "")
    if isinstance(error, click.BadParameter) and error.param:
        choices = "、".join(getattr(error.param.type, "choices", ()))
        return f"{error.param.opts[0]} 的值不对" + (f"，可选：{choices}" if choices else f"：{error.message}")
    return f"用法不对：{error.format_message()}"


def _locale() -> Lang:
    """Chinese where the locale says so, else English: a terminal that names no language may have no Chinese letters."""
    return of_locale() or "en"


def _lang() -> Lang:
    """The language of the command that runs."""
    context = click.get_current_context(silent=True)
    chosen: Lang | None = context.meta.get(_LANG) if context else None
    return chosen or _locale()


def keep_lang(context: click.Context, _: click.Parameter, given: Lang | None) -> Lang:
    chosen = context.meta[_LANG] = language(given or _locale())
    return chosen
