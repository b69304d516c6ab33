"""The files that the platform of the demonstration sent, and what was made of them with the program's own functions.

Two sessions have files: one certificate list with civil names, which was corrected a week later, and one grade report
of Open edX. Nobody in them exists. They show each thing that can happen: a declared score that the file contradicts, a
row that only a person could attribute, people who are not registered, and a row that was withdrawn.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from generator.adapters.files import load_tree
from generator.adapters.transmissions import TransmissionStore
from generator.intake.results.importing import Request, apply, plan_import
from generator.intake.results.reconciling import outlook
from generator.rules.matching import Register

LIST = ("neglected-tropical-diseases", "2026-t3")
REPORT = ("shs-gestion-epidemies", "2026-t3")
SESSIONS = (LIST, REPORT)

_SENDER = "France Université Numérique (fichier de démonstration)"
_LIST_HEAD = (
    "Numéro de certificat;Nom;Prénom;Date de naissance;Compte;Note;Date d’examen;Identité vérifiée;Session"
)
_REPORT_HEAD = (
    "Student ID,Email,Username,Grade,Exam (Avg),Enrollment Track,Verification Status,"
    "Certificate Eligible,Certificate Delivered,Certificate Type,Enrollment Status"
)


def files(
    results: Mapping[tuple[str, str], Mapping[str, Any]], register: Mapping[str, Any]
) -> dict[str, bytes]:
    """The platform's files by name, from the results that the people of the demonstration have."""
    return {
        "attestations-mtn-2026-t3.csv": _list(results[LIST], register, corrected=False),
        "attestations-mtn-2026-t3-corrige.csv": _list(results[LIST], register, corrected=True),
        "pasteur_shs-gestion-epidemies_2026-t3_grade_report.csv": _report(results[REPORT], register),
    }


def _list(record: Mapping[str, Any], register: Mapping[str, Any], *, corrected: bool) -> bytes:
    lines = [_LIST_HEAD]
    for row in record["results"]:
        person = register[row["candidate"]]
        given, _, family = person["name"]["display"].rpartition(" ")
        account, score = person["platform_id"], row["score"]
        if family == "Przykład":
            account = ""  # sat at a partner's, under no account: only the name is known
        if family == "Fictícia" and not corrected:
            score = 17
        day = row["date"].strftime("%d/%m/%Y")
        lines.append(f"{row['certificate']};{family.upper()};{given};;{account};{score};{day};oui;2026-t3")
    lines.append("DEMO-0A0A0A01;IMAGINÉ;Personne;31/12/1990;demo-000001;22;21/10/2026;oui;2026-t3")
    if not corrected:
        lines.append("DEMO-0A0A0A02;SUPPOSÉE;Une;01/02/1985;demo-000002;28;22/10/2026;oui;2026-t3")
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _report(record: Mapping[str, Any], register: Mapping[str, Any]) -> bytes:
    lines = [_REPORT_HEAD]
    for number, row in enumerate(record["results"], start=1):
        person = register[row["candidate"]]
        grade = f"{round(row['score'] / 30, 2)}"
        who = f"{1000 + number},{person['email']},{person['platform_id']}"
        lines.append(f"{who},{grade},{grade},verified,ID Verified,Y,Y,verified,enrolled")
    lines += [
        "2001,lectrice@example.org,demo-100001,0.4,Not Attempted,audit,N/A,N,N,N/A,enrolled",
        "2002,curieux@example.org,demo-100002,0.0,Not Attempted,audit,N/A,N,N,N/A,enrolled",
    ]
    return ("\n".join(lines) + "\n").encode()


def derived(
    root: Path, made: Mapping[str, Any], encode: Callable[[str, dict[str, Any]], bytes]
) -> dict[str, bytes]:
    """The transmissions, resolutions and results that follow from those files. `made` holds the records as values, by
    path; `encode` makes bytes of one."""
    results = {key: made[f"candidates/results/{key[0]}/{key[1]}.yml"] for key in SESSIONS}
    register = {
        Path(path).stem: value for path, value in made.items() if path.startswith("candidates/register/")
    }
    sent = files(results, register)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        shutil.copytree(root / "content", site / "content")
        for path, value in made.items():
            if path.startswith("candidates/register/"):
                _put(site, path, encode(path, value))
        store = TransmissionStore(site)
        first, second, third = sent
        for key, name, day in (
            (LIST, first, date(2026, 11, 11)),
            (LIST, second, date(2026, 11, 18)),
            (REPORT, third, date(2026, 11, 4)),
        ):
            _import(site, store, Request(name, sent[name], *key, day, sender=_SENDER))
        path = f"candidates/resolutions/{LIST[0]}/{LIST[1]}.yml"
        _put(site, path, encode(path, _resolutions(store, results[LIST], register)))
        tree = load_tree(site)
        for course, session in SESSIONS:
            item = outlook(
                tree, Register.of(tree.candidates), course, session, store.in_force(course, session)
            )
            assert item.text is not None
            _put(site, item.path, item.text.encode())
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for part in ("transmissions", "resolutions", "results")
            for path in sorted((site / "candidates" / part).rglob("[!.]*.*"))
        }


def _import(site: Path, store: TransmissionStore, request: Request) -> None:
    with store.writing(request.course, request.session):
        plan = plan_import(request, load_tree(site), store)
        assert plan.transmission is not None, plan.read.problems
        apply(plan, store)


def _resolutions(
    store: TransmissionStore, record: Mapping[str, Any], register: Mapping[str, Any]
) -> dict[str, Any]:
    """The one decision of the demonstration: whose row it is that holds a name and no account."""
    transmission = store.in_force(*LIST)
    assert transmission is not None
    row = next(row for row in transmission.rows if row.family == "PRZYKŁAD")
    ident = next(
        one["candidate"]
        for one in record["results"]
        if register[one["candidate"]]["name"]["display"].endswith("Przykład")
    )
    return {
        "course": LIST[0],
        "session": LIST[1],
        "resolutions": [
            {
                "row": row.who,
                "decision": "match",
                "candidate": ident,
                "by": "Diane Démonstration (personne fictive)",
                "date": date(2026, 11, 12),
                "reason": "Copie scannée de l’attestation reçue du candidat, même numéro et même date.",
            }
        ],
    }


def _put(site: Path, path: str, data: bytes) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_bytes(data)
