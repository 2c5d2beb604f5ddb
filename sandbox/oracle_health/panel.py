"""The invented panel: 25 people in chronic care, as data."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

HERE = Path(__file__).parent


class Person(BaseModel):
    """One invented patient. Units: mm[Hg], mg/dL, [lb_av], beats a minute."""

    id: str
    given: str
    family: str
    gender: str
    born: str
    language: str
    phone: str
    home: str | None = None
    city: str
    state: str
    postal: str
    zone: str
    conditions: list[str]
    past: list[str] = []
    duplicate: str | None = None
    takes: list[str]
    bp: tuple[int, int] | None = None
    pulse: int | None = None
    glucose: int | None = None
    weight: float | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def shown(self) -> dict[str, Any]:
        """What `GET /sandbox/panel` says."""
        return {
            "fhir_id": self.id, "given": self.given, "family": self.family, "phone": self.phone,
            "language": self.language, "timezone": self.zone, "conditions": self.conditions,
        }  # fmt: skip


def _yaml(name: str) -> Any:
    # YAML 1.2: the sandbox reads data files as the rest of the product does.
    return YAML(typ="safe", pure=True).load(HERE / name)


@cache
def panel() -> tuple[Person, ...]:
    return tuple(Person.model_validate(one) for one in _yaml("panel.yml")["patients"])


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = _yaml("catalogue.yml")
    return found


def by_phone(phone: str) -> Person | None:
    return next((one for one in panel() if one.phone == phone), None)


def by_id(patient: str) -> Person | None:
    return next((one for one in panel() if one.id == patient), None)
