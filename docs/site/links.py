"""Do the links of a site's pages lead somewhere? ``python links.py FOLDER``: those to the outside are left alone."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit


class Page(HTMLParser):
    """A page's links, and the places in it that a link can name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.places.update(given[name] or "" for name in ("id", "name") if name in given)
        link = given.get("href" if tag in ("a", "link") else "src")
        if link:
            self.links.append(link)


def main(folder: Path) -> int:
    pages = {page: Page(page.read_text("utf-8")) for page in sorted(folder.rglob("*.html"))}
    dead = 0
    for page, told in pages.items():
        for link in told.links:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, place = urldefrag(urljoin(page.as_uri(), link))
            file = Path(unquote(urlsplit(target).path))
            file = file / "index.html" if file.is_dir() else file
            # Lines of Rust's sources are found by a script.
            lines = re.fullmatch(r"\d+(-\d+)?", place)
            place_there = file not in pages or lines or {place, unquote(place)} & pages[file].places
            if not (file.is_file() and place_there):
                dead += 1
                print(f"{page.relative_to(folder)}: {link} is not there")
    print(f"{len(pages)} pages, {dead} dead links")
    return min(dead, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
