"""The command line as a process of its own, and in terminals: pipes, signals, letters, widths."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from command import TEXT

import shuangbai
from shuangbai.show import Shown

# ---- true processes ----


def process(*args: str, **more: object) -> subprocess.Popen[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": ""}
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "shuangbai", *args]
    return subprocess.Popen(command, **{"stdin": pipe, "stdout": pipe, "stderr": pipe, "env": env, **more})  # type: ignore[call-overload, no-any-return]


def test_python_m_shuangbai_is_the_same() -> None:
    out, err = process("forecast", "--format", "json").communicate(TEXT.encode())
    assert (out.decode(), err) == (shuangbai.Plan.from_json(TEXT).forecast().to_json() + "\n", b"")


@pytest.mark.parametrize(
    "args",
    [
        ["forecast", "--format", "json"],
        ["forecast"],
        ["check"],
        ["presets", "guangdong-2017"],
        ["-h"],
        ["--version"],
    ],
)
def test_a_closed_pipe_is_no_error(args: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    child = process(*args, stdout=write)
    os.close(write)
    _, err = child.communicate(TEXT.encode())
    assert (child.returncode, err) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_quietly() -> None:
    child = process("forecast")
    time.sleep(1.5)
    assert child.poll() is None, "it waits for the plan"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate()
    assert (child.returncode, out, err.strip()) == (130, b"", b"")


def test_a_stream_without_chinese_letters_is_no_reason_to_stop() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "zh_CN"}
    out, err = process("forecast", env=env).communicate(TEXT.encode())
    assert b"2021" in out and err == b""


def test_starting_loads_no_data_frames() -> None:
    code = "import sys, shuangbai.cli; print({'pandas', 'polars', 'pyarrow', 'rich'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code]).strip() == b"set()"


# ---- terminals ----


def columns(line: str) -> int:
    """How many a line takes: a Chinese letter two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_terminal_shows_every_digit(tmp_path: Path, width: int, lang: str) -> None:
    pexpect = pytest.importorskip("pexpect")
    plan = tmp_path / "plan.json"
    plan.write_text(TEXT, "utf-8")
    args = ["-m", "shuangbai", "forecast", str(plan), "--unit", "元", "--lang", lang, "--table", "rows"]
    shown: str = pexpect.run(
        f"sh -c 'stty cols {width}; {sys.executable} {' '.join(args)} 2>/dev/null'", encoding="utf-8"
    )
    lines = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", shown.replace("\r", "")).splitlines()
    assert max(map(columns, lines)) <= width
    assert "…" not in shown
    for column in ("pay", "due_local", "share_province", "raise_cost"):
        for amount in shuangbai.Plan.from_json(TEXT).forecast().rows[column]:
            assert f"{amount:,}" in shown


def test_a_wide_table_is_cut_between_columns() -> None:
    numbers = [digit * 20 for digit in "123"]
    shown = Shown("t", ["年份", "a", "b", "c"], [False, True, True, True], [["2021", *numbers]], notes=["n"])
    for width, blocks in [(100, 1), (75, 1), (74, 2), (52, 2), (51, 3), (29, 3)]:
        text = shown.text(width)
        assert (text.count("年份"), text.splitlines()[0], text.splitlines()[-1]) == (blocks, "t", "· n")
        assert all(number in text for number in numbers), width


def test_chinese_is_broken_not_cut() -> None:
    shown = Shown("t", ["问题"], [False], [["一二三四五六七八九十" * 10]])
    assert "".join(shown.text(40).split()).count("九十") >= 8
    assert "…" not in shown.text(40)
