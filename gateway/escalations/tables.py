"""Getting a clinician to look."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Id, Moment


class Escalation(Base):
    """One case a clinician must look at. A critical one is closed by a person, never by itself.

    `tier`: critical, abnormal. `cause`: reading, red_flag, critical_words, storm. `state`: open,
    acknowledged, closed. `id` is the case number in links. A stranger's case has a phone and no
    patient. `vital` is what was out of range in an abnormal case, which the next good reading of
    the same vital closes. What the case is about stands in its worst concern; all are in
    `concerns`. `storm_id`: it is one of many that came at once, and paged together in that case.
    `closing_note` is what the person who closed it in the console wrote.

    The page is the newest one of the case: `dedup_key` its key at PagerDuty, which holds no
    identity; `page_at` when it began (None: with the case); `paged_at`: PagerDuty took the event;
    `echoed_at`: its webhook said the incident exists. `waiting_since`: since when nobody has it
    (None: since it was opened). `heard_at`: when at PagerDuty the newest event happened that
    changed this case. Earlier pages are in `earlier_pages`.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        Index("ix_escalations_open", "state", "tier"),
        Index("ix_escalations_recent", "opened_at"),
    )

    id: Mapped[Id]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    tier: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[str]
    vital: Mapped[str | None]
    reading_id: Mapped[str | None]
    message_sid: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[Moment]
    storm_id: Mapped[str | None] = mapped_column(index=True)
    waiting_since: Mapped[datetime | None]
    page_at: Mapped[datetime | None]
    pages: Mapped[int] = mapped_column(default=1)
    paged_at: Mapped[datetime | None]
    echoed_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    incident_id: Mapped[str | None] = mapped_column(index=True)
    incident_url: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closing_note: Mapped[str | None]

    @property
    def waits_from(self) -> datetime:
        return self.waiting_since or self.opened_at

    @property
    def page_began(self) -> datetime:
        return self.page_at or self.opened_at


class Concern(Base):
    """One finding that a case is about: the words or the reading of one message.

    `key` is the finding's own ("critical:<MessageSid>"): whoever finds it again changes nothing.
    `beyond`: by rule (or red-flag family), how far the values were beyond its limit.
    """

    __tablename__ = "concerns"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str] = mapped_column(index=True)
    tier: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[str]
    vital: Mapped[str | None]
    reading_id: Mapped[str | None] = mapped_column(index=True)
    message_sid: Mapped[str | None] = mapped_column(index=True)
    beyond: Mapped[Facts]
    at: Mapped[Moment]


class EarlierPage(Base):
    """A page of a case that a newer one has taken the place of; who had taken it, and when."""

    __tablename__ = "earlier_pages"

    id: Mapped[Id]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str] = mapped_column(index=True)
    tier: Mapped[str]
    why: Mapped[str]
    began_at: Mapped[Moment]
    ended_at: Mapped[Moment]
    paged_at: Mapped[datetime | None]
    echoed_at: Mapped[datetime | None]
    incident_id: Mapped[str | None] = mapped_column(index=True)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]


class Ring(Base):
    """One telephone call to somebody on call about a page that reached nobody.

    `number` counts the calls of one wait, from 0; `ends_round`: the list's last. `state`: wanted,
    placed, then what Twilio says (ringing, in-progress, completed, busy, no-answer, failed,
    canceled), or refused. `pressed_at`: whoever picked up pressed 1, "I have it"; that stops the
    calls for this page, and acknowledges nothing.
    """

    __tablename__ = "rings"

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    name: Mapped[str]
    phone: Mapped[str]
    ends_round: Mapped[bool]
    state: Mapped[str] = mapped_column(default="wanted")
    wanted_at: Mapped[Moment]
    placed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    pressed_at: Mapped[datetime | None]


class Alarm(Base):
    """A red banner on every page of the console, until a person clears it.

    `what`: page_not_taken, page_not_echoed, page_unacknowledged, page_refused, page_key,
    nobody_answers, call_not_placed, not_taken_after_all, test_failed. `key` sounds it once.
    """

    __tablename__ = "alarms"
    __table_args__ = (Index("ix_alarms_sounding", "cleared_at", "sounded_at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    what: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(index=True)
    sounded_at: Mapped[Moment]
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]


class DailyTest(Base):
    """The page that proves each day that a page would arrive; it wakes nobody.

    `day` is the practice's local date. `state`: sent, proved, failed.
    """

    __tablename__ = "daily_tests"

    id: Mapped[Id]
    day: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[Moment]
    paged_at: Mapped[datetime | None]
    echoed_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="sent")
