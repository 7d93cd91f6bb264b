"""The terms that tables, charts and the command line show are the core's, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import shuangbai
from conftest import VECTORS
from shuangbai import _native, terms
from shuangbai.typed import (
    Appraisal,
    Assumptions,
    Contract,
    Cost,
    Fund,
    Norm,
    Programme,
    Raise,
    Reform,
    Sharing,
    Subsidy,
)

SCHEMAS = Path(__file__).parents[2] / "crates" / "wasm" / "package" / "schemas"
TERMS: dict[str, Any] = json.loads(_native.terms())
EVERYTHING = shuangbai.Plan.from_json(
    json.dumps(json.loads((VECTORS / "good" / "66-everything.json").read_text("utf-8"))["plan"])
)


def told(term: Mapping[str, Any], what: str) -> None:
    assert re.fullmatch("[一-鿿（）/]+", term["zh"]), what
    assert re.fullmatch("[A-Za-z][A-Za-z ()-]*", term["en"]), what


def every_term() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in ("words", "fields", "columns"):
        for of, listed in TERMS[kind].items():
            yield from ((f"{kind}.{of}.{name}", term) for name, term in listed.items())
    yield from ((f"notices.{code}", term) for code, term in TERMS["notices"].items())


def test_every_term_is_in_both_languages() -> None:
    for what, term in every_term():
        told(term, what)
    assert len(list(every_term())) > 150


@pytest.mark.parametrize("table", ["rows", "totals", "ratios", "posts", "norm", "funds", "notices"])
def test_every_column_of_a_forecast_has_a_heading(table: str) -> None:
    names = getattr(EVERYTHING.forecast(), table).columns
    for lang in ("zh", "en"):
        headings = [terms.heading(name, lang) for name in names]
        assert len(set(headings)) == len(names), "no two alike"
        assert not any("_" in heading for heading in headings), headings
    assert all(re.search("[一-鿿]", terms.heading(name)) for name in names)
    assert all(re.match("[A-Z]|督导", terms.heading(name, "en")) for name in names)


def test_the_columns_of_a_sweep_have_headings() -> None:
    swept = shuangbai.sweep(EVERYTHING, {"now": {}})
    assert terms.heading(swept.columns[0]) == "改革"
    assert swept.show("万元", "en").header[0] == "Reform"


def test_a_name_means_the_same_in_every_table() -> None:
    known: dict[str, Any] = {}
    for table, columns in TERMS["columns"].items():
        for name, term in columns.items() if table != "cost" else ():
            assert known.setdefault(name, term) == term, name


def test_what_is_money_is_so_in_arrow() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    forecast = EVERYTHING.forecast()
    for table in (forecast.rows, forecast.norm, forecast.funds, forecast.notices):
        for field in table.to_arrow().schema:
            money = field.type == pyarrow.decimal128(18, 2)
            assert terms.is_money(field.name) == money, field.name
            text = field.type in (pyarrow.string(), pyarrow.large_string())
            assert terms.is_key(field.name) == (text or field.name in ("year", "fund")), field.name


@pytest.mark.parametrize(
    "schema", ["Subsidy", "Sharing", "Raise", "Appraisal", "Contract", "Norm", "Cost", "Fund"]
)
def test_every_field_of_an_entry_has_a_term(schema: str) -> None:
    definitions = json.loads((SCHEMAS / "programme.schema.json").read_text("utf-8"))["definitions"]
    of = definitions.get(f"{schema}Entry") or definitions[schema]
    name = {"Cost": "costs", "Fund": "funds"}.get(schema, schema.lower())
    for shape in of.get("oneOf", [of]):
        kind = shape["properties"].get("kind", {}).get("const")
        known = terms.fields(name, {"kind": kind})
        assert sorted(known) == sorted(shape["properties"])
        for field, term in known.items():
            told(term, field)
            assert term["holds"], field


def test_the_types_of_plans_have_the_keys_that_the_core_reads() -> None:
    pairs: list[tuple[Any, Any]] = [
        (Assumptions, TERMS["fields"]["assumptions"]),
        (Programme, TERMS["fields"]["programme"]),
    ]
    for typed, fields in pairs:
        assert list(typed.__annotations__) == list(fields)
    assert list(Reform.__annotations__) == list(Programme.__annotations__)
    entries: dict[str, Any] = {
        "costs": Cost,
        "funds": Fund,
        "norm": Norm,
        "subsidy": Subsidy,
        "sharing": Sharing,
    }
    entries |= {"raise": Raise, "appraisal": Appraisal, "contract": Contract}
    for name, typed in entries.items():
        kinds = ("range", "villages") if name == "norm" else ("",)
        known = {field for kind in kinds for field in terms.fields(name, {"kind": kind})}
        assert set(typed.__annotations__) == known, name
    doc = shuangbai.Plan.__doc__ or ""
    assert all(f'``"{name}"``' in doc for name in TERMS["fields"]["assumptions"])


def test_the_types_of_plans_have_the_words_that_the_core_reads() -> None:
    definitions = json.loads((SCHEMAS / "programme.schema.json").read_text("utf-8"))["definitions"]
    seen = set()
    for name, typed in (
        ("Subsidy", Subsidy),
        ("Sharing", Sharing),
        ("Raise", Raise),
        ("Cost", Cost),
        ("Fund", Fund),
    ):
        properties = definitions.get(f"{name}Entry", definitions.get(name))["properties"]
        for field, hint in get_type_hints(typed).items():
            shape = properties[field]
            ref = (shape.get("$ref") or shape.get("allOf", [{}])[0].get("$ref", "")).rpartition("/")[2]
            words = [word["const"] for word in definitions.get(ref, {}).get("oneOf", [])]
            if words:
                assert list(get_args(hint)) == words, (name, field)
                seen.add(ref)
    assert seen == {"Basis", "FundKind", "Mode", "Payer", "Post", "Status"}


def test_a_table_is_told_in_the_language() -> None:
    funds = EVERYTHING.forecast().funds
    zh, en = funds.show("元", "zh"), funds.show("元", "en")
    kind = funds.columns.index("kind")
    assert (zh.header[kind], en.header[kind]) == ("类型", "Kind")
    words = {"pool": "统筹资金", "annual": "年度预算"}
    assert [row[kind] for row in zh.rows] == [words[word] for word in funds["kind"]]
    assert [row[kind] for row in en.rows] == funds["kind"]
    stations = [{"code": "440203001", "villages": 3}]
    notices = shuangbai.Plan("guangdong-2021", (2021, 2022), stations).forecast().notices
    for lang, terms_of in (("zh", ["超出确认期", "推定"]), ("en", ["After confirmed", "Assumed"])):
        assert sorted({row[0] for row in notices.show("元", lang).rows}, reverse=lang == "zh") == terms_of  # type: ignore[arg-type]


def test_importing_asks_for_no_terms() -> None:
    code = "import shuangbai.cli; from shuangbai import terms; print(terms._terms.cache_info().currsize)"
    assert subprocess.check_output([sys.executable, "-c", code]).strip() == b"0"
