"""Which of her earlier readings a message puts right, if any."""

from typing import Any

from gateway import readings
from gateway.errors import ImplausibleReading
from gateway.protocols import UnknownVital, Vital
from gateway.readings.tables import Reading
from gateway.replies.asking import asked_about_a_number
from gateway.replies.told import Hearing


def earlier(heard: Hearing, vital: Vital, said: dict[str, Any]) -> Reading | None:
    """The reading of today that `said` takes the place of; None when it is simply a reading.

    Where we are waiting for this very number, "I made a mistake" is about what was not charted,
    unless she names a value that was.
    """
    wrong = heard.told.takes_back.get(vital.key)
    if wrong is None:
        return None
    vital.stored(said)  # nothing is taken back for a number that cannot be true
    named = _named(vital, wrong)
    if named is None and (heard.fitting(vital.check_in) or asked_about_a_number(heard)):
        return None
    return readings.earlier(
        heard.session,
        heard.patient,
        vital,
        named,
        message_sid=heard.message.sid,
        at=min(heard.message.received_at, heard.now),
    )


def repeated(heard: Hearing, vital: Vital, said: dict[str, Any], standing: Reading) -> bool:
    """True when what she says stands already: nothing is kept twice, and she hears what stands."""
    if not readings.same_values(vital.stored(said), standing.values):
        return False
    heard.known.append(standing)
    before = heard.session.get(Reading, standing.supersedes_id or "")
    if before:
        heard.changed.append((vital.echo(before.said), vital.echo(said)))
    heard.said.append(vital.echo(said))
    return True


def _named(vital: Vital, wrong: dict[str, Any]) -> dict[str, float] | None:
    """The wrong value in stored units, when she names one that can have been charted."""
    try:
        return vital.stored(wrong)
    except (ImplausibleReading, UnknownVital):
        return None
