"""The rooms and their walls: which way imports point, what the pure rooms may not touch."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "generator"
PURE_ROOMS = ("codes.py", "errors.py", "records", "rules", "trust", "reports", "site", "outreach")
LONGEST_MODULE = 380

# Names whose use makes a result depend on the moment, the machine or chance; a trailing dot: all below it.
IMPURE_NAMES = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "http.",
    "importlib.resources.",
    "io.open",
    "locale.",
    "nacl.signing.SigningKey.generate",
    "nacl.utils.random",
    "open",
    "input",
    "print",
    "os.",
    "pathlib.Path",
    "platform.",
    "random.",
    "secrets.",
    "shutil.",
    "socket.",
    "subprocess.",
    "sys.argv",
    "sys.exit",
    "sys.stderr",
    "sys.stdin",
    "sys.stdout",
    "tempfile.",
    "threading.",
    "time.",
    "urllib.request",
    "uuid.",
    "zoneinfo.",
)


def modules(*rooms: str) -> list[Path]:
    found: list[Path] = []
    for room in rooms:
        path = GENERATOR / room
        found += [path] if path.suffix else sorted(path.rglob("*.py"))
    return found


def every_module() -> list[Path]:
    return sorted(GENERATOR.rglob("*.py"))


def is_impure(name: str) -> bool:
    return any(
        name == impure.rstrip(".") or (impure.endswith(".") and name.startswith(impure))
        for impure in IMPURE_NAMES
    )


def names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported, dotted or built-in name, resolved through the module's own imports."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                aliases[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield node.lineno, f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            parts: list[str] = []
            inner: ast.expr = node
            while isinstance(inner, ast.Attribute):
                parts.insert(0, inner.attr)
                inner = inner.value
            if isinstance(inner, ast.Name) and inner.id in aliases:
                yield node.lineno, ".".join([aliases[inner.id], *parts])
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and hasattr(builtins, node.id):
                yield node.lineno, node.id


def impurities(source: str) -> list[tuple[int, str]]:
    return sorted({(line, name) for line, name in names_used(ast.parse(source)) if is_impure(name)})


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.environ['A']",
        "from os import environ",
        "import datetime as d\nd.datetime.now()",
        "from datetime import date\ndate.today()",
        "from datetime import datetime as moment\nmoment.now(tz)",
        "import secrets",
        "from random import choice",
        "open('a')",
        "from pathlib import Path",
        "import urllib.request",
        "import time as t\nt.time()",
    ],
)
def test_an_impure_line_is_recognised(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from pathlib import PurePosixPath",
        "from datetime import datetime, time\ntime(12, 30)\ndatetime.fromisoformat('2026-07-10')",
        "from urllib.parse import quote",
        "def judge(now, platform):\n    return now.date(), platform.title()",
    ],
)
def test_a_pure_line_is_left_alone(source: str) -> None:
    assert impurities(source) == []


def test_the_pure_rooms_read_no_clock_file_environment_or_chance() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules(*PURE_ROOMS)
        for line, name in impurities(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_imports_point_one_way() -> None:
    """The contracts stand in pyproject.toml; this runs the linter that reads them."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_mkdocs_is_imported_in_exactly_one_module() -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in every_module()
        for _, name in names_used(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] in {"mkdocs", "material"}
    }
    assert importers == {"generator/adapters/mkdocs.py"}


def test_no_module_is_longer_than_one_idea() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in every_module()
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def tracked_text() -> Iterator[tuple[str, str]]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listing.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_speaks_of_a_place_outside_the_repository() -> None:
    outside = re.compile("|".join([r"\.\./" + "shared", "/" + r"work/", "/" + r"root/", "/" + r"home/\w"]))
    found = [
        f"{name}: {match[0]}" for name, text in tracked_text() if (match := outside.search(text)) is not None
    ]
    assert found == []


def test_pytest_passes_by_no_folder_that_holds_tests(pytestconfig: pytest.Config) -> None:
    """Its own list of folders to pass by names `build`: for days, what stands there was run by hand alone."""
    modules = [Path(name) for name, _ in tracked_text() if re.match(r"tests/(?:.*/)?test_\w+\.py\Z", name)]
    folders = {part for module in modules for part in module.parent.parts}
    assert "build" in folders
    passed_by = pytestconfig.getini("norecursedirs")
    assert {folder for folder in folders if any(fnmatch(folder, one) for one in passed_by)} == set()


def test_the_lock_files_hold_a_hash_for_everything_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^\S+==\S+.*?(?=^\S+==|\Z)", text, re.M | re.S)
        assert len(pinned) > 30
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
    browser_lock = (ROOT / "tests" / "browser" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in browser_lock
    assert '"integrity": "sha512-' in browser_lock
