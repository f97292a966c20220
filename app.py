"""The WSGI entry: `flask --app app …` and `granian app:app` both start here."""

import gc

gc.disable()  # while all is loaded nothing becomes garbage, and looking for it takes a tenth of the start

from mentoring import create_app  # noqa: E402
from mentoring.audit.keys import KeyProblem  # noqa: E402
from mentoring.config import SettingProblem  # noqa: E402

try:
    app = create_app()
except (SettingProblem, KeyProblem) as problem:
    raise SystemExit(f"Not started: {problem}.") from problem

gc.freeze()
gc.enable()
