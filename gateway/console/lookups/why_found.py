"""The messages behind a page: the words, how they were read, and what judged their numbers."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.lookups.corrections import corrections
from gateway.console.lookups.why_judged import Bench, of_reading, of_words
from gateway.console.presenters.cases import CAUSES
from gateway.console.presenters.timeline import red_flag
from gateway.console.presenters.times import when
from gateway.console.presenters.understanding import understood
from gateway.console.presenters.vitals import plain
from gateway.console.presenters.why import Finding
from gateway.console.presenters.words import Piece, pieces
from gateway.escalations import Account
from gateway.escalations.tables import Concern
from gateway.inbox.tables import InboundMessage
from gateway.readings.tables import Reading
from gateway.replies.tables import Interpretation

CHANNELS = {"voice": "Said on the phone", "sms": "Text message"}
DOUBT = "in doubt, because the words beside it speak against danger; "
NET = {
    "sure": "found before any model read it; words of danger page whoever writes them",
    "asking": f"{DOUBT}the model is being asked",
    "passed over": f"{DOUBT}the model saw none either, so a person reads the message",
    "both": f"{DOUBT}the model saw danger too, so it counted",
    "late": f"{DOUBT}no model had read it in time, so it counted",
}
THEN = {
    "paged": "A page was written for it",
    "storm": "One of many: one page was written for all of them",
    "added": "Added to the open case; nobody was paged again",
}


def of_case(session: Session, found: Account, bench: Bench) -> list[Finding]:
    """One for each message the case is about, in the order in which they were found."""
    sids = dict.fromkeys([*(c.message_sid for c in found.concerns), found.case.message_sid])
    return [_finding(session, sid, None, [found], bench) for sid in sids if sid]


def of_message(session: Session, sid: str, accounts: Sequence[Account], bench: Bench) -> Finding:
    return _finding(session, sid, None, accounts, bench)


def of_one(
    session: Session, reading: Reading, accounts: Sequence[Account], bench: Bench
) -> list[Finding]:
    return [_finding(session, reading.message_sid, reading, accounts, bench)]


def _finding(
    session: Session, sid: str, only: Reading | None, accounts: Sequence[Account], bench: Bench
) -> Finding:
    message = session.scalar(select(InboundMessage).where(InboundMessage.sid == sid))
    mine = select(Reading).where(Reading.message_sid == sid).order_by(Reading.ordinal)
    held = [only] if only else session.scalars(mine).all()
    read = session.get(Interpretation, sid)
    judged = [told for reading in held for told in of_reading(session, reading, bench)]
    if message and not held:
        judged = of_words(session, message, bench)
    concerns = [c for found in accounts for c in found.concerns if c.message_sid == sid]
    put_right = corrections(session, held)
    return Finding(
        at=when(message.received_at, bench.timezone, now=bench.now) if message else None,
        channel=CHANNELS.get(message.channel, plain(message.channel)) if message else "",
        pieces=_words(message, read, held),
        media=message.media if message else 0,
        by_net=red_flag(message)[0] if message else "",
        net=_net(message, concerns, read),
        what=", ".join(dict.fromkeys(_cause(concern) for concern in concerns)),
        then=_then(concerns, accounts),
        understood=understood(read, held, (), bench.timezone, now=bench.now, corrections=put_right),
        judgements=tuple(judged),
    )


def _words(
    message: InboundMessage | None, read: Interpretation | None, held: Iterable[Reading]
) -> tuple[Piece, ...]:
    """The message with what was read in it marked; without it, what the reading kept of it."""
    if message is None:
        return tuple(Piece(reading.words) for reading in held)
    spans = list(read.said.get("evidence") or ()) if read else []
    spans = spans or [{"text": reading.words, "as": reading.vital} for reading in held]
    return pieces(message.body, red_flag(message)[1] + spans)


def _cause(concern: Concern) -> str:
    """Rules stand beside the number; of words the family says more."""
    words = CAUSES.get(concern.cause, plain(concern.cause))
    if concern.cause == "red_flag":
        return f"{words}: {concern.detail.replace('_', ' ')}"
    return words


def _net(
    message: InboundMessage | None, concerns: Sequence[Concern], read: Interpretation | None
) -> str:
    """What came of words of danger; those in doubt count unless the model sees none either."""
    flag = (message.screening or {}).get("flag") if message else None
    if not flag or not flag.get("doubtful"):
        return NET["sure"] if flag else ""
    if not any(concern.cause == "red_flag" for concern in concerns):
        return NET["passed over" if read else "asking"]
    return NET["both" if read and read.act == "emergency" else "late"]


def _then(concerns: Sequence[Concern], accounts: Sequence[Account]) -> str:
    if not concerns:
        return ""
    for found in accounts:
        if any(
            concern.case_id == found.case.id and found.paged_for(concern) for concern in concerns
        ):
            return THEN["storm" if found.storm else "paged"]
    return THEN["added"]
