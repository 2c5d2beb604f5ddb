"""What an operator sees: health, readiness, metrics, and one sentence where a setting is wrong."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from gateway import health, outbox, timers
from gateway.clock import StoppedClock, machine_now
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.outbox import Letter
from gateway.settings import Settings
from gateway.timers import Heartbeat
from launch.setup import ROOT, python_of

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TOKEN = {"Authorization": "Bearer sandbox-metrics-token"}


@pytest.fixture
def web(db: Database) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(health.router)
    app.state.wiring = SimpleNamespace(db=db, clock=StoppedClock(NOW), settings=Settings())
    with TestClient(app) as client:
        yield client


def beat(db: Database, ago: float) -> None:
    with db.transaction() as session:
        at = machine_now() - timedelta(seconds=ago)
        session.add(Heartbeat(worker="w1", lanes="texts", beat_at=at))


def test_the_gateway_is_ready_only_while_a_worker_is_heard_of(
    db: Database, web: TestClient
) -> None:
    assert web.get("/health/live").status_code == 200
    assert web.get("/health/ready").status_code == 503

    beat(db, ago=2)
    assert web.get("/health/ready").status_code == 200


def test_a_worker_silent_for_a_minute_is_not_ready(db: Database, web: TestClient) -> None:
    beat(db, ago=60)

    answer = web.get("/health/ready")
    assert answer.status_code == 503
    assert "start one" in answer.text


def test_metrics_are_for_those_with_the_token(web: TestClient) -> None:
    assert web.get("/metrics").status_code == 401
    assert web.get("/metrics", headers={"Authorization": "Bearer guess"}).status_code == 401
    assert web.get("/metrics", headers=TOKEN).status_code == 200


def test_metrics_count_what_waits_what_died_and_who_is_silent(
    db: Database, web: TestClient
) -> None:
    beat(db, ago=7)
    with db.transaction() as session:
        timers.wake(session, "ladder", "x", key="x", at=NOW - timedelta(seconds=90))
        outbox.post(session, "sms", "m1", key="a", now=NOW - timedelta(seconds=30))
        outbox.post(session, "page", "e1", key="b", now=NOW)
        session.execute(update(Letter).where(Letter.key == "b").values(state="dead"))
        session.add(
            Escalation(dedup_key="k", tier="critical", cause="reading", detail="", opened_at=NOW)
        )

    shown = web.get("/metrics", headers=TOKEN).text
    assert "promotora_timer_oldest_due_seconds 90.0" in shown
    assert 'promotora_outbox_letters{lane="texts",state="todo"} 1.0' in shown
    assert 'promotora_outbox_letters{lane="critical",state="dead"} 1.0' in shown
    assert 'promotora_outbox_oldest_seconds{lane="texts"} 30.0' in shown
    assert "promotora_pages_unacknowledged 1.0" in shown
    assert 'promotora_worker_heartbeat_age_seconds{worker="w1"}' in shown


def gateway(command: str, folder: Path, **settings: str) -> tuple[int, str]:
    """Exit code and words of one command in an environment of its own."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    environ.setdefault("PROMOTORA_DATABASE_URL", f"sqlite:///{folder / 'p.db'}")
    done = subprocess.run(
        [str(python_of("gateway")), "-m", "gateway", command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_broken_setting_is_one_sentence_that_says_what_it_is_for(tmp_path: Path) -> None:
    code, said = gateway("web", tmp_path, PROMOTORA_PORT="abc")

    assert code == 1
    assert "PROMOTORA_PORT" in said
    assert "Port the gateway listens on" in said
    assert "Traceback" not in said


def test_production_refuses_to_start_with_a_published_secret(tmp_path: Path) -> None:
    code, said = gateway("worker", tmp_path, PROMOTORA_MODE="production")

    assert code == 1
    assert "PROMOTORA_TWILIO_AUTH_TOKEN" in said
    assert "sandbox-" not in said


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("protocols/hypertension.yml", "protocol: [", "hypertension.yml"),
        ("protocols/escalation.yml", "version: 1", "escalation.yml"),
        ("data/languages/es.yml", "language: es\nname: Español\n", "es.yml"),
        ("data/languages/en.yml", "language: en\n  says: :", "en.yml"),
        ("data/vitals.yml", "vitals: {}", "vitals.yml"),
    ],
)
def test_a_malformed_file_stops_the_start_with_its_name_and_the_next_step(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    import shutil

    for folder in ("protocols", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / name).write_text(content, "utf-8")

    code, said = gateway(
        "web",
        tmp_path,
        PROMOTORA_DATA_DIR=str(tmp_path / "data"),
        PROMOTORA_PROTOCOLS_DIR=str(tmp_path / "protocols"),
    )
    assert code == 1
    assert says in said
    assert "start again" in said
    assert "Traceback" not in said


def people(folder: Path, *arguments: str, password: str = "") -> tuple[int, str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    environ["PROMOTORA_DATABASE_URL"] = f"sqlite:///{folder / 'p.db'}"
    done = subprocess.run(
        [str(python_of("gateway")), "-m", "gateway", "people", *arguments],
        cwd=ROOT,
        env=environ,
        input=password,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_operator_gives_and_ends_a_sign_in_without_a_password_in_the_arguments(
    tmp_path: Path,
) -> None:
    assert gateway("migrate", tmp_path)[0] == 0

    added = people(
        tmp_path, "add", "maria", "clinician", "Maria", "NP", password="twelve letters\n"
    )
    assert added == (0, "maria may sign in as clinician.\n")
    assert people(tmp_path, "add", "bob", "nlu", "Bob", password="short\n")[0] == 1
    assert people(tmp_path, "retire", "maria")[0] == 0
    assert "(retired)" in people(tmp_path)[1]
    assert people(tmp_path, "promote", "maria")[0] == 2
