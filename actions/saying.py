"""From the clinic's outcome to the text that says it: the names and variables of the texts."""

import re
from collections.abc import Iterable, Mapping
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


def response(
    outcome: Outcome, read: str | None, *, aloud: bool = False
) -> tuple[str, dict[str, Any]] | None:
    """The name of the text for an outcome and what it shows; None when the action says nothing.

    `aloud`: she is on the phone. A text that says how to write has a spoken one beside it, whose
    name ends in `_aloud`.
    """
    if outcome.name in WORDLESS:
        return None
    shown = {k: v for k, v in {**outcome.values, "read": read}.items() if v is not None}
    for name in spoken(_candidates(outcome)) if aloud else _candidates(outcome):
        if name in texts() and texts()[name] <= shown.keys():
            return name, {k: shown[k] for k in texts()[name]}
    raise NoWords(outcome.name)


def spoken(names: Iterable[str]) -> list[str]:
    """The names with any spoken form before any that says how to write."""
    told = list(names)
    return [*(f"{name}_aloud" for name in told), *told]


def _candidates(outcome: Outcome) -> list[str]:
    """The names that may say it, the most fitting first; one that lacks a value is passed over."""
    if outcome.name == "ask_back":
        return _questions(outcome)
    said = f"utter_{outcome.name}"
    fitting = [f"{said}_{outcome.context}"]
    if outcome.context != "none":
        fitting.append(f"{said}_open")
    if "reading" in outcome.values:
        fitting.append(f"{said}_noted")
    return [*fitting, said]


def _questions(outcome: Outcome) -> list[str]:
    """A proposal is shown whenever there is one; asked again, it is never in the same words."""
    wanted = [f"utter_ask_back_{n}" for n in (outcome.reason, outcome.context, "none") if n]
    if "second" in outcome.values:
        wanted = ["utter_ask_back_choice", *wanted]
    if "proposal" in outcome.values:
        own = [name for name in wanted[:1] if "proposal" in texts().get(name, ())]
        wanted = [*own, "utter_ask_back_proposal", *wanted]
    return [f"{name}_again" for name in wanted] if "asked" in outcome.values else wanted


class NoWords(LookupError):
    """The clinic answered something no text says; failing shows it, silence would hide it."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"No text in {LANGUAGE} says the outcome {outcome!r}.")
