"""The switchboard: each webhook of a call is one short transaction on the call's own row."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway import calls
from gateway.calls import Call
from gateway.switchboard.answering import answer
from gateway.switchboard.hearing import as_words, keep, silence
from gateway.switchboard.line import Line
from gateway.switchboard.opening import answer_who, ask_who, machine
from gateway.vendors.twiml import HANG_UP, Script

Fields = Mapping[str, str]
FIRST = "en"


class Switchboard:
    """Says what comes next on a call. It knows nothing between two webhooks; the row does.

    A webhook that repeats finds its turn taken and is told again what was said; one that comes late
    finds a later turn and changes nothing.
    """

    def __init__(self, wiring: Any) -> None:
        self.wiring = wiring

    def rings(self, fields: Fields) -> Script:
        """Somebody calls us."""
        with self.wiring.db.transaction() as session:
            number = fields["From"].rpartition(":")[2]
            now = self.wiring.clock.now()
            call = calls.began(session, fields["CallSid"], number, language=FIRST, now=now)
            line = Line(session, call, self.wiring.rules, now)
            return line.last() or ask_who(line)

    def answered(self, call_id: str, fields: Fields) -> Script:
        """Our call was picked up, by a person, a machine, or nobody can tell."""

        def open_it(line: Line) -> Script:
            call = line.call
            call.answered_at, call.status = call.answered_at or line.now, "in-progress"
            if call.step != "ring":
                return line.last() or hang_up(line.language)
            return machine(line, fields.get("AnsweredBy", "")) or ask_who(line)

        return self._on(call_id, fields, open_it) or hang_up(FIRST)

    def heard(self, call_id: str, turn: int, fields: Fields) -> Script | None:
        """Keys or words, or nothing; None when the answer is still being found."""

        def take(line: Line) -> Script | None:
            if line.call.turn != turn or line.call.step == "over":
                self._kept_late(line, turn, fields)
                return line.last() or hang_up(line.language)
            if tape := machine(line, fields.get("AnsweredBy", "")):
                return tape
            if line.message(turn):
                return self._answer(line, turn)  # this webhook repeats itself
            digits, speech = fields.get("Digits", ""), fields.get("SpeechResult", "")
            if line.call.step == "who" and not self._alarming(line, speech):
                return answer_who(line, digits, speech)
            words = as_words(line, digits, speech)
            if not words:
                return silence(line)
            keep(line, turn, words, fields)
            return self._answer(line, turn)

        return self._on(call_id, fields, take)

    def reply(self, call_id: str, turn: int, fields: Fields) -> Script | None:
        """What the dialogue has answered by now to what was heard at this turn."""

        def look(line: Line) -> Script | None:
            if line.call.turn != turn or line.call.step == "over":
                return line.last() or hang_up(line.language)
            return self._answer(line, turn)

        return self._on(call_id, fields, look)

    def wait(self, call_id: str, turn: int, waited: int, fields: Fields) -> Script:
        """Not answered yet: ask her to wait; in the end we keep what she said and hang up."""

        def hold_on(line: Line) -> Script:
            if waited > self.wiring.settings.call_patience_seconds:
                return line.hang_up(line.text("call_kept"))
            says = [line.text("call_wait")] if waited == 0 else []
            return line.wait(turn, waited, says)

        return self._on(call_id, fields, hold_on) or hang_up(FIRST)

    def status(self, which: str, fields: Fields) -> None:
        with self.wiring.db.transaction() as session:
            calls.report(
                session,
                which,
                fields["CallSid"],
                fields.get("CallStatus", ""),
                answered_by=fields.get("AnsweredBy", ""),
                now=self.wiring.clock.now(),
            )

    def trouble(self, fields: Fields) -> Script:
        """What can be said without the database: 911 or 988 if she spoke of danger."""
        words = self.wiring.rules.words
        flag = words.net.find(fields.get("SpeechResult", ""))
        language = flag.language if flag else "es" if fields.get("lang") == "es" else FIRST
        which = "call_trouble"
        if flag:
            which = "crisis" if flag.family == "self_harm" else "emergency"
        said = words.sounding(language, words.fixed(language, which))
        return Script((said, said) if flag else (said,), HANG_UP, language)

    def danger(self, fields: Fields) -> bool:
        """Read from the words alone, before anything else is tried."""
        return self.wiring.rules.words.net.find(fields.get("SpeechResult", "")) is not None

    def _on(
        self, call_id: str, fields: Fields, act: Callable[[Line], Script | None]
    ) -> Script | None:
        with self.wiring.db.transaction() as session:
            call: Call | None = calls.lock(session, call_id)
            if call is None:
                return hang_up(FIRST)
            call.sid = call.sid or fields.get("CallSid")
            return act(Line(session, call, self.wiring.rules, self.wiring.clock.now()))

    def _answer(self, line: Line, turn: int) -> Script | None:
        message = line.message(turn)
        return answer(line, message) if message else line.last()

    def _alarming(self, line: Line, speech: str) -> bool:
        """At the door only danger and an opt-out are for everybody's ears; the rest is not kept."""
        net = line.rules.words.net
        return bool(speech) and (net.find(speech) is not None or net.opt_out(speech, "none"))

    def _kept_late(self, line: Line, turn: int, fields: Fields) -> None:
        """Words that come when nobody is on the line any more are read all the same.

        Of somebody who was never let in, only danger and an opt-out.
        """
        speech = fields.get("SpeechResult", "").strip()
        if not speech or line.call.turn != turn or line.message(turn):
            return
        if line.call.asked or self._alarming(line, speech):
            keep(line, turn, speech, fields)
            calls.over(line.session, line.call, now=line.now)


def hang_up(language: str) -> Script:
    return Script((), HANG_UP, language)
