"""What people wrote that a conversation goes by."""

from dataclasses import dataclass

from gateway.protocols.rulebook import Rulebook
from gateway.safety_net.words import Words
from red_flags import RedFlags


@dataclass(frozen=True)
class Rules:
    """The protocols, the fixed texts, the red flags, and two facts of the installation.

    `carrier_confirms`: Twilio itself answers STOP, START and HELP. `turn_tries`: how often a
    message is tried before a person reads it.
    """

    protocols: Rulebook
    words: Words
    net: RedFlags
    carrier_confirms: bool
    turn_tries: int = 8
