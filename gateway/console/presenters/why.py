"""The whole account of one reading or one case, as its page shows it."""

from dataclasses import dataclass

from gateway.console.presenters.delivery import State
from gateway.console.presenters.timeline import Receipt
from gateway.console.presenters.times import When
from gateway.console.presenters.understanding import Understood
from gateway.console.presenters.vitals import Measured
from gateway.console.presenters.words import Piece


@dataclass(frozen=True)
class Signed:
    """Who stands for a rule, since when, and where it was taken from."""

    by: str
    on: str
    source: str


@dataclass(frozen=True)
class RuleRow:
    """One rule, and `how` it stood to the reading. `needed`: where its words give no number.

    `signed` only where it differs from the signature of its file.
    """

    when: str
    leads_to: str
    how: State
    needed: str
    signed: Signed | None


@dataclass(frozen=True)
class Book:
    """One protocol that judged, in the version of that time, its rules nearest first."""

    name: str
    version: int
    approved: Signed
    for_others: bool
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Judgement:
    """One value and what judged it. `measured` is None for a number that was never charted.

    `by`: the rule that decided and its version, as they were written down with the reading.
    `needed`: what would have been needed, one sentence a tier. `bands`: the patient's own.
    `compared`: the earlier readings a rule looked at; `looked`: how far back, empty when none does.
    `today`: what today's rules would say, where they differ. `caution`: what is not certain here.
    """

    value: str
    severity: str
    severity_words: str
    measured: Measured | None
    by: str
    books: tuple[Book, ...]
    needed: tuple[str, ...]
    bands: tuple[str, ...]
    compared: tuple[Measured, ...]
    looked: str
    today: str
    caution: str


@dataclass(frozen=True)
class Finding:
    """One message and what was found in it. `by_net`: the words of danger, found before any model.

    `net`: what came of them. `what` says in a few words why it was looked at; `then` what it did
    to the case it belongs to.
    """

    at: When | None
    channel: str
    pieces: tuple[Piece, ...]
    media: int
    by_net: str
    net: str
    what: str
    then: str
    understood: Understood | None
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class Tick:
    """One moment. `tone`: good (happened), bad (should not have), wait (still to come), plain."""

    at: When
    clock: str
    words: str
    tone: str


@dataclass(frozen=True)
class Due:
    """What had to happen by when, and whether it did."""

    what: str
    by: When
    clock: str
    state: State


@dataclass(frozen=True)
class Told:
    """Whom we told, by which way, when, what, and how far it got."""

    whom: str
    route: str
    at: When
    clock: str
    words: tuple[Piece, ...]
    state: State


@dataclass(frozen=True)
class Explanation:
    """Why somebody was paged, or nobody. `patient_id` is empty for a stranger.

    `about`: who, for the heading of the page only. `case_id`: the case it belongs to, if any.
    `beside`: the case of something else in the same message, where the reading itself has none.
    `clock`: by day. `windows_of`: the version of the table by which its windows are told.
    """

    title: str
    answer: str
    tone: str
    about: str
    patient_id: str
    case_id: str
    beside: str
    place: str
    corrected: str
    findings: tuple[Finding, ...]
    clock: tuple[tuple[str, tuple[Tick, ...]], ...]
    dues: tuple[Due, ...]
    windows_of: str
    told: tuple[Told, ...]
    receipts: tuple[Receipt, ...]
    ended: State
    closing_note: str
