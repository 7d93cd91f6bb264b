"""Hostile input at the doors of the Python package, drawn by chance and without end.

Each is answered or refused with an exception that ``except Exception`` catches, in bounded time and memory. What only
Python can hand over is here: arrays whose buffers break what they promise, damaged Parquet, objects that are no table.
Text, tables and ledgers of every shape are tried in Rust (`tests/hostile`).

    HOSTILE_SECONDS=60 HOSTILE_SEED=7 python tests/python/hostile.py
    HOSTILE_DOOR=parquet HOSTILE_ROUND=12345 python tests/python/hostile.py    # one round again

The last line on standard output is the round that runs: when the process is gone, that one ended it.
"""

from __future__ import annotations

import ctypes
import datetime
import io
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet

import shuangbai
from conftest import small
from shuangbai import _native

LONGEST = 20.0  # seconds a round
MOST_MEMORY = 2 << 30
MOST_ADDRESSES = 16 << 30  # so that an endless request ends this process and no other

WORDS = ["service", "服务性", "440203001", "西联镇", "2021-08", "50000.00", "合格", "", "1", "x" * 40]
COLUMNS: dict[str, list[Any]] = {
    "id": ["1", "2", "3"],
    "station": ["440203001", "西联镇", "440203001"],
    "post": ["service", "服务性", "administrative"],
    "hired": ["2021-01", "2021年3月", "2021-05"],
    "left": [None, "2021-09", None],
    "pay": ["50000.00", None, "52,000.00"],
}


def noise(draw: random.Random, length: int) -> bytes:
    """Bytes that are text, nearly text, Chinese in another encoding, or anything."""
    words = "".join(draw.choice(WORDS) for _ in range(length))
    data = words.encode(draw.choice(["utf-8", "gb18030", "utf-16-le"]))
    if draw.random() < 0.3:
        data = draw.randbytes(length)
    return (data + bytes(length))[:length]


def offsets(draw: random.Random, rows: int, end: int, width: int) -> pa.Buffer:
    """Offsets that rise to at most ``end``, but for some. The last never lies behind: nobody can see that."""
    rising = sorted(draw.randint(0, end) for _ in range(rows + 1))
    if draw.random() < 0.4:
        rising[draw.randrange(rows + 1)] = draw.choice([-1, -(2**31), 2**31 - 1, end + 1])
    if rising[-1] > end:
        rising[-1] = end
    return pa.py_buffer(b"".join(number.to_bytes(width, "little", signed=True) for number in rising))


