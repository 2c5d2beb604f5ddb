"""Safety net: red flags, wishes and critical values read straight from the words.

Other folders use `screen`, `Screening`, `Words` and `read_words`. It knows neither patients nor
Rasa, so that it works for anybody who writes, whatever else is down.
"""

from gateway.safety_net.screen import Screening, Strict, screen
from gateway.safety_net.words import Words, read_words

__all__ = ["Screening", "Strict", "Words", "read_words", "screen"]
