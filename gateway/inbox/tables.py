"""What came in, kept before anyone is thanked."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Moment


class InboundMessage(Base):
    """One message exactly as it arrived. Only its handling changes, never its words.

    `state`: waiting (for its turn), handled, person (given to the care team). `screened_at` is when
    the safety net has read it. `id` rises in order of arrival: one patient's messages are handled
    in that order, one at a time. NUL characters are kept as U+2400, which Postgres can store.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_due", "state", "next_at"),
        Index("ix_inbox_order", "state", "id"),
        Index("ix_inbox_phone", "phone", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    sid: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str]
    patient_id: Mapped[str | None] = mapped_column(index=True)
    channel: Mapped[str]
    body: Mapped[str]
    media: Mapped[int] = mapped_column(default=0)
    raw: Mapped[Facts]
    received_at: Mapped[Moment]
    screened_at: Mapped[datetime | None]
    screening: Mapped[Facts] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    next_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[str | None]
    conversation_id: Mapped[str | None]
    last_error: Mapped[str | None]
    handled_at: Mapped[datetime | None]

    @staticmethod
    def of_call(call_sid: str, turns: int) -> list[str]:
        """The sids under which the first so many turns of a call are kept, the opening first.

        Looked up as they are: a search for what begins like one would read the whole table.
        """
        return [f"{call_sid}.{turn}" for turn in range(turns)]

    @property
    def came(self) -> str:
        """How the words came, for a chart note: wrote, said on the phone, keyed on the phone."""
        if self.channel != "voice":
            return "wrote"
        return "keyed on the phone" if self.raw.get("Digits") else "said on the phone"
