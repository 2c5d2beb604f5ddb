"""A patient's telephone in the sandbox: it rings, she picks up, presses keys, speaks, listens."""

from dataclasses import dataclass
from typing import Any

from tests.town import Town


@dataclass
class Telephone:
    """One number. What it `hears` is what our TwiML said, fetched over HTTP as Twilio does."""

    town: Town
    number: str

    def is_set_to(self, picks_up: str) -> None:
        """rings, answers, machine, fax, busy, no-answer, failed."""
        self.town.sandbox("PUT", f"/phones/{self.number}/line", json={"picks_up": picks_up})

    def calls(self) -> list[dict[str, Any]]:
        return list(self.town.sandbox("GET", f"/phones/{self.number}/calls"))

    @property
    def call(self) -> dict[str, Any]:
        return self.calls()[-1]

    def rings(self, seconds: float = 60) -> None:
        self.town.eventually(
            lambda: self.calls() and self.call["status"] == "ringing", "the phone rings", seconds
        )

    def rings_in_vain(self, status: str, seconds: float = 60) -> None:
        """A call comes and nobody takes it; `status` is how it ends."""
        self.town.eventually(
            lambda: self.calls() and self.call["status"] == status, f"a call is {status}", seconds
        )

    def picks_up(self) -> None:
        self.rings()
        self.town.sandbox("POST", f"/phones/{self.number}/answer")

    def dials_the_clinic(self) -> None:
        self.town.sandbox("POST", f"/phones/{self.number}/call")

    def keys(self, keys: str) -> None:
        self._listened_to()
        self.town.sandbox("POST", f"/phones/{self.number}/keys", json={"keys": keys})

    def says(self, words: str) -> None:
        self._listened_to()
        self.town.sandbox("POST", f"/phones/{self.number}/speech", json={"words": words})

    def hangs_up(self) -> None:
        self.town.sandbox("POST", f"/phones/{self.number}/hang-up")

    def heard(self) -> list[str]:
        return [line["words"] for line in self.call["lines"] if line["who"] == "clinic"]

    def hears(self, words: str, seconds: float = 60) -> str:
        """Wait until this was said into the line; that sentence."""
        return self.town.eventually(
            lambda: next((said for said in self.heard() if words in said), ""),
            f"the line says {words!r} (said: {self.heard()[-3:]})",
            seconds,
        )

    def ends(self, status: str = "completed", seconds: float = 60) -> None:
        self.town.eventually(
            lambda: self.call["status"] == status, f"the call is {status}", seconds
        )

    def _listened_to(self) -> None:
        self.town.eventually(lambda: self.call["listening"], "the line listens")
