"""The command line: what the machine's owner does, and the regular jobs that keep the machine well."""

from flask import Flask

from mentoring.commands import audit, backup, catalogue, doctor, errors, keys, mail, serve, worker


def register(app: Flask) -> None:
    """Give `flask --app app` its commands."""
    for module in (serve, worker, doctor, backup, keys, audit, mail, errors, catalogue):
        module.register(app)
