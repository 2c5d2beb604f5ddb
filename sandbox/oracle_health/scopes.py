"""Which scopes exist and what they allow: v1 (`.read`) and v2 (`.crs`) style."""

import re

# What the registered system account may do, by resource: v2 letters.
REGISTERED = {
    "Patient": "rs",
    "Condition": "rs",
    "Observation": "rs",
    "CarePlan": "rs",
    "MedicationRequest": "rs",
    "DocumentReference": "crs",
    "Binary": "r",
}
GRAMMAR = re.compile(r"system/([A-Za-z]+)\.(read|write|c?r?u?d?s?)$")


def letters(scope: str) -> tuple[str, str] | None:
    """("Patient", "rs") of a scope; None when it is not one of system/."""
    found = GRAMMAR.match(scope)
    if not found or not found[2]:
        return None
    asked = {"read": "rs", "write": "c"}.get(found[2], found[2])
    if found[2] == "read" and found[1] == "Binary":
        asked = "r"
    return found[1], asked


def unknown(scope: str) -> str | None:
    """The first scope of a request that this account does not have."""
    for one in scope.split():
        asked = letters(one)
        if asked is None or not set(asked[1]) <= set(REGISTERED.get(asked[0], "")):
            return one
    return None


def allows(scope: str, kind: str, letter: str) -> bool:
    found = (letters(one) for one in scope.split())
    return any(one is not None and one[0] == kind and letter in one[1] for one in found)


def supported() -> list[str]:
    return [f"system/{kind}.{some}" for kind, all_ in REGISTERED.items() for some in
            ([all_, "read"] if "c" not in all_ else [all_, "read", "write"])]  # fmt: skip
