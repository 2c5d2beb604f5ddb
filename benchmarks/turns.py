"""A full turn (webhook in to reply handed to Twilio) against a bare Rasa turn; turns a second."""

import time
import uuid
from dataclasses import dataclass

import psutil
from sqlalchemy import func, select

from benchmarks.load import Took, took
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from tests.town import Town

ALONE, SUSTAINED = 40, 400


@dataclass(frozen=True)
class Turns:
    """One after the other: full and bare; and full turns a second when all come at once.

    `cpu_ms` is each process's CPU time per turn of the sustained run, in milliseconds.
    """

    full: Took
    bare: Took
    per_second: float
    texts: int
    cpu_ms: dict[str, float]


def measure(town: Town) -> Turns:
    full, bare = [], []
    for number in range(ALONE):  # alternately, so that both see the same machine
        full.append(full_turn(town, number))
        bare.append(bare_turn(town, number))
    before = cpu_seconds(town)
    per_second = sustained(town)
    used = {name: after - before[name] for name, after in cpu_seconds(town).items()}
    cpu_ms = {name: 1000 * seconds / SUSTAINED for name, seconds in used.items()}
    return Turns(took(full), took(bare), per_second, SUSTAINED, cpu_ms)


def cpu_seconds(town: Town) -> dict[str, float]:
    """User and system time of each process so far."""
    times = {name: psutil.Process(p.pid).cpu_times() for name, p in town.running.items()}
    return {name: spent.user + spent.system for name, spent in times.items()}


def full_turn(town: Town, number: int) -> float:
    """Seconds from the phone's text until Twilio has taken the answer."""
    patient = town.patients()[number % 20]
    began = time.monotonic()
    sid = town.text(patient.phone, f"{110 + number % 20}/70")
    query = select(OutboundMessage.sent_at).where(
        OutboundMessage.reply_to == sid, OutboundMessage.sid.is_not(None)
    )
    while not town.rows(query):
        if time.monotonic() - began > 30:
            raise RuntimeError("no answer within 30 s")
        time.sleep(0.005)
    return time.monotonic() - began


def bare_turn(town: Town, number: int) -> float:
    """Seconds of a turn at Rasa alone: a trigger, its rule, the action server, the words.

    It calls nobody else; the full turn has the reading of the words, the clinical call and two
    queues on top.
    """
    base = town.environ["PROMOTORA_RASA_URL"]
    asked = {"check_in": "bp", "language": "es" if number % 2 else "en", "rung": "ask"}
    began = time.monotonic()
    answer = town.http.post(
        f"{base}/conversations/bench-{uuid.uuid4().hex}/trigger_intent",
        params={"output_channel": "latest", "token": town.environ["PROMOTORA_RASA_TOKEN"]},
        json={"name": "EXTERNAL_check_in", "entities": asked},
    )
    took = time.monotonic() - began
    if not answer.json()["messages"]:
        raise RuntimeError("Rasa had no words")
    return took


def sustained(town: Town) -> float:
    """Texts of all patients at once; turns a second from the first text to the last answer."""
    patients = town.patients()[:20]
    began = time.monotonic()
    sids = [
        town.text(patients[n % len(patients)].phone, f"{110 + n % 20}/71") for n in range(SUSTAINED)
    ]
    waiting = select(func.count()).where(
        InboundMessage.sid.in_(sids), InboundMessage.state != "handled"
    )
    answered = select(func.count()).where(
        OutboundMessage.reply_to.in_(sids), OutboundMessage.sid.is_not(None)
    )
    town.eventually(
        lambda: (
            town.ask(lambda s: s.scalar(waiting)) == 0
            and (town.ask(lambda s: s.scalar(answered)) or 0) >= SUSTAINED
        ),
        "every text is answered",
        300,
    )
    return SUSTAINED / (time.monotonic() - began)
