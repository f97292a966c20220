"""Starting the application loads no solver: only a match does."""

import os
import subprocess
import sys
from pathlib import Path

from mentoring.config import ROOT

PROGRAM = """
import sys
from mentoring import create_app
create_app()
print(*sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "scipy"}))
"""


def test_starting_the_application_imports_neither_numpy_nor_scipy(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == ""
