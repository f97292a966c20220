"""What was typed, as the request brought it: every word of it, and only answers that we know."""

from flask import request

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.audit.keys import keyed_hash
from mentoring.raising.actions.concerns import Told
from mentoring.raising.forms import FormToken, TellForm
from mentoring.raising.rules.answers import SafeNow, understood
from mentoring.raising.views.naming import answers

TOGETHER = 600  # seconds: the same words without a form's token are one telling for that long


def told(form: TellForm, school_id: str, token: FormToken | None, actor: Actor | None) -> Told:
    """Return what was typed, understood. Without a good token it is marked, and single by who and where it is."""
    said = answers(form, school_id, token, actor)
    return Told(
        form_token=token.chance if token else _chance_without_token(actor),
        text=form.text.data or "",
        come_and_find_me=presses_come(),
        who_needs_help=said.who_needs_help,
        done_by=said.done_by,
        safe_now=understood(form.safe_now.data, SafeNow),
        where_and_when=form.where_and_when.data or "",
        writer_name=form.writer_name.data or "",
        find_at=form.find_at.data or "",
        ruled_out=said.kept_out.union(form.ruled_out.data or ()),
        helped_id=said.helped_id,
        named_id=said.named_id,
        marked=token is None,
    )


def presses_come() -> bool:
    """Say whether the button was "Please come and find me"."""
    return bool(request.form.get("come"))


def texts() -> list[str]:
    """Return the words of this request, for a page that gives them back."""
    names = ("text", "where_and_when", "writer_name", "find_at")
    return [value for name in names if (value := request.form.get(name, "")).strip()]


def _chance_without_token(actor: Actor | None) -> str:
    # An old tab, or a form of somebody's own making.
    slot = int(clock.now().timestamp()) // TOGETHER
    who = actor.session_id if actor else ""
    return keyed_hash("tell without token", f"{request.remote_addr}:{who}:{slot}")
