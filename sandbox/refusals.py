"""What each vendor says when it is too busy (429) or broken (500)."""

from typing import Any


def refusal(vendor: str, path: str, status: int) -> dict[str, Any]:
    busy = status == 429
    match vendor:
        case "twilio":
            return twilio(status, 20429 if busy else 20500, _words(status))
        case "pagerduty" if path.endswith("/enqueue"):
            # The 429 of the events API: the event was not ingested.
            return {
                "status": "throttle exceeded" if busy else "error",
                "message": "Requests for this service are arriving too quickly."
                if busy
                else "Internal Server Error",
                "errors": [_words(status)],
            }
        case "pagerduty":
            return pagerduty("Rate Limit Exceeded" if busy else "Internal Server Error",
                             2020 if busy else 2000)  # fmt: skip
        case "fhir":
            return outcome("throttled" if busy else "exception", _words(status))
        case _:
            return {"error": "temporarily_unavailable", "error_description": _words(status)}


def _words(status: int) -> str:
    return "Too Many Requests" if status == 429 else "Internal Server Error"


def twilio(status: int, code: int, message: str) -> dict[str, Any]:
    """Twilio's error body."""
    return {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def pagerduty(message: str, code: int, errors: list[str] | None = None) -> dict[str, Any]:
    """The error body of PagerDuty's REST API."""
    body: dict[str, Any] = {"message": message, "code": code}
    return {"error": body | ({"errors": errors} if errors else {})}


def outcome(code: str, text: str, severity: str = "error") -> dict[str, Any]:
    """A FHIR OperationOutcome with one issue."""
    issue = {"severity": severity, "code": code, "details": {"text": text}, "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
