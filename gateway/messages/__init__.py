"""Messages: what is said to a phone, and how far it got.

Other folders use `say` and `withdraw`, `failed` (`all_failed` of many) and `lost` of a check-in's
texts, and `report` for status callbacks; in a call `to_speak`, `is_danger`, `said`, `spoken` and
`unheard`. The wiring uses `letters.sms`, whose parcel is a `Text`. `segments` counts what a carrier
bills.
"""

from gateway.messages.delivery import lost, report
from gateway.messages.letters import Text, sms
from gateway.messages.say import ASKING, all_failed, failed, say, withdraw
from gateway.messages.segments import segments
from gateway.messages.spoken import is_danger, said, spoken, to_speak, unheard
from gateway.messages.tables import OutboundMessage, UnreachableNumber

__all__ = [
    "ASKING",
    "OutboundMessage",
    "Text",
    "UnreachableNumber",
    "all_failed",
    "failed",
    "is_danger",
    "lost",
    "report",
    "said",
    "say",
    "segments",
    "sms",
    "spoken",
    "to_speak",
    "unheard",
    "withdraw",
]
