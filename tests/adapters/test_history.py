"""SEQUENCE and time stamps from a real git repository: what moves raises, what is deleted is remembered."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.adapters.git import Git
from generator.adapters.history import CACHE, course_history
from generator.records.course import Course
from generator.site.feeds.history import History
from tests.site.demonstration import course, session

OTHERWISE = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = 1_760_000_000
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def sequence(seconds: int) -> int:
    return int((datetime.fromtimestamp(seconds, UTC) - EPOCH).total_seconds())


class Repository:
    """A repository with one course, committed at given seconds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, at: int = FIRST) -> str:
        environment = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@school.example"}
        environment |= {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@school.example"}
        environment |= {"GIT_COMMITTER_DATE": f"{at} +0000", "GIT_AUTHOR_DATE": f"{at} +0000"}
        done = subprocess.run(
            ["git", "-C", str(self.root), *words],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **environment, "GIT_CONFIG_GLOBAL": os.devnull},
        )
        return done.stdout

    def write(self, one: Course, slug: str = "essai") -> None:
        path = self.root / "content/courses" / f"{slug}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        # JSON is YAML.
        path.write_text(json.dumps(one.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")

    def commit(self, one: Course, at: int, slug: str = "essai") -> None:
        self.write(one, slug)
        self.git("add", "--all", at=at)
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change", at=at)

    def history(self, one: Course | None, slug: str = "essai") -> History:
        return course_history(self.root, {} if one is None else {slug: one}, OTHERWISE)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "site").mkdir()
    return Repository(tmp_path / "site")


def test_a_date_that_never_moved_has_sequence_0_and_the_moment_of_its_announcement(
    repository: Repository,
) -> None:
    one = course(session(enrolment_end="2026-11-08"))
    repository.commit(one, FIRST)
    repository.commit(course(session(enrolment_end="2026-11-08"), weeks=6), FIRST + 100)
    past = repository.history(course(session(enrolment_end="2026-11-08"), weeks=6)).of(
        "essai", "s1", "enrolment"
    )
    assert past.sequence == 0
    assert past.announced == datetime.fromtimestamp(FIRST, UTC)
    assert past.modified == datetime.fromtimestamp(FIRST + 100, UTC)


def test_a_date_that_moved_has_a_higher_sequence_and_the_others_do_not(repository: Repository) -> None:
    repository.commit(course(session(enrolment_end="2026-11-08")), FIRST)
    after = course(session(enrolment_end="2026-11-15"))
    repository.commit(after, FIRST + 500)
    history = repository.history(after)
    assert history.of("essai", "s1", "enrolment").sequence == sequence(FIRST + 500)
    assert history.of("essai", "s1", "session").sequence == 0


def test_each_further_move_raises_it_even_within_a_second_and_backwards_in_time(
    repository: Repository,
) -> None:
    found = []
    for place, (day, at) in enumerate([("01", 0), ("02", 10), ("03", 10), ("04", -5000), ("05", 9000)]):
        one = course(session(end=f"2026-12-{day}"))
        repository.commit(one, FIRST + at)
        found.append(repository.history(one).of("essai", "s1", "session").sequence)
        assert place == 0 or found[-1] > found[-2]


def test_a_cancellation_raises_it(repository: Repository) -> None:
    repository.commit(course(session()), FIRST)
    after = course(session(cancelled=True))
    repository.commit(after, FIRST + 60)
    assert repository.history(after).of("essai", "s1", "session").sequence == sequence(FIRST + 60)


def test_a_deleted_session_is_remembered_with_its_last_dates_and_title(repository: Repository) -> None:
    repository.commit(course(session(), session("s2", start="2027-03-01", end="2027-04-01")), FIRST)
    after = course(session())
    repository.commit(after, FIRST + 60)
    (gone,) = repository.history(after).gone
    assert (gone.session, gone.occasion.cancelled, gone.title.en) == ("s2", True, "Trial course")
    assert str(gone.occasion.start) == "2027-03-01"
    assert gone.past.sequence == sequence(FIRST + 60)


def test_a_deleted_course_is_remembered_and_one_that_returns_is_no_news(repository: Repository) -> None:
    one = course(session())
    repository.commit(one, FIRST)
    repository.commit(one, FIRST, slug="autre")
    (repository.root / "content/courses/essai.yml").unlink()
    repository.git("commit", "--quiet", "--all", "--message", "Gone", at=FIRST + 60)
    assert [gone.course for gone in repository.history(one, "autre").gone] == ["essai"]
    repository.commit(one, FIRST + 120)
    past = repository.history(one).of("essai", "s1", "session")
    assert past.sequence == sequence(FIRST + 120)
    assert past.announced == datetime.fromtimestamp(FIRST, UTC)


def test_what_was_changed_and_not_committed_counts_as_moved(repository: Repository) -> None:
    repository.commit(course(session()), FIRST)
    assert repository.history(course(session(end="2026-12-20"))).of("essai", "s1", "session").sequence > 0


def test_moves_on_a_branch_count_once_when_it_is_merged(repository: Repository) -> None:
    repository.commit(course(session()), FIRST)
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit(course(session(end="2026-12-06")), FIRST + 10)
    after = course(session(end="2026-12-13"))
    repository.commit(after, FIRST + 20)
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "draft", at=FIRST + 900)
    assert repository.history(after).of("essai", "s1", "session").sequence == sequence(FIRST + 900)


