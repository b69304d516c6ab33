"""Reading a site from disk: nothing outside it, nothing endless, nothing that stops the program."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from generator.adapters.files import load_tree, read_site, snapshot
from generator.errors import RecordError
from generator.records.yaml import MAX_BYTES
from tests.records.specimen import OTHERS, RABIES, SITE, site


def _write_specimen(folder: Path) -> Path:
    for name, data in site().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name in OTHERS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("<svg/>")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The specimen on disk."""
    return _write_specimen(tmp_path)


def test_a_site_on_disk_is_read_like_one_in_memory(place: Path) -> None:
    found = snapshot(place)
    assert found.files == site()
    assert found.others == sorted(OTHERS)
    assert read_site(place).diagnostics == ()
    assert load_tree(place).site.host == "diplomes.example.org"


def test_load_tree_raises_with_every_mistake(place: Path) -> None:
    (place / SITE).write_text("a: 1\n")
    with pytest.raises(RecordError) as caught:
        load_tree(place)
    assert len(caught.value.diagnostics) > 3


def test_an_empty_site_is_reported_and_not_a_crash(tmp_path: Path) -> None:
    assert [problem.code for problem in read_site(tmp_path).diagnostics] == ["R124"]


def test_the_ledger_hidden_files_and_editor_backups_are_no_records(place: Path) -> None:
    for name in ("candidates/ledger/acts/x.yml", "content/courses/.malaria.yml.swp", "content/.git/x.yml"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("junk: [")
    assert read_site(place).diagnostics == ()


def test_a_link_out_of_the_site_is_not_followed(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.yml"
    outside.write_bytes(site()[RABIES])
    (place / "content/courses/stolen.yml").symlink_to(outside)
    found = snapshot(place)
    assert [(p.path, p.code) for p in found.problems] == [("content/courses/stolen.yml", "Y100")]
    assert "content/courses/stolen.yml" not in found.files
    assert read_site(place).tree is None


def test_a_link_inside_the_site_is_read(place: Path) -> None:
    (place / "content/assets/logos/copy.svg").symlink_to(place / OTHERS[0])
    assert snapshot(place).problems == []


@pytest.mark.parametrize("target", ["/", "..", "."])
def test_a_link_to_a_folder_is_not_followed(place: Path, target: str) -> None:
    (place / "content/courses/loop").symlink_to(target)
    assert [problem.code for problem in snapshot(place).problems] == ["Y100"]


def test_a_link_to_itself_and_a_dangling_one_are_reported(place: Path) -> None:
    (place / "content/courses/self.yml").symlink_to("self.yml")
    (place / "content/courses/gone.yml").symlink_to("nowhere.yml")
    assert [problem.code for problem in snapshot(place).problems] == ["Y100", "Y100"]


def test_content_itself_must_not_be_a_link(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "content").symlink_to(place / "content")
    assert [problem.code for problem in snapshot(other).problems] == ["Y100"]


def test_a_pipe_is_reported_and_not_waited_for(place: Path) -> None:
    os.mkfifo(place / "content/courses/pipe.yml")
    assert [(p.path, p.code) for p in snapshot(place).problems] == [("content/courses/pipe.yml", "Y100")]


def test_an_unreadable_file_is_reported() -> None:
    # Root reads everything: it steps down for a moment, in a folder that others may enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        place = _write_specimen(Path(folder))
        (place / RABIES).chmod(0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            problems = snapshot(place).problems
        finally:
            if root:
                os.seteuid(0)
    assert [(p.path, p.code) for p in problems] == [(RABIES, "Y100")]


def test_a_huge_file_is_not_read_whole(place: Path) -> None:
    with (place / RABIES).open("wb") as file:
        file.truncate(5_000_000_000)
    found = snapshot(place)
    assert len(found.files[RABIES]) == MAX_BYTES + 1
    assert "Y102" in {problem.code for problem in read_site(place).diagnostics}


def test_a_file_name_that_cannot_be_shown_is_reported_harmlessly(place: Path) -> None:
    name = os.fsencode(place / "content/courses") + b"/\xff\x1b[31m.yml"
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is not text
        file.write(b"a: 1")
    (problem,) = snapshot(place).problems
    assert problem.code == "Y100"
    assert str(problem).isprintable()


def test_a_link_from_the_public_records_into_the_private_ones_is_refused(place: Path) -> None:
    register = place / "candidates/register"
    register.mkdir(parents=True, exist_ok=True)
    (register / "c-0000000000.yml").write_text("email: someone@example.org")
    (place / "content/assets/logos/leak.png").symlink_to(register / "c-0000000000.yml")
    found = snapshot(place)
    assert [problem.path for problem in found.problems] == ["content/assets/logos/leak.png"]
    assert "content/assets/logos/leak.png" not in found.others
