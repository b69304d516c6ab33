"""The tour from an empty directory to a school of one's own works word for word, and is the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.tour import SCHOOL, Commands, Outcome, follow, matches, steps


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def outcome(root: Path, place: Path) -> Outcome:
    return follow((root / SCHOOL[0]).read_text(encoding="utf-8"), place)


def test_the_tour_is_the_same_in_both_languages(root: Path) -> None:
    french, english = (list(steps((root / name).read_text(encoding="utf-8"))) for name in SCHOOL)
    assert french == english
    assert len([one for one in french if isinstance(one, Commands)]) > 12


def test_each_command_of_the_tour_prints_what_the_page_says(outcome: Outcome) -> None:
    for commands, said in (*outcome.printed, *outcome.served):
        assert matches(commands.printed, said), (
            f"{commands.typed}\nprints\n{said}\nthe page says\n{commands.printed}\nmend: python -m tests.docs.tour"
        )


def test_each_page_that_the_tour_opens_is_there(outcome: Outcome) -> None:
    assert len(outcome.opened) == 2
    assert {url: status for url, status in outcome.opened if status != 200} == {}


def test_in_the_end_one_diploma_is_valid_one_revoked_and_no_key_is_in_the_tree(
    outcome: Outcome, place: Path
) -> None:
    said = [text for _, text in outcome.printed]
    assert sum("Valid. Authentic" in one for one in said) == 1
    assert sum("Revoked. The issuer" in one for one in said) == 1
    assert len(list((place / "ecole/site/d").glob("*.html"))) == 2
    assert len(list((place / "keys").glob("*.key.json"))) == 1
    assert list((place / "ecole").rglob("*.key.json")) == []
