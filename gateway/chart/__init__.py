"""Chart: what was filed, with its receipt.

Other folders use `note`; the wiring uses `letters.NOTE`, whose parcel is a `Filing`.
"""

from gateway.chart.letters import NOTE, Filing
from gateway.chart.note import case_number, note
from gateway.chart.tables import ChartNote

__all__ = ["NOTE", "ChartNote", "Filing", "case_number", "note"]
