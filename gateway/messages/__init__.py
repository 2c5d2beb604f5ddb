"""Messages: what is said to a phone, and how far it got.

Other folders use `say` and `withdraw`, `failed` and `lost` of a check-in's texts, and `report` for
status callbacks; the wiring uses `letters.sms`, whose parcel is a `Text`. `segments` counts what a
carrier bills.
"""

from gateway.messages.delivery import lost, report
from gateway.messages.letters import Text, sms
from gateway.messages.say import ASKING, failed, say, withdraw
from gateway.messages.segments import segments
from gateway.messages.tables import OutboundMessage, UnreachableNumber

__all__ = [
    "ASKING",
    "OutboundMessage",
    "Text",
    "UnreachableNumber",
    "failed",
    "lost",
    "report",
    "say",
    "segments",
    "sms",
    "withdraw",
]
