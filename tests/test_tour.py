"""The tour of README works word for word, in a clean copy of the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.tour import PORT, Address, Commands, Outcome, clean_copy, follow, matches, steps


@pytest.fixture(scope="module")
def outcome(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    place = tmp_path_factory.mktemp("clone")
    clean_copy(place)
    return follow((root / "README.md").read_text(encoding="utf-8"), place)


def test_each_command_of_the_tour_prints_what_readme_says(outcome: Outcome) -> None:
    assert len(outcome.printed) > 10
    for commands, said in outcome.printed:
        assert matches(commands.printed, said), (
            f"{commands.typed}\nprints\n{said}\nREADME says\n{commands.printed}\nmend: python -m tests.docs.tour"
        )


def test_the_site_is_served_where_readme_says(outcome: Outcome) -> None:
    assert len(outcome.served) == 1
    for commands, said in outcome.served:
        assert matches(commands.printed, said), said
        assert PORT in said


def test_each_page_that_the_tour_opens_is_there(outcome: Outcome) -> None:
    assert len(outcome.opened) >= 3
    assert {url: status for url, status in outcome.opened if status != 200} == {}


def test_an_ellipsis_stands_for_a_part_of_a_line_or_for_lines() -> None:
    assert matches("built in … s\n", "built in 4.1 s\n")
    assert not matches("built in … s\n", "built in 4.1 s\nand more\n")
    assert matches("first\n…\nlast\n", "first\n1\n2\nlast\n")
    assert matches("first\n…\nlast\n", "first\nlast\n")
    assert not matches("first\n…\nlast\n", "first\nlast\nbut one\n")
    assert not matches("", "anything\n")


def test_steps_keep_their_order_and_their_words() -> None:
    text = (
        "```sh\nbefore\n```\n## A ten-minute tour\n```sh\none <<E\ntwo\nE\n```\n\n```text\nsaid\n\nmore\n```\n"
        "<http://127.0.0.1:8000/x>\n```sh serve\nthree\n```\n```sh\nfour\n```\nthen\n\n## B\n```sh\nfive\n```\n"
    )
    assert list(steps(text)) == [
        Commands("one <<E\ntwo\nE\n", "said\n\nmore\n"),
        Address("http://127.0.0.1:8000/x"),
        Commands("three\n", "", serve=True),
        Commands("four\n", ""),
    ]
