"""Searching the shelf, and pages of what was found."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

from sandbox.clock import parsed
from sandbox.oracle_health.matching import patient_matches, tokens_match
from sandbox.oracle_health.parameters import DATED, Query, Span, count_of, invalid, span_of
from sandbox.oracle_health.shelf import rows
from sandbox.store import Row, Store

Resource = dict[str, Any]
MOST_PATIENTS = 1000
PAGE = "-pageContext"  # opaque to the client: follow Bundle.link next as it stands


def found(store: Store, kind: str, query: Query) -> list[Resource]:
    """Everything that matches, newest first."""
    patient = query.get("patient", query.get("subject", [None]))[0]
    of = patient.removeprefix("Patient/") if patient else None
    spans = {name: span_of(kind, name, query[name]) for name in DATED if name in query}
    listed = rows(store, kind, patient=of)
    kept = [json.loads(row["body"]) for row in listed if _in_time(row, spans)]
    return [resource for resource in kept if _matches(kind, resource, query)]


def _in_time(row: Row, spans: dict[str, Span]) -> bool:
    for name, span in spans.items():
        if name == "period":
            period = json.loads(row["body"])["context"]["period"]
            end = parsed(period["end"])
            if not span.meets(parsed(period["start"]) if "start" in period else end, end):
                return False
        elif not span.holds(row[DATED[name]]):
            return False
    return True


def _matches(kind: str, resource: Resource, query: Query) -> bool:
    if "_id" in query and resource["id"] not in query["_id"][0].split(","):
        return False
    if kind == "Patient":
        return patient_matches(resource, query)
    return tokens_match(resource, query)


def bundle(base: str, kind: str, query: Query, all_: list[Resource], page: str | None) -> Resource:
    """One page as a searchset Bundle, with the link to the next."""
    size, at = count_of(kind, query), _offset(page)
    shown = all_[at : at + size]
    pairs = [(name, value) for name, values in query.items() for value in values]
    links = [{"relation": "self", "url": _url(base, kind, pairs, page)}]
    if at + size < len(all_):
        links.append({"relation": "next", "url": _url(base, kind, pairs, _page(at + size))})
    made: Resource = {"resourceType": "Bundle", "type": "searchset", "link": links}
    if page is None and at + size >= len(all_):
        made["total"] = len(all_)
    if shown:
        made["entry"] = [
            {"fullUrl": f"{base}/{kind}/{one['id']}", "resource": one, "search": {"mode": "match"}}
            for one in shown
        ]
    return made


def _url(base: str, kind: str, pairs: list[tuple[str, str]], page: str | None) -> str:
    more = [(PAGE, page)] if page else []
    return f"{base}/{kind}?{urlencode([*pairs, *more])}"


def _page(offset: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"o": offset}).encode()).decode()


def _offset(page: str | None) -> int:
    if page is None:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(page))["o"])
    except (ValueError, KeyError, TypeError):
        raise invalid(f"{PAGE} is not one of ours") from None
