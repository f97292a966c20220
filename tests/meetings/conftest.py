"""The pair of the tests of young people's pages."""

import pytest
from flask import Flask

from tests.meetings.young import Pair, pair_at
from tests.support.factories import World


@pytest.fixture
def pair(app: Flask, world: World) -> Pair:
    """A mentor and a mentee who met today and meet again in a week; it is after today's meeting."""
    return pair_at(app, world)
