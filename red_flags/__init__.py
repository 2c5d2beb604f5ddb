"""One reader of red flags and opt-outs, for the gateway and the model alike: they never drift.

Others use `load`, `RedFlags`, `Flag`, `FAMILIES` and `LanguageError`, and `DangerWords` with
`read_danger_words` and `DangerWordsError`. Standard library only.
"""

from red_flags.authored import FAMILIES, LanguageError
from red_flags.danger_words import DangerWords, DangerWordsError, read_danger_words
from red_flags.find import Flag, RedFlags, load

__all__ = [
    "FAMILIES",
    "DangerWords",
    "DangerWordsError",
    "Flag",
    "LanguageError",
    "RedFlags",
    "load",
    "read_danger_words",
]
