"""The command line in this process: streams and locale of its own, as a shell would give them; and a plan to try it with."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from unittest import mock

from shuangbai.cli import app

PLAN = {
    "programme": "guangdong-2021",
    "horizon": {"first": 2021, "last": 2023},
    "stations": [
        {"code": "440203001", "name": "西联镇", "villages": 3},
        {"code": "440103001", "villages": 1},
    ],
    "assumptions": {"fill": "norm"},
    "regions": {"4401": "广州市", "4402": "韶关市"},
}
TEXT = json.dumps(PLAN, ensure_ascii=False)
FAULTY = json.dumps({**PLAN, "programme": "guangdong-2022", "by": "citty"})

STATIONS = "编码,名称,村居数\n440203001,西联镇,3\n440103001,沙面街道,1\n"
WORKERS = "编号,社工站,岗位,入职,年薪\nw1,西联镇,服务性,2021-03,52000\nw2,沙面街道,事务性,2021-08,50000.00\n"


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


def run(*args: str, text: str | bytes | None = None, lang: str = "en_US.UTF-8", **env: str) -> Result:
    return command(*args, text=text, **{"LC_ALL": lang, **env})


def ran(*args: str, text: str | bytes | None = None, **env: str) -> str:
    """Standard output of a run in which nothing goes wrong; hints stand beside it."""
    result = run(*args, text=text, **env)
    told = [line for line in result.stderr.splitlines() if not line.startswith(("Hint: ", "提示："))]
    assert (result.exit_code, told) == (0, []), result.output
    return result.stdout
