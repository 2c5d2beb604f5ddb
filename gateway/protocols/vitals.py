"""The catalog of what can be measured at home: parts, codes, units, plausible ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError

from gateway.errors import BadRules, ClinicError, ImplausibleReading
from gateway.files import read_yaml


class UnknownVital(ClinicError):
    status = 422
    code = "unknown_vital"
    next_step = "Use a vital and a unit of data/vitals.yml, or add them there."


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Paper):
    """One stored number: LOINC code, UCUM unit, plausible range with its limits included."""

    loinc: str
    unit: str
    low: FiniteFloat
    high: FiniteFloat
    optional: bool = False


class _VitalPaper(_Paper):
    name: str
    check_in: str
    loinc: str
    parts: dict[str, Part]
    bigger: tuple[str, str] | None = None
    units: dict[str, FiniteFloat] = {}
    written: str
    decimals: int = 0


@dataclass(frozen=True)
class Vital:
    """One thing patients measure. `key` is its name in readings and in Rasa's entities."""

    key: str
    paper: _VitalPaper

    @property
    def check_in(self) -> str:
        """The kind of check-in that asks for it."""
        return self.paper.check_in

    @property
    def parts(self) -> Mapping[str, Part]:
        return self.paper.parts

    @property
    def required(self) -> list[str]:
        return [name for name, part in self.parts.items() if not part.optional]

    def stored(self, said: Mapping[str, Any]) -> dict[str, float]:
        """The numbers as said, in the stored units, proved plausible.

        An implausible optional part (a pulse of 400) is left out: it must not cost the rest.

        Raises:
            ImplausibleReading: a number outside its range, or the two of a pair swapped.
            UnknownVital: a part is missing or the unit is not in the catalog.
        """
        values: dict[str, float] = {}
        for name, part in self.parts.items():
            number = self._number(name, said)
            if number is None and not part.optional:
                raise UnknownVital(f"A {self.paper.name} reading needs {name}.")
            if number is not None and part.low <= number <= part.high:
                values[name] = number
            elif number is not None and not part.optional:
                raise ImplausibleReading(name, number, part.low, part.high, part.unit)
        self._not_swapped(values)
        return values

    def _number(self, name: str, said: Mapping[str, Any]) -> float | None:
        if not self.paper.units:
            number = said.get(name, said.get("value") if len(self.parts) == 1 else None)
            return None if number is None else float(number)
        unit = said.get("unit")
        if unit not in self.paper.units:
            raise UnknownVital(f"{self.paper.name} cannot be stored from the unit {unit!r}.")
        if said.get("value") is None:
            return None
        return round(float(said["value"]) * self.paper.units[unit], 2)

    def _not_swapped(self, values: Mapping[str, float]) -> None:
        if not self.paper.bigger:
            return
        top, bottom = self.paper.bigger
        if values[top] <= values[bottom]:
            part = self.parts[bottom]
            raise ImplausibleReading(bottom, values[bottom], part.low, values[top] - 1, part.unit)

    def takes(self, values: Mapping[str, float]) -> bool:
        """Whether numbers in the stored units can be a reading: plausible, the pair not swapped."""
        if any(
            not self.parts[name].low <= n <= self.parts[name].high for name, n in values.items()
        ):
            return False
        try:
            self._not_swapped(values)
        except ImplausibleReading:
            return False
        return True

    def write(self, values: Mapping[str, float]) -> str:
        """Stored values as people read them, e.g. "138/82" or "184.5 lb"."""
        return self.paper.written.format(
            **{name: f"{round(number, self.paper.decimals):g}" for name, number in values.items()}
        )

    def echo(self, said: Mapping[str, Any]) -> str:
        """A reading in the unit the patient used, as it is repeated to her, e.g. "7.8 mmol/L"."""
        if not self.paper.units:
            return self.write(self.stored(said))
        return f"{float(said['value']):g} {said['unit']}"

    def read(self, text: str) -> dict[str, float]:
        """The inverse of `write` for examples in protocols: "138/82", "59"."""
        numbers = text.split("/")
        if len(numbers) != len(self.required):
            raise ValueError(f"a {self.paper.name} is written as {self.paper.written}")
        return {part: float(number) for part, number in zip(self.required, numbers, strict=True)}


def load_vitals(path: Path) -> dict[str, Vital]:
    """Every vital of the catalog by its key.

    Raises:
        BadRules: the file says something the catalog cannot mean.
    """
    written = read_yaml(path)
    vitals = written.get("vitals") if isinstance(written, dict) else None
    if not isinstance(vitals, dict) or not vitals:
        raise BadRules(f"{path}: there is no list of `vitals`.")
    return {str(key): _vital(path, str(key), told) for key, told in vitals.items()}


def vital_of(key: str, told: Any) -> Vital:
    """One entry of the catalog; raises pydantic's ValidationError when it cannot be one."""
    return Vital(key, _VitalPaper.model_validate(told))


def _vital(path: Path, key: str, told: Any) -> Vital:
    try:
        vital = vital_of(key, told)
        vital.write({name: part.low for name, part in vital.parts.items()})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BadRules(f"{path}, {key}, {where}: {first['msg']}.") from None
    except (KeyError, ValueError, IndexError):
        raise BadRules(f"{path}, {key}: `written` names a part that is not listed.") from None
    _prove(path, vital)
    return vital


def _prove(path: Path, vital: Vital) -> None:
    if not vital.required:
        raise BadRules(f"{path}, {vital.key}: at least one part must not be optional.")
    if vital.paper.units and len(vital.parts) > 1:
        raise BadRules(f"{path}, {vital.key}: `units` is for vitals of one part.")
    if any(part.low >= part.high for part in vital.parts.values()):
        raise BadRules(f"{path}, {vital.key}: `low` must be below `high`.")
    if vital.paper.bigger and not set(vital.paper.bigger) <= set(vital.required):
        raise BadRules(f"{path}, {vital.key}: `bigger` names a part that is not required.")
