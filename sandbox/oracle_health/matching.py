"""Whether a resource matches the tokens and strings of a search."""

from typing import Any

from sandbox.clock import parsed
from sandbox.oracle_health.parameters import Query, span_of

Resource = dict[str, Any]
# Where each token parameter looks.
LOOKS_AT = {
    "category": "category", "code": "code", "type": "type", "clinical-status": "clinicalStatus",
}  # fmt: skip


def tokens_match(resource: Resource, query: Query) -> bool:
    for name, values in query.items():
        if name in LOOKS_AT and not _any(values[0], _codings(resource.get(LOOKS_AT[name]))):
            return False
        if name in ("status", "intent") and resource.get(name) not in values[0].split(","):
            return False
    return True


def _codings(concept: Any) -> list[tuple[str, str]]:
    concepts = concept if isinstance(concept, list) else [concept or {}]
    return [
        (coding.get("system", ""), coding.get("code", ""))
        for one in concepts
        for coding in one.get("coding", [])
    ]


def _any(asked: str, codings: list[tuple[str, str]]) -> bool:
    """`code`, `system|code`, or several after commas."""
    for one in asked.split(","):
        system, bar, code = one.rpartition("|")
        if any(code == has and (not bar or system == whose) for whose, has in codings):
            return True
    return False


def patient_matches(resource: Resource, query: Query) -> bool:
    return all(
        name in ("_id", "_count") or _patient_one(resource, name, values)
        for name, values in query.items()
    )


def _patient_one(resource: Resource, name: str, values: list[str]) -> bool:
    asked = values[0]
    plain, _, modifier = name.partition(":")
    names = [part for one in resource["name"] for part in [one["family"], *one["given"]]]
    match plain:
        case "identifier":
            has = [(i["system"], i["value"]) for i in resource["identifier"]]
            return _any(asked, has)
        case "name":
            return _starts(names, asked, modifier)
        case "family":
            return _starts([one["family"] for one in resource["name"]], asked, modifier)
        case "given":
            return _starts([g for one in resource["name"] for g in one["given"]], asked, modifier)
        case "birthdate":
            return span_of("Patient", name, values).holds(parsed(resource["birthDate"]))
        case "gender":
            return bool(resource["gender"] == asked)
        case "phone":
            digits = [_digits(one["value"]) for one in resource["telecom"]]
            return _digits(asked) in digits
        case _:
            return any(one["postalCode"].startswith(asked) for one in resource["address"])


def _starts(names: list[str], asked: str, modifier: str) -> bool:
    if modifier == "exact":
        return asked in names
    return any(one.casefold().startswith(asked.casefold()) for one in names)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
