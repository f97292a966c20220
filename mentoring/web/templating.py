"""How templates are looked up: what all of them share is one plain dictionary each."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class PlainEnvironment(Environment):
    """Jinja's own, but for the globals: each template has them as a dictionary, not as a chain of two.

    At each import of a macro Jinja compares the names of the globals, and those of a chain one by one in Python: that
    took a twelfth of a small page. So what is shared is said in create_app, before any page is made.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds beside what it is given."""
        return dict(super().make_globals(d))
