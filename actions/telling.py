"""What every action on a reply does: tell the clinic once, then say its outcome."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clinic import Clinic
from actions.saying import response

SAY = "action_say_outcome"


class Tell(Action):
    """Hands over the whole interpretation; the clinic decides, the action only words it.

    When the clinic cannot be reached the action fails, so that nothing is pretended.
    """

    def __init__(self, clinic: Clinic | None = None) -> None:
        self.clinic = clinic or Clinic.of_environment()

    def name(self) -> str:
        raise NotImplementedError  # abstract: rasa-sdk registers no action that has no name

    async def run(
        self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        outcome = await self.clinic.reply(tracker)
        message = tracker.latest_message
        aloud = (message.get("metadata") or {}).get("channel") == "voice"
        words = response(outcome, message["interpretation"].get("read"), aloud=aloud)
        if words is None:
            return []
        name, shown = words
        if outcome.language in ("", tracker.get_slot("language")):
            say.utter_message(response=name, **shown)
            return []
        # Rasa words an action before it takes the action's slots, so a change of language waits
        # for a second action: it says the same text in the language the clinic asked for.
        chosen = {"response": name, "values": shown}
        return [
            SlotSet("language", outcome.language),
            SlotSet("outcome", chosen),
            FollowupAction(SAY),
        ]


class SayOutcome(Action):
    """Says the text an action chose, now in the language that was changed."""

    def name(self) -> str:
        return SAY

    async def run(
        self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        chosen = tracker.get_slot("outcome")
        say.utter_message(response=chosen["response"], **chosen["values"])
        return [SlotSet("outcome", None)]