def validity(draw: random.Random, rows: int) -> pa.Buffer | None:
    return pa.py_buffer(draw.randbytes(rows // 8 + 1)) if draw.random() < 0.4 else None


def damaged(draw: random.Random, rows: int, levels: int = 2) -> pa.Array:
    """An array whose buffers are as long as they need to be, and hold anything."""
    kind = draw.randrange(14 if levels else 9)
    first = draw.randint(0, 2)
    all_rows = rows + first

    def of(type_: pa.DataType, buffers: list[Any], children: list[pa.Array] | None = None) -> pa.Array:
        nulls = draw.choice([-1, -1, 0, rows])
        whole = [None if pa.types.is_union(type_) else validity(draw, all_rows), *buffers]
        return pa.Array.from_buffers(type_, rows, whole, nulls, first, children)

    if kind < 4:
        long = draw.random() < 0.5
        type_ = draw.choice(
            [pa.large_string(), pa.large_binary()] if long else [pa.string(), pa.string(), pa.binary()]
        )
        data = noise(draw, draw.randint(0, 60))
        return of(type_, [offsets(draw, all_rows, len(data), 8 if long else 4), pa.py_buffer(data)])
    if kind < 6:
        data = noise(draw, 40)
        views = b""
        for _ in range(all_rows):
            length = draw.choice([0, 3, 9, 12, 13, 30, -1, 2**31 - 1])
            short = noise(draw, 12)
            place = draw.choice([0, 0, 0, 1, -1]).to_bytes(4, "little", signed=True)
            at = draw.choice([0, 5, 27, 39, -1, 2**31 - 1]).to_bytes(4, "little", signed=True)
            views += length.to_bytes(4, "little", signed=True)
            views += short if 0 <= length <= 12 else data[:4] + place + at
        return of(
            draw.choice([pa.string_view(), pa.binary_view()]), [pa.py_buffer(views), pa.py_buffer(data)]
        )
    if kind < 9:
        type_ = draw.choice(
            [pa.int8(), pa.uint64(), pa.float16(), pa.float64(), pa.date32(), pa.date64(), pa.timestamp("ns"),
             pa.timestamp("s", "UTC"), pa.decimal128(38, 2), pa.decimal256(76, -3), pa.bool_(), pa.binary(3),
             pa.duration("s"), pa.month_day_nano_interval()]
        )  # fmt: skip
        return of(type_, [pa.py_buffer(draw.randbytes(32 * all_rows))])
    child = damaged(draw, draw.randint(0, 4), levels - 1)
    if kind == 9:
        return of(pa.list_(child.type), [offsets(draw, all_rows, len(child), 4)], [child])
    if kind == 10:
        children = [damaged(draw, all_rows, levels - 1), child]
        return of(pa.struct([("a", children[0].type), ("b", child.type)]), [], children)
    if kind == 11:
        ids = draw.randbytes(all_rows) if draw.random() < 0.5 else bytes(all_rows)
        places = b"".join(
            draw.choice([0, 1, -1, 99]).to_bytes(4, "little", signed=True) for _ in range(all_rows)
        )
        return of(
            pa.dense_union([pa.field("a", child.type)]), [pa.py_buffer(ids), pa.py_buffer(places)], [child]
        )
    if kind == 12:
        ends = pa.array([draw.choice([-1, 0, 1, 2, 99]) for _ in range(len(child))], pa.int32())
        type_ = pa.run_end_encoded(pa.int32(), child.type)
        return pa.Array.from_buffers(type_, rows, [None], 0, first, [ends, child])
    keys = [draw.choice([0, 0, 1, 2, 3, -1, 100, None]) for _ in range(rows)]
    index = draw.choice([pa.int8(), pa.int32(), pa.int64()])
    return pa.DictionaryArray.from_arrays(pa.array(keys, index), child, safe=False)


def odd(draw: random.Random, name: str, rows: int) -> Any:
    """A column: good, good in a dictionary of dictionaries, or damaged."""
    if draw.random() < 0.25:
        return damaged(draw, rows)
    good = pa.array([draw.choice(COLUMNS.get(name, WORDS)) for _ in range(rows)], pa.string())
    if draw.random() < 0.3:
        good = good.dictionary_encode()
        wrapped = pa.DictionaryArray.from_arrays(pa.array(range(len(good)), pa.int16()), good)
        return draw.choice([good, wrapped])
    return good


def table(draw: random.Random, names: list[str]) -> Any:
    rows = draw.randint(0, 5)
    arrays = [odd(draw, name, rows) for name in names]
    if draw.random() < 0.05:
        return pa.Array.from_buffers(
            pa.struct([(name, array.type) for name, array in zip(names, arrays)]),
            rows + draw.choice([0, 1, 2**40]), [validity(draw, rows)], -1, 0, arrays,
        )  # fmt: skip
    fields = [
        pa.field(draw.choice([name] * 30 + [b"\xc3\xfb"]), array.type) for name, array in zip(names, arrays)
    ]
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
    return draw.choice([batch, pa.Table.from_batches([batch, batch.slice(draw.randint(0, rows))])])


def looked_at(plan: shuangbai.Plan) -> None:
    forecast = plan.forecast()
    assert forecast.totals["year"] == [2021, 2022]
    assert shuangbai.Plan.from_json(plan.to_json()).forecast() == forecast


def plan_tables(draw: random.Random) -> None:
    workers = table(draw, list(COLUMNS))
    stations = small()["stations"] if draw.random() < 0.7 else table(draw, ["code", "name", "villages"])
    columns = draw.choice([{}, {}, {"left": None}, {"pay": None, "id": None}])
    looked_at(shuangbai.Plan(**{**small(), "stations": stations, "workers": workers, "columns": columns}))


def any_table(draw: random.Random) -> None:
    made = _native.Table(table(draw, ["id", "name"]))
    made.columns()
    pa.table(made).validate(full=True)


def ledger_tables(draw: random.Random) -> None:
    ledger = shuangbai.Plan(**small(assumptions={"fill": "norm", "leave_rate": "0.1"})).ledger().to_arrow()
    ledger = ledger.combine_chunks().to_batches()[0]
    arrays, names = list(ledger.columns), list(ledger.schema.names)
    at = draw.randrange(len(arrays))
    arrays[at] = damaged(draw, len(ledger)) if draw.random() < 0.7 else odd(draw, names[at], len(ledger))
    read = shuangbai.Ledger.from_arrow(pa.RecordBatch.from_arrays(arrays, names))
    read.forecast()
    read.to_table()


def parquet(draw: random.Random) -> None:
    names = list(COLUMNS)
    rows = draw.randint(1, 40)
    columns = {
        name: pa.array([draw.choice(COLUMNS[name]) for _ in range(rows)], pa.string()) for name in names
    }
    columns["id"] = pa.array([str(row) for row in range(rows)])
    if draw.random() < 0.5:
        # As programs do that take any bytes for text.
        name = draw.choice(names)
        cells = [draw.choice(["服务性", "西联镇", "1"]).encode("gbk") for _ in range(rows)]
        data = pa.array(cells, pa.binary())
        columns[name] = pa.Array.from_buffers(pa.string(), rows, data.buffers())
    file = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), file, compression=draw.choice(["none", "snappy", "zstd"]))
    data = bytearray(file.getvalue())
    for _ in range(draw.choice([0, 0, 1, 1, 3])):
        at = draw.randrange(len(data))
        if draw.random() < 0.1:
            del data[at:]
            break
        data[at] = draw.randrange(256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "workers.parquet")
        path.write_bytes(data)
        looked_at(shuangbai.Plan(**{**small(), "workers": path}))


