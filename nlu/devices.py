"""The cuff, the meter, the scale: which one has a trouble, and whether it is there at all."""

from typing import Any, Mapping, Optional

from nlu.answers import AnswerReader
from nlu.questions import STEP_GIVEN
from nlu.situation import Situation
from nlu.words import Words

DEVICES = ("bp", "glucose", "weight")
MISSING = "device_missing"
UNDECIDED = ("clarify", "chat")


class DeviceReader:
    """Reads what a message about a device says beside its act."""

    def __init__(self, words: Words) -> None:
        self.words, self.answers = words, AnswerReader(words)

    def particulars(
        self, folded: str, situation: Situation, follow_up: Optional[str], made: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """`device`: bp, glucose, weight or None; reason `device_missing` when it is not there."""
        if follow_up == STEP_GIVEN and made["act"] in UNDECIDED and not made["proposal"]:
            made = {**made, **self._after_a_step(folded)}
        named, missing = self._named(folded), self.words.heard(MISSING, folded)
        if named and missing and made["act"] in UNDECIDED and not made["proposal"]:
            made = {**made, "act": "device_problem"}  # "my meter never came" needs no model
        if made["act"] != "device_problem":
            return {"act": made["act"], "reason": made["reason"]}
        reason = MISSING if missing else made["reason"]
        return {"act": made["act"], "reason": reason, "device": named}

    def _after_a_step(self, folded: str) -> Mapping[str, Any]:
        """ "Ok" is a promise, not a reading we missed."""
        if not self.answers.brief(folded):
            return {}
        said = self.answers.yes_or_no(folded)
        return {"act": "later", "reason": None} if said and said.said in ("yes", "later") else {}

    def _named(self, folded: str) -> Optional[str]:
        named = [kind for kind in DEVICES if self.words.heard(f"device_{kind}", folded)]
        return named[0] if len(named) == 1 else None
