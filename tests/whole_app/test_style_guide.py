"""The style guide finds what is wrong with a page, also where a page passed that is the same in all else."""

import pytest

from tests.support.client import check_page

PAGE = """<!doctype html><html lang="en-GB"><head><title>Words · Peer mentoring</title></head><body><h1>Words</h1>
<p id="01M6GFAT20GGH6XGBAG7Y4FRSZ">Some words.</p><p id="01M6GFAT20GGH6XGBAG7Y4FRSA">Some more.</p>
<form action="/here"><label for="name">Name</label> <input id="name" name="name" value="Ada"></form></body></html>"""
# The same with its form in a main, as pages have it: that and the frame round it are looked at apart.
FRAMED = PAGE.replace("<form", "<main><form").replace("</form>", "</form></main>")
WRONG = {
    "another heading": ("<h1>Words", "<h1>Other words", "does not start with"),
    "two headings": ("<p id", "<h1>Words</h1><p id", "h1 on the page"),
    "an end that is missing": ("words.</p>", "words.</div>", "not well-formed"),
    "an unknown sign": ("Some words", "Some &words;", "not well-formed"),
    "a lone sign": ("Some words", "Some <3 words", "not well-formed"),
    "one id twice": ("FRSZ", "FRSA", "ids given twice"),
    "no label": ('for="name"', 'for="other"', "has no label"),
    "a style of its own": ("<h1>", '<h1 style="color: red">', "inline style"),
    "a script of its own": ("<h1>", '<h1 onclick="go()">', "inline script"),
    "a script in the page": ("</form>", "</form><script>go()</script>", "inline script"),
}


ACROSS = {
    "a heading in the frame and one in it": ("<label", "<h1>Words</h1><label", "h1 on the page"),
    "one id in the frame and in it": (
        "<label",
        '<i id="01M6GFAT20GGH6XGBAG7Y4FRSA"></i><label',
        "ids given twice",
    ),
    "an end in it that is missing": ("</label>", "", "not well-formed"),
    "an end after it that is missing": ("</body>", "</div></body>", "not well-formed"),
}


@pytest.mark.parametrize(
    "page, was, becomes, said",
    [
        pytest.param(page, *wrong, id=f"{name}, {what}")
        for name, page, all_wrong in (("plain", PAGE, WRONG), ("framed", FRAMED, WRONG | ACROSS))
        for what, wrong in all_wrong.items()
    ],
)
def test_what_is_wrong_is_found_beside_a_page_that_passed(
    page: str, was: str, becomes: str, said: str
) -> None:
    check_page(page)
    check_page(page.replace("Some words", "Other words").replace("Ada", "Bo"))
    assert was in page
    for _twice in range(2):
        with pytest.raises(AssertionError, match=said):
            check_page(page.replace(was, becomes, 1))
