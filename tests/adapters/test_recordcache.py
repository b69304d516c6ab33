"""What is remembered of the records changes nothing but the time, whatever was edited, and became of the cache."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.school import candidate_id, make_school
from benchmarks.synthetic import make_site
from generator.adapters import recordcache, stamp
from generator.adapters.files import Files, load_tree, open_records, snapshot
from generator.adapters.recordcache import CACHE
from generator.errors import RecordError
from generator.records.draft import Draft, Entry
from generator.records.reading import Reading, draft_of, read
from generator.records.references import letters, register

DAY = date(2026, 8, 1)
Edit = Callable[[Path, int], None]


@pytest.fixture(autouse=True)
def keep_small_schools_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordcache, "_WORTH_KEEPING", 0)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("school") / "root"
    make_site(root)
    make_school(root, courses=3, sessions=6, candidates=9)
    edition = root / "candidates/editions/certificat-1.yml"
    edition.parent.mkdir(parents=True)
    edition.write_text(
        "# yaml-language-server: $schema=../../content/schemas/edition.json\nprogramme: certificat\ndate: 2026-07-01\n"
        f"awards:\n- candidate: {candidate_id(1)}\n- candidate: {candidate_id(2)}\n"
    )
    return root


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stamp of a file be believed that was written just now."""
    monkeypatch.setattr(stamp, "_RESOLUTION_NS", -(10**12))


def uncached(root: Path) -> Reading:
    found = snapshot(root)
    reading = read(found.files, found.others, today=DAY)
    problems = tuple(sorted((*found.problems, *reading.diagnostics)))
    return Reading(None if found.problems else reading.tree, problems, reading.counts)


def said(reading: Reading) -> dict[str, Any]:
    tree = reading.tree
    return {
        "diagnostics": reading.diagnostics,
        "counts": dict(reading.counts),
        "tree": None
        if tree is None
        else {name: _plain(getattr(tree, name)) for name in type(tree).__dataclass_fields__},
    }


def _plain(part: Any) -> Any:
    return dict(part) if hasattr(part, "keys") else part


def _replace(path: str, old: str, new: str) -> Edit:
    def edit(root: Path, _: int) -> None:
        target = root / path
        if target.exists():
            target.write_text(target.read_text().replace(old, new))

    return edit


def _candidate(old: str, new: str) -> Edit:
    return lambda root, at: _replace(f"candidates/register/{candidate_id(at % 9)}.yml", old, new)(root, at)


def _remove(folder: str) -> Edit:
    def edit(root: Path, at: int) -> None:
        there = sorted((root / folder).rglob("*.yml"))
        if there:
            there[at % len(there)].unlink()

    return edit


def _copy(root: Path, at: int) -> None:
    there = sorted((root / "candidates/register").glob("*.yml"))
    copy = root / "candidates/register" / f"c-copy{at % 10**6:06d}.yml"
    if there and there[at % len(there)] != copy:
        shutil.copy2(there[at % len(there)], copy)


def _cache(change: Callable[[bytes, int], bytes], name: str) -> Edit:
    def edit(root: Path, at: int) -> None:
        path = root / CACHE / name
        if path.exists() and path.stat().st_size:
            path.write_bytes(change(path.read_bytes(), at))

    return edit


def _flip(data: bytes, at: int) -> bytes:
    place = at % len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _scan(root: Path, _: int) -> None:
    path = root / f"candidates/scans/{'ab' * 32}.pdf"
    path.parent.mkdir(exist_ok=True)
    path.unlink() if path.exists() else path.write_bytes(b"%PDF-1.7\n")


