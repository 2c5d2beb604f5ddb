"""The clinical API's requests and answers, as written between the processes."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    SerializerFunctionWrapHandler,
    StrictInt,
    model_serializer,
    model_validator,
)

from gateway.inbox.keep import storable

Act = Literal[
    "accept",
    "clarify",
    "emergency",
    "stop",
    "help",
    "language",
    "callback",
    "refill",
    "med_question",
    "symptom",
    "device_problem",
    "later",
    "other_person",
    "chat",
]
Number = Annotated[StrictInt, Field(ge=-1_000_000, le=1_000_000)] | FiniteFloat
ShortId = Annotated[str, Field(min_length=1, max_length=200)]


class ReadingIn(BaseModel):
    """A reading as said: `type` from data/vitals.yml; numbers by part, or `value` and `unit`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Number | None]

    type: ShortId
    unit: Annotated[str, Field(max_length=40)] | None = None


class ProposalIn(ReadingIn):
    """What a question proposes: a reading, perhaps in place of one; or two `of` which to choose."""

    of: Annotated[list[ReadingIn], Field(min_length=2, max_length=2)] | None = None
    corrects: ReadingIn | None = None

    @model_serializer(mode="wrap")
    def _as_said(self, inner: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what was not proposed: the same words come back as they were given."""
        told: dict[str, Any] = inner(self)
        return {k: v for k, v in told.items() if k not in ("of", "corrects") or v is not None}


class EvidenceIn(BaseModel):
    """A span of the message, what it was taken for, and whether that was kept."""

    model_config = ConfigDict(extra="ignore")

    start: Annotated[int, Field(ge=0, le=1_000_000)]
    end: Annotated[int, Field(ge=0, le=1_000_000)]
    text: str = ""
    as_: str | None = Field(None, alias="as")
    kept: bool = True


Wall = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class WhenIn(BaseModel):
    """A time as she said it: `minutes` from now, or a day, an hour, a part of the day.

    `weekday`: Monday is 0. `either`: before or after noon was not said.
    """

    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    days: Annotated[int, Field(ge=0, le=7)] | None = None
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    at: Wall | None = None
    from_: Wall | None = Field(None, alias="from")
    until: Wall | None = None
    either: bool | None = None
    part: Annotated[str, Field(max_length=40)] | None = None


class InterpretationIn(BaseModel):
    """The one interpretation of one message.

    `correction`: a reading puts an earlier one right; `wrong` says which, whole where she names
    it, else by its `type`. `spoken`: the language her words are clearly in.
    """

    act: Act
    readings: Annotated[list[ReadingIn], Field(max_length=20)] = []
    correction: bool = False
    wrong: Annotated[list[ReadingIn], Field(max_length=20)] = []
    answer: Literal["yes", "no"] | None = None
    language: Literal["en", "es"] | None = None
    time: Annotated[str, Field(max_length=2000)] | None = None
    reason: Annotated[str, Field(max_length=100)] | None = None
    device: Literal["bp", "glucose", "weight"] | None = None
    again: WhenIn | None = None
    call: WhenIn | None = None
    why: Literal["forgot", "none_left", "harm", "other"] | None = None
    proposal: ProposalIn | None = None
    spoken: Literal["en", "es"] | None = None
    evidence: Annotated[list[EvidenceIn], Field(max_length=500)] = []
    confidence: Annotated[FiniteFloat, Field(ge=0, le=1)]
    model: Annotated[str, Field(max_length=200)]


class ReplyIn(BaseModel):
    """What the action server made of one message."""

    message_sid: ShortId
    patient_id: ShortId
    conversation_id: ShortId
    interpretation: InterpretationIn

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, told: Any) -> Any:
        return clean(told)


class OutcomeOut(BaseModel):
    """Which text the action says, in which language, with which values."""

    outcome: str
    context: str
    language: str
    reason: str | None
    values: dict[str, str]


def clean(told: Any) -> Any:
    """Every text inside, without what Postgres cannot store (NUL, lone surrogates)."""
    if isinstance(told, str):
        return storable(told)
    if isinstance(told, list):
        return [clean(one) for one in told]
    if isinstance(told, dict):
        return {clean(name): clean(value) for name, value in told.items()}
    return told
