"""The pages of the documentation: what they show runs, and what they tell is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import shuangbai
from shuangbai.languages import Lang

PACKAGE = Path(__file__).parents[2] / "crates/py"
DOCS = PACKAGE / "docs"
sys.path.insert(0, str(DOCS / "_ext"))
from page_examples import Commands, Example, Given, Page, found  # noqa: E402

PAGES = [PACKAGE / "README.md", *sorted(DOCS.glob("*.md"))]


def text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_examples_of_a_page_run_in_order(path: Path, tmp_path: Path) -> None:
    page = Page(f"page_{path.stem}", tmp_path)
    if path.name == "README.md":
        # It calls the tables of an author of its own; those of a page will do, the roster with its errors.
        given = {one.name: one.text for one in found(text("tables")) if isinstance(one, Given)}
        page.write(Given("站点.csv", given["站点.csv"]))
        page.write(Given("花名册.csv", given["有错.csv"]))
    for block in found(path.read_text("utf-8")):
        if isinstance(block, Given):
            page.write(block)
        elif isinstance(block, Commands):
            assert list(page.call(block)), f"{block.text} prints nothing"
        else:
            list(page.run(block))


def test_most_pages_have_examples_and_what_does_not_run_says_so() -> None:
    with_examples = {
        path.stem for path in PAGES if any(isinstance(one, Example) for one in found(path.read_text("utf-8")))
    }
    assert with_examples == {
        "README",
        "tables",
        "forecast",
        "sheet",
        "excel",
        "reforms",
        "questions",
        "cluster",
        "offline",
    }
    with pytest.raises(ValueError, match="caption"):
        list(found("```{code-block} python\n:class: plain\n\nimport dask\n```\n"))


def listed(table: str, lang: Lang) -> list[str]:
    """A table's columns in one language, as the package itself names them: in an error."""
    unknown = {"zh": "没有", "en": "nothing"}[lang]
    rows: dict[str, Any] = {"stations": [{"code": "440203001"}], table: [{unknown: "x"}]}
    with pytest.raises(shuangbai.PlanError) as raised:
        shuangbai.Plan("guangdong-2021", (2021, 2021), **rows)
    (names,) = [
        re.split("、|, ", re.split("[；;（]| \\(", re.split("可用：|there are ", told)[1])[0])
        for error in raised.value.errors
        if error.code == "unknown_field"
        for told in [error.text(lang)]
    ]
    return names


@pytest.mark.parametrize("table", ["stations", "workers", "hires", "moves", "absences"])
def test_the_page_on_tables_has_their_columns(table: str) -> None:
    section = text("tables").split(f"### `{table}` ")[1].split("\n#")[0]
    cells = re.findall(r"(?m)^\| (`[^|]*) \|", section)
    names = [re.findall(r"`([^`]+)`", cell) for cell in cells]
    assert [name[0] for name in names] == listed(table, "zh")
    assert [name[1] for name in names] == listed(table, "en")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for needed in ("sphinx", "myst_parser", "pydata_sphinx_theme"):
        pytest.importorskip(needed, reason="the site needs requirements/docs.in")
    out = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(out)],
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return out


def test_the_site_is_built_without_a_warning_and_shows_what_the_examples_show(site: Path) -> None:
    for page in ("index", "tables", "forecast", "reforms", "cluster", "cli"):
        html = (site / f"{page}.html").read_text("utf-8")
        assert "shows-html" in html or "shows-text" in html, page
    assert "shows-svg" in (site / "index.html").read_text("utf-8")
    # Aliases of types have their names.
    assert "ForwardRef" not in (site / "api.html").read_text("utf-8")


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(
        r"""<(?:script|img|iframe|source|embed)\b[^>]*\bsrc=["']?(?:https?:)?//|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
    )
    for path in site.rglob("*.html"):
        assert not loads.search(path.read_text("utf-8")), path
    for path in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", path.read_text("utf-8")), path


def test_chinese_is_found_by_its_letters(site: Path) -> None:
    index = (site / "searchindex.js").read_text("utf-8")
    assert json.dumps("年薪") in index and json.dumps("督导") in index
    script = (site / "_static/language_data.js").read_text("utf-8")
    assert "Script=Han" in script and "ChineseStemmer" not in script


def test_the_notebook_s_extra_has_all_that_the_notebook_imports() -> None:
    project = (PACKAGE / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"(?m)^notebook = \[(.*)\]$", project)
    assert listed
    extra = {re.split(r"[><=]", name)[0] for name in re.findall(r'"([^"]+)"', listed[1])}
    notebook = json.loads((PACKAGE.parents[1] / "examples" / "guangdong.ipynb").read_text("utf-8"))
    code = "".join(
        "".join(cell["source"]) + "\n" for cell in notebook["cells"] if cell["cell_type"] == "code"
    )
    imports = {node.split(".")[0] for node in re.findall(r"(?m)^(?:import|from) (\S+)", code)}
    assert imports - sys.stdlib_module_names - {"shuangbai"} <= extra
    assert "polars" in imports and "jupyterlab" in extra


def test_no_page_promises_an_index_that_has_not_the_package() -> None:
    for path in PAGES:
        for line in path.read_text("utf-8").splitlines():
            # An extra of a package that is there already needs no index for the package itself.
            if re.search(
                r"pip (install|download) \"?shuangbai(?!\[(images|parquet|pandas|polars|notebook|dask|spark)\]\")",
                line,
            ):
                raise AssertionError(f"{path.name}: {line}")


def test_the_rules_come_along_as_the_page_has_them() -> None:
    page = (PACKAGE.parents[1] / "docs" / "rules.md").read_text("utf-8")
    assert shuangbai.rules() == page
    numbers = [int(number) for number in re.findall(r"(?m)^## (\d+)\. ", page)]
    assert numbers == list(range(len(numbers)))
    for number in numbers:
        text = shuangbai.rules(number)
        assert text in page and text.startswith(f"## {number}. ") and text.count("\n## ") == 0
    none: Any
    for none in (len(numbers), -1, 2**32, True, "4"):
        with pytest.raises(ValueError, match=r"rule"):
            shuangbai.rules(none)
