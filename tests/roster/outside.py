"""Rosters that nobody here wrote, where they are to be found."""

import os
from pathlib import Path

import pytest

from mentoring.config import ROOT

OUTSIDE = Path(os.environ.get("OUTSIDE_DATA", ROOT.parent / "shared" / "data"))


def outside(*path: str) -> Path:
    """Return a file or folder of the outside data; skip, naming what is missing, where there is none."""
    found = OUTSIDE.joinpath(*path)
    if not found.exists():
        pytest.skip(f"outside data is missing: {'/'.join(path)} (OUTSIDE_DATA says where it is)")
    return found
