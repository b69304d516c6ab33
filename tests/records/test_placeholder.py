"""What a model left to be written is found, and what merely uses the words is not."""

from __future__ import annotations

import pytest

from generator.records import skeleton
from generator.records.placeholder import is_placeholder, placeholders


@pytest.mark.parametrize(
    "line",
    [
        "  fr: À compléter.",
        "  - {fr: À compléter, en: To be written}",
        'name: "À compléter"  # official name',
        "publisher: À compléter  # who answers for the site",
        "- Hébergeur, avec son adresse\u00a0: à compléter",
        "How long the rest of the register is kept: to be written.",
        "To be written",
    ],
)
def test_a_text_of_a_model_is_found(line: str) -> None:
    assert placeholders(f"first\n{line}\nlast\n".encode()) == [2]


@pytest.mark.parametrize(
    "line",
    [
        "  fr: Un dossier à compléter en ligne.",
        "  en: A report is to be written by each learner.",
        "# summary: À compléter",
        "Ce dossier reste à compléter.",
    ],
)
def test_a_text_that_uses_the_words_is_left_alone(line: str) -> None:
    assert placeholders(line.encode()) == []
    assert not is_placeholder(line)


def test_what_new_records_leave_to_be_written_is_found() -> None:
    course = skeleton.course("a", school="b", theme="c", title="A")
    assert len(placeholders(course.encode())) == 2
    assert is_placeholder("À compléter.")
    assert is_placeholder("To be written")
