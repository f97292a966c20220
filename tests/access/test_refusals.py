"""Whoever is refused, by any route of the walk, reads a well-made page that says only that there is none."""

from collections.abc import Callable

from tests.access.table import ACCOUNTS
from tests.support.client import StyleGuideClient
from tests.support.factories import World

ABSENT = "/staff/00000000000000000000000000"


def test_everybody_who_is_refused_reads_that_there_is_no_such_page(
    world: World, sign_in: Callable[..., StyleGuideClient]
) -> None:
    for account in ACCOUNTS:
        client = sign_in(world, account)
        for answer in (client.get(ABSENT), client.post(f"{ABSENT}/reset")):
            assert answer.status_code == 404, account
            assert "find that page" in answer.get_data(as_text=True), account
