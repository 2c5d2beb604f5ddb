"""Whether and in which language a patient wants to be texted."""

from actions.telling import Tell


class Stop(Tell):
    """The clinic answers `stopped`: the gateway sends the one confirmation that is allowed."""

    def name(self) -> str:
        return "action_stop"


class ChangeLanguage(Tell):
    """The clinic remembers the language and answers in it."""

    def name(self) -> str:
        return "action_change_language"
