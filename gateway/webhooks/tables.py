"""Which vendor deliveries have been seen."""

from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Moment


class SeenDelivery(Base):
    """A delivery that was taken; a second one with the same id changes nothing."""

    __tablename__ = "seen_deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    vendor: Mapped[str]
    at: Mapped[Moment]
