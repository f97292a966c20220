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


@dataclass(frozen=True)
class Target:
    """Where a link leads: an address, or no more than the name of a file that has no page."""

    address: str | None
    file: str


def anchor_of(words: str) -> str:
    """Return the anchor of a heading, made as everywhere where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def rendered(markdown: str, *, part: str | None, target_of: Callable[[str], Target]) -> Text:
    """Return a document as HTML: what is HTML in it is shown as typed, pictures are left out.

    part: the heading of the one part to show. target_of: where a link leads. Without an address its words stay, with
        the name of the file behind them.
    """
    from markdown_it import MarkdownIt  # here, because most commands never show a guide

    targets: list[Target] = []

    def noted(link: str) -> Target:
        targets.append(target_of(link))
        return targets[-1]

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    title, tokens = _one_part(tokens, part) if part else (_words(tokens[1]), tokens[3:])
    tokens = list(_with_tables_for_narrow_pages(list(_without_pictures(tokens))))
    headings = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            heading = Heading(anchor_of(_words(inline)), _words(inline))
            token.attrSet("id", heading.anchor)
            headings += [heading] if token.tag == PART_LEVEL else []
        if token.children:
            token.children = list(_with_targets(token.children, noted))
    body = reader.renderer.render(tokens, reader.options, {})
    safe = Markup(body)  # noqa: S704 (made from the program's own files, with HTML off)
    return Text(title, safe, tuple(headings), any(each.address is None for each in targets))


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


def _with_targets(children: list["Token"], target_of: Callable[[str], Target]) -> Iterator["Token"]:
    target = Target("", "")
    for token in children:
        if token.type == "link_open":  # a link holds no other
            target = target_of(str(token.attrGet("href")))
            if target.address:
                token.attrSet("href", target.address)
                yield token
        elif token.type == "link_close" and target.address is None:
            yield _made("text", content=" (")
            yield _made("code_inline", "code", content=target.file)
            yield _made("text", content=")")
        else:
            yield token


def _with_tables_for_narrow_pages(tokens: list["Token"]) -> Iterator["Token"]:
    """Give each table what `parts/table.html` gives: roles, and on each value the words that head its column."""
    heads: list[str] = []
    column = 0
    for token, after in pairwise([*tokens, _made("end")]):
        if token.type == "table_open":
            heads = []
            token.attrSet("role", "table")
            yield _made("div_open", "div", 1, {"class": "table-box"})
        elif token.type in ("thead_open", "tbody_open"):
            token.attrSet("role", "rowgroup")
        elif token.type == "tr_open":
            column = 0
            token.attrSet("role", "row")
        elif token.type == "th_open":
            heads.append(_words(after))
            token.attrs = {"scope": "col", "role": "columnheader"}
        elif token.type == "td_open":
            token.attrs = {"role": "cell", "data-label": heads[column]}
            after.children = [
                _made("span_open", "span", 1),
                *(after.children or []),
                _made("span_close", "span", -1),
            ]
            if column == 0:
                token.tag, token.attrs = "th", {"scope": "row", "role": "rowheader"}
        elif token.type == "td_close":
            token.tag = "td" if column else "th"
            column += 1
        yield token
        if token.type == "table_close":
            yield _made("div_close", "div", -1)


def _made(
    kind: str,
    tag: str = "",
    nesting: Literal[-1, 0, 1] = 0,
    attrs: dict[str, str] | None = None,
    content: str = "",
) -> "Token":
    from markdown_it.token import Token

    return Token(kind, tag, nesting, attrs=dict(attrs or {}), content=content)
