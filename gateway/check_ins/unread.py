"""Whether a reply waits to be read, by Rasa or by a person."""

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from gateway.inbox import InboundMessage
from gateway.tasks import Task


def unread(session: Session, phones: Collection[str]) -> set[str]:
    """Those of these numbers of whom nobody knows whether they have answered: they are not asked
    again meanwhile.

    A message given to a person counts until that person's task is done. Looked up by the number,
    because of two who share one the message may be anybody's.
    """
    asked_person = (
        select(Task.id)
        .where(Task.message_sid == InboundMessage.sid, Task.state == "open")
        .where(Task.kind == "reply_not_processed")
        .exists()
    )
    waits = select(InboundMessage.phone).where(
        InboundMessage.phone.in_(phones),
        or_(
            InboundMessage.state == "waiting", and_(InboundMessage.state == "person", asked_person)
        ),
    )
    return set(session.scalars(waits))