class Told:
    """An object with whatever is said to be its Arrow interface."""

    def __init__(self, **methods: Any) -> None:
        for name, answer in methods.items():
            setattr(self, f"__arrow_c_{name}__", answer)


def no_tables(draw: random.Random) -> None:
    batch = pa.table(COLUMNS).to_batches()[0]
    used = batch.__arrow_c_stream__()
    _native.Table(Told(stream=lambda *_: used))
    schema, array = batch.__arrow_c_array__()
    _native.Table(Told(array=lambda *_: (schema, array)))
    deep: pa.DataType = pa.int8()
    for _ in range(draw.choice([3, 70, 300])):
        deep = pa.list_(deep)
    thing = draw.choice(
        [pa.array([1]), pa.array(["a"]).dictionary_encode(), pa.nulls(2), pa.chunked_array([[1, 2]]), pa.scalar(1),
         pa.chunked_array([pa.array([{"code": "1"}, None])]), pa.array([{"code": "1"}, None]), pa.schema([]),
         pa.table({}), batch.schema, batch.to_struct_array(), pa.table({"a": pa.nulls(1, deep)}), pa.table({draw.choice(["code", "station", "plan"]): pa.Array.from_buffers(pa.null(), 2**40, [None])}),
         Told(stream=lambda *_: used), Told(array=lambda *_: (schema, array)), Told(array=lambda *_: (array, schema)),
         Told(stream=lambda *_: None), Told(stream=lambda *_: schema), Told(array=lambda *_: 1), Told(stream=1),
         Told(array=lambda *_: (schema, used)), Told(stream=lambda *_: [][1]), 1, object(), b"abc", "x.csv", "x.parquet",
         {"a": 1}, {"code": [b"1", 2.5, "\ud800"]}, {"\ud800": ["1"]}, [1], [[]], [{"code": object()}], {"code": [1], "name": []},
         {"code": [10**5000, float("inf")]}, {"code": [datetime.date.max]}, iter([{}])]
    )  # fmt: skip
    door: Callable[[Any], Any] = draw.choice(
        [_native.Table, shuangbai.Ledger.from_arrow, lambda it: shuangbai.Plan(**small(workers=it)),
         lambda it: shuangbai.Plan(**small(hires=it)), lambda it: shuangbai.Plan(**{**small(), "stations": it})]
    )  # fmt: skip
    door(thing)


