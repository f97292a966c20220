"""A new database at the newest migration: migrated once in a run, and copied for everybody who needs one."""

import shutil
from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade

from mentoring import create_app
from mentoring.extensions import db
from tests.support import postgres

# Migrations from nothing take as long as ten tests. Where they are what is proven, they are not taken from here.
NAME = "migrated"


def sqlite_database(file: Path) -> str:
    """Make the database `file` and return its address."""
    folder = _once("sqlite", lambda folder: f"sqlite:///{folder / NAME}.db")
    shutil.copyfile(folder / f"{NAME}.db", file)
    return f"sqlite:///{file}"


def postgresql_database(name: str) -> str:
    """Make the database `name` on the shared cluster and return its address."""
    cluster = postgres.shared_cluster()
    _once("postgresql", lambda _folder: cluster.create_database(NAME))
    return cluster.create_database(name, template=NAME)


def _once(kind: str, make: Callable[[Path], str]) -> Path:
    """Migrate the database that `make` makes, unless a worker has done it already; return its folder."""
    folder = postgres.shared_folder() / f"{NAME}-{kind}"
    done = folder / "done"
    with postgres.only_one(folder.with_suffix(".lock")):
        if not done.exists():
            folder.mkdir()
            app = create_app({"INSTANCE_PATH": str(folder), "DATABASE_URL": make(folder)})
            with app.app_context():
                upgrade()
                db.engine.dispose()
            done.touch()
    return folder
