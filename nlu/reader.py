"""A trained model in this process, deciding as it does in live conversation."""

from collections.abc import Mapping
from typing import Any

from nlu import fits, launcher

CONTEXT_KEYS = ("context", "channel", "open_check_ins", "pending", "recent", "today", "follow_up")


class Reader:
    """Runs the graph that the trained model holds for a message: the live server runs the same.

    What is left out of Rasa's way to that graph are its debug lines and the search of the domain
    for unknown intents.
    """

    def __init__(self, model: fits.Model | None = None) -> None:
        launcher.prepare()
        from rasa.core.agent import Agent
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        from nlu.channel import harmless

        launcher.silence()
        self.model = model or launcher.chosen()
        processor = Agent.load(str(self.model.path)).processor
        assert processor is not None
        launcher.keep_for_good()
        self.graph = processor.graph_runner
        self.target = processor.model_metadata.nlu_target
        self.inputs = (PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER)
        self.tracker = DialogueStateTracker("interpret", [])
        self.message = lambda text, metadata: UserMessage(harmless(text), metadata=metadata)

    def interpretation(self, text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """What the live conversation would make of this text in this situation."""
        given = ([self.message(text, dict(metadata))], self.tracker)
        inputs = dict(zip(self.inputs, given, strict=True))
        [parsed] = self.graph.run(inputs=inputs, targets=[self.target])[self.target]
        return dict(parsed.get("interpretation"))

    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        """The interpretation of a labelled or bare reply; its label is not looked at."""
        told = {key: reply[key] for key in CONTEXT_KEYS if key in reply}
        language = reply.get("lang")
        metadata = {**told, "language": language if language in ("en", "es") else "en"}
        return self.interpretation(reply["text"], metadata)
