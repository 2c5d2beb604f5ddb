"""Refusals and dead ends, said in plain words."""

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from gateway.console.pages import page
from gateway.console.refusals import NotHere, NotSignedIn, Refusal

SIGN_IN = "/console/sign-in"


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedIn, _to_the_door)
    app.add_exception_handler(Refusal, _refused)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return page("trouble.html", status=refusal.status, heading=refusal.heading, words=refusal.words)


async def _to_the_door(request: Request, refusal: Exception) -> Response:
    """To the sign-in and back again; htmx is told to move the whole page."""
    assert isinstance(refusal, NotSignedIn)
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
    if request.method != "GET":
        return RedirectResponse(SIGN_IN, 303)
    if not refusal.had_cookie and request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Somebody followed a link on another site (a page in PagerDuty): a strict cookie is not
        # sent with that click. One step within our own site, and it is.
        return page("passing.html", path=request.url.path)
    return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path)}", 303)


def our_fault() -> Response:
    """The page for what nobody expected; whoever runs the system finds it in the log."""
    words = "Nothing you entered was lost on purpose. Go back and try once more; if it stays so, "
    words += "tell whoever runs this system what you were doing and when."
    return page("trouble.html", status=500, heading="Something went wrong on our side", words=words)


def dead_end() -> Response:
    """The page for an address nobody has."""
    return page("trouble.html", status=404, heading=NotHere.heading, words=NotHere.words)
