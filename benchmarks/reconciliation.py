"""``python -m benchmarks.reconciliation``: results of a whole course imported, reconciled, and reconciled again.

    python -m benchmarks.reconciliation [--count 130000] [--json]

A made-up register of that many candidates, and a file with as many rows, in a temporary directory: nine tenths of
the rows are about registered people (by account, by address, or by name and date of birth alone, some of them written
otherwise), the others about nobody. Everything is measured by the commands that staff use, each in a process of its
own, files included: the import of the CSV file, the first reconciliation with its results written, the same once more
with nothing changed, and once more after one candidate's record has changed. A tenth of the number is measured first,
so that the growth of the cost can be seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from benchmarks.memory import measure
from benchmarks.synthetic import make_site
from generator.cli import main as parchemin

COUNT = 130_000
SESSION = "cours/automne-2026"
HEAD = "Numéro de certificat;Nom;Prénom;Date de naissance;Compte;E-mail;Note;Date d’examen;Identité vérifiée"
_GIVEN = (
    "Aïcha",
    "Léo",
    "Thị Hoa",
    "Zoë",
    "Jean-Baptiste",
    "Ólafur",
    "María José",
    "Kwame",
    "Chloé",
    "Ibrahim",
)
_FAMILY = ("Exemple", "Modèle", "Essai", "Témoin", "Spécimen", "Canevas", "Patron", "Gabarit", "Maquette")
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "ka", "lé")
_EXAM = """\
exam: {supervision: recorded, identity_check: true, minutes: 60, questions: 30, pass_correct: 18}
"""


def person(number: int) -> tuple[str, str, date]:
    """Given names, family name and birthday of somebody who does not exist."""
    digest = hashlib.sha256(f"person {number}".encode()).digest()
    end = "".join(_SYLLABLES[byte % 16] for byte in digest[:4])
    family = f"{_FAMILY[digest[5] % 9]}-{end.capitalize()}"
    birth = date(1950, 1, 1) + timedelta(days=int.from_bytes(digest[6:8], "big") % 20_000)
    return f"{_GIVEN[digest[8] % 10]} {_SYLLABLES[digest[9] % 16].capitalize()}", family, birth


def identifier(number: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    digest = hashlib.sha256(f"candidate {number}".encode()).digest()
    return "c-" + "".join(letters[byte % 36] for byte in digest[:10])


def make(root: Path, count: int) -> Path:
    """Write the site, the register and the platform's file; returns the file."""
    make_site(root)
    (root / "content" / "mappings").mkdir()
    here = Path(__file__).resolve().parent.parent
    shutil.copy(here / "content" / "mappings" / "certificate-list.yml", root / "content" / "mappings")
    course = root / "content" / "courses" / "cours.yml"
    course.write_text(course.read_text(encoding="utf-8") + _EXAM, encoding="utf-8")
    register = root / "candidates" / "register"
    register.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (register / f"{identifier(number)}.yml").write_text(candidate(number), encoding="utf-8")
    file = root.parent / "resultats.csv"
    file.write_text("\n".join([HEAD, *rows(count), ""]), encoding="utf-8")
    return file


def candidate(number: int) -> str:
    given, family, birth = person(number)
    deposit = ""
    if number % 5 == 0:
        deposit = (
            "deposits:\n- course: cours\n  session: automne-2026\n"
            f"  certificate: CERT-{number:07d}\n  date: 2026-11-02\n"
        )
    return (
        "# yaml-language-server: $schema=../../content/schemas/candidate.json\n"
        f"name:\n  display: {given} {family}\n  given: {given}\n  family: {family}\nbirth_date: {birth}\n"
        f"email: p{number}@example.org\nlanguage: fr\nfictional: true\nplatform_id: compte-{number}\n"
        f"registrations:\n- programme: certificat\n  date: 2026-02-01\n{deposit}"
    )


def rows(count: int) -> Iterator[str]:
    """One line a row; of ten, six by account, two by address, one by name and birthday, one about nobody."""
    for number in range(count):
        given, family, birth = person(number if number % 10 < 9 else number + 10_000_000)
        account = f"compte-{number}" if number % 10 < 6 else ""
        mail = f"p{number}@example.org" if number % 10 in (6, 7) else ""
        if number % 100 == 8:
            given, family = family, given  # the platform swapped them: only proposed
        score = 10 + int(hashlib.sha256(f"score {number}".encode()).hexdigest()[:2], 16) % 21
        yield f"CERT-{number:07d};{family.upper()};{given};{birth:%d/%m/%Y};{account};{mail};{score};15/10/2026;oui"


def command(root: str, *arguments: str) -> dict[str, Any]:
    """Run one command in this process; its output is thrown away, its time kept."""
    started = time.perf_counter()
    done = CliRunner().invoke(parchemin, ["-C", root, *arguments])
    seconds = time.perf_counter() - started
    if done.exit_code != 0:
        raise SystemExit(done.output[-2000:])
    found: dict[str, Any] = {"seconds": round(seconds, 2)}
    if "--json" in arguments:
        answer = json.loads(done.stdout)
        if "sessions" in answer:
            found["counts"] = answer["sessions"][0]["counts"]
            found["written"] = len(answer["written"])
    return found


def run(count: int) -> dict[str, Any]:
    """All measurements of one size."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    try:
        root = folder / "site"
        file = make(root, count)
        module = "benchmarks.reconciliation"
        asked = ["reconcile", SESSION, "--json"]
        found = {
            "import": measure(module, [
                "--job", str(root), "results", "import", str(file), "--session", SESSION, "--sender", "Plateforme",
                "--received", "2026-11-10",
            ]),
            "first": measure(module, ["--job", str(root), *asked]),
            "again": measure(module, ["--job", str(root), *asked]),
        }  # fmt: skip
        with (root / "candidates" / "register" / f"{identifier(1)}.yml").open(
            "a", encoding="utf-8"
        ) as record:
            record.write("note: changed\n")
        found["one changed"] = measure(module, ["--job", str(root), *asked])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def main() -> None:
    """Measure and print; or, as a job, run one command."""
    if sys.argv[1:2] == ["--job"]:
        print(json.dumps(command(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description="Measure import and reconciliation.")
    parser.add_argument("--count", type=int, default=COUNT, help="candidates, and rows of the file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    sizes = sorted({max(arguments.count // 10, 10), arguments.count})
    results = {str(size): run(size) for size in sizes}
    if arguments.json:
        print(json.dumps({"sizes": results}, ensure_ascii=False, indent=2))
        return
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors\n")
    print("| candidates and rows | step | seconds | processor seconds | peak MB |")
    print("|---|---|---|---|---|")
    for size, steps in results.items():
        for step, row in steps.items():
            print(f"| {int(size):,} | {step} | {row['seconds']} | {row['cpu_seconds']} | {row['peak_mb']} |")
    print(f"\n{results[str(sizes[-1])]['first']['counts']}")


if __name__ == "__main__":
    main()
