"""A check-in that is due, and the reply that answers it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.saying import texts
from actions.telling import Tell

ASK, REMIND = "ask", "remind"


class AskCheckIn(Action):
    """Words the question of a check-in. The gateway knows who is asked; names never come here."""

    def name(self) -> str:
        return "action_ask_check_in"

    async def run(
        self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        kind = tracker.get_slot("check_in")
        remind = tracker.get_slot("rung") == REMIND
        name = f"utter_remind_{kind}" if remind else f"utter_check_in_{kind}"
        if name not in texts():
            raise UnknownCheckIn(str(kind))
        say.utter_message(response=name)
        return []


class UnknownCheckIn(LookupError):
    """No text asks for this; the gateway sees an empty answer and treats it as a failure."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"No text asks for the check-in {kind!r}.")


class Record(Tell):
    """Something was understood: readings, an answer, a time for a call."""

    def name(self) -> str:
        return "action_record"
