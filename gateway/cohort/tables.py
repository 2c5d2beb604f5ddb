"""Who is enrolled."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Id, Moment


class Patient(Base):
    """A patient of the programme, as the chart last described her.

    `language` is `en` or `es`: what was agreed on; `spoken` is the language of her latest clear
    words, written at `spoken_at`, in which she is answered. `conditions` is a dict
    {condition: ICD-10-CM code}, e.g. {"hypertension": "I10"}. `fhir_id` is valid only with the
    configured FHIR base. A phone may serve two patients of one household. `language_from` says
    whose word the language is: `chart`, `patient`, or a person's user name. `reached_by` is how
    she wants to be asked: `text`, or `call` for who would rather talk.
    """

    __tablename__ = "patients"

    id: Mapped[Id]
    fhir_id: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    language_from: Mapped[str] = mapped_column(default="chart")
    spoken: Mapped[str | None]
    spoken_at: Mapped[datetime | None]
    reached_by: Mapped[str] = mapped_column(default="text")
    timezone: Mapped[str]
    birth_date: Mapped[str | None]
    conditions: Mapped[Facts]
    care_manager: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    enrolled_at: Mapped[Moment]
    chart_read_at: Mapped[datetime | None]