class Array(ctypes.Structure):
    """The head of Arrow's C array, up to what is counted."""

    _fields_: ClassVar[Any] = [
        *((name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.c_void_p),
    ]


class Schema(ctypes.Structure):
    """The head of Arrow's C schema."""

    _fields_: ClassVar[Any] = [
        *((name, ctypes.c_char_p) for name in ("format", "name", "metadata")),
        *((name, ctypes.c_int64) for name in ("flags", "n_children")),
        ("children", ctypes.c_void_p),
    ]


def head(type_: Any, capsule: object, name: bytes, child: int | None) -> Any:
    """What a capsule points to, or a child of it."""
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    whole = type_.from_address(pointer(capsule, name))
    if child is None:
        return whole
    children = ctypes.cast(whole.children, ctypes.POINTER(ctypes.c_void_p))
    return type_.from_address(children[child])


def tampered(draw: random.Random) -> None:
    """C structures that contradict themselves; none tells more than there is, which nobody could see."""
    names = ["id", "name"]
    good = table(draw, names)
    batch = good if isinstance(good, pa.RecordBatch) else pa.table(COLUMNS).to_batches()[0]
    try:
        batch.validate(full=True)
    except pa.ArrowException:
        # With another offset a text that is too long could end the array, and be as long as it says.
        batch = pa.table(COLUMNS).to_batches()[0]
    schema, array = batch.__arrow_c_array__()
    child = draw.choice([None, 0, 1])
    if draw.random() < 0.2:
        part = head(Schema, schema, b"arrow_schema", child)
        if draw.random() < 0.5:
            part.name = draw.choice([b"\xc3\xfb", b"pay", None])
        else:
            part.format = draw.choice(
                [b"", b"\xc3", b"z", b"+s", b"w:-3", b"d:99,300", b"n", b"vu", b"u", b"+l"]
            )
            if part.format in (b"z", b"u", b"vu", b"d:99,300"):
                return  # these are promises that nobody can check
    else:
        part = head(Array, array, b"arrow_array", child)
        field = draw.choice(["length", "null_count", "offset", "n_buffers", "n_children", "buffers"])
        less = draw.choice([-1, -(2**63), 2**62, 2**63 - 1, 0])
        if field == "buffers":
            if part.n_buffers:
                part.buffers[draw.randrange(part.n_buffers)] = None
        elif field == "n_children":
            # Whoever made it goes through as many when it is released.
            part.n_children = draw.choice([0, 1, -1]) if child is None else -1
        else:
            setattr(part, field, less)
    made = _native.Table(Told(array=lambda *_: (schema, array)))
    made.columns()


def csv(draw: random.Random) -> None:
    lines = [
        ",".join(COLUMNS),
        *(",".join(draw.choice(COLUMNS[name]) or "" for name in COLUMNS) for _ in range(3)),
    ]
    data = bytearray("\r\n".join(lines).encode(draw.choice(["utf-8-sig", "gb18030", "utf-16", "utf-16-be"])))
    for _ in range(draw.randint(0, 4)):
        data[draw.randrange(len(data))] = draw.choice([draw.randrange(256), *b'",;\t\n\0'])
    made = _native.Table.from_csv(bytes(data))
    pa.table(made).validate(full=True)
    looked_at(shuangbai.Plan(**small(workers=made)))


def texts(draw: random.Random) -> None:
    plan = shuangbai.Plan(**small(assumptions={"fill": "norm"}))
    door: tuple[str, Callable[[str], Any]] = draw.choice(
        [(plan.to_json(), shuangbai.Plan.from_json), (plan.ledger().to_json(), shuangbai.Ledger.from_json),
         (plan.forecast().to_json(), shuangbai.Forecast.from_json)]
    )  # fmt: skip
    text = list(door[0])
    for _ in range(draw.randint(1, 3)):
        text[draw.randrange(len(text))] = draw.choice([*'09-+",:[]{}\\f', "null", "\ud800", "1e999", "\0"])
    read = door[1]("".join(text))
    getattr(read, "forecast", lambda: read.totals.to_dicts())()


DOORS: list[Callable[[random.Random], None]] = [
    plan_tables, any_table, ledger_tables, parquet, no_tables, tampered, csv, texts,
]  # fmt: skip

#: What refuses; pyarrow and the file system have their own.
REFUSED = (ValueError, TypeError, LookupError, OSError, MemoryError, NotImplementedError, pa.ArrowException)


def failure(door: Callable[[random.Random], None], seed: int) -> str | None:
    """What is wrong with a round, if anything."""
    start = time.monotonic()
    try:
        door(random.Random(seed))
    except shuangbai.InternalError as error:
        return f"InternalError: {error}"
    except REFUSED as error:
        if not str(error) and not isinstance(error, LookupError):
            return f"{type(error).__name__} says nothing"
    except BaseException:
        return traceback.format_exc()
    if time.monotonic() - start > LONGEST:
        return f"{time.monotonic() - start:.1f} seconds"
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MEMORY >> 10:
        return f"more than {MOST_MEMORY >> 20} MiB of memory"
    return None


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    only, again = os.environ.get("HOSTILE_DOOR"), os.environ.get("HOSTILE_ROUND")
    doors = [door for door in DOORS if only in (None, door.__name__)]
    end = time.monotonic() + float(os.environ.get("HOSTILE_SECONDS", "5"))
    seeds = random.Random(int(os.environ.get("HOSTILE_SEED", "0")))
    rounds, failed = 0, 0
    while not rounds or (time.monotonic() < end and not again):
        for door in doors:
            seed = int(again) if again else seeds.getrandbits(63)
            print(f"HOSTILE_DOOR={door.__name__} HOSTILE_ROUND={seed}", flush=True)
            what = failure(door, seed)
            rounds += 1
            if what:
                print(what)
                failed += 1
    print(f"{rounds} rounds at {len(doors)} doors, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
