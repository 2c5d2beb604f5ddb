"""What keys mean: turned into the words that the same reader reads in a text."""

from typing import Protocol

PERSON, STOP = "0", "9"
DECIMAL = frozenset({"weight", "glucose"})


class Phrases(Protocol):
    """The words a key stands for, in each language."""

    def phrase(self, language: str, which: str, **values: str) -> str: ...


def meant(digits: str, *, context: str, yes_no: bool, language: str, words: Phrases) -> str:
    """ "138*82#" as "138/82", in a check-in of one number "184*5" as "184.5"; 0 asks for a person.

    `yes_no`: our last question said "press 1 for yes, 2 for no". Several stars, or one at an end,
    stand as they are: the reader asks what was meant.
    """
    keys = digits.strip().strip("#").strip()
    if keys == PERSON:
        return words.phrase(language, "key_person")
    if yes_no and keys in ("1", "2"):
        return words.phrase(language, "key_yes" if keys == "1" else "key_no")
    return keys.replace("*", "." if context in DECIMAL else "/").strip("./")
