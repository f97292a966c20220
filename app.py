"""The WSGI entry: `flask --app app …` and `granian app:app` both start here."""

from mentoring import create_app
from mentoring.audit.keys import KeyProblem
from mentoring.config import SettingProblem

try:
    app = create_app()
except (SettingProblem, KeyProblem) as problem:
    raise SystemExit(f"Not started: {problem}.") from problem
