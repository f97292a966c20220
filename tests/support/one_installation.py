"""One installation for many tests: made once, and given to each as it was then, folder, database and application."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from mentoring import create_app
from mentoring.extensions import db
from tests.support import postgres

NEW, READY = "new", "ready"  # nothing was done to it; and after `prepare`


class Installation:
    """An installation on one kind of database, in a folder of its own."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """Make it in `folder`; on the shared cluster's `database` if one is named."""
        self.folder = folder
        self.database = database
        self.environment = {"INSTANCE_PATH": str(folder / "instance")}
        if database:
            cluster = postgres.shared_cluster()
            cluster.drop_database(database)
            self.environment["DATABASE_URL"] = cluster.create_database(database)
        self.app: Flask = create_app(self.environment)
        self._extensions: dict[str, Any] = dict(self.app.extensions)
        self._keep(NEW)

    def begin(self, state: str, make_ready: Callable[[Flask], None]) -> None:
        """Let it be as it was when it was NEW or READY, whatever was done to it since."""
        if not self._kept(state).exists():
            self._put_back(NEW)
            make_ready(self.app)
            self._keep(READY)
        self._put_back(state)

    def end(self) -> None:
        """Close what is open, and remove the databases from the cluster."""
        self._dispose()
        if self.database:
            for name in (self.database, *(self._template(state) for state in (NEW, READY))):
                postgres.shared_cluster().drop_database(name)

    def _kept(self, state: str) -> Path:
        return self.folder / f"as-it-was-{state}"

    def _template(self, state: str) -> str:
        return f"{self.database}_{state}"

    def _keep(self, state: str) -> None:
        self._dispose()
        shutil.copytree(self.folder / "instance", self._kept(state))
        if self.database:
            postgres.shared_cluster().create_database(self._template(state), template=self.database)

    def _put_back(self, state: str) -> None:
        self._dispose()
        self.app.extensions.clear()
        self.app.extensions.update(self._extensions)
        shutil.rmtree(self.folder / "instance")
        shutil.copytree(self._kept(state), self.folder / "instance")
        if self.database:
            cluster = postgres.shared_cluster()
            cluster.drop_database(self.database)
            cluster.create_database(self.database, template=self._template(state))

    def _dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
