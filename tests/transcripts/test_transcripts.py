"""Every command has a transcript, and prints what its transcript says."""

from __future__ import annotations

import inspect
import json
import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.docs.tour import matches
from tests.transcripts.play import FILES, Step, play, stage, steps_of

STEPS = [step for file in FILES for step in steps_of(file)]
TYPED = [shlex.split(step.typed) for step in STEPS]


def leaves(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from leaves(found, (*words, name))
    else:
        yield words, command


LEAVES = dict(leaves(main, ("parchemin",)))
NAMES = [" ".join(words) for words in LEAVES]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Step, str]]:
    with stage(tmp_path_factory.mktemp("stage")) as scene:
        return list(play(scene))


@pytest.mark.parametrize("number", range(len(STEPS)), ids=map(str, STEPS))
def test_a_command_prints_what_its_transcript_says(played: list[tuple[Step, str]], number: int) -> None:
    step, said = played[number]
    assert matches(step.printed, said), f"{said}\nmend: python -m tests.transcripts.play, and read the change"


@pytest.mark.parametrize("words", LEAVES, ids=NAMES)
def test_every_command_is_in_a_transcript(words: tuple[str, ...]) -> None:
    bare = [[word for word in typed if not re.match("[A-Z_]+=", word)] for typed in TYPED]
    assert [typed for typed in bare if tuple(typed[: len(words)]) == words]


@pytest.mark.parametrize("words", LEAVES, ids=NAMES)
def test_every_command_spells_its_options_as_the_others_do(words: tuple[str, ...]) -> None:
    options = [one for one in LEAVES[words].params if isinstance(one, click.Option)]
    spelled = {name for one in options for name in (*one.opts, *one.secondary_opts)}
    assert {"-q", "--quiet"} <= spelled
    for given, wanted in (
        ("--at", "--date"),
        ("--note", "--reason"),
        ("--output", "-o"),
        ("--language", "--lang"),
    ):
        assert given not in spelled or wanted in spelled
    assert not spelled & {"--force", "--write", "--day", "--as-json", "-y", "-n"}


def _examples(command: click.Command) -> list[str]:
    """What the help shows under Examples, without the remarks beside it."""
    _, _, after = (
        command.epilog or inspect.cleandoc(command.help or "").replace("Example:", "Examples:")
    ).partition("Examples:\n")
    lines = re.findall(r"^  (.+)$", after.partition("\n\n")[0], re.MULTILINE)
    return [re.split(r" {3,}", line)[0] for line in lines]


@pytest.mark.parametrize("words", LEAVES, ids=NAMES)
def test_every_help_has_an_example_that_the_command_understands(words: tuple[str, ...]) -> None:
    examples = _examples(LEAVES[words])
    assert examples
    for example in examples:
        typed = shlex.split(re.sub(r'^eval "\$\((.*)\)"$', r"\1", example).partition(" > ")[0])
        assert tuple(typed[: len(words)]) == words
        # Codes and files are stand-ins: only what the options are is held against the command.
        known = {
            name
            for one in LEAVES[words].params
            for name in (*one.opts, *one.secondary_opts)
            if name[0] == "-"
        }
        given = {word for word in typed[len(words) :] if word.startswith("-") and word != "-"}
        assert given <= known, example
        for one in LEAVES[words].params:
            if one.required and isinstance(one, click.Option):
                assert given & {*one.opts}, f"{example}: {one.opts[0]} is required"


def test_what_json_prints_is_one_object_with_the_version_of_its_shape(played: list[tuple[Step, str]]) -> None:
    answers = [(step, said) for step, said in played if "--json" in step.typed]
    for step, said in answers:
        body = re.sub(r"exit \d+\n$", "", said)
        objects = [body] if body.startswith("{\n") else body.splitlines()
        for one in objects:
            value = json.loads(one)
            assert next(iter(value.items())) == ("v", 1), step
            assert one.isascii(), step
    assert len(answers) >= 9


def test_nothing_is_printed_quietly_but_mistakes(played: list[tuple[Step, str]]) -> None:
    quiet = {step.typed: said for step, said in played if "--quiet" in step.typed}
    in_order = [said for said in quiet.values() if "exit" not in said]
    assert len(in_order) >= 3
    assert set(in_order) == {""}


HOSTILE = "\x1b]0;owned\x07\x9b31m\u202e"


@pytest.mark.parametrize("words", LEAVES, ids=NAMES)
def test_an_argument_steers_no_terminal(words: tuple[str, ...], tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "content").mkdir()
    base = ["-C", str(tmp_path), *words[1:]]
    for arguments in ([HOSTILE], [f"--{HOSTILE}"], ["--date", HOSTILE], [HOSTILE, HOSTILE, "--by", HOSTILE]):
        result = CliRunner().invoke(main, [*base, *arguments])
        assert not set(result.output) & set(HOSTILE) - set("]0;owned31m"), result.output
        assert result.exit_code in (1, 2, 3)
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_command_that_does_not_exist_is_a_mistake_of_usage() -> None:
    for words in (["chek"], ["mail", "settle"], ["keys", "intake", "nothing"]):
        assert CliRunner().invoke(main, words).exit_code == 2
