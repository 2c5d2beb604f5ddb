"""SIGKILL at random of every process while 500 messages flow: nothing lost, nothing done twice."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gateway.chart import ChartNote, case_number
from gateway.escalations.tables import Concern, Escalation
from gateway.inbox import InboundMessage
from gateway.outbox import Letter
from gateway.readings.tables import Reading
from tests.town import Town

MESSAGES = int(os.environ.get("PROMOTORA_KILL_LOOP_MESSAGES", "500"))
SEED = 20261121
EVERY = 18  # texts between kills, on average: by texts, so that a slow machine has no more kills
PER_SECOND = 9  # texts


@pytest.fixture
def town(db_url: str, tmp_path: Path) -> Iterator[Town]:
    tracker = "" if db_url.startswith("sqlite") else db_url.replace("+psycopg:", "+psycopg2:")
    settings = {"PROMOTORA_DATABASE_URL": db_url, "PROMOTORA_LEASE_SECONDS": "8"}
    if tracker:
        settings |= {"PROMOTORA_RASA_TRACKER_URL": tracker, "PROMOTORA_WORKERS": "2"}
    town = Town(tmp_path / "town", **settings)
    try:
        town.open()
        yield town
    finally:
        town.close()


class Killer(threading.Thread):
    """Kills one process after the other in random order while texts flow; each comes back at once.

    `sent`: how many texts have been sent, which is its clock.
    """

    def __init__(self, town: Town, chance: random.Random) -> None:
        super().__init__()
        self.town, self.chance = town, chance
        self.sent = 0
        self.killed: Counter[str] = Counter()
        self.done = threading.Event()

    def run(self) -> None:
        names: list[str] = []
        wanted = 0.0
        while not self.done.wait(0.05):
            if self.sent < wanted:
                continue
            wanted += self.chance.uniform(0.5, 1.5) * EVERY
            names = names or self.chance.sample(list(self.town.table), len(self.town.table))
            name = names.pop()
            self.town.kill(name)
            self.town.start(name)
            self.killed[name] += 1

    def stop(self) -> None:
        self.done.set()
        self.join()


def readings_to_send(town: Town, chance: random.Random) -> list[tuple[str, str, str]]:
    """(sid, phone, text): every text a pressure that names itself, one in twenty-five critical."""
    patients = [p for p in town.patients() if "hypertension" in p.conditions]
    texts = []
    for number in range(MESSAGES):
        systolic = 191 if number % 25 == 0 else chance.randint(100, 135)
        diastolic = chance.randint(62, 79)
        sid = f"SM{number:032x}"
        texts.append((sid, patients[number % len(patients)].phone, f"{systolic}/{diastolic}"))
    return texts


def send(town: Town, sid: str, phone: str, words: str) -> None:
    """Text until the sandbox has taken it; the same MessageSid makes repeating harmless."""
    for _ in range(200):
        try:
            town.text(phone, words, sid=sid)
            return
        except (httpx.TransportError, AssertionError):
            time.sleep(0.3)
    raise AssertionError("the sandbox did not come back")


def left_over(town: Town, sids: list[str]) -> dict[str, int]:
    """What still has to happen; empty when all work is done."""

    waits = InboundMessage.state == "waiting"
    leaves = Letter.state.in_(("todo", "unknown")), Letter.kind.in_(("page", "note", "sms"))

    def look(session: Session) -> dict[str, int]:
        def count(*which: ColumnElement[bool]) -> int:
            return session.scalar(select(func.count()).where(*which)) or 0

        ours = InboundMessage.sid.in_(sids)
        waiting, letters = count(waits, ours), count(*leaves)
        counts = {"not kept": len(sids) - count(ours), "waiting": waiting, "letters": letters}
        return {what: number for what, number in counts.items() if number}

    return town.ask(look)


def test_no_kill_loses_a_message_or_does_anything_twice(town: Town) -> None:
    chance = random.Random(SEED)
    texts = readings_to_send(town, chance)
    sids = [sid for sid, _, _ in texts]
    killer = Killer(town, chance)
    killer.start()
    try:
        for text in texts:
            send(town, *text)
            killer.sent += 1
            time.sleep(1 / PER_SECOND)
    finally:
        killer.stop()
    for name in town.table:
        town.wait_healthy(name)
    for sid, phone, words in texts:  # Twilio's own retries ended while the gateway was dead:
        if not town.rows(select(InboundMessage.id).where(InboundMessage.sid == sid)):
            send(town, sid, phone, words)  # the carrier's page offers to send such texts again
    town.eventually(lambda: not left_over(town, sids), "all work is done", 420)

    assert set(killer.killed) == set(town.table), f"killed: {dict(killer.killed)}"
    assert_each_once(town, texts)


def number_in(title: str) -> str:
    """The case number in a filed note's title, "Promotora PN-...: ..."."""
    return title.split()[1].rstrip(":")


def assert_paged(town: Town, critical: set[str]) -> None:
    """Each is in a case, once; each patient has one case, whose newest page is one incident.

    A second critical value of hers joins the case that nobody has closed. A page may have been
    renewed, because nobody acknowledges any: an earlier one left once at most.
    """
    found = select(Concern).where(Concern.tier == "critical")
    concerns = [one for one in town.rows(found) if one.message_sid in critical]
    assert Counter(one.message_sid for one in concerns) == Counter(critical)
    cases = {one.case_id for one in concerns}
    rows = {case.id: case for case in town.rows(select(Escalation))}
    assert max(Counter(rows[case].patient_id for case in cases).values()) == 1
    town.eventually(lambda: not unpaged(town, cases), "the newest page of each has left")
    paged = Counter(incident["incident_key"] for incident in town.incidents())
    assert [key for key, times in paged.items() if times > 1] == []


def unpaged(town: Town, cases: set[str]) -> list[str]:
    """Keys of cases, or of the storms that shelter them, that PagerDuty has no incident of."""
    rows = {case.id: case for case in town.rows(select(Escalation))}
    there = {incident["incident_key"] for incident in town.incidents()}
    keys = {rows[rows[case].storm_id or case].dedup_key for case in cases}
    return sorted(keys - there)


def assert_each_once(town: Town, texts: list[tuple[str, str, str]]) -> None:
    sids = [sid for sid, _, _ in texts]
    states = Counter(town.rows(select(InboundMessage.state).where(InboundMessage.sid.in_(sids))))
    assert states == {"handled": len(texts)}

    charted = Counter(town.rows(select(Reading.message_sid).where(Reading.message_sid.in_(sids))))
    assert charted == Counter(sids)
    said = {r.message_sid: r.values for r in town.rows(select(Reading))}
    for sid, _, words in texts:
        assert f"{said[sid]['systolic']:g}/{said[sid]['diastolic']:g}" == words

    assert_paged(town, {sid for sid, _, words in texts if words.startswith("191")})

    ours = Counter(case_number(note.key) for note in town.rows(select(ChartNote)))
    theirs: Counter[str] = Counter()
    for patient in town.patients():
        theirs.update(number_in(note["title"]) for note in town.notes(patient))
    assert theirs == ours
    dead = town.rows(select(Letter).where(Letter.state == "dead"))
    assert [letter.kind for letter in dead] == []
