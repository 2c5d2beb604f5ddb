"""Who may sign in, who is signed in, and who looked at whom."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Person(Base):
    """Someone of the clinic. `role`: clinician, care_manager, billing, nlu, operator.

    `sandbox` accounts share a published password; production refuses them.
    """

    __tablename__ = "people"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    credential: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    sandbox: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class SignIn(Base):
    """One session of one person; only a hash of the cookie's token is kept."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    csrf: Mapped[str]
    signed_in_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class FailedSignIn(Base):
    """A wrong password, kept to slow down guessing."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_recent", "username", "at"),)

    id: Mapped[Id]
    username: Mapped[str]
    address: Mapped[str]
    at: Mapped[Moment]


class Look(Base):
    """A person looked at a patient's page: who, whom, which page, when."""

    __tablename__ = "looks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[str]
    patient_id: Mapped[str] = mapped_column(index=True)
    page: Mapped[str]
    at: Mapped[Moment]
