"""FHIR R4 over HTTP with a SMART token: read, search all pages, create."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

import httpx
import structlog

from gateway.vendors import wire
from gateway.vendors.delivery import Later, Undeliverable, Unsure
from gateway.vendors.ehr.smart import Tokens

JSON = "application/fhir+json"

log = structlog.get_logger("gateway.vendors.ehr")


class Fhir:
    """One FHIR server. Ids mean something only together with its base URL."""

    def __init__(self, base_url: str, tokens: Tokens, http: httpx.Client, seconds: float) -> None:
        self.base = base_url.rstrip("/")
        self.tokens = tokens
        self._http = http
        self._seconds = seconds

    def read(self, path: str) -> dict[str, Any] | None:
        """One resource, for example "Patient/12724066"; None when it does not exist."""
        response = self._send("GET", f"{self.base}/{path}", wire.Patience(self._seconds))
        if response.status_code in (404, 410):
            return None
        return _resource(response)

    def search(self, kind: str, query: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        """Every match of all pages, each id once in its newest version.

        The same id may stand on two pages when it changes while we turn them.
        """
        newest: dict[str, dict[str, Any]] = {}
        for found in self._pages(kind, query):
            before = newest.get(found["id"])
            if before is None or _version(found) >= _version(before):
                newest[found["id"]] = found
        return list(newest.values())

    def create(self, resource: dict[str, Any]) -> tuple[str, str]:
        """Id of the new resource and the server's X-Request-Id.

        Raises Unsure when it may exist already: FHIR servers without conditional create make a
        second one on a second POST.
        """
        kind = resource["resourceType"]
        response = self._send(
            "POST", f"{self.base}/{kind}", wire.Patience(self._seconds), json=resource
        )
        request_id = response.headers.get("X-Request-Id", "")
        if not response.is_success:
            raise refusal(response)
        location = response.headers.get("Location", "").partition("/_history/")[0]
        before, _, new_id = location.rstrip("/").rpartition("/")
        if not new_id or not before.endswith(kind):
            raise Unsure(f"the chart took the {kind} but did not say under which id")
        return new_id, request_id

    def capabilities(self) -> dict[str, Any]:
        """The server's /metadata; needs no token."""
        request = self._http.build_request("GET", f"{self.base}/metadata", headers={"Accept": JSON})
        return _resource(wire.exchange(self._http, request, "the chart", repeatable=True))

    def _pages(self, kind: str, query: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        url = str(httpx.URL(f"{self.base}/{kind}", params=httpx.QueryParams(list(query))))
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            bundle = _resource(self._send("GET", url, wire.Patience(self._seconds)))
            for entry in bundle.get("entry") or []:
                found = entry.get("resource") or {}
                if found.get("resourceType") == kind and found.get("id"):
                    yield found
            url = self._next(url, bundle)

    def _next(self, url: str, bundle: dict[str, Any]) -> str:
        """The next page's address as given. Our token goes to no other server than the chart."""
        links = {link.get("relation"): link.get("url") for link in bundle.get("link") or []}
        if not links.get("next"):
            return ""
        following = urljoin(url, str(links["next"]))
        ours, theirs = httpx.URL(self.base), httpx.URL(following)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise Later(None, "the chart's next page is on another server", alarm=True)
        return following

    def _send(
        self, method: str, url: str, patience: wire.Patience, json: Any = None
    ) -> httpx.Response:
        """With a token, and once more with a new one after 401, which did nothing."""
        token = self.tokens.token()
        response = self._once(method, url, token, patience, json)
        if response.status_code == 401:
            token = self.tokens.renew(token)
            response = self._once(method, url, token, patience, json)
        if response.status_code in (401, 403):
            raise Later(None, f"the chart refuses our token ({response.status_code})", alarm=True)
        return response

    def _once(
        self, method: str, url: str, token: str, patience: wire.Patience, json: Any
    ) -> httpx.Response:
        patience.check("the chart")
        headers = {"Accept": JSON, "Authorization": f"Bearer {token}"}
        if json is not None:
            headers["Content-Type"] = JSON
        request = self._http.build_request(method, url, headers=headers, json=json)
        repeatable = method == "GET"
        response = wire.exchange(self._http, request, "the chart", repeatable=repeatable)
        log.debug(
            "chart answered",
            method=method,
            status=response.status_code,
            request_id=response.headers.get("X-Request-Id", ""),
        )
        return response


def refusal(response: httpx.Response) -> Undeliverable | Later:
    """What a 4xx means, with the outcome's codes and places; its diagnostics may quote the note."""
    status = response.status_code
    if status == 408:
        return Later(None, "the chart did not get the whole request (408)")
    outcome = wire.fields(response)
    issues = [issue for issue in outcome.get("issue") or [] if isinstance(issue, dict)]
    why = [" ".join([str(issue.get("code")), *_places(issue)]) for issue in issues]
    return Undeliverable(str(status), "the chart refused: " + ("; ".join(why) or "no reason given"))


def _places(issue: dict[str, Any]) -> list[str]:
    places = issue.get("expression") or issue.get("location") or []
    return [str(place) for place in places if "'" not in str(place)]


def _resource(response: httpx.Response) -> dict[str, Any]:
    if response.status_code >= 400:
        raise refusal(response)
    found = wire.fields(response)
    if "resourceType" not in found:
        raise Later(None, "the chart's answer is no FHIR resource", alarm=True)
    return found


def _version(resource: dict[str, Any]) -> tuple[int, str]:
    meta = resource.get("meta") or {}
    version = str(meta.get("versionId") or "")
    return int(version) if version.isdigit() else 0, str(meta.get("lastUpdated") or "")
