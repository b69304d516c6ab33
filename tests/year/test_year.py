"""A whole year of three hundred candidates; every number that was said is counted again from what they did."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from tests.year import counts
from tests.year.cast import CELLS, EARLIER, SESSION, VIRUSES, Person
from tests.year.office import EDITION
from tests.year.story import DECIDED, FRAUD, KILLED_AT, LOWERED, RENAMED, Year


def states(year: Year, name: str) -> Counter[str]:
    return Counter(one["state"] for one in year.said[name].json()["files"])


def kinds(year: Year, name: str) -> Counter[str]:
    """How many messages of each kind a run says the server took."""
    return Counter(year.said[name].json()["accepted"])


def heard(year: Year, name: str) -> Counter[str]:
    """How many messages reached each address."""
    return Counter(one.recipients[0] for one in year.mail[name])


def session(year: Year, name: str, course: str, which: str = SESSION) -> dict[str, Any]:
    (found,) = (
        one
        for one in year.said[name].json()["sessions"]
        if (one["course"], one["session"]) == (course, which)
    )
    return dict(found)


def nonzero(found: dict[str, int]) -> Counter[str]:
    return +Counter(found)


# --- Registration and what follows


def test_everybody_is_registered_once_whatever_they_send_twice(year: Year) -> None:
    twice = sum(one.twice for one in year.people)
    # Besides: somebody registered anew by a new file, and a file that was cut off.
    assert states(year, "registrations") == {"taken": 300, "known": twice, "refused": 2}
    assert len(year.ids) == 300
    assert states(year, "intake again") == {"known": 200}


@pytest.mark.parametrize(
    "name", ["registrations", "changes", "early deposits", "late deposits", "correction"]
)
def test_the_preview_of_an_intake_is_what_was_done(year: Year, name: str) -> None:
    assert states(year, f"{name} dry") == states(year, name)


def test_two_exchanges_are_granted_and_the_third_is_refused(year: Year) -> None:
    asked = sum(len(one.wanted) for one in year.people)
    granted = sum(len(one.granted) for one in year.people)
    left = sum(one.withdrawn == date(2025, 2, 10) for one in year.people)
    renamed = sum(one.corrected is not None for one in year.people)
    assert states(year, "changes") == {"taken": granted + left + renamed, "refused": asked - granted}
    files = year.said["changes"].json()["files"]
    assert {tuple(one["codes"]) for one in files if one["state"] == "refused"} == {("I305",)}


def test_the_register_says_what_people_chose_and_how_they_are_called(year: Year) -> None:
    folder = year.school.root / "candidates/register"
    records = [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yml"))]
    names = Counter(one["name"]["display"] for one in records)
    wanted = Counter(f"Aline {one.family}" if one.place == RENAMED else one.display for one in year.people)
    assert names == wanted
    exchanged = Counter(len(one["registrations"][0].get("swaps", [])) for one in records)
    assert exchanged == Counter(len(one.granted) for one in year.people)
    assert sum("withdrawn" in one["registrations"][0] for one in records) == sum(
        one.withdrawn is not None for one in year.people
    )


def test_every_deposit_is_kept_as_a_claim(year: Year) -> None:
    claims = [claim for one in year.people for claim in one.claims]
    early = sum(claim.made == date(2025, 6, 15) for claim in claims)
    left = sum(one.withdrawn == date(2025, 6, 24) for one in year.people)
    assert states(year, "early deposits") == {"taken": early}
    assert states(year, "late deposits") == {"taken": len(claims) - early + left}


# --- What the platform sends


def rows(people: list[Person], course: str) -> int:
    return sum(course in one.rows for one in people)


@pytest.mark.parametrize("course", [CELLS, VIRUSES])
def test_a_file_is_imported_whole_and_a_second_time_not_at_all(year: Year, course: str) -> None:
    number = rows([*year.people, *year.strangers], course)
    for name, state in ((f"{course} dry", "new"), (course, "new"), (f"{course} again", "already-imported")):
        said = year.said[name].json()
        assert said["state"] == state
        if state == "new":
            assert (said["accepted"], said["refused"], said["new"], said["changed"]) == (number, 0, number, 0)


@pytest.mark.parametrize("course", [CELLS, VIRUSES])
@pytest.mark.parametrize(("name", "decided"), [("reconcile", {}), ("reconciled", DECIDED)])
def test_every_outcome_is_counted(year: Year, course: str, name: str, decided: dict[int, str]) -> None:
    found = session(year, name, course)
    assert nonzero(found["counts"]) == counts.outcomes(year.people, year.strangers, course, decided)


def test_a_claim_of_a_session_without_a_file_waits(year: Year) -> None:
    claims = sum(claim.session == EARLIER for one in year.people for claim in one.claims)
    assert nonzero(session(year, "reconcile", CELLS, EARLIER)["counts"]) == {
        "claimed-not-transmitted": claims
    }


def test_each_row_is_attributed_to_whom_it_is_about_and_to_nobody_else(year: Year) -> None:
    numbers = {one.certificate(course): one.place for one in year.people for course in one.rows}
    seen = 0
    for course in (CELLS, VIRUSES):
        for finding in session(year, "reconciled", course)["findings"]:
            if finding["row"] is None:
                continue
            seen += 1
            place = numbers.get(finding["row"]["certificate"])
            idents = [one["id"] for one in finding["candidates"]]
            assert idents == ([] if place is None else [year.ident(place)])
    assert seen == rows([*year.people, *year.strangers], CELLS) + rows(
        [*year.people, *year.strangers], VIRUSES
    )


def test_what_is_certain_is_written_and_a_second_run_writes_nothing(year: Year) -> None:
    for course in (CELLS, VIRUSES):
        number = sum(counts.written(one, course) for one in year.people)
        assert session(year, "reconciled", course)["results"] == number
    first, second = year.said["reconciled"].json(), year.said["reconciled again"].json()
    assert (len(first.pop("written")), second.pop("written")) == (2, [])
    assert first == second


# --- The jury and the diplomas


def test_status_counts_everybody_at_one_stage(year: Year) -> None:
    said = year.said["status"].json()
    found: Counter[str] = Counter()
    for label, number in said["counts"]["biology"].items():
        found[label.partition(",")[0]] += number
    words = {"entitled": "entitled", "under-way": "under way", "registered": "registered", "blocked": "blocked",
             "withdrawn": "withdrawn"}  # fmt: skip
    assert found == Counter(words[counts.stage(one, date(2025, 7, 9))] for one in year.people)
    assert said["ground"] == []
    open_questions = {(one["course"], one["session"]): one["counts"] for one in said["waiting"]}
    for course in (CELLS, VIRUSES):
        found = counts.outcomes(year.people, [], course, DECIDED)
        wanted = {
            name: found[name]
            for name in ("ambiguous", "contradicted", "claimed-not-transmitted")
            if found[name]
        }
        if course == CELLS:
            # Where the declaration was upheld nobody has anything more to decide.
            wanted["contradicted"] -= list(DECIDED.values()).count("declared")
        assert open_questions.get((course, SESSION), {}) == wanted
    assert open_questions[CELLS, EARLIER] == {"claimed-not-transmitted": 5}
    assert said["names"] == 0


def test_the_jury_is_shown_who_is_entitled_and_who_nearly_is(year: Year) -> None:
    said = year.said["decide"].json()
    entitled = {one.place for one in year.people if counts.entitled(one)}
    near = {one.place for one in year.people if counts.nearly(one)}
    assert year.places([one["candidate"] for one in said["entitled"]]) == entitled
    assert year.places([one["candidate"] for one in said["near"]]) == near
    assert said["others"] == 300 - len(entitled) - len(near)
    assert said["awarded_before"] == 0
    assert year.said["decide dry"].json() == said
    assert {len(one["courses"]) for one in said["entitled"]} == {2}


def test_nothing_is_issued_before_two_people_have_committed_their_approval(year: Year) -> None:
    for name in ("issue unapproved", "issue beside Directrice", "issue beside Responsable"):
        assert "L353" in year.said[name].output
    assert "2 of 2 approvals are missing" in year.said["issue unapproved"].output
    assert "1 of 2 approvals are missing" in year.said["issue beside Responsable"].output


def test_everybody_entitled_gets_one_diploma_and_a_second_run_gives_none(year: Year) -> None:
    entitled = {one.place for one in year.people if counts.entitled(one)}
    (edition,) = year.said["issue"].json()["editions"]
    assert year.places([one["candidate"] for one in edition["due"]]) == entitled
    assert set(year.codes) == entitled
    assert len(set(year.codes.values())) == len(entitled)
    (again,) = year.said["issue again"].json()["editions"]
    assert (again["due"], len(again["issued_before"])) == ([], len(entitled))
    assert len(edition["approved"]) == 2


def test_the_log_the_site_and_the_check_count_the_same_diplomas(year: Year) -> None:
    number = sum(map(counts.entitled, year.people))
    appended = year.said["append"].json()
    # Besides the diplomas: the key, and the log's own beginning.
    assert appended["size"] == appended["signed"]
    assert number <= appended["size"] <= number + 2
    # The two of one name are worth a look.
    assert f"{number} diplomas verified: 0 errors, 1 warning" in year.said["check"].output
    assert re.search(rf"\b{number}\b", year.said["build"].output)


def test_a_diploma_verifies_from_the_built_site(year: Year) -> None:
    assert year.said["verify"].code == 0, year.said["verify"].output
    assert year.said["verify"].json()["verdict"] == "valid"
    text = json.dumps(year.said["verify"].json(), ensure_ascii=False)
    assert year.people[RENAMED].display in text


# --- The corrected file


def test_a_corrected_file_says_what_it_changes_and_which_diplomas_lose_their_ground(year: Year) -> None:
    for name in ("corrected dry", "corrected"):
        said = year.said[name].json()
        assert (said["state"], said["number"]) == ("new", 2)
        assert (said["changed"], said["new"], said["gone"]) == (2, 0, 0)
        assert said["unchanged"] == rows([*year.people, *year.strangers], CELLS) - 2
        lost = year.places([one["candidate"] for one in said["diplomas"]])
        assert lost == {LOWERED, FRAUD}
        assert all(one["entitled_before"] for one in said["diplomas"])


def test_the_corrected_file_is_reconciled_like_the_first(year: Year) -> None:
    found = session(year, "corrected reconciled", CELLS)
    assert nonzero(found["counts"]) == counts.outcomes(year.corrected, year.strangers, CELLS, DECIDED)
    assert len(year.said["corrected reconciled"].json()["diplomas"]) == 2


def test_status_and_check_name_the_diplomas_without_ground(year: Year) -> None:
    ground = {year.ids[one.email]: one.place for one in year.people}
    found = {(ground[one["candidate"]], one["ground"]) for one in year.said["status shaken"].json()["ground"]}
    assert {place for place, said in found if said == "gone"} == {LOWERED, FRAUD}
    # The other diplomas of the session rest on the same rows, in another file.
    assert {place for place, said in found if said == "changed"} == set(year.codes) - {LOWERED, FRAUD}
    codes = Counter(re.findall(r" (L36[01]W) ", year.said["check shaken"].output))
    assert codes == {"L360W": 2, "L361W": len(year.codes) - 2}


def test_one_diploma_is_superseded_and_one_revoked_and_both_say_so(year: Year) -> None:
    assert year.said["verify old"].json()["verdict"] == "superseded"
    assert year.said["verify fraud"].json()["verdict"] == "revoked"
    new = year.said["verify new"].json()
    assert new["verdict"] == "valid"
    assert f"Aline {year.people[RENAMED].family}" in json.dumps(new, ensure_ascii=False)
    pages = list((year.school.root / "site/d").glob("*.html"))
    assert (
        len([one for one in pages if one.stem in {*year.codes.values(), year.replacement}])
        == len(year.codes) + 1
    )


def test_the_end_of_the_year_in_numbers(year: Year) -> None:
    said = year.said["status at the end"].json()["counts"]["biology"]
    found = Counter(said)
    awarded = len(year.codes)
    assert sum(found.values()) == 300
    assert sum(number for label, number in found.items() if label.startswith("awarded")) == awarded
    assert found["awarded, diploma revoked"] == 1


# --- Mail


def test_mail_stops_at_its_ceiling_and_says_how_to_go_on(year: Year) -> None:
    assert "M503" in year.said["mail refused"].output
    assert "--ceiling 300" in year.said["mail refused"].output


@pytest.mark.parametrize(
    "name", ["january", "february", "start", "exams", "closing", "results", "issued", "august", "ending"]
)
def test_a_second_send_sends_nothing(year: Year, name: str) -> None:
    said = year.said[f"{name} again"].json()
    assert (said["accepted"], said["refused"], said["doubtful"], said["left"]) == ({}, [], [], 0)


def test_every_registration_is_confirmed_once(year: Year) -> None:
    assert heard(year, "january") == Counter(one.email for one in year.people)
    assert kinds(year, "january") == {"registered": 300}


def test_whoever_left_is_told_so(year: Year) -> None:
    left = Counter(one.email for one in year.people if one.withdrawn == date(2025, 2, 10))
    assert heard(year, "february") == left
    assert kinds(year, "february") == {"withdrawn": left.total()}


def test_each_chosen_course_is_announced_to_whoever_wants_reminders(year: Year) -> None:
    wanted = counts.reminders(year.people, date(2025, 2, 26), {CELLS, VIRUSES})
    assert heard(year, "start") == wanted
    assert kinds(year, "start") == {"course-starts": wanted.total()}


def test_a_killed_run_is_finished_and_nobody_hears_twice(year: Year) -> None:
    wanted = counts.reminders(year.people, date(2025, 6, 9), {CELLS, VIRUSES})
    # What the first process had handed over, the settled one included, and what the second sent.
    assert heard(year, "exams") == wanted
    assert kinds(year, "exams") == {"exam-opens": wanted.total() - KILLED_AT}
    assert "M511" in year.said["refused after the crash"].output
    subjects = Counter((one.recipients[0], one.message["Subject"]) for one in year.mail["exams"])
    assert set(subjects.values()) == {1}


def test_three_days_before_the_end_only_those_hear_who_have_not_sat(year: Year) -> None:
    wanted = counts.closing(year.people, date(2025, 6, 19))
    assert heard(year, "closing") == Counter(wanted)
    assert kinds(year, "closing") == {"exam-closes": len(wanted)}


def test_results_and_contradictions_are_told(year: Year) -> None:
    news = [
        (one.email, kind) for one in year.people for course in one.rows if (kind := counts.told(one, course))
    ]
    left = [one.email for one in year.people if one.withdrawn == date(2025, 6, 24)]
    assert kinds(year, "results") == Counter(kind for _, kind in news) + Counter({"withdrawn": len(left)})
    assert heard(year, "results") == Counter(email for email, _ in news) + Counter(left)


def test_a_contradiction_shows_both_sides_and_nothing_of_anybody_else(year: Year) -> None:
    """The row waits for staff; what the candidate sends in answer may decide it."""
    for place, said in (
        (104, ("97", "25/30")),
        (112, ("cells/2024", "cells/2025")),
        (117, ("OTHER-117", "C25-0117")),
    ):
        person = year.people[place]
        mails = [one.message for one in year.mail["results"] if one.recipients == [person.email]]
        # Lines are folded, and French has its no-break spaces: words are compared.
        texts = [" ".join(body.get_content().split()) for one in mails if (body := one.get_body(("plain",)))]
        (told,) = (one for one in texts if "ne concordent pas" in one or "do not agree" in one)
        assert all(words in told for words in said), told
        others = [one for one in year.people if one.display != person.display and one.display in told]
        assert not others


def test_every_new_diploma_is_announced_with_its_page_and_its_file(year: Year) -> None:
    holders = {one.email: one.place for one in year.people if counts.entitled(one)}
    assert heard(year, "issued") == Counter(list(holders))
    assert kinds(year, "issued") == {"issued": len(holders)}
    for one in year.mail["issued"]:
        code = year.codes[holders[one.recipients[0]]]
        attached = {part.get_filename() for part in one.message.iter_attachments()}
        assert attached == {f"{code}.json", f"badge-{code}.svg"}
        body = one.message.get_body(("plain",))
        assert body is not None
        assert f"/d/{code}.html" in body.get_content()


def test_corrections_are_told_to_those_whom_they_concern(year: Year) -> None:
    lowered, fraud, renamed = (year.people[place].email for place in (LOWERED, FRAUD, RENAMED))
    # A lower score, an invalidated exam, and what became of two diplomas.
    assert kinds(year, "august") == {"result": 2, "corrected": 1, "revoked": 1}
    assert heard(year, "august") == Counter([lowered, fraud, fraud, renamed])


def test_the_end_of_the_period_is_announced_to_those_without_a_diploma(year: Year) -> None:
    day = date(2025, 10, 20)
    without = [one for one in year.people if one.place not in year.codes or one.place == FRAUD]
    wanted = {
        one.email
        for one in without
        if one.reminders
        and one.withdrawn is None
        and counts.ending(one, day)
        and not counts.entitled(one, day)
    }
    if year.people[FRAUD].reminders and counts.ending(year.people[FRAUD], day):
        wanted.add(year.people[FRAUD].email)
    assert heard(year, "ending") == Counter(wanted)
    assert kinds(year, "ending") == {"window-ending": len(wanted)}
    late = [one for one in without if one.withdrawn is None and not counts.ending(one, day)]
    assert late, "somebody's period ends ninety-one days from then, and nothing is said yet"
    assert all(one.registered.replace(year=2026) - day > timedelta(days=90) for one in late)


def test_nothing_personal_stands_in_git_but_in_the_register(year: Year) -> None:
    names = [one.family for one in year.people[:50]] + [one.email for one in year.people[:50]]
    log = year.school.git("log", "--format=%an %s %b")
    listed = year.school.git("ls-files")
    assert not [name for name in names if name in log or name in listed]
    site = [
        path for path in (year.school.root / "site").rglob("*") if path.is_file() and path.suffix != ".png"
    ]
    holders = set(year.codes)
    for person in year.people:
        if person.place not in holders and person.place < 60:
            assert not [path for path in site if person.email.encode() in path.read_bytes()]


def test_the_edition_is_the_file_that_two_people_approved(year: Year) -> None:
    told = year.school.git("log", "--format=%an", "--", f"candidates/editions/{EDITION}.yml").split("\n")
    assert told == ["Basile Modèle", "Ada Exemple", "Nobody"]
