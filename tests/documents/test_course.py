"""Certificates of one course: no more than what is signed about it, and under the name that this deserves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import act, make_site
from generator.cli import main
from generator.site.documents import Kind, Setting
from generator.site.documents.course import CourseFacts, course_of
from generator.trust.credential import CourseResult
from generator.trust.evidence import EvidenceItem
from generator.trust.view import fields
from tests.documents.print_shop import credential, document, words_of
from tests.vectors.themes.diplomas import award

GROUNDS = award().evidence


def facts(number: int, **changes: object) -> CourseFacts:
    return course_of(fields(credential(**changes)), number)


def text(number: int, tongue: str = "fr", **changes: object) -> str:
    setting = Setting(Kind.COURSE, tongue=tongue, course=number)  # type: ignore[arg-type]
    return " ".join(words_of(document(setting, **changes)).split())


def test_a_result_whose_signed_ground_says_that_identity_was_checked_gets_a_certificate() -> None:
    page = text(1)
    assert "Certificat de réussite du cours" in page
    assert "certifie la réussite au cours désigné ci-dessous, identité vérifiée" in page
    assert "L’identité de la personne a été vérifiée pour ce résultat." in page
    for signed in ("Cours A", "78 %", "Session 2024-2, examen du 3 juin 2024", "2026-0042"):
        assert signed in page
    assert "Cours B" not in page
    assert "Certificate of course" in text(1, "en")


def test_any_other_result_gets_an_attestation_that_claims_neither_a_pass_nor_an_identity() -> None:
    page = text(2)
    assert "Attestation de résultat au cours" in page
    assert "n’est ni un diplôme, ni un certificat" in page
    assert "Rien de ce qui est signé n’indique que l’identité de la personne ait été vérifiée" in page
    assert "Certificat antérieur, reconnu." in page
    assert "réussite" not in page
    assert "Attestation of course result" in text(2, "en")


@pytest.mark.parametrize("number", [1, 2])
def test_both_say_that_they_are_no_diploma_carry_no_credits_and_have_no_signature_of_their_own(
    number: int,
) -> None:
    french, english = text(number), text(number, "en")
    for said in (
        "diplôme",
        "aucune inscription",
        "aucun crédit ECTS",
        "pas de signature électronique à elle",
    ):
        assert said in french
    for said in ("diploma", "no proof of enrolment", "no ECTS credits", "no electronic signature of its own"):
        assert said in english
    # The diploma's credits, description and legal mention are not this course's.
    for other in ("7,5", "Cinq cours suivis et validés", "Ce document est une démonstration."):
        assert other not in french


def test_grounds_that_do_not_answer_to_the_results_one_by_one_are_not_believed() -> None:
    assert facts(1).identity == "checked"
    rule, first, second = GROUNDS
    for evidence in ((), (rule, first), (rule, second, first)):
        found = [facts(number, evidence=evidence).identity for number in (1, 2)]
        assert found == ["unknown", "unknown"], evidence
    assert "Attestation de résultat" in text(1, evidence=())


def test_two_results_of_one_name_keep_their_own_grounds() -> None:
    rule, checked, _ = GROUNDS
    other = EvidenceItem(
        name="Cours A", genre="Résultat", narrative="Session 2025-1, résultat du 2 mai 2025."
    )
    results = (award().results[0], replace(award().results[0], id=award().results[0].id + "-2", value="60 %"))
    changes = {"results": results, "evidence": (rule, other, checked)}
    assert [facts(number, **changes).identity for number in (1, 2)] == ["not-said", "checked"]


def test_a_course_whose_name_promises_a_check_of_identity_is_no_check() -> None:
    name = "Cours A, identité vérifiée"
    result = CourseResult(id=award().results[1].id, name=name, value="acquis")
    rule, first, _ = GROUNDS
    ground = EvidenceItem(name=name, genre="Examen, identité vérifiée", narrative="Session 1.")
    changes = {"results": (award().results[0], result), "evidence": (rule, first, ground)}
    assert facts(2, **changes).identity == "not-said"


def test_each_result_gets_one_file_none_is_published_twice_and_all_are_known_again(tmp_path: Path) -> None:
    holders = make_site(tmp_path, 1)
    code = holders[0].code

    def run(*words: str) -> str:
        answer = CliRunner().invoke(main, ["-C", str(tmp_path), "documents", *words])
        assert answer.exit_code == 0, answer.output
        return answer.output

    assert "5 made, 0 unchanged" in run(code, "--kind", "course")
    assert "0 made, 5 unchanged" in run(code, "--kind", "course")
    files = sorted((tmp_path / "documents").glob("*.pdf"))
    assert [path.name for path in files] == [f"{code}-course-{number}-a4-en.pdf" for number in range(1, 6)]
    for number, path in enumerate(files, start=1):
        assert re.search(rf"Cours {number}\b.*{60 + number} %", " ".join(words_of(path.read_bytes()).split()))
    assert "it is ours, byte for byte (course 4, a4, en)" in run("--compare", str(files[3]))
    act(tmp_path, "withdraw", code)
    assert "5 removed" in run(code, "--kind", "course")
    assert not list((tmp_path / "documents").glob("*.pdf"))
