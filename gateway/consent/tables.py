"""Who may be texted."""

from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Moment


class Consent(Base):
    """The latest word of a phone number about being texted; the journal keeps every change.

    `state`: given, stopped. `source`: keyword, sentence, carrier (21610), enrollment, person.
    `at_carrier`: the carrier blocks the number too, and lifts that only when START or UNSTOP is
    texted from it: no wish that is only ours does.
    """

    __tablename__ = "consents"

    phone: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    source: Mapped[str]
    changed_at: Mapped[Moment]
    at_carrier: Mapped[bool] = mapped_column(default=False)
