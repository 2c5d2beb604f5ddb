"""How far a text to a phone has got, in words."""

from dataclasses import dataclass

from gateway.messages.tables import OutboundMessage

ON_THE_WAY = {
    "waiting": "Waiting to be sent",
    "accepted": "On its way",
    "scheduled": "On its way",
    "queued": "On its way",
    "sending": "On its way",
    "sent": "Sent, the phone has not confirmed it yet",
    "to_speak": "Being said on the phone",
    "unknown": "It is not sure that this was sent; it is being checked",
}
ARRIVED = {"delivered": "Delivered", "read": "Read", "spoken": "Said on the phone"}
WHY_NOT = {
    "21211": "this is not a phone number",
    "21610": "this phone asked for no more texts",
    "21614": "this number cannot receive texts",
    "21635": "this is a landline",
    "30003": "the phone is off or out of reach",
    "30004": "the phone blocks our texts",
    "30005": "this number does not exist",
    "30006": "this is a landline",
    "30007": "the phone company took it for spam",
    "30008": "the phone company gave no reason",
    "failed": "the phone company could not put the call through",
}


@dataclass(frozen=True)
class State:
    """`words` for the eye and ear; `tone` is good, wait, bad or plain, each with its own icon."""

    words: str
    tone: str


def delivery(message: OutboundMessage) -> State:
    """A failure always says why, as far as anyone knows."""
    status, code = message.status, message.error_code or ""
    if status in ARRIVED:
        return State(ARRIVED[status], "good")
    if status in ON_THE_WAY:
        return State(ON_THE_WAY[status], "wait")
    if status in ("withdrawn", "canceled"):
        return State("Not sent: it was no longer needed", "plain")
    if status == "unheard":
        return State("Not said: the call had ended", "plain")
    why = WHY_NOT.get(code, f"reason {code}" if code else "no reason was given")
    return State(f"Not delivered: {why}", "bad")