COURSE = "content/courses/cours-1.yml"
EDITS: dict[str, Edit] = {
    "nothing": lambda *_: None,
    "rename a course": _replace(COURSE, "Cours 1", "Cours un"),
    "move a session": _replace(COURSE, "end: 2026-10-31", "end: 2026-10-20"),
    "rename a session": _replace(COURSE, "automne-2026", "hiver-2026"),
    "star a course": _replace(COURSE, "theme: testing", "theme: testing\nstar: true"),
    "break a course": _replace(COURSE, "summary:", "sumary:"),
    "mend a course": _replace(COURSE, "sumary:", "summary:"),
    "raise the questions": _replace(COURSE, "questions: 30", "questions: 20"),
    "change a path": _replace(COURSE, "id: examen", "id: epreuve"),
    "remove a course": _remove("content/courses"),
    "a later programme": _replace(
        "content/programmes/certificat.yml", "since: 2026-01-01", "since: 2026-02-01"
    ),
    "no demonstration": _replace("content/site.yml", "demonstration: true", "demonstration: false"),
    "no site": lambda root, _: (root / "content/site.yml").unlink(missing_ok=True),
    "rename a candidate": _candidate("name:\n  display: ", "name:\n  display: Autre "),
    "same mail": _candidate("email: personne-", "email: meme-"),
    "another programme": _candidate("programme: certificat", "programme: autre"),
    "break a candidate": _candidate("language:", "langage:"),
    "no yaml": _candidate("fictional: true", "fictional: ["),
    "a warning": _candidate("# yaml-language-server", "# yaml"),
    "remove a candidate": _remove("candidates/register"),
    "the same person twice": _copy,
    "a scan": _candidate(
        "note: made up",
        f"deposits:\n- {{course: cours-1, session: automne-2026, certificate: A, date: 2026-02-01, scan: "
        f"{{sha256: '{'ab' * 32}', type: application/pdf, bytes: 9}}}}\nnote: made up",
    ),
    "a scan's file comes or goes": _scan,
    "a comment": _replace("content/site.yml", "\nhost:", "\n# a comment\nhost:"),
    "remove results": _remove("candidates/results"),
    "remove an edition": _remove("candidates/editions"),
    "a score too high": _replace("candidates/results/cours-1/automne-2026.yml", "score: 16", "score: 31"),
    "damage the index": _cache(_flip, "records-index"),
    "cut the index": _cache(lambda data, at: data[: at % 60], "records-index"),
    "damage the values": _cache(_flip, "records-values"),
    "cut the values": _cache(lambda data, at: data[: at % len(data)], "records-values"),
    "no values": lambda root, _: (root / CACHE / "records-values").unlink(missing_ok=True),
    "no cache": lambda root, _: shutil.rmtree(root / CACHE, ignore_errors=True),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10_000)), max_size=8),
    believed=st.booleans(),
)
def test_the_same_is_found_with_the_cache_and_without(
    edits: list[tuple[str, int]], believed: bool, school: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("edited") / "root"
    shutil.copytree(school, root)
    with pytest.MonkeyPatch.context() as patch:
        if believed:
            patch.setattr(stamp, "_RESOLUTION_NS", -(10**12))
        open_records(root, today=DAY)
        for name, at in edits:
            EDITS[name](root, at)
            assert said(open_records(root, today=DAY)[1]) == said(uncached(root)), name
    shutil.rmtree(root)


@pytest.mark.usefixtures("settled")
def test_what_did_not_change_is_neither_read_nor_compared_again(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    assert open_records(root, today=DAY)[1].errors == 0
    kept = (root / CACHE / "records-index").read_bytes()
    monkeypatch.setattr("generator.records.reading.load", lambda *_: pytest.fail("a record was parsed"))
    monkeypatch.setattr(register, "check", lambda *_: pytest.fail("the register was compared"))
    read_file = Files.__getitem__
    monkeypatch.setattr(
        Files,
        "__getitem__",
        lambda self, path: read_file(self, path) if path.endswith(".md") else pytest.fail(f"{path} was read"),
    )
    files, reading = open_records(root, today=DAY)
    assert (root / CACHE / "records-index").read_bytes() == kept
    assert len(files.files) > 20
    assert reading.tree is not None
    assert reading.tree.candidates[candidate_id(3)].email == "personne-3@example.org"


def test_a_renamed_course_leaves_the_register_alone(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    open_records(root, today=DAY)
    monkeypatch.setattr(register, "check", lambda *_: pytest.fail("the register was compared"))
    EDITS["rename a course"](root, 0)
    _replace(COURSE, "end: 2026-10-31", "end: 2026-11-05")(root, 0)
    tree = open_records(root, today=DAY)[1].tree
    assert tree is not None
    assert tree.courses["cours-1"].title.fr == "Cours un"


def test_another_version_of_the_program_believes_nothing(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    open_records(root, today=DAY)
    monkeypatch.setattr(recordcache, "program_digest", lambda: bytes(32))
    monkeypatch.setattr(recordcache, "_value", lambda *_: pytest.fail("a value of another version was read"))
    assert load_tree(root, today=DAY).candidates[candidate_id(0)].country == "FR"


def test_a_cache_that_cannot_be_written_is_none(school: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    (root / ".parchemin").write_text("not a folder")
    for _ in range(2):
        assert said(open_records(root, today=DAY)[1]) == said(uncached(root))


def test_what_is_kept_is_for_its_owner_alone_and_goes_when_the_record_goes(
    school: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    open_records(root, today=DAY)
    place = root / CACHE
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.glob("records-*")} == {0o600}
    assert b"personne-4@example.org" in (place / "records-values").read_bytes()
    (root / f"candidates/register/{candidate_id(4)}.yml").unlink()
    open_records(root, today=DAY)
    assert b"personne-4@example.org" not in b"".join(path.read_bytes() for path in place.iterdir())


def test_of_a_small_school_nothing_is_kept(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    root = tmp_path / "root"
    shutil.copytree(school, root)
    open_records(root, today=DAY)
    assert not (root / ".parchemin").exists()


@pytest.mark.usefixtures("settled")
def test_a_record_that_goes_away_meanwhile_is_named(school: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(school, root)
    open_records(root, today=DAY)
    files, reading = open_records(root, today=DAY)
    (root / COURSE).unlink()
    shutil.rmtree(root / CACHE)
    with pytest.raises(RecordError) as refused:
        files.files[COURSE]
    assert [problem.code for problem in refused.value.diagnostics] == ["Y100"]
    assert reading.tree is not None
    assert reading.tree.courses["cours-1"].title.en == "Course 1"


class _Outline:
    """A course of which only that may be looked at which the key of the register's checks covers."""

    ALLOWED = ("star", "theme", "sessions", "session")

    def __init__(self, course: Any) -> None:
        self._course = course

    def __getattr__(self, name: str) -> Any:
        if name not in self.ALLOWED:
            pytest.fail(f"the checks of the register look at a course's {name}: add it to records/memory.py")
        if name == "session":
            return lambda key: any(one.id == key for one in self._course.sessions) or None
        if name == "sessions":
            return tuple(_Id(one.id) for one in self._course.sessions)
        return getattr(self._course, name)


class _Id:
    """A session's id, and nothing else of it."""

    def __init__(self, name: str) -> None:
        self.id = name


def test_the_register_looks_at_no_more_of_a_course_than_its_key_covers(root: Path) -> None:
    """Over the demonstration, which has swaps, deposits and recognitions."""
    draft: Draft = draft_of(snapshot(root).files)
    for key, entry in draft.courses.good.items():
        draft.courses.good[key] = Entry(key, entry.path, _Outline(entry.record))  # type: ignore[arg-type]
    found = [*register.check(draft), *letters.check(draft, frozenset())]
    assert not [problem for problem in found if not problem.code.endswith("W")]
