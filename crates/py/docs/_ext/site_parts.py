"""What this site has of its own, for Sphinx: examples that run, tables that can't drift, Chinese search.

- Examples show below them what they show in a notebook (``page_examples.py``).
- ``{columns} totals`` is a table of a forecast's columns: the names and headings come from the package, and
  a column that is missing in it, or that there is not, is a warning.
- ``{options} forecast`` is what ``shuangbai forecast --help`` says.
- ``{rule}`6``` leads to rule 6.
- Pages that are included from elsewhere (README, rules) keep their words; their links are led anew.
- A paragraph in ``*asterisks*`` is the English of the Chinese above it.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from fnmatch import fnmatchcase
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from page_examples import Commands, Example, Given, Page, Shows, is_file
from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import shuangbai
from shuangbai import _native, terms

REPOSITORY = Path(__file__).parents[4]
DOCS = Path(__file__).parents[1]

log = logging.getLogger(__name__)


# ---- Examples ----


def run_examples(app: Sphinx, doctree: nodes.document) -> None:
    """Runs a page's examples, and puts below each what it shows."""
    name = app.env.docname
    blocks = [(node, block) for node in doctree.findall(nodes.literal_block) if (block := _block(node))]
    missing = ""
    with tempfile.TemporaryDirectory() as folder:
        page = Page(f"page_{name}", Path(folder))
        for node, block in blocks:
            if isinstance(block, Given):
                page.write(block)
                continue
            shown: list[Shows] = []
            try:
                # One by one, so that what comes before an error is shown.
                for one in page.run(block) if isinstance(block, Example) else page.call(block):
                    shown.append(one)
            except ImportError as error:
                missing = str(error)
                log.info("%s: without output: %s", name, missing)
            except Exception as error:
                # What rests on a library that is missing has no names.
                if not (missing and isinstance(error, NameError)):
                    log.warning("the example fails: %s: %s", type(error).__name__, error, location=node)
            at = node.parent.index(node) + 1
            node.parent[at:at] = [_output(one) for one in shown]


def _block(node: nodes.literal_block) -> Example | Commands | Given | None:
    text, language = node.astext(), node.get("language")
    wrapper = node.parent
    caption = (
        next(iter(wrapper.findall(nodes.caption)), None) if isinstance(wrapper, nodes.container) else None
    )
    if caption is not None:
        return Given(caption.astext(), f"{text}\n") if is_file(caption.astext()) else None
    if language == "python":
        return Example(text, node.line or 1)
    return Commands(text) if language == "console" else None


def _output(shows: Shows) -> nodes.Node:
    text = shows.text
    if shows.kind == "text":
        text = f"<pre>{''.join(map(_cell, text))}</pre>"
    if shows.kind == "svg":
        # Fonts are the reader's own; a picture for those who can't see it needs a name.
        text = text.replace("<svg ", '<svg role="img" aria-label="图 chart" ', 1)
    box = nodes.container(classes=["shows", f"shows-{shows.kind}"])
    return box.__iadd__(nodes.raw("", text, format="html"))


def _cell(letter: str) -> str:
    """A letter as wide as a terminal's: Chinese ones two cells, whatever font the reader has."""
    if letter.isascii():
        return escape(letter)
    wide = unicodedata.east_asian_width(letter) in "WF"
    return f'<span class="{"w2" if wide else "w1"}">{letter}</span>'


# ---- Tables from the package ----


class _Table(SphinxDirective):
    """Makes a table of cells in Markdown."""

    def table(
        self, header: list[str], rows: Iterable[list[str]], widths: list[int], kind: str
    ) -> nodes.table:
        table = nodes.table(classes=[kind])
        group = nodes.tgroup(cols=len(header))
        table += group
        group += [nodes.colspec(colwidth=width) for width in widths]
        for part, listed in ((nodes.thead(), [header]), (nodes.tbody(), rows)):
            part.extend(nodes.row("", *(self.entry(cell) for cell in row)) for row in listed)
            group += part
        return table

    def entry(self, cell: str) -> nodes.entry:
        entry = nodes.entry()
        self.state.nested_parse(StringList(cell.splitlines(), self.get_source_info()[0]), 0, entry)
        return entry


