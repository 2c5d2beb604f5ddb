"""What Twilio refuses before it takes a message, with the codes an operator will meet."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers
from starlette.datastructures import FormData

from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.twilio.refused import Refused

MAGIC = {  # Twilio's test numbers
    "+15005550001": (21211, "Invalid 'To' Phone Number: +1500555XXXX"),
    "+15005550002": (21612, "The 'To' phone number is not currently reachable via SMS"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}
LONGEST_BODY = 1600


@dataclass(frozen=True)
class Draft:
    """A message that passed; `validity` is how long it may wait, in seconds."""

    to: str
    sender: str
    service: str | None
    body: str
    media: int
    callback: str | None
    validity: int


def checked(form: FormData, settings: Settings, store: Store) -> Draft:
    to = _to(_text(form, "To"))
    sender, service = _sender(_text(form, "From"), _text(form, "MessagingServiceSid"), settings)
    body, media = _text(form, "Body"), len(form.getlist("MediaUrl"))
    if not body and not media:
        raise Refused(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    draft = Draft(
        to, sender, service, body, media, _callback(_text(form, "StatusCallback")),
        _validity(_text(form, "ValidityPeriod")),
    )  # fmt: skip
    if store.one("select 1 from opt_outs where sender = ? and phone = ?", service or sender, to):
        raise Refused(400, 21610, "Attempt to send to unsubscribed recipient")
    return draft


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _to(to: str) -> str:
    if not to:
        raise Refused(400, 21604, "A 'To' phone number is required.")
    if ":" in to:  # whatsapp:, rcs:, messenger:
        raise Refused(400, 63007, "Could not find a Channel with the specified From address.")
    if to in MAGIC:
        raise Refused(400, *MAGIC[to])
    number = e164(to)
    if number is None:
        raise Refused(400, 21211, f"Invalid 'To' Phone Number: {to[:-4]}XXXX")
    if not number.startswith("+1"):
        raise Refused(400, 21408, "Permission to send an SMS has not been enabled for the region")
    return number


def e164(text: str) -> str | None:
    """The number in E.164, or None when it cannot be one."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _sender(sender: str, service: str, settings: Settings) -> tuple[str, str | None]:
    if service:
        if service != settings.twilio_messaging_service_sid:
            raise Refused(400, 21701, "The Messaging Service does not exist")
        return settings.twilio_from, service
    if not sender:
        raise Refused(400, 21603, "A 'From' phone number is required.")
    if e164(sender) is None:
        raise Refused(400, 21212, f"Invalid 'From' Phone Number: {sender}")
    if e164(sender) != settings.twilio_from:
        raise Refused(
            400, 21606, f"The 'From' phone number {sender} is not a valid, message-capable "
            "Twilio phone number for this account.",
        )  # fmt: skip
    return settings.twilio_from, None


def _callback(url: str) -> str | None:
    if not url:
        return None
    host = urlsplit(url).hostname
    if not url.startswith(("http://", "https://")) or not host or "_" in host:
        raise Refused(400, 21609, f"The 'StatusCallback' URL {url} is not a valid URL.")
    return url


def _validity(text: str) -> int:
    if not text:
        return 36_000
    if not text.isdigit() or not 1 <= int(text) <= 36_000:
        raise Refused(400, 20001, "ValidityPeriod must be between 1 and 36000 seconds.")
    return int(text)
