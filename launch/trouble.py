"""What a person at the terminal is told when something cannot go on."""

import sys


class Trouble(Exception):
    """One clear sentence, and the next step; the launcher prints it and leaves with status 1."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.next_step = next_step


def say(line: str) -> None:
    """One line on the terminal, at once, also through a pipe."""
    print(line, flush=True)


def complain(trouble: Trouble) -> None:
    """The sentence and the next step, on standard error."""
    print(f"\nPromotora: {trouble}\n  Next step: {trouble.next_step}", file=sys.stderr, flush=True)
