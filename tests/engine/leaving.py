"""Who leaves and comes back at the front desk, and what she hears of it."""

from typing import Any

from gateway import check_ins, consent
from gateway.cohort import Patient
from gateway.messages.tables import OutboundMessage
from gateway.tasks import Task
from tests.clinic import PROTOCOLS
from tests.engine.test_front_desk import PHONE, Desk

ASKING = check_ins.load(PROTOCOLS)
STARTED = "Your clinic: You will get our messages again. Reply HELP for help, STOP to end. "
BP_TOMORROW = "Next, we will ask for your blood pressure: tomorrow 8:00 AM."
BACK = ["I want to get your messages again", "please start texting me again"]


def scheduled(desk: Desk, language: str = "en", hours: int = 6, **told: Any) -> Patient:
    """A patient with her usual check-ins; at three in the afternoon, today's are over."""
    desk.clock.advance(hours=hours)
    rosa = desk.enroll(language=language, **{"conditions": {"hypertension": "I10"}, **told})
    with desk.db.transaction() as session:
        mine = session.get_one(Patient, rosa.id)
        check_ins.enroll(session, mine, ASKING, now=desk.clock.now())
    return rosa


def says(desk: Desk, *bodies: str, **more: str) -> str:
    """She writes one text after the other, a minute apart; the last MessageSid."""
    sid = ""
    for body in bodies:
        desk.clock.advance(minutes=1)
        sid = desk.hears(body, **more)
    return sid


def texts(desk: Desk) -> list[str]:
    told = sorted(desk.all(OutboundMessage), key=lambda text: text.created_at)
    return [str(text.body) for text in told]


def may_text(desk: Desk, phone: str = PHONE) -> bool:
    with desk.db.reading() as session:
        return consent.may_text(session, phone)


def whys(desk: Desk) -> list[str]:
    return sorted(task.why for task in desk.all(Task))
