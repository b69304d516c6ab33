"""A site is backed up, restored and left with the commands that the documentation gives for it."""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from generator.cli import main
from tests.conftest import ROOT
from tests.issuing.school import EDITION, School


def block(page: str, kind: str) -> str:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(rf"^```sh{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(found[0])


def shell(place: Path, script: str, **variables: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PARCHEMIN_", "GIT_", "SOURCE_DATE"))}
    who = {
        f"GIT_{role}_{what}": "reader@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=place,
        env={**clean, **who, "PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def differences(one: Path, other: Path) -> list[str]:
    def walk(found: filecmp.dircmp[str]) -> list[str]:
        here = [*found.left_only, *found.right_only, *found.funny_files]
        _, wrong, errors = filecmp.cmpfiles(found.left, found.right, found.common_files, shallow=False)
        return [*here, *wrong, *errors, *(name for sub in found.subdirs.values() for name in walk(sub))]

    return walk(filecmp.dircmp(one, other))


def test_what_is_restored_from_the_backup_is_the_site_and_every_diploma_can_leave_it(tmp_path: Path) -> None:
    school = School(tmp_path / "school").build()
    for line in (
        ["keys", "new", "school", "--demonstration", "--at", "2026-01-05"],
        ["issue", EDITION, "--demonstration", "--at", "2026-07-13"],
        ["withdraw", "CODE", "--demonstration", "--by", "Ada", "--reason", "Asked", "--at", "2026-07-14"],
    ):
        words = [school.codes()[0] if word == "CODE" else word for word in line]
        done = CliRunner().invoke(main, ["-C", str(school.root), *words])
        assert done.exit_code == 0, done.output
    for name in ("site_templates", "mkdocs.yml"):
        shell(school.root, f"cp -r {ROOT / name} .")
    (school.root / ".gitignore").write_text("site/\n.parchemin/\n", encoding="utf-8")
    shell(school.root, "git init -q -b main && git add -A && git commit -q -m 'A school'")
    shell(school.root, "parchemin build --quiet")
    backup = tmp_path / "backup"
    backup.mkdir()
    for _ in range(2):  # the second night finds what the first one left
        shell(backup, block("operators.md", " backup"), REPOSITORY=str(school.root))
    assert "no problems" in shell(backup, block("operators.md", " restore"))
    assert differences(school.root / "site", backup / "restored" / "site") == []

    done = shell(school.root, block("leaving.md", "").replace("done\n", "done || true\n"))
    made = sorted(path.stem for path in (school.root / "farewell").iterdir())
    assert made == sorted(school.codes()[1:])
    assert done.count("wrote farewell/") == 4
    judged = shell(school.root, "parchemin verify farewell/*.zip --site site")
    assert "4 valid" in judged
