"""Somebody of the care team before the console of a running town, over HTTP."""

import re

import httpx

from tests.town import Town


def console(town: Town, user: str) -> httpx.Client:
    """A client signed in as a sandbox person: nurse, clinician ...; close it afterwards."""
    client = httpx.Client(base_url=town.gateway_url, follow_redirects=True)
    fields = hidden(client.get("/console/sign-in").text)
    secret = town.environ["PROMOTORA_SANDBOX_PASSWORD"]
    answer = client.post("/console/sign-in", data={**fields, "username": user, "password": secret})
    assert answer.url.path == "/console", answer.text[:500]
    return client


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's forms, the CSRF token among them."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def plain(html: str) -> str:
    """What a person reads of a piece of a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
