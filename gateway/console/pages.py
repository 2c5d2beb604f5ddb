"""Turning a template and plain values into a page."""

import hashlib
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.console.people import Right

HERE = Path(__file__).parent
STATIC = HERE / "static"
DONE = {
    "reached": "From the next question on, this is how the patient is asked.",
    "asked": "The question is on its way. It shows below as soon as it is sent.",
    "written": "Your message is on its way. It shows below.",
    "acknowledged": "You have acknowledged this case. Everyone here can see that you have it.",
    "closed": "This case is closed, and your note is kept with it.",
    "task": "That task is done.",
    "retried": "It will be tried again now.",
    "cleared": "That banner is cleared, with your name and the time.",
    "dropped": "It will not be sent any more.",
    "paused": "The questions are paused. What waited for an answer has been taken back.",
    "resumed": "The pause has ended. The next question comes at its usual time.",
    "ladder": "From the next question on, this is what happens when there is no answer.",
    "planned": "The question comes at its new time from now on.",
    "signed-out": "You are signed out.",
}

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,  # every value, whatever the file is called: patients write what they like
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# A new release must not meet an old stylesheet in somebody's browser.
VERSION = hashlib.sha256(
    b"".join((STATIC / name).read_bytes() for name in ("room.css", "room.js", "htmx.min.js"))
).hexdigest()[:10]
_templates.globals.update(version=VERSION, Right=Right)


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """One page or partial. A template that misses a value fails loudly."""
    return HTMLResponse(_templates.get_template(template).render(**values), status)


def told(request: Request) -> str:
    """What the last action did, from a fixed list: nothing from the address is repeated."""
    return DONE.get(request.query_params.get("done", ""), "")


def go(path: str) -> RedirectResponse:
    """After a form: the browser fetches the page anew, so that reloading repeats nothing."""
    return RedirectResponse(path, 303)


def unchanged(request: Request, shown: HTMLResponse) -> HTMLResponse:
    """204 when the browser already shows exactly this partial: htmx then touches nothing.

    So an open detail stays open and the focus stays where it is until there is news.
    """
    print_ = hashlib.sha256(bytes(shown.body)).hexdigest()[:16]
    if request.headers.get("X-Shown") == print_:
        return HTMLResponse(status_code=204)
    shown.headers["X-Print"] = print_
    return shown
