"""Pages are compressed for the way, and their length does not tell what is in them."""

import gzip

from flask import Flask

from mentoring.web.squeezed import squeezed

TAKES_GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_the_same_compressed(app: Flask) -> None:
    plain = app.test_client().get("/start")
    small = app.test_client().get("/start", headers=TAKES_GZIP, checked=False)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == small.headers["Vary"]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Today is" in gzip.decompress(small.data).decode()
    assert small.content_length == len(small.data) < len(plain.data)


def test_an_answer_without_a_page_is_left_as_it_is(app: Flask) -> None:
    assert "Content-Encoding" not in app.test_client().post("/session/extend", headers=TAKES_GZIP).headers


def test_the_same_page_has_many_lengths() -> None:
    page = b"<p>The same words.</p>" * 100
    lengths = {len(squeezed(page)) for _time in range(200)}
    assert len(lengths) > 20
    assert all(gzip.decompress(squeezed(page)) == page for _time in range(5))
