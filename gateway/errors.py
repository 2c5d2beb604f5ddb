"""Deliberate failures: each class is one refusal, with a status and the next step for a person."""


class ClinicError(Exception):
    """Base of all deliberate failures; `next_step` tells a person what to do now."""

    status = 500
    code = "failure"
    next_step = "Tell whoever runs this system; the details are in the log."


class UnknownPatient(ClinicError):
    status = 404
    code = "unknown_patient"
    next_step = (
        "Check the patient id; patients come from the chart's cohort (python -m gateway sync)."
    )

    def __init__(self, patient_id: str) -> None:
        super().__init__(f"No enrolled patient has the id {patient_id!r}.")


class UnknownMessage(ClinicError):
    status = 404
    code = "unknown_message"
    next_step = "Only messages kept in the inbox can be answered; send the MessageSid as received."

    def __init__(self, sid: str) -> None:
        super().__init__(f"No message {sid!r} of this patient is in the inbox.")


class BadRules(ClinicError):
    """A protocol, ladder, vital or language file that must not be used."""

    status = 500
    code = "bad_rules"
    next_step = "Correct the file and start again; nothing was changed."


class ImplausibleReading(ClinicError):
    """A typo, not an illness: nobody is paged and the patient is asked again."""

    status = 422
    code = "implausible_reading"
    next_step = "Ask the patient to send the numbers again."

    def __init__(self, part: str, value: float, low: float, high: float, unit: str) -> None:
        super().__init__(f"{part} {value:g} is outside {low:g}-{high:g} {unit}.")
