"""Complaints and danger: told to the clinic at once."""

from actions.telling import Tell


class TellSymptom(Tell):
    """For a red flag the clinic answers `emergency`: the gateway has already sent 911 or 988."""

    def name(self) -> str:
        return "action_tell_symptom"
