"""Rasa's stock DIET pipeline, taught by the same labelled replies: which act, which answer.

Runs in an environment of its own (requirements-diet.txt), because it needs TensorFlow:
`python -m benchmarks.peers.diet` trains it there.
"""

import hashlib
import json
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.peers.afternoon import fold, readings

MODELS = Path("var/peers/models")
TAUGHT = Path("data/nlu")
REPLIES, EPOCHS, SEED = 8_000, 10, 1  # what two cores learn in some ten minutes
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {
        "name": "DIETClassifier",
        "epochs": EPOCHS,
        "entity_recognition": False,  # the labels mark no words
        "random_seed": SEED,
        "constrain_similarities": True,
    },
]
PATTERNS = [
    {"name": "pressure", "pattern": r"\d{2,3} ?/ ?\d{2,3}"},
    {"name": "number", "pattern": r"\d+"},
    {"name": "unit", "pattern": r"(?i)\b(?:lbs?|pounds|libras|kgs?|kilos|mg/dl|mmol)\b"},
]
NOT_CHARTED = ("clarify", "other_person")


class Diet:
    """DIET says the act and the answer; what is charted is read as the regex bot reads."""

    def __init__(self) -> None:
        from rasa.core.agent import Agent
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

        processor = Agent.load(str(model())).processor
        assert processor is not None
        self.graph, self.target = processor.graph_runner, processor.model_metadata.nlu_target
        self.message, self.inputs = UserMessage, (PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER)

    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        given = ([self.message(heard(reply))], None)
        inputs = dict(zip(self.inputs, given, strict=True))
        [parsed] = self.graph.run(inputs=inputs, targets=[self.target])[self.target]
        act, _, answer = parsed.get("intent")["name"].partition("+")
        context = reply.get("context") or "none"
        charted = [] if act in NOT_CHARTED else readings(fold(reply["text"]), context)
        return {"act": act, "answer": answer or None, "readings": charted}


def heard(reply: Mapping[str, Any]) -> str:
    """The open question as a first word: without it no model could know what "1" answers."""
    return f"ctx{reply.get('context') or 'none'} {reply['text']}"


def train() -> None:
    """Learn from the lesson and keep the model, once for each lesson; note how long it took."""
    from rasa.model_training import train_nlu

    if model().exists():
        return
    MODELS.mkdir(parents=True, exist_ok=True)
    config, lessons = MODELS / "config.yml", MODELS / "nlu.json"
    config.write_text(configuration(), "utf-8")
    lessons.write_text(lesson(), "utf-8")
    began = time.monotonic()
    train_nlu(str(config), str(lessons), str(MODELS), fixed_model_name=model().name.split(".")[0])
    every, seconds = sum(1 for _ in labelled()), time.monotonic() - began
    told = {"replies": min(REPLIES, every), "of": every, "seconds": seconds}
    (MODELS / "trained.json").write_text(json.dumps(told), "utf-8")


def model() -> Path:
    """Where the model of exactly this lesson and configuration is, or will be."""
    digest = hashlib.sha256((configuration() + lesson()).encode()).hexdigest()
    return MODELS / f"diet-{digest[:12]}.tar.gz"


def configuration() -> str:
    told = {"recipe": "default.v1", "assistant_id": "diet", "language": "en", "pipeline": PIPELINE}
    return json.dumps(told)


def lesson() -> str:
    """REPLIES of the labelled replies, drawn at random, in Rasa's own JSON."""
    every = list(labelled())
    drawn = random.Random(SEED).sample(every, min(REPLIES, len(every)))
    examples = [{"text": heard(reply), "intent": intent(reply["gold"])} for reply in drawn]
    return json.dumps({"rasa_nlu_data": {"common_examples": examples, "regex_features": PATTERNS}})


def intent(gold: Mapping[str, Any]) -> str:
    """The act, with the answer behind it, as Rasa's bots have affirm and deny."""
    return "+".join(filter(None, (gold["act"], gold.get("answer"))))


def labelled() -> Iterator[Mapping[str, Any]]:
    for path in sorted(TAUGHT.glob("*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            if line.strip():
                yield json.loads(line)


if __name__ == "__main__":
    train()
