"""Phone numbers in E.164, the way every vendor and every table writes them."""

import phonenumbers


def e164(written: str, region: str = "US") -> str | None:
    """The number as +15551230000, None when it can be no phone number.

    Asks only whether the number is possible: whether it exists is Twilio's to say (21211), and
    invented 555 numbers must work in the sandbox. Channel addresses (`whatsapp:+1...`) are no
    phone numbers.
    """
    if not written or ":" in written:
        return None
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
