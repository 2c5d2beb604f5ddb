"""Which codes of a problem list enrol a patient, and for what."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gateway.errors import BadRules
from gateway.files import read_yaml

ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"


@dataclass(frozen=True)
class Conditions:
    """Condition -> its ICD-10-CM prefixes and SNOMED CT codes, from protocols/conditions.yml."""

    icd10: dict[str, tuple[str, ...]]
    snomed: dict[str, tuple[str, ...]]

    @classmethod
    def load(cls, folder: Path) -> "Conditions":
        """Read conditions.yml of the protocols folder.

        Raises:
            BadRules: a condition without codes; the message names the file and the condition.
        """
        path = folder / "conditions.yml"
        written = read_yaml(path)
        listed = written.get("conditions") if isinstance(written, dict) else None
        if not isinstance(listed, dict) or not listed:
            raise BadRules(f"{path} must list the conditions under `conditions:`.")
        for name, codes in listed.items():
            if not isinstance(codes, dict) or not codes.get("icd10"):
                raise BadRules(f"{path}: {name} needs a list of ICD-10-CM codes under `icd10:`.")
        return cls(
            {name: tuple(map(str, codes["icd10"])) for name, codes in listed.items()},
            {name: tuple(map(str, codes.get("snomed") or ())) for name, codes in listed.items()},
        )

    def of(self, problems: Iterable[str]) -> dict[str, str]:
        """{condition: code} for active problems written "system|code"; ICD-10-CM is preferred."""
        found: dict[str, str] = {}
        for system, _, code in (problem.partition("|") for problem in sorted(problems)):
            for name in self.icd10:
                if system == ICD10 and code.startswith(self.icd10[name]):
                    found[name] = code
                elif system == SNOMED and code in self.snomed[name]:
                    found.setdefault(name, code)
        return found
