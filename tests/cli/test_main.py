"""The command line as a whole: lazy, quiet about its inside, honest in its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator import __version__
from generator.cli import COMMANDS, main
from generator.errors import Diagnostic, ParcheminError

PROGRAM = str(Path(sys.executable).parent / "parchemin")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Makes ``parchemin check`` raise what the list holds."""
    raised: list[BaseException] = []

    @click.command("check")
    def command() -> None:
        raise raised[0]

    monkeypatch.setattr(main, "get_command", lambda ctx, name: command)
    return raised


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from generator.cli import main\n"
        "print(CliRunner().invoke(main, ['--help']).output)\n"
        "heavy = {'pydantic', 'mkdocs', 'yaml', 'nacl', 'jinja2', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name, (_, line) in COMMANDS.items():
        assert name in done.stdout
        assert line[:30] in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage:")


def test_the_version_is_that_of_the_package() -> None:
    assert __version__ in CliRunner().invoke(main, ["--version"]).output


def test_an_unknown_command_or_option_ends_with_2() -> None:
    assert CliRunner().invoke(main, ["diploma"]).exit_code == 2
    assert CliRunner().invoke(main, ["check", "--wrong"]).exit_code == 2
    assert CliRunner().invoke(main, ["-C", "/nonexistent", "check"]).exit_code == 2


def test_what_is_refused_is_printed_with_its_reasons_and_ends_with_1(failing: list[BaseException]) -> None:
    reason = Diagnostic("content/site.yml", 3, 4, "R101", "there is no field 'x' here", "Did you mean 'y'?")
    failing.append(ParcheminError("nothing was done", [reason], hint="Try again."))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "content/site.yml:3:4: R101 there is no field 'x' here",
        "  hint: Did you mean 'y'?",
        "error: nothing was done",
        "  hint: Try again.",
    ]


def test_a_full_disk_is_a_sentence_not_a_traceback(failing: list[BaseException]) -> None:
    failing.append(OSError(28, "No space left on device", "/srv/site"))
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.output) == (1, "error: /srv/site: No space left on device\n")


def test_an_interruption_ends_with_130_and_no_traceback(failing: list[BaseException]) -> None:
    failing.append(KeyboardInterrupt())
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.output) == (130, "Interrupted.\n")


def test_a_reader_that_leaves_early_causes_no_traceback(root: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "-C", str(root), "check", "--format", "json", "content"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--codes", "\x1b[2J", "x"],
        ["verify", "--at", "\x1b[2J", "x"],
        ["verify", "\x1b[2J"],
        ["\x1b[2J"],
        ["-C", "\x1b[2J", "check"],
        ["check", "--\x1b[2J"],
        ["revoke", "\x1b[2J\u202e"],
    ],
)
def test_what_a_mistake_echoes_steers_no_terminal(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_what_is_refused_steers_no_terminal(failing: list[BaseException]) -> None:
    reason = Diagnostic("content/\x1b[2J.yml", 3, 4, "R101", "no field '\u202e'", "Try\x07.")
    failing.append(ParcheminError("no \x1b]0;\x07\nat all", [reason], hint="\x9b2J"))
    output = CliRunner().invoke(main, ["check"]).output
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(output)
    assert "\nat all" in output
