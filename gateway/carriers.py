"""Each kind of letter joined with the vendor that carries it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from gateway.calls import Dial, dial
from gateway.chart import NOTE, Filing
from gateway.check_ins import Prompt, prompt
from gateway.escalations import (
    PAGE,
    RESOLVE,
    TAKEN,
    TEST,
    TEST_END,
    Call,
    EscalationRules,
    Page,
    ring_letter,
)
from gateway.messages import Text, sms
from gateway.nightly import COHORT, read_cohort
from gateway.outbox.carry import Carrier
from gateway.settings import Settings
from gateway.vendors.delivery import Receipt
from gateway.vendors.ehr import chart as open_chart
from gateway.vendors.ehr.port import Chart, Note
from gateway.vendors.pagerduty import PagerDuty
from gateway.vendors.rasa import Rasa
from gateway.vendors.twilio import Twilio
from gateway.vendors.twilio_calls import TwilioCalls
from gateway.vendors.twilio_rings import TwilioRings
from gateway.vendors.twiml import RETRIES
from gateway.wiring import Wiring


def carriers(wiring: Wiring) -> dict[str, Carrier]:
    """By letter kind: how it travels, how a doubtful one is looked up, and how long it may wait."""
    rules = wiring.check_in_rules
    return {
        "sms": texts(wiring),
        "call": calls(wiring),
        **pages(wiring.settings),
        "ring": rings(wiring.settings, wiring.escalation_rules),
        **chart_letters(wiring),
        "prompt": Carrier(
            prompt(rules), ask(Rasa(wiring.settings)), longest_wait=timedelta(minutes=1)
        ),
    }


def texts(wiring: Wiring) -> Carrier:
    """Texts, at the rate of the number or service that sends them."""
    settings = wiring.settings
    twilio = Twilio(settings)
    sender = settings.twilio_messaging_service_sid or settings.twilio_from
    return Carrier(
        sms(wiring.check_in_rules.quiet_hours),
        send_text(twilio, settings.public_base_url),
        find_text(twilio),
        rate=(sender, settings.twilio_messages_per_second),
        longest_wait=timedelta(minutes=2),
        longest_asked=timedelta(minutes=2),
        lease=looking_first(settings),
    )


def calls(wiring: Wiring) -> Carrier:
    """Calls, at the rate the account may place them; a doubtful one is looked up first."""
    settings = wiring.settings
    twilio, base = TwilioCalls(settings), settings.public_base_url.rstrip("/")

    def place(one: Dial) -> Receipt:
        return twilio.place(
            one.phone,
            url=f"{base}/webhooks/twilio/voice/{one.call_id}{RETRIES}",
            status_url=f"{base}/webhooks/twilio/calls/{one.call_id}{RETRIES}",
            fallback_url=f"{base}/webhooks/twilio/voice-fallback",
        )

    return Carrier(
        dial(wiring.check_in_rules),
        place,
        lambda one, since: twilio.find(one.phone, since, known=one.known),
        rate=(f"calls:{settings.twilio_from}", settings.twilio_calls_per_second),
        longest_wait=timedelta(minutes=2),
        longest_asked=timedelta(minutes=2),
        lease=looking_first(settings),
    )


def pages(settings: Settings) -> dict[str, Carrier]:
    """Pages and what ends them; PagerDuty's key makes repeating harmless."""
    pagerduty = PagerDuty(settings)
    minute = timedelta(minutes=1)
    send, end = page(pagerduty, settings), lambda parcel: pagerduty.resolve(parcel.dedup_key)
    return {
        "test_page": Carrier(TEST, send, longest_wait=minute),
        "test_end": Carrier(TEST_END, end, longest_wait=minute),
        "page": Carrier(
            PAGE,
            send,
            longest_wait=timedelta(seconds=30),
            longest_asked=minute,  # its limit is counted over a minute (C1)
        ),
        "resolve": Carrier(RESOLVE, end, longest_wait=timedelta(minutes=5)),
        "acknowledge": Carrier(
            TAKEN, lambda parcel: pagerduty.acknowledge(parcel.dedup_key), longest_wait=minute
        ),
    }


def rings(settings: Settings, rules: EscalationRules) -> Carrier:
    """Calls to the on-call list: the second route, in a lane of its own."""
    twilio, base = TwilioRings(settings), settings.public_base_url.rstrip("/")

    def ring(call: Call) -> Receipt:
        return twilio.ring(
            call.phone,
            f"{call.says} {call.asks}",
            key_url=base + call.key_path + RETRIES,
            status_callback=base + call.callback_path,
        )

    soon = timedelta(seconds=15)
    return Carrier(ring_letter(rules), ring, longest_wait=soon, longest_asked=soon)


def chart_letters(wiring: Wiring) -> dict[str, Carrier]:
    """Notes into the chart, and the cohort out of it."""
    db, rules, clock = wiring.db, wiring.check_in_rules, wiring.clock
    chart = open_chart(wiring.settings, now=clock.now)
    lease = looking_first(wiring.settings)
    return {
        "note": Carrier(NOTE, file_note(chart), find_note(chart), lease=lease),
        "cohort": Carrier(
            COHORT,
            lambda _parcel: read_cohort(db, chart, rules, clock),
            lease=timedelta(minutes=30),
        ),
    }


def looking_first(settings: Settings) -> timedelta:
    """Time for a look-up and then a send, each with its connecting and one renewed token."""
    return timedelta(seconds=6 * settings.http_timeout_seconds)


def send_text(twilio: Twilio, base_url: str) -> Callable[[Text], Receipt]:
    """The status callback's URL holds our own message id, which Twilio tells us back."""
    return lambda text: twilio.send(text.phone, text.body, base_url + text.callback_path)


def find_text(twilio: Twilio) -> Callable[[Text, datetime], Receipt | None]:
    return lambda text, since: twilio.find(text.phone, text.body, since, known=text.known)


def page(pagerduty: PagerDuty, settings: Settings) -> Callable[[Page], Receipt]:
    """A page leads to the case, and from there or directly to the chart; it names nobody."""

    def trigger(case: Page) -> Receipt:
        links = [{"href": settings.public_base_url + case.case_path, "text": "Open the case"}]
        if case.chart_patient_id:
            # filled in by replacing, because no template a site writes may cost a page
            whose = settings.chart_url_template.replace("{encounter_id}", "")
            chart = whose.replace("{patient_id}", quote(case.chart_patient_id, safe=""))
            links.append({"href": chart, "text": "Open the chart"})
        return pagerduty.trigger(
            case.dedup_key,
            case.summary,
            case.severity,
            links=links,
            custom_details=case.details,
            timestamp=case.opened_at,
        )

    return trigger


def ask(rasa: Rasa) -> Callable[[Prompt], list[str]]:
    return lambda asked: rasa.trigger(
        asked.conversation_id, asked.check_in, asked.language, asked.rung
    )


def file_note(chart: Chart) -> Callable[[Filing], Receipt]:
    return lambda filing: chart.file_note(_note(filing))


def find_note(chart: Chart) -> Callable[[Filing, Any], Receipt | None]:
    return lambda filing, _since: chart.find_note(_note(filing))


def _note(filing: Filing) -> Note:
    return Note(
        key=filing.number,
        patient_id=filing.fhir_patient_id,
        title=filing.title,
        text=filing.text,
        kind=filing.kind,
        started=filing.started,
        ended=filing.ended,
    )
