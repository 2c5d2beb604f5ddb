"""What people wrote that a conversation goes by."""

from dataclasses import dataclass

from gateway.protocols import Rulebook
from gateway.safety_net import Words


@dataclass(frozen=True)
class Rules:
    """The protocols, the words of every language, and two facts of the installation.

    `carrier_confirms`: Twilio itself answers STOP, START and HELP. `turn_tries`: how often a
    message is tried before a person reads it.
    """

    protocols: Rulebook
    words: Words
    carrier_confirms: bool
    turn_tries: int = 8
