"""Whatever happened since the last build, and whatever became of its cache: the bytes are those of a clean build."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import DAY, EDITION, HOST, Holder, act, add_diplomas, make_site
from generator.adapters import renewal
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.publish import generation
from generator.adapters.renewal import resume
from generator.build import CACHE, Part, build, open_site, run, write_diplomas
from generator.errors import LedgerError
from generator.logbook.sequencer import sign_due
from generator.registry.keeping import recall, remember
from generator.registry.writing import FOLDER
from generator.trust.keys import demonstration_log_key
from generator.trust.ledger import ActKind
from generator.trust.logline import issue_leaf
from tests.build.conftest import Small, contents

STEPS = (
    "issue",
    "revoke",
    "reinstate",
    "withdraw",
    "day",
    "back",
    "template",
    "rename the site",
    "delete the cache",
    "damage the cache",
    "cut the cache",
    "delete a page",
    "restore the folder",
    "nothing",
)


@dataclass
class Register:
    """A site whose registry alone is built: the expensive part, and the one that is incremental."""

    root: Path
    day: date = DAY + timedelta(days=30)
    holders: list[Holder] = field(default_factory=list)
    revoked: set[int] = field(default_factory=set)
    number: int = 0

    @property
    def output(self) -> Path:
        return self.root / "site"

    def build(self, output: Path | None = None) -> int:
        """Bring the registry up to date, as `build` does; return how many diplomas were written."""
        place, cache = output or self.output, self.root / CACHE
        site = open_site(self.root, self.day)
        with generation(place) as fresh:
            diplomas = write_diplomas(
                site, fresh.directory, jobs=1, last=recall(cache, place) if output is None else None
            )
            (fresh.directory / "index.html").write_text(str(self.number))
            if not diplomas.registry.plan.everything:
                fresh.keep([FOLDER], FOLDER, diplomas.registry.stale)
        if output is None:
            remember(cache, diplomas.registry, place)
        return diplomas.registry.tally.states.total()

    def act(self, kind: ActKind, at: int) -> None:
        place = at % len(self.holders)
        if kind == "revoke":
            self.revoked.add(place)
        elif kind == "reinstate":
            self.revoked.discard(place)
        self.number += 1
        act(self.root, kind, self.holders[place].code, revoked=tuple(self.revoked), turn=self.number)

    def take(self, step: str, at: int) -> None:
        """One thing that may happen between two builds."""
        cache, page = self.root / CACHE / "registry", self.output / "d" / f"{self.holders[0].code}.html"
        template = self.root / "site_templates/registry/seal.html"
        if step == "issue":
            start = len(self.holders)
            self.holders += add_diplomas(self.root, f"{EDITION}-{start}", range(start, start + 2))
        elif step in ("revoke", "reinstate", "withdraw"):
            self.act(step, at)  # type: ignore[arg-type]
        elif step in ("day", "back"):
            self.day += timedelta(days=1 if step == "day" else -1)
        elif step == "template":
            template.write_text(template.read_text() + f"<!-- {at} -->")
        elif step == "rename the site":
            record = self.root / "content/site.yml"
            record.write_text(record.read_text().replace("Site d’essai", "Site d’essais"))
        elif step == "delete the cache":
            cache.unlink(missing_ok=True)
        elif step == "damage the cache" and cache.exists():
            data = bytearray(cache.read_bytes())
            data[at % len(data)] ^= 1
            cache.write_bytes(data)
        elif step == "cut the cache" and cache.exists():
            cache.write_bytes(cache.read_bytes()[: at % 200])
        elif step == "delete a page":
            page.unlink(missing_ok=True)
        elif step == "restore the folder" and self.output.exists():
            shutil.copytree(self.output, self.root / "backup")
            shutil.rmtree(self.output)
            (self.root / "backup").rename(self.output)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 10_000)), max_size=7))
def test_an_incremental_registry_has_the_bytes_of_a_clean_one(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("register") / "root"
    register = Register(root, holders=list(make_site(root, 3)))
    register.build()
    for step, at in steps:
        register.take(step, at)
        register.build()
    register.build(root / "clean")
    assert contents(register.output) == contents(root / "clean")
    shutil.rmtree(root)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    root = tmp_path / "root"
    register = Register(root, holders=list(make_site(root, 8)))
    written = [register.build(), register.build()]
    for step in ("revoke", "issue", "nothing", "withdraw", "day", "delete the cache"):
        register.take(step, 1)
        written.append(register.build())
    assert written == [8, 0, 1, 2, 0, 1, 0, 10]


def test_a_withdrawn_diploma_loses_its_document_though_the_folder_is_kept(tmp_path: Path) -> None:
    root = tmp_path / "root"
    register = Register(root, holders=list(make_site(root, 3)))
    register.build()
    register.take("withdraw", 1)
    register.build()
    names = {path.name for path in (register.output / "d").iterdir()}
    code = register.holders[1].code
    assert f"{code}.html" in names
    assert not names & {f"{code}.json", f"{code}.rdfc.json"}


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", range(7))
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_renewal_killed_at_any_moment_is_completed_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int, way: str
) -> None:
    root = tmp_path / "root"
    register = Register(root, holders=list(make_site(root, 3)))
    register.build()
    register.take("revoke", 0)
    register.take("withdraw", 1)
    register.number = 77
    with monkeypatch.context() as patch:
        if way == "renames":
            patch.setattr(renewal, "_exchange", lambda _one, _other: False)
        count = _kill_at(patch, moment)
        with contextlib.suppress(_Killed):
            register.build()
    assert count() == moment
    resume(register.output)
    register.build()
    register.build(root / "clean")
    assert contents(register.output) == contents(root / "clean")
    assert [path.name for path in root.iterdir() if path.name.startswith(".site")] == []


def _kill_at(patch: pytest.MonkeyPatch, moment: int) -> Callable[[], int]:
    """Let no step on the file system be taken from a moment of the renewal on; the process itself cannot clean up."""
    steps = 0
    dead = False

    def counted(name: str) -> None:
        real = getattr(Path, name)

        def step(self: Path, *arguments: object, **options: object) -> object:
            nonlocal steps, dead
            if "/.site." in str(self) or "/site/" in str(self):
                if dead or steps == moment:
                    dead = True
                    raise _Killed
                steps += 1
            return real(self, *arguments, **options)

        patch.setattr(Path, name, step)

    for name in ("replace", "rename", "unlink"):
        counted(name)
    patch.setattr(shutil, "rmtree", lambda *_, **__: None)
    return lambda: steps


def test_a_whole_build_after_changes_has_the_bytes_of_a_clean_one(small: Small, tmp_path: Path) -> None:
    small.build()
    act(small.root, "revoke", small.holders[0].code, revoked=(0,))
    small.change("content/courses/cours.yml", "Cours d’essai", "Cours tout neuf")
    assert small.build().written == 1
    clean = tmp_path / "clean"
    shutil.copytree(small.root, clean, ignore=shutil.ignore_patterns("site", ".parchemin"))
    again = Small(clean, small.holders)
    assert again.build().written == 6
    assert contents(small.output) == contents(again.output)


def test_pages_of_which_nothing_changed_are_not_rendered_again(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.build()
    before = contents(small.output)
    ran = []
    monkeypatch.setattr(run, "render_pages", lambda *_: ran.append(True))
    act(small.root, "revoke", small.holders[0].code, revoked=(0,))
    small.build()
    after = contents(small.output)
    assert ran == []
    assert {name for name in before if before[name] != after[name]} == {
        f"d/{small.holders[0].code}.html",
        "status/revocation-1.json",
    }


@pytest.mark.parametrize("damage", ["page", "note", "hostile note", "site", "day", "configuration"])
def test_pages_are_rendered_anew_where_the_old_ones_cannot_be_believed(
    small: Small, tmp_path: Path, damage: str
) -> None:
    small.build()
    note = small.root / CACHE / "pages"
    day = DAY
    if damage == "page":
        (small.output / "fr/index.html").write_text("changed by hand")
    elif damage == "note":
        note.write_text(note.read_text()[:-20])
    elif damage == "hostile note":
        (small.root / "secret").write_text("not to be published")
        noted = json.loads(note.read_text())
        seen = (small.root / "secret").stat()
        noted["files"]["fr/../../secret"] = [seen.st_size, seen.st_mtime_ns, seen.st_ino]
        note.write_text(json.dumps(noted))
    elif damage == "site":
        shutil.rmtree(small.output / "en")
    elif damage == "day":
        day = date(2027, 1, 1)
    else:
        small.change("mkdocs.yml", "site_name: Parchemin", "site_name: Autre")
    small.build(day=day)
    clean = tmp_path / "clean"
    shutil.copytree(small.root, clean, ignore=shutil.ignore_patterns("site", ".parchemin"))
    again = Small(clean, small.holders)
    again.build(day=day)
    assert contents(small.output) == contents(again.output)


@pytest.fixture
def logged(tmp_path: Path) -> Small:
    """A site of which a log holds the diplomas, built once."""
    root = tmp_path / "logged"
    small = Small(root, make_site(root, 6, logged=True))
    small.build()
    return small


def test_tiles_of_a_log_that_did_not_grow_are_left_as_they_are(logged: Small) -> None:
    small = logged
    tiles = sorted(path for path in (small.output / "log/tile").rglob("*") if path.is_file())
    before = [path.stat().st_ino for path in tiles]
    assert tiles
    act(small.root, "revoke", small.holders[0].code, revoked=(0,))
    small.build()
    assert [path.stat().st_ino for path in tiles] == before


def test_the_tiles_of_a_log_that_grew_are_those_of_a_clean_build(logged: Small, tmp_path: Path) -> None:
    before = contents(logged.output)
    new = add_diplomas(logged.root, "certificat-2027", range(6, 8))
    store = LogStore(logged.root)
    store.append(
        [
            issue_leaf(item.value).to_bytes()
            for item in Ledger(logged.root).all_credentials()
            if item.value.code in {one.code for one in new}
        ]
    )
    sign_due(store, store.load(), demonstration_log_key(f"{HOST}/log"))
    logged.build()
    after = contents(logged.output)
    assert {name for name in after if name.startswith("log/tile/") and name not in before}
    clean = tmp_path / "clean"
    shutil.copytree(logged.root, clean, ignore=shutil.ignore_patterns("site", ".parchemin"))
    again = Small(clean, logged.holders)
    again.build()
    assert after == contents(again.output)


@pytest.mark.parametrize("damage", ["tile", "note", "missing", "more"])
def test_tiles_are_written_anew_where_the_old_ones_cannot_be_believed(logged: Small, damage: str) -> None:
    small = logged
    before = contents(small.output)
    tile = next(path for path in sorted((small.output / "log/tile").rglob("*")) if path.is_file())
    note = small.root / CACHE / "tiles"
    if damage == "tile":
        tile.write_bytes(b"changed by hand")
    elif damage == "note":
        note.write_text(note.read_text().replace('"key": "', '"key": "0'))
    elif damage == "missing":
        tile.unlink()
    else:
        (tile.parent / "more").write_bytes(b"of another hand")
    small.build()
    assert contents(small.output) == before


def test_parts_copied_together_are_the_site(make_small: Callable[[int], Small], tmp_path: Path) -> None:
    small = make_small(1203)
    parts = [tmp_path / f"part-{number}" for number in (1, 2)]
    for number, place in enumerate(parts, start=1):
        build(small.root, place, day=DAY, jobs=1, part=Part(number, 2))
    first, second = map(contents, parts)
    assert {name for name in first if name in second} == {"_headers", ".htaccess"}
    assert {name.split("/")[0] for name in second} == {"_headers", ".htaccess", "d"}
    shutil.copytree(parts[1], parts[0], dirs_exist_ok=True)
    build(small.root, tmp_path / "whole", day=DAY, jobs=1)
    assert contents(parts[0]) == contents(tmp_path / "whole")


def test_a_part_refuses_what_is_false_in_it_and_what_is_given_twice_anywhere(
    make_small: Callable[[int], Small], tmp_path: Path
) -> None:
    small = make_small(503)
    segments = sorted((small.root / "candidates/ledger/credentials").iterdir())
    lines = segments[0].read_bytes().splitlines(keepends=True)
    segments[1].write_bytes(segments[1].read_bytes() + lines[0])
    for number in (1, 2):
        with pytest.raises(LedgerError) as refused:
            build(small.root, tmp_path / "part", day=DAY, jobs=1, part=Part(number, 2))
        assert "L304" in {problem.code for problem in refused.value.diagnostics}


@pytest.mark.parametrize("first", [True, False], ids=["first build", "next build"])
def test_a_diploma_that_is_there_twice_is_named_and_the_old_site_stays(
    make_small: Callable[[int], Small], *, first: bool
) -> None:
    small = make_small(503)
    before = {}
    if not first:
        small.build()
        before = contents(small.output)
    segments = sorted((small.root / "candidates/ledger/credentials").iterdir())
    again = segments[0].read_bytes().splitlines(keepends=True)[0]
    segments[1].write_bytes(segments[1].read_bytes() + again)
    with pytest.raises(LedgerError) as refused:
        small.build()
    assert "L304" in {problem.code for problem in refused.value.diagnostics}
    assert first or contents(small.output) == before