class Columns(_Table):
    """``{columns} rows``: lines of ``name | unit | rules | Chinese | English``, ``*`` any payer or cost."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        lines = [[cell.strip() for cell in line.split("|")] for line in self.content if line.strip()]
        table = self.arguments[0]
        rows = []
        left = columns_of(table)
        for name, unit, rules, zh, en in lines:
            matching = [column for column in left if fnmatchcase(column, name)]
            if not matching:
                log.warning("%s has no column %s", table, name, location=self.get_location())
                continue
            left = [column for column in left if column not in matching]
            first = matching[0]
            if terms.is_money(first) != unit.startswith("元"):
                log.warning("%s is not in %s", first, unit, location=self.get_location())
            code = f"`{first}`" + (" …" if "*" in name else "")
            heading = f"{terms.heading(first)}\n\n*{terms.heading(first, 'en')}*"
            cited = "、".join(f"{{rule}}`#{rule}`" for rule in rules.split())
            rows.append([code, heading, f"{zh}\n\n*{en}*", unit, cited])
        if left:
            log.warning(
                "%s has columns that are not told: %s", table, ", ".join(left), location=self.get_location()
            )
        header = ["列 column", "表头 heading", "含义 meaning", "单位 unit", "规则 rule"]
        return [self.table(header, rows, [20, 14, 46, 12, 8], "columns")]


@cache
def columns_of(table: str) -> list[str]:
    """The columns of a forecast's table; this plan has costs, funds, a norm and notices."""
    plan = shuangbai.Plan(
        "guangdong-2017", (2019, 2020), shuangbai.datasets.plan_2017_stations().to_dicts()[:1]
    )
    return list(getattr(plan.forecast(), table).columns)


class Options(_Table):
    """``{options} forecast``: a command's usage, arguments and options, as ``--help`` has them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        (zh, usage, named), (en, _, of_english) = (self._help(lang) for lang in ("zh", "en"))
        both = zip(named, of_english)
        rows = [[f"``{option}``", f"{escape(zh)}\n\n*{escape(en)}*"] for (option, zh), (_, en) in both]
        about = nodes.container()
        self.state.nested_parse(StringList([zh, "", f"*{en}*"]), 0, about)
        table = self.table(["选项 option", "说明 what it does"], rows, [42, 58], "options")
        return [nodes.literal_block(usage, usage, language="none"), *about.children, table]

    def _help(self, lang: str) -> tuple[str, str, list[tuple[str, str]]]:
        """What a command is for, how it is called, and its options with what they do."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            _native.cli([self.arguments[0], "--lang", lang, "--help"])
        about, _, usage, *lines = printed.getvalue().splitlines()
        options = re.findall(r"(?m)^ {2,}(\S.*?)  +(\S.*)$", "\n".join(lines))
        return about, re.sub(r"^\S+ ", "", usage), options


# ---- Links ----


@cache
def _rules() -> dict[str, str]:
    """Each rule's number and the id of its section."""
    text = (REPOSITORY / "docs/rules.md").read_text("utf-8")
    return {
        number: nodes.make_id(f"{number}. {title}")
        for number, title in re.findall(r"(?m)^## (\d+)\. (.*)", text)
    }


