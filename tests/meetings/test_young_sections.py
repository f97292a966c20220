"""The page of a pairing shows staff its write-ups, how it was for the mentee, and what the two asked."""

from flask import Flask

from mentoring.meetings.models import Faces
from tests.meetings.young import Pair, SignIn, page, rows
from tests.support.factories import World


def test_staff_read_them_on_the_page_of_the_pairing(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    written = {
        "token": "a",
        "came": "both",
        "minutes": "30",
        "for_staff": "He was tired",
        "outside": ["gift"],
    }
    sign_in(world, "mentor").post(f"/my-meetings/{pair.met}/write-up", data=written)
    mentee = sign_in(world, "mentee")
    mentee.post(f"/my-meetings/{pair.met}/how/how", data={"face": "bad"})
    mentee.post(
        f"/my-meetings/ask/{pair.mentee}", data={"token": "b", "kind": "place", "words": "It is loud"}
    )
    (faces,) = rows(app, Faces)
    for account in ("coordinator", "supervisor", "lead", "deputy"):
        shown = page(sign_in(world, account), f"/pairings/{pair.pairing}")
        for words in (
            "Write-ups", "He was tired", "It made a boundary note.", "How it was for the mentee", "bad",
            f"/asks/faces/{faces.id}", "What they asked", "wants to change the place",
        ):  # fmt: skip
            assert words in shown, f"{account}: {words}"


def test_an_empty_pairing_says_so(world: World, pair: Pair, sign_in: SignIn) -> None:
    shown = page(sign_in(world, "supervisor"), f"/pairings/{pair.pairing}")
    assert "Nothing is written up yet." in shown and "Nobody has asked for anything." in shown
    assert "No mentee has said yet how a meeting was." in shown
