"""What the head of every page shows: counts, and the red banners."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.console.lookups.alarms import banners
from gateway.console.lookups.practice import practice
from gateway.console.people import Right
from gateway.console.presenters.alarms import Banner
from gateway.console.visitor import Visitor
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.outbox.tables import Letter
from gateway.settings import Settings
from gateway.tasks.tables import Task


@dataclass(frozen=True)
class Chrome:
    """What waits, counted; zero for what the visitor may not see."""

    critical: int = 0
    tasks: int = 0
    letters: int = 0
    alarms: tuple[Banner, ...] = ()


def chrome(session: Session, visitor: Visitor, settings: Settings, *, now: datetime) -> Chrome:
    """Only what the visitor's role may open is counted."""
    critical = tasks = letters = 0
    if visitor.may(Right.SEE):
        critical = session.scalar(
            select(func.count())
            .select_from(Escalation)
            .where(Escalation.tier == "critical", Escalation.state == "open")
        ) or 0  # fmt: skip
    if visitor.may(Right.TASKS):
        tasks = session.scalar(
            select(func.count()).select_from(Task).where(Task.state == "open")
        ) or 0  # fmt: skip
    if visitor.may(Right.LETTERS):
        dead = select(func.count()).select_from(Letter).where(Letter.state == "dead")
        left = select(func.count()).where(InboundMessage.state == "person")
        letters = (session.scalar(dead) or 0) + (session.scalar(left) or 0)
    up = banners(session, visitor, practice(settings), now=now)
    return Chrome(critical, tasks, letters, up)
