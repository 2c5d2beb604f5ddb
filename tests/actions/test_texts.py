"""Every text the files hold is said by some outcome of the clinic."""

from actions.saying import texts

OUTCOMES = {
    *("recorded", "corrected", "critical", "critical_seen", "abnormal"),
    *("answer_yes", "answer_no", "well", "concerns", "call_time", "call_any_time"),
    *("why_missed", "why_forgot", "why_none_left", "why_harm", "why_other", "why_tell"),
    *("callback", "refill", "med_question", "symptom", "own_values", "no_values"),
    *("device_problem", "device_person", "device_known", "device_missing"),
    *("later", "later_visit", "later_at", "later_at_one"),
    *("later_tomorrow", "later_tomorrow_one"),
    *("read_back", "read_back_critical"),
    *("to_person", "person_reads", "help", "language", "other_person", "chat"),
}


def test_every_text_is_said_by_some_outcome() -> None:
    prefixed = ("utter_ask_back_", "utter_check_in_", "utter_remind_", "utter_help_")
    questions = ("utter_language_", "utter_device_step_")  # by the check-in that is open
    fitted = ("_noted", "_open", "_aloud")
    plain = {
        name.removeprefix("utter_")
        for name in texts()
        if not name.startswith(prefixed + questions) and not name.endswith(fitted)
    }

    assert plain == OUTCOMES
