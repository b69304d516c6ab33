"""`parchemin history`: every act once, with whom its record names and the commit that brought it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.adapters.git import Git
from generator.cli import main
from generator.office.history import _ACTS, KINDS
from generator.trust.ledger import ACTS
from tests.records.specimen import ANA, OTHERS, site

ROOT = Path(__file__).resolve().parents[2]


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "history", *words])


def acts(root: Path, *words: str) -> list[dict[str, Any]]:
    done = run(root, "--json", *words)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["acts"]
    return found


def git(root: Path, author: str, *words: str) -> None:
    who = ["-c", f"user.name={author}", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    root = tmp_path / "repository" / "school"
    for name, data in (site() | dict.fromkeys(OTHERS, b"<svg/>")).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    git(root, "Ada", "init", "-q", str(root.parent))
    git(root, "Ada", "add", "content", "candidates/register", "candidates/results", "candidates/contracts")
    git(root, "Ada", "commit", "-qm", "A school")
    git(root, "Basile", "add", "candidates/editions")
    git(root, "Basile", "commit", "-qm", "An edition")
    return root


def test_an_act_names_whom_its_record_names_and_the_commit_of_its_file(school: Path) -> None:
    (school / ANA).write_text((school / ANA).read_text() + "note: something\n")
    git(school, "Carla", "commit", "-qam", "A note")
    found = acts(school)
    approved = [one for one in found if one["kind"] == "approved"]
    assert [(one["by"], one["at"], one["about"]) for one in approved] == [
        ("Ada Exemple", "2025-07-01", "diploma-1"),
        ("Basile Modèle", "2025-07-01", "diploma-1"),
    ]
    assert {one["commit"]["author"] for one in approved} == {"Basile"}
    assert {one["path"] for one in approved} == {"candidates/editions/diploma-1.yml"}
    imported = [one for one in found if one["kind"] == "imported"]
    assert [(one["by"], one["commit"]["author"]) for one in imported] == [("FUN", "Ada"), ("FUN", "Ada")]
    # Not committed yet: no commit is made up.
    assert [one["commit"] for one in found if one["kind"] == "paid"] == [None, None]
    assert [one["at"] for one in found] == sorted(one["at"] for one in found)


def test_acts_are_narrowed_by_candidate_programme_kind_and_day(school: Path) -> None:
    assert {one["kind"] for one in acts(school, "--candidate", "c-aaaaaaaaaa")} == {"paid"}
    assert {one["kind"] for one in acts(school, "--programme", "diploma")} == {"approved"}
    assert {one["kind"] for one in acts(school, "--kind", "imported", "--kind", "paid")} == {
        "imported",
        "paid",
    }
    assert {one["at"] for one in acts(school, "--since", "2025-04-05")} == {"2025-04-05", "2025-07-01"}
    assert run(school, "--kind", "revoked").stdout == "Nothing of this kind was done.\n"
    line = run(school, "--kind", "approved").stdout.splitlines()[0]
    assert line.startswith("2025-07-01           approved         diploma-1  “Directrice”, by Ada Exemple  [")
    assert line.endswith(", Basile]")


def test_what_does_not_exist_is_refused(school: Path) -> None:
    assert run(school, "--candidate", "c-zzzzzzzzzz").exit_code == 1
    assert run(school, "--programme", "diplome").exit_code == 1
    assert run(school, "--code", "XXXX").exit_code == 2
    assert run(school, "--kind", "stolen").exit_code == 2


def test_a_shallow_clone_names_no_commit_that_may_be_another(school: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{school.parent}", str(clone)], check=True)
    assert {one["commit"] for one in map(_frozen, acts(clone / "school"))} == {None}
    assert Git(clone / "school").past("candidates").brought


def _frozen(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"commit": one["commit"] and one["commit"]["id"]}


def test_a_file_that_came_back_has_the_commit_of_the_last_time(school: Path) -> None:
    path = "candidates/editions/diploma-1.yml"
    git(school, "Carla", "rm", "-q", "--cached", path)
    git(school, "Carla", "commit", "-qm", "Away")
    git(school, "Dora", "add", path)
    git(school, "Dora", "commit", "-qm", "Back")
    assert Git(school).past("candidates").brought[path].author == "Dora"


def test_of_an_edited_record_each_act_has_the_commit_of_its_own_lines(school: Path) -> None:
    path = school / "candidates/editions/diploma-1.yml"
    text = path.read_text()
    assert text.count("Basile Modèle") == 1
    path.write_text(text.replace("Basile Modèle", "Basile Type"))
    git(school, "Eva", "commit", "-qam", "Another name")

    def approved() -> list[tuple[str, str | None]]:
        found = acts(school, "--kind", "approved")
        return [(one["by"], one["commit"] and one["commit"]["author"]) for one in found]

    assert approved() == [("Ada Exemple", "Basile"), ("Basile Type", "Eva")]
    # What was changed since and is not committed has no commit, and does not take that of its neighbour.
    path.write_text(path.read_text().replace("Ada Exemple", "Ada Type"))
    assert approved() == [("Ada Type", None), ("Basile Type", "Eva")]


def test_every_act_on_a_diploma_has_a_kind_of_its_own() -> None:
    assert set(_ACTS) == set(ACTS)
    assert set(_ACTS.values()) <= set(KINDS)


def test_the_demonstration_s_acts_are_those_of_its_files_counted_by_other_code() -> None:
    folder = ROOT / "candidates"

    def lines(part: str) -> list[dict[str, Any]]:
        paths = sorted((folder / "ledger" / part).glob("*.jsonl"))
        return [json.loads(line) for path in paths for line in path.read_text().splitlines()]

    def raw(part: str) -> list[dict[str, Any]]:
        return [yaml.safe_load(path.read_text()) for path in sorted((folder / part).rglob("*.yml"))]

    words = {
        "revoke": "revoked",
        "reinstate": "reinstated",
        "supersede": "superseded",
        "withdraw": "withdrawn",
        "share": "shared",
    }
    expected = Counter(words[one["act"]] for one in lines("acts"))
    expected["issued"] = len(lines("credentials"))
    expected["key-created"] = len(list((folder / "ledger" / "keys").glob("*.json")))
    expected["approved"] = sum(len(one["approvals"]) for one in raw("editions"))
    expected["resolved"] = sum(len(one["resolutions"]) for one in raw("resolutions"))
    expected["paid"] = sum(len(one["payments"]) for one in raw("payments"))
    expected["recognised"] = sum(len(one.get("recognitions", ())) for one in raw("register"))
    by_hand = sum("number" not in one["source"] for one in raw("results"))
    expected["imported"] = by_hand + len(list((folder / "transmissions").rglob("*.jsonl")))
    found = acts(ROOT)
    assert Counter(one["kind"] for one in found) == expected
    revoked = {one["code"] for one in lines("acts") if one["act"] == "revoke"}
    assert {one["code"] for one in acts(ROOT, "--kind", "revoked")} == revoked
    one = sorted(revoked)[0]
    assert [act["kind"] for act in acts(ROOT, "--code", one.replace("-", "").lower())][:2] == [
        "issued",
        "revoked",
    ]
