"""Templates are compiled once in a run: each process makes applications of its own, and each would compile them all."""

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from tests.support import postgres


def keep_compiled() -> None:
    """Let every application of this process find what others have compiled, and keep what it compiles."""
    folder = postgres.shared_folder() / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}
