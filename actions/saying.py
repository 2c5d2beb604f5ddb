"""From the clinic's outcome to the text that says it: the names and variables of the texts."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.clinic import Outcome

LANGUAGE = Path("data/languages/en.yml")  # every language says the same things (a test sees to it)
# The gateway sends the fixed text of these itself, or nobody may be texted at all.
WORDLESS = frozenset({"stopped", "started", "emergency", "silent"})


@lru_cache
def texts(path: Path = LANGUAGE) -> Mapping[str, frozenset[str]]:
    """Every text by name, with the variables it needs."""
    says = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))["says"]
    return {name: frozenset(re.findall(r"\{(\w+)\}", str(text))) for name, text in says.items()}


def response(outcome: Outcome, read: str | None) -> tuple[str, dict[str, Any]] | None:
    """The name of the text for an outcome and what it shows; None when the action says nothing."""
    if outcome.name in WORDLESS:
        return None
    shown = {k: v for k, v in {**outcome.values, "read": read}.items() if v is not None}
    for name in _candidates(outcome):
        if name in texts() and texts()[name] <= shown.keys():
            return name, {k: shown[k] for k in texts()[name]}
    raise NoWords(outcome.name)


def _candidates(outcome: Outcome) -> list[str]:
    if outcome.name != "ask_back":
        return [f"utter_{outcome.name}"]
    wanted = [outcome.reason, "proposal", outcome.context, "none"]
    return [f"utter_ask_back_{name}" for name in wanted if name]


class NoWords(LookupError):
    """The clinic answered something no text says; failing shows it, silence would hide it."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"No text in {LANGUAGE} says the outcome {outcome!r}.")
