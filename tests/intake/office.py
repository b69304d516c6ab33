"""A school's office: the demonstration's content with an empty register, and letters as the pages make them."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from generator.cli import main
from generator.records.yaml import load
from generator.trust.receipt import make_receipt
from tests.conftest import ROOT
from tests.intake.sealing import seal

NOW = "2026-11-20T09:00:00Z"
MADE = "2026-11-19T10:30:00Z"
PROGRAMME = "dnm2ip"
CHOICES = ["malaria", "rabies", "vaccinology", "tuberculosis", "hiv-science"]
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a certificate"


def numbered(seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()[:32]


def receipt(seed: object) -> str:
    return make_receipt(hashlib.sha256(repr(seed).encode()).digest()[:8])


def letter(kind: str, content: dict[str, Any], seed: object, **changes: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "id": numbered((kind, seed)),
        "kind": kind,
        "made": MADE,
        "host": "diplomes.example.org",
        "programme": PROGRAMME,
        "language": "fr",
        "content": content,
        **changes,
    }


def registration(
    seed: object = "camille", *, frame: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    content = {
        "name": {"display": "Camille Exemple", "given": "Camille", "family": "Exemple"},
        "birth_date": "1990-01-31",
        "country": "FR",
        "email": "camille@example.org",
        "platform_id": "camille90",
        "choices": CHOICES,
        "consents": [
            {"purpose": "register", "version": "1", "given": True},
            {"purpose": "diploma-page", "version": "1", "given": False},
        ],
        "receipt": receipt("camille"),
        **changes,
    }
    content = {name: value for name, value in content.items() if value is not None}
    return letter("registration", content, seed, **(frame or {}))


def who(**changes: Any) -> dict[str, Any]:
    facts = {
        "receipt": receipt("camille"),
        "email": "camille@example.org",
        "birth_date": "1990-01-31",
        "platform_id": "camille90",
        **changes,
    }
    return {name: value for name, value in facts.items() if value is not None}


def deposit(seed: object = 1, *, by: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    content = {
        "who": by or who(),
        "course": "malaria",
        "session": "2024-t2",
        "certificate": "FUN-0042",
        "issued": "2024-06-20",
        "score": 80,
        **changes,
    }
    return letter("deposit", {name: value for name, value in content.items() if value is not None}, seed)


def choices(*pairs: tuple[str, str], seed: object = 1, by: dict[str, Any] | None = None) -> dict[str, Any]:
    swaps = [{"out": out, "into": into} for out, into in pairs]
    return letter("choices", {"who": by or who(), "swaps": swaps}, (seed, pairs))


def correction(display: str, seed: object = 1, **more: Any) -> dict[str, Any]:
    given, _, family = display.partition(" ")
    name = {"display": display, "given": given, "family": family or given}
    return letter("name", {"who": who(), "name": name, **more}, (seed, display))


def withdrawal(seed: object = 1, by: dict[str, Any] | None = None) -> dict[str, Any]:
    return letter("withdrawal", {"who": by or who()}, seed)


@dataclass
class Office:
    """The site below `root`, and where mail arrives."""

    root: Path
    inbox: Path

    def arrive(self, *letters: Any, name: str = "") -> list[Path]:
        """Put sealed letters (or bytes as they are) into the inbox, under names in order."""
        paths = []
        for one in letters:
            data = one if isinstance(one, bytes) else seal(one)
            path = self.inbox / (name or f"{len(list(self.inbox.iterdir())):03d}.jwe")
            path.write_bytes(data)
            paths.append(path)
        return paths

    def run(self, *words: object, env: dict[str, str] | None = None) -> Result:
        arguments = ["--root", str(self.root), *map(str, words)]
        return CliRunner(env={"COLUMNS": "160", **(env or {})}).invoke(main, arguments)

    def intake(self, *words: object, env: dict[str, str] | None = None) -> Result:
        """Take in the inbox, or what `words` name first."""
        paths = () if words and isinstance(words[0], Path) else (self.inbox,)
        return self.run("intake", *paths, *words, "--at", NOW, env=env)

    def clear(self) -> None:
        for path in self.inbox.iterdir():
            path.unlink()

    def take(self, *letters: Any) -> Result:
        """Have letters arrive and taken in, all of them."""
        self.clear()
        self.arrive(*letters)
        result = self.intake()
        assert result.exit_code == 0, result.output
        return result

    @property
    def paths(self) -> list[Path]:
        return sorted((self.root / "candidates" / "register").glob("*.yml"))

    @property
    def records(self) -> list[dict[str, Any]]:
        return [load(path.read_bytes(), path.name).data for path in self.paths]  # type: ignore[misc]

    @property
    def record(self) -> dict[str, Any]:
        (only,) = self.records
        return only

    @property
    def candidate(self) -> str:
        (only,) = self.paths
        return only.stem

    def state(self) -> dict[str, bytes]:
        """Every file below candidates/, but for the lock."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted((self.root / "candidates").rglob("*"))
            if path.is_file() and path.name != ".lock"
        }


def open_office(folder: Path) -> Office:
    root = folder / "site"
    shutil.copytree(ROOT / "content", root / "content", copy_function=os.link)
    (root / "candidates" / "register").mkdir(parents=True)
    # A hard link would let a test change the repository's own settings.
    settings = root / "content" / "site.yml"
    text = settings.read_bytes()
    settings.unlink()
    settings.write_bytes(text)
    inbox = folder / "inbox"
    inbox.mkdir()
    return Office(root, inbox)
