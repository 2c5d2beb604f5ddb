"""Logs carry ids and places, never a patient's words, name or number, also when all goes wrong."""

import os
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy.exc import SQLAlchemyError
from twilio.request_validator import RequestValidator

from gateway.db import Base, Database
from gateway.inbox.tables import InboundMessage
from gateway.settings import Settings
from launch.setup import ROOT, python_of
from tests.conftest import load_every_table
from tests.town import free_ports

PHONE, WORDS = "+13055550177", "me duele el pecho"


def test_an_error_of_the_database_does_not_quote_the_row(db: Database) -> None:
    with pytest.raises(SQLAlchemyError) as refused, db.transaction() as session:
        session.add(InboundMessage(sid="SM1", phone=PHONE, body=WORDS, channel="sms"))

    ours = [line for line in str(refused.value).splitlines() if not line.startswith("DETAIL:")]
    assert WORDS not in "\n".join(ours)
    assert PHONE not in "\n".join(ours)


def test_a_text_the_database_refuses_is_logged_without_the_text(tmp_path: Path) -> None:
    """The inbox is missing, so every webhook fails; the server says where, and no more."""
    without_an_inbox(f"sqlite:///{tmp_path / 'p.db'}")
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PROMOTORA_DATABASE_URL": f"sqlite:///{tmp_path / 'p.db'}",
        "PROMOTORA_MODE": "sandbox",
        "PROMOTORA_PORT": str(port),
        "PROMOTORA_PUBLIC_BASE_URL": url,
    }
    path = "/webhooks/twilio/sms"
    web = subprocess.Popen(
        [str(python_of("gateway")), "-m", "gateway", "web"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(url + "/health/live")
        answer = httpx.post(url + path, **signed(url + path))
    finally:
        web.terminate()
        said, _ = web.communicate(timeout=30)

    assert answer.status_code == 500
    assert "OperationalError" in said
    assert "twilio_sms.py" in said
    assert WORDS not in said
    assert PHONE not in said
    assert "me+duele" not in said


def signed(url: str) -> dict[str, Any]:
    """Her text as Twilio would post it."""
    fields = {"MessageSid": "SM1", "From": PHONE, "To": "+15005550100", "Body": WORDS}
    token = Settings().twilio_auth_token.get_secret_value()
    headers = {
        "X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return {"content": urlencode(fields), "headers": headers}


def without_an_inbox(url: str) -> None:
    load_every_table()
    db = Database(url)
    Base.metadata.create_all(db.engine)
    InboundMessage.__table__.drop(db.engine)  # type: ignore[attr-defined]
    db.close()


def until(url: str) -> None:
    for _ in range(200):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} never answered")
