"""Text without what no vendor can carry."""

import unicodedata


def legible(text: str) -> str:
    """Without control characters and broken halves of emoji, which JSON and RTF choke on."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
