"""Keeping each protocol as it judged: a reading is explained by it when the file has changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.db import known
from gateway.protocols.consulted import Consulted
from gateway.protocols.judge import Protocol, Rule, Signature
from gateway.protocols.rule_words import parse
from gateway.protocols.tables import KeptProtocol
from gateway.protocols.vitals import Vital, vital_of


def keep(
    session: Session, consulted: Sequence[Consulted], vital: Vital, *, now: datetime
) -> list[str]:
    """Keep what judges, once for all time; the digests by which `kept` finds it again."""
    return [_keep(session, one.protocol, vital, now) for one in consulted]


def kept(session: Session, digests: Iterable[str]) -> list[tuple[Protocol, Vital]]:
    """The protocols of these digests, each with its vital, as they were when they judged."""
    rows = (session.get(KeptProtocol, digest) for digest in digests)
    return [_from_paper(json.loads(row.paper)) for row in rows if row]


def kept_as(session: Session, label: str) -> tuple[Protocol, Vital] | None:
    """What judged first under a label such as "hypertension@1"; None when nothing was kept."""
    first = select(KeptProtocol).where(KeptProtocol.label == label).order_by(KeptProtocol.since)
    row = session.scalars(first.limit(1)).first()
    return _from_paper(json.loads(row.paper)) if row else None


def digest(protocol: Protocol, vital: Vital) -> str:
    """SHA-256 of all that a protocol and its vital say: another word is another digest."""
    return _digest(_paper(protocol, vital))


def _keep(session: Session, protocol: Protocol, vital: Vital, now: datetime) -> str:
    paper = _paper(protocol, vital)
    number = _digest(paper)
    if known(session, KeptProtocol, number) is None:
        row = KeptProtocol(digest=number, label=protocol.label, paper=paper, since=now)
        with suppress(IntegrityError), session.begin_nested():  # another worker keeps it as well
            session.add(row)
    return number


def _digest(paper: str) -> str:
    return hashlib.sha256(paper.encode()).hexdigest()


def _paper(protocol: Protocol, vital: Vital) -> str:
    """Text, not JSON columns: Postgres would forget the order of the parts."""
    written = {
        "name": protocol.name,
        "version": protocol.version,
        "conditions": list(protocol.conditions),
        "for_others": protocol.for_others,
        "approved": asdict(protocol.approved),
        "rules": [_rule(rule) for rule in protocol.rules],
        "vital": {"key": vital.key, "paper": vital.paper.model_dump(mode="json")},
    }
    return json.dumps(written, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    signed = asdict(rule.signed) if rule.signed else None
    return {"when": rule.when, "then": rule.then, "active": rule.active, "signed": signed}


def _from_paper(written: dict[str, Any]) -> tuple[Protocol, Vital]:
    vital = vital_of(written["vital"]["key"], written["vital"]["paper"])
    rules = tuple(
        Rule(
            rule["when"],
            parse(rule["when"], vital),
            rule["then"],
            rule["active"],
            Signature(**rule["signed"]) if rule["signed"] else None,
        )
        for rule in written["rules"]
    )
    protocol = Protocol(
        written["name"],
        written["version"],
        vital.key,
        tuple(written["conditions"]),
        Signature(**written["approved"]),
        rules,
        for_others=written["for_others"],
    )
    return protocol, vital
