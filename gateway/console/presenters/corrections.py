"""A reading the patient has put right, said in words beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.console.presenters.vitals import SEVERITY, Measured, amount, measured
from gateway.readings.tables import Reading


@dataclass(frozen=True)
class Corrections:
    """By a wrong reading's id the one sent in its place; by their own ids those replaced."""

    right_of: Mapping[str, Reading] = field(default_factory=dict)
    wrong: Mapping[str, Reading] = field(default_factory=dict)

    def words(self, reading: Reading) -> str:
        """What became of a reading, or what it took the place of; empty when it stands alone."""
        if reading.status != "final":
            right = self.standing(reading)
            return f"corrected by the patient to {amount(right)}" if right else "entered in error"
        wrong = self.wrong.get(reading.supersedes_id or "")
        return f"in place of {amount(wrong)}" if wrong else ""

    def measured(self, reading: Reading, timezone: str, *, now: datetime) -> Measured:
        shown = measured(reading, timezone, now=now)
        return replace(shown, counts=reading.status == "final", corrected=self.words(reading))

    def of_case(self, reading: Reading | None) -> str:
        """For a case: that its reading was put right. The case itself stays a person's."""
        right = self.standing(reading) if reading and reading.status != "final" else None
        if right is None:
            return ""
        judged = SEVERITY.get(right.severity, right.severity).lower()
        return f"The patient has since corrected this to {amount(right)} ({judged})."

    def standing(self, reading: Reading) -> Reading | None:
        """The reading that counts in the place of a wrong one."""
        right = self.right_of.get(reading.id)
        while right and right.status != "final":
            right = self.right_of.get(right.id)
        return right


NONE = Corrections()
