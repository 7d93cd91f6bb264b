"""Plans, forecasts and ledgers between threads, processes and engines."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import polars
import pyarrow
import pytest

import shuangbai
from conftest import small, vectors

TOWNS = shuangbai.datasets.guangdong_towns().to_dicts()
EXPECTED = {"fill": "norm", "pass_rate": "0.96", "leave_rate": "0.08", "refill": "january"}


def province(towns: list[dict[str, Any]]) -> shuangbai.Plan:
    return shuangbai.Plan(
        "guangdong-2021", (2021, 2026), towns, assumptions=EXPECTED, by="city",
        regions=shuangbai.datasets.guangdong_regions(),
    )  # fmt: skip


def ledger_of(towns: list[dict[str, Any]]) -> shuangbai.Ledger:
    return province(towns).ledger(threads=1)


def forecast_of(plan: shuangbai.Plan) -> str:
    return plan.forecast(threads=2).to_json()


@pytest.fixture(scope="module")
def whole() -> str:
    return province(TOWNS).forecast().to_json()


def test_plans_forecasts_ledgers_and_errors_pickle() -> None:
    plan = province(TOWNS[:20])
    forecast, ledger = plan.forecast(), plan.ledger()
    assert pickle.loads(pickle.dumps(plan)).to_json() == plan.to_json()
    assert pickle.loads(pickle.dumps(forecast)) == forecast
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan(**small(by="country"))
    assert pickle.loads(pickle.dumps(raised.value)).errors == raised.value.errors


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_that_map_and_reduce_have_the_digits_of_one(method: str, whole: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    parts = [TOWNS[start::5] for start in range(5)]
    with ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        ledgers = list(pool.map(ledger_of, parts))
    assert shuangbai.merge(ledgers).forecast().to_json() == whole
    assert shuangbai.merge(reversed(ledgers)).forecast().to_json() == whole


def test_threads_share_a_plan(whole: str) -> None:
    plan = province(TOWNS)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(forecast_of, [plan] * 8)) == {whole}


@pytest.mark.parametrize(("people", "compared"), [(18_000, True), (30_000, False)])
def test_no_more_and_no_less_is_hinted_on_more_threads(people: int, compared: bool) -> None:
    # Each alike one of the others; whether rows are compared is a matter of all of them, not of a thread's.
    row = {"station": "440203001", "post": "service", "hired": "2021-03"}
    workers = pyarrow.Table.from_pylist([row] * people)
    plans = [shuangbai.Plan(**small(), workers=workers, threads=threads) for threads in (1, 2, 5)]
    answers = [plan.forecast(threads=1).to_json() for plan in plans]
    assert len(set(answers)) == 1
    assert ('"alike"' in answers[0]) == compared


def test_ledgers_travel_as_arrow(whole: str) -> None:
    tables = [ledger_of(TOWNS[start::3]).to_arrow() for start in range(3)]
    together = pyarrow.concat_tables(tables)
    shuffled = together.take(pyarrow.array(sorted(range(len(together)), key=lambda row: hash((row, "x")))))
    for table in (together, shuffled, polars.DataFrame(together)):
        assert shuangbai.Ledger.from_arrow(table).forecast().to_json() == whole
    money = [field.type for field in together.schema if field.name in ("pay", "subsidy")]
    assert all(pyarrow.types.is_decimal(kind) for kind in money) and money


def test_every_worked_plan_is_its_ledger() -> None:
    for path in vectors("good"):
        plan = shuangbai.Plan.from_json(json.dumps(json.loads(path.read_text("utf-8"))["plan"]))
        ledger = shuangbai.Ledger.from_arrow(plan.ledger().to_table())
        assert ledger.forecast() == plan.forecast(), path.stem


def test_ledgers_that_don_t_belong_together_are_refused() -> None:
    one, other = ledger_of(TOWNS[:2]), shuangbai.Plan(**small()).ledger()
    for ledgers in ([one, one], [one, other], []):
        with pytest.raises(ValueError):
            shuangbai.merge(ledgers)
    with pytest.raises(ValueError):
        shuangbai.Ledger.from_arrow(pyarrow.table({"station": ["440203001"]}))


def test_a_ledger_that_somebody_has_changed_is_refused_and_says_why() -> None:
    hires = [{"station": "440203001", "post": "service", "count": 2, "month": "2021-03"}]
    ledger = shuangbai.Plan(**small(hires=hires)).ledger()
    table = ledger.to_arrow()
    with pytest.raises(ValueError, match=r"^row \d+ \(from 0\) is there a second time: the station `"):
        shuangbai.Ledger.from_arrow(pyarrow.concat_tables([table, table]))
    with pytest.raises(ValueError, match=r"^there is no column `pay`$"):
        shuangbai.Ledger.from_arrow(table.drop_columns(["pay"]))
    written = json.loads(ledger.to_json())
    written["accounts"][0]["money"][0] = "-5.00"
    with pytest.raises(ValueError, match=r"^`pay` of the station `.*; it must not be negative"):
        shuangbai.Ledger.from_json(json.dumps(written))


def long_plan() -> shuangbai.Plan:
    """Half a minute of work or more: a thousand reforms with expected values."""
    return shuangbai.Plan("guangdong-2021", (2021, 2060), TOWNS, assumptions=EXPECTED)


REFORMS = [{"raise": [{"from": 2021, "rate": f"0.{rate:06}"}]} for rate in range(1, 3000)]


def test_an_exception_of_the_progress_function_ends_the_work() -> None:
    calls: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        calls.append((done, total))
        if len(calls) == 3:
            raise RuntimeError("enough")

    began = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        shuangbai.sweep(long_plan(), REFORMS, progress=progress)
    assert len(calls) == 3 and all(0 <= done <= total for done, total in calls)
    assert time.monotonic() - began < 20


def test_ctrl_c_ends_the_work() -> None:
    plan = long_plan()
    # A shell's background jobs start with the signal ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        shuangbai.sweep(plan, REFORMS)
    # The plan is as good as before.
    assert plan.forecast().totals["headcount"][0] == 29744


def test_progress_comes_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    shuangbai.sweep(province(TOWNS[:50]), REFORMS[:200], progress=lambda *now: told.append(now))
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)
