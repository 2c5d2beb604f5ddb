"""The forms we publish: what is accepted, asked about and left, in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ruamel.yaml import YAML

from nlu.report import said

FORMS = Path("tests/evaluation/forms.yml")
LANGUAGES = {"en": "English", "es": "Spanish"}
KINDS = {"accepted": "Accepted", "asked": "Asked about", "left": "Left, or left aside"}


class Reads(Protocol):
    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Form:
    """One way of writing in one language under one check-in; `wanted` as `report.said` says it."""

    kind: str
    name: str
    context: str
    language: str
    text: str
    wanted: str

    def made(self, reader: Reads) -> str:
        """What this model makes of it."""
        reply = {"text": self.text, "context": self.context, "lang": self.language}
        return said(reader.of(reply))


def forms(path: Path = FORMS) -> Iterator[Form]:
    told = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    for kind in KINDS:
        for row in told[kind]:
            for code in LANGUAGES:
                yield Form(kind, row["form"], row["context"], code, row[code], row["wanted"])


def table(reader: Reads) -> Iterator[str]:
    """Markdown: each form with what this model makes of it; what is not as wanted is marked."""
    for kind, title in KINDS.items():
        yield from (
            "",
            f"### {title}",
            "",
            "| form | check-in | language | she writes | we make of it |",
        )
        yield "| --- | --- | --- | --- | --- |"
        for form in forms():
            if form.kind == kind:
                made = form.made(reader)
                wrong = "" if made == form.wanted else f" **(wanted: {form.wanted})**"
                where = f"{form.name} | {form.context} | {LANGUAGES[form.language]}"
                yield f"| {where} | `{form.text}` | {made}{wrong} |"
