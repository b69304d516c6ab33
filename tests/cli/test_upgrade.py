"""``parchemin upgrade``: a site of an earlier version becomes one of this version, and nobody's words are lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import __version__
from generator.adapters import upgrading
from generator.adapters.files import read_site
from generator.adapters.upgrading import upgrades
from generator.cli import main
from generator.records.site import FORMAT


def run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(place), *arguments])


def held(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


@pytest.fixture
def place(tmp_path: Path) -> Path:
    done = CliRunner().invoke(
        main,
        [
            "init",
            str(tmp_path / "s"),
            "--host",
            "a.example",
            "--name",
            "A",
            "--no-git",
            "--date",
            "2026-01-05",
        ],
    )
    assert done.exit_code == 0, done.output
    return tmp_path / "s"


@pytest.fixture
def old(place: Path, root: Path) -> Path:
    """The same site as an earlier version wrote it: cloned from Parchemin, with all its templates."""
    site = place / "content/site.yml"
    lines = site.read_text(encoding="utf-8").splitlines(keepends=True)
    site.write_text("".join(one for one in lines if not one.startswith("format:")), encoding="utf-8")
    shutil.copytree(root / "site_templates/pages", place / "site_templates/pages")
    shutil.copytree(root / "site_templates/mail", place / "site_templates/mail")
    footer = place / "site_templates/pages/partials/footer.html"
    footer.write_text("<footer>Ours</footer>", encoding="utf-8")
    mkdocs = place / "mkdocs.yml"
    text = mkdocs.read_text(encoding="utf-8")
    mkdocs.write_text(
        text.replace("  name: material\n", "  name: material\n  custom_dir: site_templates/pages\n"),
        encoding="utf-8",
    )
    (place / "requirements.txt").write_text("# ours\nparchemin==0.0.9\nzensical\n", encoding="utf-8")
    course = place / "content/courses/first-course.yml"
    body = course.read_text(encoding="utf-8").partition("\n")[2]
    course.write_text(f"# yaml-language-server: $schema=elsewhere.json\n{body}", encoding="utf-8")
    issuer = place / "content/issuers/a.yml"
    issuer.write_text(issuer.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    (place / "content/schemas/course.json").write_text("{}", encoding="utf-8")
    (place / "content/schemas/issuer.json").unlink()
    return place


def test_a_new_site_has_nothing_to_change(place: Path, root: Path) -> None:
    for site in (place, root):
        done = run(site, "upgrade", "--dry-run")
        assert (done.exit_code, done.output) == (
            0,
            "Nothing to change: the site is as this version wants it.\n",
        )


def test_a_dry_run_says_everything_and_changes_nothing(old: Path) -> None:
    before = held(old)
    done = run(old, "upgrade", "--dry-run")
    assert done.exit_code == 0
    assert "change content/site.yml: format 1 becomes 2" in done.output
    assert "Dry run: nothing was written." in done.output
    assert held(old) == before
    parsed = json.loads(run(old, "upgrade", "--dry-run", "--json").output)
    assert parsed["written"] is False
    assert {one["path"] for one in parsed["changes"] if one["removed"]} >= {
        "site_templates/pages/layout.html"
    }


def test_after_an_upgrade_the_site_is_in_order_and_keeps_what_people_wrote(old: Path) -> None:
    before = held(old)
    assert run(old, "upgrade").exit_code == 0
    after = held(old)
    assert upgrades(old) == ()
    assert read_site(old).diagnostics == ()
    assert set(before) - set(after) == {
        name
        for name in before
        if name.startswith(("site_templates/pages/", "site_templates/mail/"))
        and name != "site_templates/pages/partials/footer.html"
    }
    assert after["site_templates/pages/partials/footer.html"] == b"<footer>Ours</footer>"
    assert b"custom_dir" not in after["mkdocs.yml"]
    assert after["requirements.txt"].decode() == f"# ours\nparchemin=={__version__}\nzensical\n"
    # Comments stay, and nothing but the format was added.
    assert after["content/site.yml"] == before["content/site.yml"] + b"format: 2\n"
    assert b"# who answers for the site" in after["content/site.yml"]
    for name in ("content/courses/first-course.yml", "content/issuers/a.yml"):
        assert after[name].endswith(before[name].rpartition(b"$schema=elsewhere.json\n")[2])


def test_an_interrupted_upgrade_is_completed_by_another(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = upgrades(old)
    assert changes[-1].path == "content/site.yml"
    upgrading.apply(old, changes[:3])
    assert len(upgrades(old)) == len(changes) - 3
    upgrading.apply(old, upgrades(old))
    assert upgrades(old) == ()


def test_a_site_of_a_newer_version_is_left_alone_and_not_published(place: Path) -> None:
    site = place / "content/site.yml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace(f"format: {FORMAT}", f"format: {FORMAT + 1}"), encoding="utf-8")
    for command in ("upgrade", "check", "build"):
        done = run(place, command)
        assert done.exit_code == 1
        assert "R126" in done.output


@pytest.mark.parametrize("text", ["format: two\n", "[]\n", "host: [\n"])
def test_settings_that_cannot_be_read_stop_everything(place: Path, text: str) -> None:
    (place / "content/site.yml").write_text(text, encoding="utf-8")
    (place / "content/schemas/course.json").unlink()
    done = run(place, "upgrade")
    assert done.exit_code == 1
    assert "nothing was changed" in done.output
    assert not (place / "content/schemas/course.json").exists()
