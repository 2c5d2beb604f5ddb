"""What was unclear, and is asked back with what was understood."""

from actions.telling import Tell


class AskBack(Tell):
    """The clinic keeps count and the open proposal; after two questions it names a person."""

    def name(self) -> str:
        return "action_ask_back"
