"""The WSGI entry: `flask --app app …` and `granian app:app` both start here."""

from mentoring import create_app

app = create_app()
