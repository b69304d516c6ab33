"""A small school whose exam platform sends files; what a clerk types, and what comes of it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from generator.adapters.transmissions import TransmissionStore
from generator.cli import main
from tests.issuing.school import School, ident

ROOT = Path(__file__).resolve().parents[2]
WHERE = "first-aid/2026"
HEAD = "Numéro de certificat;Nom;Prénom;Date de naissance;Compte;Note;Date d’examen;Identité;Session"


def line(place: int, **fields: Any) -> str:
    """One row of a certificate list, about the person at that place."""
    given = {
        "certificate": f"CERT-{place:04d}", "family": f"EXEMPLE {'ABCDEFGHIJKL'[place]}", "given": "Personne",
        "birth": f"{place + 1:02d}/03/1990", "account": "", "score": 18, "date": "20/06/2026", "identity": "oui",
        "session": "2026",
    } | fields  # fmt: skip
    return ";".join(str(value) for value in given.values())


class Desk:
    """A school without results, with the mappings that are shipped."""

    def __init__(self, folder: Path, people: int = 5, *, results: bool = False) -> None:
        self.folder = folder
        self.school = School(folder / "site").build(people)
        self.root = self.school.root
        if not results:
            (self.root / "candidates/results/first-aid/2026.yml").unlink()
            # What the jury saw were other results: these awards stand without a digest.
            edition = self.school.read("candidates/editions/first-aid-2026.yml")
            edition["awards"] = [{"candidate": one["candidate"]} for one in edition["awards"]]
            self.school.write("candidates/editions/first-aid-2026.yml", "edition", edition)
        shutil.copytree(ROOT / "content" / "mappings", self.root / "content" / "mappings")

    def file(
        self, *lines: str, name: str = "results.csv", encoding: str = "utf-8", end: str = "\r\n"
    ) -> Path:
        path = self.folder / name
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    def run(self, *arguments: str) -> Result:
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        return CliRunner().invoke(main, ["-C", str(self.root), *arguments], env=clean)

    def send(self, path: Path, *more: str, where: str = WHERE) -> Result:
        common = ("--session", where, "--sender", "A platform", "--received", "2026-07-01")
        return self.run("results", "import", str(path), *common, *more)

    def sent(self, path: Path, *more: str) -> dict[str, Any]:
        """Import, and return what was said as JSON."""
        return json.loads(self.send(path, "--json", *more).stdout)

    def reconciled(self, *more: str) -> dict[str, Any]:
        result = self.run("reconcile", WHERE, "--json", *more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def jury(self, people: int = 5) -> None:
        """Award the diploma to everybody on the strength of what is written now."""
        self.school.edition({"awards": [{"candidate": ident(place)} for place in range(people)]})

    def codes(self, path: Path, *more: str) -> list[tuple[str, int, int]]:
        """The code, line and column of each problem."""
        return [(one["code"], one["line"], one["column"]) for one in self.sent(path, *more)["problems"]]

    def refused(self, path: Path, *more: str) -> str:
        """What is printed about a file that cannot be read at all."""
        result = self.send(path, *more)
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        assert self.store.numbers(*WHERE.split("/")) == ()
        return result.output

    @property
    def store(self) -> TransmissionStore:
        return TransmissionStore(self.root)

    def everything(self) -> dict[str, bytes]:
        """Every record and transmission."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted((self.root / "candidates").rglob("[!.]*.*"))
            if path.is_file()
        }


__all__ = ["HEAD", "WHERE", "Desk", "ident", "line"]