class Rule(SphinxRole):
    """``{rule}`6```: a link 规则 6; ``{rule}`#6``` shows the number alone, ``{rule}`rule 6``` English."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        word = next((word for word in ("#", "rule ") if self.text.startswith(word)), "")
        number = self.text.removeprefix(word)
        if number not in _rules():
            log.warning("there is no rule %s", number, location=self.get_location())
            return [nodes.Text(number)], []
        page = self.env.app.builder.get_relative_uri(self.env.docname, "rules")
        shown = {"": f"规则 {number}", "#": number}.get(word, self.text)
        link = nodes.reference("", shown, refuri=f"{page}#{_rules()[number]}", internal=True)
        return [link], []


#: Where pages of the repository stand on this site.
_PAGES = {"docs/rules.md": "rules.md", "crates/py/README.md": "index.md"}


def lead_links(app: Sphinx, included: Path, parent: str, content: list[str]) -> None:
    """Leads an included page's links to pages of this site and to files, which the reader gets; a link to
    anything else becomes its words."""
    source = (DOCS / included).resolve()

    def lead(link: re.Match[str]) -> str:
        words, target = link[1], link[2]
        if re.match(r"[a-z]+:|#", target):
            return link[0]
        path = Path(os.path.normpath(source.parent / target))
        if page := _PAGES.get(os.path.relpath(path, REPOSITORY)):
            return f"[{words}]({page})"
        return (
            f"[{words}]({os.path.relpath(path, DOCS)})" if path.is_file() and path.suffix != ".md" else words
        )

    content[0] = re.sub(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", lead, content[0])


# ---- Chinese and English ----


def join_lines(app: Sphinx, doctree: nodes.document) -> None:
    """Chinese has no spaces, so a line's end between two Chinese letters, or after a Chinese comma, is none."""
    letter = r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
    none = re.compile(rf"(?<={letter})\n(?={letter})|(?<=[、。，：；）”])\n")
    for paragraph in list(doctree.findall(nodes.paragraph)):
        texts = list(paragraph.findall(nodes.Text))
        whole = "".join(texts)
        ends = {end.start() for end in none.finditer(whole)}
        start = 0
        for text in texts:
            kept = "".join(one for at, one in enumerate(text, start) if at not in ends)
            start += len(text)
            if kept != text:
                # By identity: a paragraph can have many lines' ends, which are equal.
                siblings = text.parent.children
                siblings[next(at for at, one in enumerate(siblings) if one is text)] = nodes.Text(kept)


def mark_english(app: Sphinx, doctree: nodes.document) -> None:
    """A paragraph that is nothing but emphasis is English beside Chinese."""
    for paragraph in doctree.findall(nodes.paragraph):
        if paragraph.children and all(isinstance(child, nodes.emphasis) for child in paragraph.children):
            paragraph["classes"].append("en")


# ---- Search ----


class SearchHan(SearchChinese):
    """Finds Chinese by its letters and by each two that stand together, without a dictionary of words."""

    # What Sphinx calls the stemmer in the reader's browser; there is none called Chinese.
    language_name = "English"
    js_splitter_code = """
var splitQuery = (query) =>
  (query.match(/\\p{Script=Han}+|(?:(?!\\p{Script=Han})[\\p{Letter}\\p{Number}_])+/gu) || []).flatMap((run) =>
    /^\\p{Script=Han}{2}/u.test(run)
      ? Array.from(run).slice(1).map((letter, at) => Array.from(run)[at] + letter)
      : [run]
  );
"""

    def split(self, input: str) -> list[str]:
        return super().split(input) + list(_han(input))

    def word_filter(self, stemmed_word: str) -> bool:
        return super().word_filter(stemmed_word) or not stemmed_word.isascii()


def _han(text: str) -> Iterator[str]:
    for run in re.findall(r"[\u3400-\u9fff]+", text):
        yield from run
        yield from (first + second for first, second in pairwise(run))


def name_aliases(app: Sphinx, *given: Any) -> tuple[str, str] | None:
    """Types by the names that the code gives them, also in a union, where autodoc shows its own wrapper."""
    signature, returned = given[-2:]
    names = [re.sub(r"TypeAliasForwardRef\('(\w+)'\)", r"\1", text or "") for text in (signature, returned)]
    return (names[0], names[1]) if signature else None


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("columns", Columns)
    app.add_directive("options", Options)
    app.add_role("rule", Rule())
    app.add_search_language(SearchHan)
    app.connect("include-read", lead_links)
    app.connect("autodoc-process-signature", name_aliases)
    app.connect("doctree-read", run_examples)
    app.connect("doctree-read", mark_english)
    app.connect("doctree-read", join_lines)
    # The examples run in a folder of their own, and a process has one folder.
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
