"""Who may open which page, and what is written down; over real HTTP, on both databases."""

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from gateway.console import case, letters, nav, patient, patients, sign_in, tasks, visitor, why
from gateway.console.tables import Look
from tests.console.conftest import Console


def looks(room: Console) -> list[tuple[str, str]]:
    with room.db.reading() as session:
        return [(look.patient_id, look.page) for look in session.scalars(select(Look))]


def test_no_page_but_the_sign_in_opens_without_a_visitor() -> None:
    doors = {visitor.signed_in, visitor.watching, visitor.acting, visitor.searching}
    parts = (sign_in, nav, patients, patient, case, why, tasks, letters)
    routes = [r for part in parts for r in part.router.routes if isinstance(r, APIRoute)]

    def asked(dependant: object) -> set[object]:
        inner = getattr(dependant, "dependencies", [])
        return {getattr(dependant, "call", None)}.union(*(asked(one) for one in inner))

    open_doors = {route.path for route in routes if not asked(route.dependant) & doors}
    changing = {r.path for r in routes if "POST" in (r.methods or ())} - {"/sign-in"}
    checked = {r.path for r in routes if asked(r.dependant) & {visitor.acting, visitor.searching}}
    assert len(routes) > 15
    assert open_doors == {"/sign-in"}
    assert changing <= checked


def test_every_look_is_written_down_and_a_page_left_open_once_in_a_while(room: Console) -> None:
    nurse, rosa, case = room.signed_in(), room.patients[0], room.cases["rosa"]
    before = len(looks(room))
    nurse.get(f"/console/patients/{rosa.id}")
    nurse.get(f"/console/cases/{case.id}")
    nurse.get("/console/tasks")

    expected = [(rosa.id, "timeline"), (rosa.id, f"case:{case.id}"), ("*", "tasks")]
    assert looks(room)[before:] == expected

    for _ in range(3):
        nurse.get(f"/console/patients/{rosa.id}/news")
    assert looks(room)[before:] == expected
    room.clock.advance(minutes=16)
    nurse.get(f"/console/patients/{rosa.id}/news")
    assert looks(room)[before:] == [*expected, (rosa.id, "timeline")]


def test_each_role_sees_only_its_own_part(room: Console) -> None:
    rosa, case = room.patients[0], room.cases["rosa"]
    pages = ["/console/tasks", f"/console/patients/{rosa.id}", f"/console/patients/{rosa.id}/news",
             f"/console/cases/{case.id}", f"/console/cases/{case.id}/state"]  # fmt: skip
    operator, nurse = room.signed_in("operator"), room.signed_in()
    before = len(looks(room))

    refused = [operator.get(path) for path in pages]
    assert {answer.status_code for answer in refused} == {403}
    assert not any("Rosa" in answer.text for answer in refused)
    assert operator.post("/console/rows", on="/console/letters").status_code == 403
    assert operator.get("/console").url.path == "/console/letters"
    assert nurse.get("/console/letters").status_code == 403
    assert len(looks(room)) == before


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/none", "/console/static/room.css"])
def test_every_answer_carries_the_headers_that_keep_others_out(room: Console, path: str) -> None:
    answer = room.visitor().get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    kept = "no-cache" if path.endswith(".css") else "no-store"
    assert answer.headers["cache-control"] == kept


def test_a_link_from_another_site_is_taken_in_one_step_within_ours(room: Console) -> None:
    link = f"/console/cases/{room.cases['rosa'].id}"

    across = room.visitor().get(link, headers={"Sec-Fetch-Site": "cross-site"})
    within = room.visitor().get(link, headers={"Sec-Fetch-Site": "same-origin"})

    assert f'content="0; url={link}"' in across.text
    assert "Rosa" not in across.text
    assert within.url.path == "/console/sign-in"
