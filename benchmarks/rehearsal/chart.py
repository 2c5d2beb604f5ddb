"""The stand-in for the chart: every document it was given, with the number in its title."""

from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.rehearsal.trouble import Trouble, refuse_while
from gateway import chart
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring


@dataclass
class Chart:
    """It has no conditional create: what is sent twice is filed twice."""

    wiring: Wiring
    trouble: Trouble
    filed: list[tuple[str, str, str]] = field(default_factory=list)
    """(number, patient, kind)"""
    numbers: set[str] = field(default_factory=set)

    def carriers(self) -> dict[str, Carrier]:
        return {"note": Carrier(chart.NOTE, self._file, self._find)}

    def _file(self, filing: chart.Filing) -> Receipt:
        self._well()
        self.filed.append((filing.number, filing.fhir_patient_id, filing.kind))
        self.numbers.add(filing.number)
        return Receipt(f"doc-{len(self.filed)}", "queued")

    def _find(self, filing: chart.Filing, _since: datetime) -> Receipt | None:
        self._well()
        return Receipt("doc-found", "queued") if filing.number in self.numbers else None

    def _well(self) -> None:
        refuse_while(self.trouble.chartless.covers(self.wiring.clock.now()), "the chart")
