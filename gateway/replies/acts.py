"""What follows from each act, and which outcome the patient is told."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from gateway import check_ins, cohort, consent, escalations, messages, rechecks
from gateway.messages.tables import OutboundMessage
from gateway.replies.asking import ask_back
from gateway.replies.calling import agreed_again
from gateway.replies.helping import help_with_device
from gateway.replies.later import answer_later
from gateway.replies.missed import ask_why, explained
from gateway.replies.own_values import OWN_VALUES, own_values
from gateway.replies.read_back import read_back
from gateway.replies.told import Hearing

Outcome = dict[str, Any]
"""`outcome`, and where they matter `reason` and `values`."""

IN_THE_QUEUE = {
    "callback": "request",
    "refill": "request",
    "med_question": "request",
    "symptom": "symptom",
}
"""Acts that a care manager must see, and the kind of task."""
ANSWERS = {
    ("symptom", "yes"): "well",
    ("symptom", "no"): "concerns",
}
SAID_BY_OURSELVES = frozenset({"emergency", "stop"})
"""Acts that the gateway answers with a fixed text; the action says nothing."""
SELF_HARM = frozenset({"self_harm", "crisis"})


def consequences(heard: Hearing) -> Outcome:
    """Do what the act asks for, and say which outcome the patient hears about.

    The act's own work is done whatever else the message holds; a critical reading then speaks
    before a request.
    """
    act = heard.told.act
    if heard.unconfirmed and act == "accept":
        return read_back(heard)
    outcome = ACTS.get(act, _plain)(heard)
    if heard.unconfirmed and act not in SAID_BY_OURSELVES:
        return read_back(heard)
    if heard.worst == "critical" and act not in SAID_BY_OURSELVES:
        return _reading(heard)
    return outcome


def sound_alarm(heard: Hearing) -> None:
    """Page first of all, and say the fixed text unless the safety net already has."""
    flag = (heard.message.screening or {}).get("flag") or {}
    sid, reason = heard.message.sid, heard.told.get("reason") or flag.get("family")
    escalations.open_case(
        heard.session,
        tier="critical",
        cause="red_flag",
        detail=str(reason or "understood as an emergency"),
        beyond={str(reason): 0} if reason else {},
        key=f"critical:{sid}",
        patient=heard.patient,
        message_sid=sid,
        now=heard.now,
    )
    keys = [f"fixed:emergency:{sid}", f"fixed:crisis:{sid}"]
    said = select(OutboundMessage.id).where(OutboundMessage.key.in_(keys))
    if heard.session.scalar(said) is None:
        _say_fixed(heard, "crisis" if reason in SELF_HARM else "emergency")


def _stop(heard: Hearing) -> Outcome:
    """No more texts to this number, whoever of the household it serves; a person sees why.

    The same act says "wrong number" and "she has died", which somebody must follow up.
    """
    consent.stop(heard.session, heard.patient.phone, source="sentence", now=heard.now)
    for patient in {heard.patient, *cohort.by_phone(heard.session, heard.patient.phone)}:
        check_ins.stop_all(heard.session, patient.id, now=heard.now)
    _say_fixed(heard, "stopped")
    heard.queue("request", "opted_out")
    return {"outcome": "stopped"}


def _say_fixed(heard: Hearing, which: str) -> None:
    if heard.words is None:
        raise ValueError(f"the fixed text {which} must be said and no fixed texts were given")
    messages.say(
        heard.session,
        phone=heard.patient.phone,
        body=heard.words.fixed(cohort.answered_in(heard.patient), which),
        key=f"fixed:{which}:{heard.message.sid}",
        patient=heard.patient,
        language=cohort.answered_in(heard.patient),
        kind="fixed",
        reply_to=heard.message.sid,
        exempt=True,
        now=heard.now,
    )


def _clarify(heard: Hearing) -> Outcome:
    return agreed_again(heard) or ask_back(heard, heard.told.get("reason") or None)


def _language(heard: Hearing) -> Outcome:
    """Write in the language she asks for; if she named none, in the other one."""
    other = "en" if cohort.answered_in(heard.patient) == "es" else "es"
    wanted = heard.told.get("language") or other
    cohort.speak(heard.session, heard.patient, wanted, by="patient", now=heard.now)
    return {"outcome": "language"}


def _med_question(heard: Hearing) -> Outcome:
    """What she asks of her own readings is answered at once, any other question by a person."""
    asks_for_values = heard.told.get("reason") == OWN_VALUES and not heard.said
    return own_values(heard) if asks_for_values else _request(heard)


def _request(heard: Hearing) -> Outcome:
    act = heard.told.act
    heard.queue(IN_THE_QUEUE[act], "new_symptom" if act == "symptom" else act)
    if act == "symptom" and heard.answered == "symptom" and heard.told.answer == "no":
        return _answer(heard)  # "well, but ..." is not answered with "good to hear"
    return {"outcome": act}


def _later(heard: Hearing) -> Outcome:
    """Not yet. A visit or call that is moved or missed is no answer to wait for: a person acts."""
    about_a_visit = heard.told.get("reason") == "visit"
    waits_for_answer = heard.turn_of is not None and heard.turn_of.kind != "review"
    if heard.turn_of and waits_for_answer and not about_a_visit:
        return answer_later(heard, heard.turn_of)
    heard.queue("request", "later")
    return {"outcome": "later_visit"}


def _accept(heard: Hearing) -> Outcome:
    if heard.implausible and heard.worst != "critical":
        return ask_back(heard, "implausible")
    if heard.said:
        return _reading(heard)
    if heard.told.time:
        return {"outcome": "call_time"}
    if heard.answered:
        return _answer(heard)
    return explained(heard) or ask_back(heard, None)


def _reading(heard: Hearing) -> Outcome:
    if heard.worst == "normal" and len(heard.changed) == len(heard.said) == 1:
        [(wrong, right)] = heard.changed
        return {"outcome": "corrected", "values": {"wrong": wrong, "reading": right}}
    if heard.worst == "normal" and (question := ask_why(heard)):
        return question
    if heard.worst == "critical":
        return {"outcome": _critical(heard)}
    return {"outcome": {"normal": "recorded"}.get(str(heard.worst), heard.worst)}


def _critical(heard: Hearing) -> str:
    """What is true of a critical value now, which may be long after the safety net found it.

    Of one that is to be measured again the gateway's own text speaks; nobody is told yet. Where
    that has ended, nobody was told, or somebody was and may have seen to it.
    """
    sid = heard.message.sid
    ids = [one.id for one in (*heard.readings, *heard.known) if one.severity == "critical"]
    again = rechecks.about(heard.session, heard.patient, sid, ids)
    if any(row.state == "waiting" for row in again):
        return "silent" if any(row.message_sid == sid for row in again) else "recorded"
    told = escalations.told(heard.session, sid, ids)
    if told == "nobody":
        return "recorded" if again else "critical"
    return "critical_seen" if told == "seen" else "critical"


def _answer(heard: Hearing) -> Outcome:
    if question := ask_why(heard) or explained(heard):
        return question
    answer = str(heard.told.answer)
    return {"outcome": ANSWERS.get((str(heard.answered), answer), f"answer_{answer}")}


def _plain(heard: Hearing) -> Outcome:
    """emergency (seen to), help, other_person, chat: nothing else follows."""
    return {"outcome": heard.told.act}


ACTS: dict[str, Callable[[Hearing], Outcome]] = {
    "stop": _stop,
    "clarify": _clarify,
    "language": _language,
    "accept": _accept,
    "later": _later,
    "device_problem": help_with_device,
    **dict.fromkeys(IN_THE_QUEUE, _request),
    "med_question": _med_question,
}
