"""The page, without JavaScript: everything can be seen and done by links and forms."""

import pytest

from sandbox.pages.presenters import plain
from tests.sandbox.town import ROSA, ROSA_ID, note

HERE = {"number": ROSA}


def page(sandbox, path=f"/phones/{ROSA}"):
    answer = sandbox.http.get(path)
    assert answer.status_code == 200
    return answer.text


def submit(sandbox, path, **form):
    answer = sandbox.http.post(path, data=HERE | form)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/phones/{ROSA}"


def test_the_first_page_is_rosas_phone_among_all_of_them(sandbox):
    text = page(sandbox, "/")
    assert '<h2 id="whose">Rosa Delgado</h2>' in text
    assert text.count('<li><a href="/phones/') == 25
    assert 'href="https://clinic.example.org"' in text  # the console


def test_a_text_from_the_form_reaches_the_gateway_and_shows_as_a_bubble(sandbox, gateway):
    submit(sandbox, f"/phones/{ROSA}/texts", body="190/110 <b>&</b>")
    assert gateway.at("/webhooks/twilio/sms")[0].form["Body"] == "190/110 <b>&</b>"
    text = page(sandbox)
    assert "190/110 &lt;b&gt;&amp;&lt;/b&gt;" in text
    assert "✓✓ at the clinic" in text


def test_ticks_tell_what_became_of_a_text(sandbox):
    sandbox.arrived(sandbox.send(Body="Buenos días").json()["sid"])
    assert "✓✓ delivered" in page(sandbox)
    submit(sandbox, f"/phones/{ROSA}/handset", state="off")
    sandbox.arrived(sandbox.send(Body="Buenas tardes").json()["sid"], "undelivered")
    assert "! undelivered (30003)" in page(sandbox)


def test_a_text_that_did_not_arrive_has_a_button(sandbox, gateway):
    gateway.answers = [403]
    sid = sandbox.text("190/110")["sid"]
    text = page(sandbox)
    assert "! did not reach the clinic" in text
    assert f'action="/texts/{sid}/resend"' in text
    submit(sandbox, f"/texts/{sid}/resend")
    assert f'action="/texts/{sid}/resend"' not in page(sandbox)


def test_an_incident_is_taken_and_closed_with_two_buttons(sandbox):
    links = [{"href": "http://127.0.0.1:8000/cases/c-1", "text": "Case"}]
    sandbox.enqueue(links=links)
    incident = sandbox.incidents()[0]["id"]
    assert '<a href="http://127.0.0.1:8000/cases/c-1">Case</a>' in page(sandbox)
    submit(sandbox, f"/incidents/{incident}/acknowledge")
    text = page(sandbox)
    assert f"/incidents/{incident}/acknowledge" not in text
    submit(sandbox, f"/incidents/{incident}/resolve")
    assert sandbox.incidents()[0]["status"] == "resolved"


def test_notes_are_shown_in_plain_words_on_the_page_and_in_the_chart(sandbox, sign_in):
    sign_in.fhir().file(note())
    for path in (f"/phones/{ROSA}", f"/chart/{ROSA_ID}"):
        text = page(sandbox, path)
        assert "Promotora n-1: Reading" in text
        assert "Lectura 190/110. «Me duele la cabeza»" in text
    assert sandbox.http.get("/chart/none").status_code == 404


def test_the_words_of_a_note_are_shown_without_its_markup():
    html = "<html><head><title>x</title></head><body><h1>Reading</h1><p>190/110<br/>high</p></body>"
    assert plain(html, "application/xhtml+xml;charset=utf-8") == "Reading\n190/110\nhigh"
    assert plain("<p>", "text/plain;charset=utf-8") == "<p>"


def test_faults_and_the_clock_are_switched_from_the_page(sandbox):
    submit(sandbox, "/faults/fhir", mode="down", lasting="3")
    fault = sandbox.get("/sandbox/faults")["fhir"]
    assert (fault["mode"], bool(fault["until"])) == ("down", True)
    submit(sandbox, "/faults/twilio", mode="slow", lasting="2", count="1")
    assert sandbox.get("/sandbox/faults")["twilio"]["seconds"] == 2
    text = page(sandbox)
    assert "slow answers, 1 more" in text
    submit(sandbox, "/faults/twilio", mode="")
    submit(sandbox, "/clock", hours="24")
    assert sandbox.get("/sandbox/clock")["offset_seconds"] == 86_400
    assert "moved 24 h ahead" in page(sandbox)
    submit(sandbox, "/reset")
    assert "moved" not in page(sandbox)


@pytest.mark.parametrize("part", ["phones", "conversation", "on_call", "notes", "faults", "clock"])
def test_each_part_of_the_page_can_be_fetched_alone(sandbox, part):
    answer = sandbox.http.get(f"/parts/{part}", params=HERE)
    assert answer.status_code == 200
    assert answer.text.strip() in page(sandbox)


def test_another_number_has_a_page_too_and_nonsense_has_none(sandbox):
    answer = sandbox.http.get("/phones", params={"number": "(646) 555-0199"})
    assert answer.headers["location"] == "/phones/+16465550199"
    assert "Unknown to the chart" in page(sandbox, "/phones/+16465550199")
    assert sandbox.http.get("/phones/12").status_code == 404
    assert sandbox.http.get("/parts/other", params=HERE).status_code == 404


def test_every_field_has_a_label(sandbox):
    import re

    text = page(sandbox)
    shown = re.findall(r"<(?:input|select|textarea)\b[^>]*>", text)
    named = [field for field in shown if 'type="hidden"' not in field]
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    inside = len(re.findall(r"<label[^>]*>[^<]*<input", text))
    outside = [f for f in named if (i := re.search(r' id="([^"]+)"', f)) and i[1] in labels]
    assert len(outside) + inside == len(named)


def test_the_stylesheet_and_the_script_are_served_here(sandbox):
    for path in ("/static/sandbox.css", "/static/sandbox.js"):
        assert sandbox.http.get(path).status_code == 200
    assert "http" not in page(sandbox).split("<body>")[0]  # nothing from elsewhere