def test_a_shallow_clone_never_falls_below_and_a_later_move_is_above(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit(course(session()), FIRST)
    moved = course(session(end="2026-12-06"))
    repository.commit(moved, FIRST + 100)
    repository.commit(course(session(end="2026-12-06"), weeks=6), FIRST + 200)
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", f"file://{repository.root}", str(tmp_path / "clone")],
        check=True,
    )
    assert Git(tmp_path / "clone").is_shallow()
    whole = repository.history(moved).of("essai", "s1", "session").sequence
    shallow = (
        course_history(tmp_path / "clone", {"essai": moved}, OTHERWISE).of("essai", "s1", "session").sequence
    )
    assert shallow >= whole
    again = course(session(end="2026-12-13"))
    repository.commit(again, FIRST + 300)
    assert repository.history(again).of("essai", "s1", "session").sequence > shallow


def test_without_git_every_date_takes_the_day_of_the_build(tmp_path: Path) -> None:
    past = course_history(tmp_path, {"essai": course(session())}, OTHERWISE).of("essai", "s1", "session")
    assert past.modified == OTHERWISE
    assert past.sequence == int((OTHERWISE - EPOCH).total_seconds())


def test_a_draft_that_was_wrong_when_it_was_committed_announced_nothing(repository: Repository) -> None:
    path = repository.root / "content/courses/essai.yml"
    path.parent.mkdir(parents=True)
    for place, text in enumerate(("sessions: [{id: s1, start: soon}]", "- not\n- a record", "a: [", "\xff")):
        path.write_bytes(text.encode("latin-1"))
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "--message", "Draft", at=FIRST + place)
    one = course(session())
    repository.commit(one, FIRST + 60)
    assert repository.history(one).of("essai", "s1", "session").sequence == 0
    assert repository.history(one).of("essai", "s1", "session").announced.timestamp() == FIRST + 60


def test_the_cache_changes_no_answer_and_a_second_pass_reads_no_record(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(course(session()), FIRST)
    after = course(session(end="2026-12-06"))
    repository.commit(after, FIRST + 60)
    first = repository.history(after)
    read: list[str] = []
    original: Callable[..., dict[str, bytes]] = Git.blobs
    monkeypatch.setattr(Git, "blobs", lambda self, names: read.extend(names) or original(self, names))
    assert repository.history(after) == first
    assert read == []
    (repository.root / CACHE).write_text("{", encoding="utf-8")
    assert repository.history(after) == first
    assert len(read) == 2


def test_a_site_below_the_top_of_its_repository_has_its_own_history(tmp_path: Path) -> None:
    outer = Repository(tmp_path)
    (tmp_path / "school").mkdir()
    one = course(session())
    path = tmp_path / "school/content/courses/essai.yml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(one.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    outer.git("add", "--all")
    outer.git("commit", "--quiet", "--message", "Begin", at=FIRST)
    past = course_history(tmp_path / "school", {"essai": one}, OTHERWISE).of("essai", "s1", "session")
    assert past.announced == datetime.fromtimestamp(FIRST, UTC)
