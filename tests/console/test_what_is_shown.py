"""What the pages show, harmlessly and completely; over real HTTP, on both databases."""

from gateway.escalations.tables import Escalation
from gateway.tasks.tables import Task
from tests.console.conftest import Console
from tests.console.days import Days
from tests.console.populated import NOW

HARM = "<script>alert(1)</script>'; DROP TABLE inbox;-- \u202egnirts \x1b[2J"


def test_who_needs_someone_comes_first_with_words_and_the_last_readings(room: Console) -> None:
    page = room.signed_in().get("/console").text

    names = ["Rosa Delgado", "Walter Hughes", "María Elena Peña", "Harold Jensen"]
    table = page[page.index("<tbody>") :]
    assert [table.index(name) for name in names] == sorted(table.index(name) for name in names)
    assert "190/110 y me duele la cabeza" in page
    assert "Nobody has it yet." in page
    assert "today at 9:08 AM" in table
    assert "Someone who is not enrolled" in page


def test_only_those_who_need_someone_now_are_listed_on_request(room: Console) -> None:
    page = room.signed_in().get("/console?show=now").text

    assert "4 patients" in page
    assert "Ruth Abernathy" not in page


def test_a_patient_is_found_by_name_and_the_name_is_in_no_address(room: Console) -> None:
    nurse = room.signed_in()

    found = nurse.post("/console", search="pena")
    part = nurse.post("/console/rows", search="555-0102".replace("-", ""))

    for answer in (found, part):
        table = answer.text[answer.text.index("<tbody>") :]
        assert "María Elena" in table
        assert "Ruth" not in table
        assert "pena" not in str(answer.url)
    assert "Nobody with this name" in nurse.post("/console", search="zzz").text


def test_an_overdue_case_says_so(room: Console) -> None:
    nurse = room.signed_in()
    assert "too long" not in nurse.get("/console").text

    room.clock.advance(minutes=2)

    assert "too long" in nurse.get("/console").text


def test_a_timeline_tells_the_whole_story_of_one_message(room: Console) -> None:
    rosa = room.patients[0]

    page = room.signed_in().get(f"/console/patients/{rosa.id}").text

    for words in (
        'title="Read as blood pressure">190/110</mark>',
        "190/110 mmHg",
        "“systolic above 180”, hypertension version 1",
        "promotora-2026-11-02",
        "96% sure",
        "PagerDuty is alerting someone",
        "Nobody has acknowledged it yet",
        "Sent, the phone has not confirmed it yet",
        "waiting for the chart",
        "The reading:",
        "(2184",
        "Blood pressure: 3 readings",
    ):
        assert words in page, words


def test_failures_to_deliver_and_an_opt_out_are_told_in_words(room: Console) -> None:
    clinician = room.signed_in("clinician")
    dorothy, carmen = room.patients[3], room.patients[8]

    undelivered = clinician.get(f"/console/patients/{dorothy.id}").text
    stopped = clinician.get(f"/console/patients/{carmen.id}").text

    assert "Not delivered: the phone is off or out of reach" in undelivered
    assert "This phone asked for no more texts" in stopped
    assert "Send the text" not in stopped


def test_html_sql_and_control_characters_are_shown_harmlessly_everywhere(room: Console) -> None:
    ruth = room.patients[9]
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        sid = days.says(ruth, HARM, NOW, evidence=[("alert(1)", '"><img src=x>')])
        case = Escalation(dedup_key="h", patient_id=ruth.id, tier="critical", cause="red_flag",
                          detail="<b>", message_sid=sid, opened_at=NOW,
                          incident_url="javascript:alert(1)")  # fmt: skip
        session.add(case)
        session.add(Task(key="h", kind="<i>", why="<u>", patient_id=ruth.id, message_sid=sid,
                         created_at=NOW, due_at=NOW))  # fmt: skip
    nurse = room.signed_in()

    for path in ("", "/tasks", f"/patients/{ruth.id}", f"/cases/{case.id}"):
        page = nurse.get(f"/console{path}").text
        assert "&lt;script&gt;" in page, path
        assert "[U+202E]gnirts" in page or path == ""
        for harm in ("<script>a", "<img src", "<i>", "<u>", "<b>", "\u202e", "\x1b", "javascript:"):
            assert harm not in page, (path, harm)


def test_right_to_left_words_stand_apart_from_the_page(room: Console) -> None:
    ruth = room.patients[9]
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        days.says(ruth, "ضغطي 138/82", NOW, evidence=[("138/82", "blood_pressure")])

    page = room.signed_in().get(f"/console/patients/{ruth.id}").text

    assert '<bdi class="words" dir="auto">ضغطي <mark' in page


def test_a_long_timeline_is_paged_without_losing_or_repeating_a_line(room: Console) -> None:
    ruth = room.patients[9]
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        for number in range(60):  # all of one moment, as one transaction writes them
            days.says(ruth, f"line-{number:03}.", NOW)
            days.writes(ruth, f"echo-{number:03}.", NOW)
    nurse, path, seen = room.signed_in(), f"/console/patients/{ruth.id}", ""
    while path:
        page = nurse.get(path).text
        seen += page
        _, more, rest = page.partition(f'href="/console/patients/{ruth.id}?before=')
        place = rest.partition('"')[0]
        path = f"/console/patients/{ruth.id}?before={place}" if more else ""

    for number in range(60):
        assert seen.count(f"line-{number:03}.") == 1
        assert seen.count(f"echo-{number:03}.") == 1


def test_an_open_page_gets_news_down_to_its_end_and_nothing_when_nothing_changed(
    room: Console,
) -> None:
    ruth, nurse = room.patients[9], room.signed_in()
    path = f"/console/patients/{ruth.id}/news"
    first = nurse.get(path)
    same = nurse.get(path, headers={"X-Shown": first.headers["X-Print"]})
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        days.says(ruth, "something new", NOW)

    news = nurse.get(path, headers={"X-Shown": first.headers["X-Print"]})

    assert (same.status_code, same.text) == (204, "")
    assert "something new" in news.text
    assert "<html" not in news.text


def test_places_nobody_gave_out_and_ids_nobody_has_are_met_calmly(room: Console) -> None:
    nurse, ruth = room.signed_in(), room.patients[9]

    for before in ("x", "2026-11-20T00:00:00~1~1", "2026-11-20T00:00:00+00:00~x~1", "~~"):
        page = nurse.get(f"/console/patients/{ruth.id}", params={"before": before})
        assert page.status_code == 200
    for path in ("/patients/nobody", "/patients/nobody/news", "/cases/none", "/nowhere", "/a/b/c",
                 "/static/none.css"):  # fmt: skip
        answer = nurse.get(f"/console{path}")
        assert answer.status_code == 404, path
        assert "There is nothing here" in answer.text
    assert nurse.get("/console?number=99999&show=%00").status_code == 200


def test_a_new_critical_case_shows_in_the_head_of_every_open_page(room: Console) -> None:
    nurse, operator = room.signed_in(), room.signed_in("operator")
    assert "2<span" in nurse.get("/console/nav?here=tasks").text

    with room.db.transaction() as session:
        session.add(Escalation(dedup_key="new", tier="critical", cause="red_flag", detail="x",
                               phone="+15005550198", opened_at=NOW))  # fmt: skip

    assert "3<span" in nurse.get("/console/nav?here=%22%3E<script>").text
    assert "critical" not in operator.get("/console/nav").text
