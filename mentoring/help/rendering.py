"""A document of the program, written in Markdown, as a part of a page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

PART_LEVEL = (
    "h2"  # a document is a title and parts; a part that is shown alone gives its heading as the title
)


@dataclass(frozen=True)
class Heading:
    """A heading inside the text, and the anchor that links lead to."""

    anchor: str
    words: str


@dataclass(frozen=True)
class Text:
    """A document, or one part of it, as HTML. `headings` are those of the first level below the title.

    names_files: it speaks of other files of the program, which have no page.
    """

    title: str
    body: Markup
    headings: tuple[Heading, ...]
    names_files: bool


def anchor_of(words: str) -> str:
    """Return the anchor of a heading, made as everywhere where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def rendered(markdown: str, *, part: str | None, address_of: Callable[[str], str | None]) -> Text:
    """Return a document as HTML: what is HTML in it is shown as typed, pictures are left out.

    part: the heading of the one part to show. address_of: where a link leads, or None for a file that is not shown
        here: then its words stay, with the name of the file behind them.
    """
    from markdown_it import MarkdownIt  # slow to import, and read once: most requests never need it

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    unseen: list[str] = []

    def address(link: str) -> str | None:
        found = address_of(link)
        unseen.extend([] if found else [link])
        return found

    title, tokens = _one_part(tokens, part) if part else (_words(tokens[1]), tokens[3:])
    tokens = list(_with_tables_for_narrow_pages(_without_pictures(tokens)))
    headings = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            heading = Heading(anchor_of(_words(inline)), _words(inline))
            token.attrSet("id", heading.anchor)
            headings += [heading] if token.tag == PART_LEVEL else []
        if token.children:
            token.children = list(_with_addresses(token.children, address))
    body = reader.renderer.render(tokens, reader.options, {})
    return Text(title, Markup(body), tuple(headings), bool(unseen))  # noqa: S704 (made from the program's own files, HTML off)


def _words(inline: "Token") -> str:
    return "".join(" " if each.type == "softbreak" else each.content for each in inline.children or [])


def _one_part(tokens: list["Token"], part: str) -> tuple[str, list["Token"]]:
    """Return a part's title and what is below it, each heading one level higher."""
    starts = [
        index for index, each in enumerate(tokens) if each.type == "heading_open" and each.tag == PART_LEVEL
    ]
    begin = next(index for index in starts if _words(tokens[index + 1]) == part)
    end = next((index for index in starts if index > begin), len(tokens))
    below = tokens[begin + 3 : end]
    for token in below:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) - 1}"
    return part, below


def _without_pictures(tokens: list["Token"]) -> Iterator["Token"]:
    """Leave out pictures, and paragraphs that hold nothing else: they show the very pages that help is read beside."""
    for index, token in enumerate(tokens):
        inline = tokens[index + {"paragraph_open": 1, "paragraph_close": -1}.get(token.type, 0)]
        if inline.children and all(each.type in ("image", "softbreak") for each in inline.children):
            continue
        token.children = [each for each in token.children or [] if each.type != "image"] or None
        yield token


def _with_addresses(children: list["Token"], address_of: Callable[[str], str | None]) -> Iterator["Token"]:
    named: list[str] = []  # the file behind the link that is open now, where it has no page
    for token in children:
        if token.type == "link_open":
            written = str(token.attrGet("href"))
            address = address_of(written)
            named.append("" if address else written)
            if address:
                token.attrSet("href", address)
                yield token
        elif token.type == "link_close":
            if file := named.pop():
                yield _made("text", content=" (")
                yield _made("code_inline", "code", content=file.partition("#")[0].lstrip("./"))
                yield _made("text", content=")")
            else:
                yield token
        else:
            yield token


def _with_tables_for_narrow_pages(tokens: Iterator["Token"]) -> Iterator["Token"]:
    """Give each table what `parts/table.html` gives: roles, and on each value the words that head its column."""
    heads: list[str] = []
    column = 0
    for token, after in _with_next(tokens):
        if token.type == "table_open":
            heads = []
            token.attrSet("role", "table")
            yield _made("div_open", "div", 1, {"class": "table-box"})
        elif token.type == "tr_open":
            column = 0
            token.attrSet("role", "row")
        elif token.type in ("thead_open", "tbody_open"):
            token.attrSet("role", "rowgroup")
        elif token.type == "th_open" and after:
            heads.append(_words(after))
            token.attrs |= {"scope": "col", "role": "columnheader"}
        elif token.type == "td_open" and column:
            token.attrs |= {"role": "cell", "data-label": heads[column]}
        elif token.type == "td_open":
            token.tag, token.attrs = "th", {"scope": "row", "role": "rowheader"}
        if token.type == "td_close":
            yield _made("span_close", "span", -1)
            token.tag = "td" if column else "th"
            column += 1
        yield token
        if token.type == "td_open":
            yield _made("span_open", "span", 1)
        elif token.type == "table_close":
            yield _made("div_close", "div", -1)


def _with_next(tokens: Iterator["Token"]) -> Iterator[tuple["Token", "Token | None"]]:
    every = list(tokens)
    yield from zip(every, [*every[1:], None], strict=True)


def _made(
    kind: str,
    tag: str = "",
    nesting: Literal[-1, 0, 1] = 0,
    attrs: dict[str, str] | None = None,
    content: str = "",
) -> "Token":
    from markdown_it.token import Token

    return Token(kind, tag, nesting, attrs=dict(attrs or {}), content=content)
