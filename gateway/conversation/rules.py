"""What people wrote that a conversation goes by."""

from dataclasses import dataclass
from datetime import timedelta

from gateway.protocols import Rulebook
from gateway.safety_net import Words


@dataclass(frozen=True)
class Rules:
    """The protocols, the words of every language, and two facts of the installation.

    `carrier_confirms`: Twilio itself answers STOP, START and HELP. `keep_trying`: how
    long a message is tried again, at most a minute apart, before a person reads it; an upgrade of
    Rasa must fit in, and it ends before the half hour for which a reply holds the reminders.
    `doubt_waits`: how long a red flag in doubt waits for the model before it counts.
    """

    protocols: Rulebook
    words: Words
    carrier_confirms: bool
    keep_trying: timedelta = timedelta(minutes=15)
    doubt_waits: timedelta = timedelta(seconds=15)
