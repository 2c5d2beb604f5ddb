"""Requests a person must see, and words that need no record: passed on as they are."""

from actions.telling import Tell


class PassOn(Tell):
    """Callback, refill, question, device, later, somebody else's value, help, small talk."""

    def name(self) -> str:
        return "action_pass_on"
