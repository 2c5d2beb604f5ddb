"""Is it well? Liveness, readiness, and the numbers an operator watches."""

import hmac
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gateway.clock import machine_now
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.outbox import LANES
from gateway.outbox.tables import Letter
from gateway.timers.tables import Heartbeat, Timer

router = APIRouter(tags=["operators"])
QUIET = timedelta(seconds=30)
UNSENT = ("todo", "unknown", "dead")


@router.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(request: Request) -> dict[str, Any]:
    """The database answers and a worker has been heard of in the last 30 seconds.

    503 with what is wrong otherwise. The web process keeps messages even then.
    """
    with request.app.state.wiring.db.reading() as session:
        session.execute(text("SELECT 1"))
        last = session.scalar(select(func.max(Heartbeat.beat_at)))
    if last is None or machine_now() - last > QUIET:
        raise HTTPException(503, "No worker has been heard of for 30 seconds: start one.")
    return {"status": "ready"}


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Prometheus text; needs `Authorization: Bearer` with the metrics token."""
    wiring = request.app.state.wiring
    told = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {wiring.settings.metrics_token.get_secret_value()}".encode()
    if not hmac.compare_digest(told, wanted):
        raise HTTPException(401, "The metrics token is missing or wrong.")
    registry = CollectorRegistry()
    with wiring.db.reading() as session:
        measure(session, registry, now=wiring.clock.now())
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")


def measure(session: Session, registry: CollectorRegistry, *, now: Any) -> None:
    """Read every gauge from the rows themselves: no counter that a restart forgets."""

    def gauge(name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(f"promotora_{name}", help_text, labels, registry=registry)

    oldest = session.scalar(select(func.min(Timer.due_at)).where(Timer.due_at <= now))
    age = (now - oldest).total_seconds() if oldest else 0.0
    gauge("timer_oldest_due_seconds", "Age of the oldest timer that is due.").set(age)
    waiting = gauge("outbox_letters", "Letters by lane and state.", "lane", "state")
    lanes = sorted(set(LANES.values()))
    for lane in lanes:
        for state in UNSENT:
            waiting.labels(lane, state).set(0)
    rows = select(Letter.lane, Letter.state, func.count()).group_by(Letter.lane, Letter.state)
    rows = rows.where(Letter.lane.in_(lanes))  # what was sent long ago is not looked through
    for lane, state, count in session.execute(rows.where(Letter.state.in_(UNSENT))):
        waiting.labels(lane, state).set(count)
    oldest_letter = gauge("outbox_oldest_seconds", "Age of the oldest waiting letter.", "lane")
    first = select(Letter.lane, func.min(Letter.created_at)).group_by(Letter.lane)
    first = first.where(Letter.lane.in_(lanes), Letter.state.in_(("todo", "unknown")))
    for lane, at in session.execute(first):
        oldest_letter.labels(lane).set((now - at).total_seconds())
    _measure_people(session, gauge, now)


def _measure_people(session: Session, gauge: Any, now: Any) -> None:
    inbox = gauge("inbox_messages", "Inbound messages not yet handled, by state.", "state")
    for state in ("waiting", "person"):
        query = select(func.count()).where(InboundMessage.state == state)
        inbox.labels(state).set(session.scalar(query) or 0)
    unacknowledged = select(func.count()).where(
        Escalation.state == "open", Escalation.tier == "critical"
    )
    pages = gauge("pages_unacknowledged", "Critical pages nobody has acknowledged.")
    pages.set(session.scalar(unacknowledged) or 0)
    beats = gauge("worker_heartbeat_age_seconds", "Since each worker was last heard of.", "worker")
    for beat in session.scalars(select(Heartbeat)):
        beats.labels(beat.worker).set((machine_now() - beat.beat_at).total_seconds())
