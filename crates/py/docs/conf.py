"""The documentation of the Python package. ``python -m sphinx -W --keep-going -b html crates/py/docs OUT``

It is built and read without network, and needs Altair. The examples run while it is built, and what they
show stands below them; one that needs another library that is not installed shows nothing. With all of
``requirements/dev.txt`` nothing is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "python")]

from shuangbai import __version__  # noqa: E402

project = "shuangbai 双百"
release = version = __version__
language = "zh_CN"

extensions = ["myst_parser", "sphinx.ext.autodoc", "site_parts"]
exclude_patterns = ["_build"]
highlight_language = "none"
pygments_style = "default"

# Markdown: headings can be linked to, and `:::` fences hold notes.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# The reference: annotations by the names that the code gives them.
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 72
autodoc_type_aliases = {
    name: name for name in ("ArrowTable", "By", "Cell", "Lang", "Progress", "Tabular", "Unit")
}

html_theme = "pydata_sphinx_theme"
html_title = "shuangbai 双百"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_sidebars: dict[str, list[str]] = {"**": []}
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {"text": "shuangbai 双百"},
    "header_links_before_dropdown": 9,
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "footer_start": [],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "back_to_top_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
