"""One reader of red flags and opt-outs, for the gateway and the model alike: they never drift.

Others use `load`, `RedFlags`, `Flag`, `FAMILIES` and `LanguageError`. Standard library only.
"""

from red_flags.authored import FAMILIES, LanguageError
from red_flags.find import Flag, RedFlags, load

__all__ = ["FAMILIES", "Flag", "LanguageError", "RedFlags", "load"]
