"""Why a task was opened, in the words of the care team."""

from datetime import date

from gateway.console.presenters.delivery import WHY_NOT
from gateway.console.presenters.vitals import CHECK_INS, plain, vital_name
from gateway.tasks.tables import Task

REASONS = {
    "callback": "Asked for a call",
    "refill": "Asked for a refill",
    "med_question": "Has a question about a medicine",
    "device_problem": "The device at home has a problem",
    "device_bp": "The blood pressure cuff does not work; what we suggested did not help",
    "device_glucose": "The glucose meter does not work; what we suggested did not help",
    "device_weight": "The scale does not work; what we suggested did not help",
    "device_missing": "Needs a device: lost, broken, never came or does not fit",
    "device_missing_bp": "Needs a blood pressure cuff: lost, broken, never came or does not fit",
    "device_missing_glucose": "Needs a glucose meter: lost, broken, never came or does not fit",
    "device_missing_weight": "Needs a scale: lost, broken, never came or does not fit",
    "missed_none_left": "Did not take the medicines: has none left",
    "missed_harm": "Did not take the medicines: they make the patient feel bad",
    "opted_out": "Asked for no more texts: please find out why",
    "came_back": "Asked for our texts again, in a sentence: please read it; texts go out again",
    "start_needed": "Wants our texts again, but START must be texted from the phone: please call",
    "back_in_doubt": "May want our texts again: please ask. START, texted to us, brings them back",
    "later": "Wants another time, or cannot come",
    "symptom": "Reported a symptom",
    "new_symptom": "Reported a symptom",
    "concerns": "Has concerns",
    "review_time": "Said when a call suits",
    "review_any_time": "Agreed to a call and named no time, also when asked",
    "sms": "By text message",
    "voice": "By telephone",
    "call_silent": "Was on the phone, and we heard nothing twice: please call",
    "call_nobody": "Called us and did not say who it was: please call back",
    "call_not_patient": "Somebody else called us from the patient's phone: please call back",
    "unconfirmed": "Said a number on the phone and did not confirm it: please ask",
    "three_no": "Three NO answers in a row",
    "no_3_in_a_row": "Three NO answers in a row",
    "shared_phone": "Several patients share this phone: find out who wrote",
    "no_turn": "Our reader gave no answer",
    "three_days": "Three days without an answer",
}
UNCLEAR = {
    "approximate": "The numbers are only approximate",
    "cmhg": "The numbers look like 13/8 for 130/80",
    "declined": "Said that our guess was wrong",
    "empty": "No words, perhaps only a picture",
    "implausible": "The numbers cannot be right",
    "meter_word": "The meter shows a word, not a number",
    "neither": "Neither a yes nor a no",
    "no_time": "Wants a call, but said no time",
    "not_now": "The reading is not of now",
    "one_number": "Only one number of a blood pressure",
    "partly": "Took only some of the medicines",
    "proposal": "We are not sure which numbers are meant",
    "question": "The numbers were asked about, not reported",
    "reversed": "The two numbers are perhaps the wrong way round",
    "several_candidates": "Several numbers, and it is not clear which count",
    "unit_missing": "A number, but it is not clear of what or in which unit",
    "unreadable": "The words could not be understood",
}
LETTERS = {
    "page": "PagerDuty refused a page",
    "resolve": "PagerDuty refused the end of a page",
    "ring": "The on-call list could not be called",
    "acknowledge": "PagerDuty refused an acknowledgement",
    "note": "The chart refused a note",
    "prompt": "A check-in question could not be worded",
}
PAGES = frozenset({"page_not_taken", "page_not_echoed", "page_refused", "page_unacknowledged"})
QUESTIONS = frozenset({"missing_reading", "reply_not_processed"})
WORDLESS = PAGES | {"not_screened", "timer_failed", "unusable_record"}
"""Their codes name a case by its number, or a fault for the log; the task says it all."""


def why(task: Task) -> str:
    """Empty where the code adds nothing; a code of tomorrow is at least readable."""
    code = task.why
    if code == task.kind or task.kind in WORDLESS:
        return ""
    if task.kind == "unclear_reply" and code not in REASONS:
        return UNCLEAR.get(code, "Not clear what was meant")
    if task.kind in QUESTIONS and code in CHECK_INS:
        return CHECK_INS[code]
    if task.kind == "trend":
        return vital_name(code)
    if task.kind == "missed_weekday":
        return _missed(code)
    if task.kind == "not_asked":
        return f"On {date.fromisoformat(code):%A, %B} {date.fromisoformat(code).day}"
    if task.kind in ("undelivered", "wrong_number"):
        return _not_delivered(code.rpartition("_")[2])
    letter, refused, answer = code.partition("_refused_")
    if refused and letter in LETTERS:
        return f"{LETTERS[letter]} (answer {answer})"
    return REASONS.get(code, plain(code))


def _missed(code: str) -> str:
    """E.g. "Blood pressure: no answer on three Mondays in a row"."""
    kind, _, weekday = code.rpartition("_")
    asked = CHECK_INS.get(kind, plain(kind)).rstrip("?")
    return f"{asked}: no answer on three {weekday.capitalize()}s in a row"


def _not_delivered(code: str) -> str:
    words = WHY_NOT.get(code, f"reason {code}" if code.isdecimal() else "no reason was given")
    return words[:1].upper() + words[1:]


def case_id(task: Task) -> str:
    """The case a page was about; its task's key ends with it."""
    return task.key.partition(":")[2] if task.kind in PAGES else ""
