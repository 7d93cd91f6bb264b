"""The command line in this process: streams and locale of its own, as a shell would give them."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from unittest import mock

from shuangbai.cli import app


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it printed."""

    exit_code: int
    stdout_bytes: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.stdout_bytes.decode()

    @property
    def output(self) -> str:
        """All that a terminal would show."""
        return self.stdout + self.stderr


def command(*args: str, text: str | bytes | None = None, **env: str) -> Result:
    """Calls ``shuangbai`` with these arguments, standard input and variables."""
    given = text.encode() if isinstance(text, str) else text or b""
    streams = [io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="") for data in (given, b"", b"")]
    named = dict(zip(("sys.stdin", "sys.stdout", "sys.stderr"), streams))
    with mock.patch.dict(os.environ, {"COLUMNS": "", **env}):
        patches = [mock.patch(name, stream) for name, stream in named.items()]
        for patch in patches:
            patch.start()
        try:
            app(args)
        except SystemExit as end:
            code = end.code
        finally:
            for patch in patches:
                patch.stop()
    assert isinstance(code, int)
    out, err = (stream.buffer.getvalue() for stream in streams[1:])
    return Result(code, out, err.decode())
