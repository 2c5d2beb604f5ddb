"""What every carrier says about a letter: it arrived, never will, later, or nobody knows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """The vendor took it: its id for the letter, and what it said about it."""

    remote_id: str
    status: str = ""
    detail: str = ""


class Undeliverable(Exception):
    """Permanent: the vendor will refuse this letter however often it is sent.

    `code` is the vendor's own (Twilio "21610", FHIR "422"). The words are ours: a vendor's
    message may quote a number or a text, and ends up in logs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Later(Exception):
    """Nothing happened yet and trying again is safe; `retry_after` in seconds when the vendor said.

    `alarm` means that waiting alone will not help: an account, a key or an address is wrong, and
    a person must be told. The letter itself is fine and stays in the outbox.
    """

    def __init__(self, retry_after: float | None, reason: str, *, alarm: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.reason = reason
        self.alarm = alarm


class Unsure(Exception):
    """The request left and no usable answer came: look before sending again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
