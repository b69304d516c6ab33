"""What comes from outside never steers the terminal that it is told on, nor speaks in the program's name."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.injection.payloads import PAYLOADS, SPOKEN
from tests.intake.desk import HEAD, Desk, line
from tests.vectors.themes.diplomas import FULL

# All that terminals obey or hide; the end of a line is ours.
STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
ALL = {**PAYLOADS, **SPOKEN}


def _run(*arguments: str) -> str:
    return CliRunner().invoke(main, arguments).output


def _everywhere(value: Any, payload: str) -> Any:
    """A document whose every text ends in the payload."""
    if isinstance(value, dict):
        return {name: _everywhere(inner, payload) for name, inner in value.items()}
    if isinstance(value, list):
        return [_everywhere(inner, payload) for inner in value]
    return f"{value}{payload}" if isinstance(value, str) else value


def forged(folder: Path, payload: str) -> str:
    """A forged diploma, and one in which the name alone was changed."""
    whole, name = folder / "whole.json", folder / "name.json"
    whole.write_text(json.dumps(_everywhere(FULL, payload)), encoding="utf-8")
    changed = copy.deepcopy(FULL)
    changed["credentialSubject"]["name"] = payload
    name.write_text(json.dumps(changed), encoding="utf-8")
    return _run("verify", str(whole)) + _run("verify", str(name), "--explain") + _run("verify", str(folder))


def file_names(folder: Path, payload: str) -> str:
    """A file whose name it is."""
    (folder / payload.replace("/", "_").replace("\0", "")[:60]).write_bytes(b"{}")
    return _run("verify", str(folder)) + _run("verify", str(next(folder.iterdir())))


def codes(folder: Path, payload: str) -> str:
    """A line in a list of codes."""
    (folder / "codes.txt").write_text(payload, encoding="utf-8")
    return _run("verify", "--codes", str(folder / "codes.txt"), "--site", str(folder))


def arguments(_: Path, payload: str) -> str:
    """A word of the command itself."""
    return (
        _run(payload)
        + _run("verify", payload)
        + _run("verify", "--at", payload, "x")
        + _run("revoke", payload)
    )


PLACES: dict[str, Callable[[Path, str], str]] = {
    "forged diplomas": forged,
    "names of files": file_names,
    "lists of codes": codes,
    "arguments": arguments,
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_steers_the_terminal(place: str, tmp_path: Path) -> None:
    for number, (name, payload) in enumerate(ALL.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        output = PLACES[place](folder, payload)
        assert output, name
        assert STEERS.findall(output) == [], name
        assert "Traceback" not in output, name
        assert not re.search(r"(?m)^(xss7|::error)", output), f"{name} speaks in our name"


def test_files_of_results_do_not_either(tmp_path: Path) -> None:
    """A platform's file: the payload in every column, one row each."""
    desk = Desk(tmp_path)
    texts = [payload.replace(";", ",").replace('"', "'").replace("\r", "\x0b") for payload in ALL.values()]
    rows = [
        line(0, **{name: text})
        for text in texts
        for name in ("family", "birth", "score", "date", "identity", "session", "account")
    ]
    output = desk.send(desk.file(HEAD, *rows)).output
    assert output.count("results.csv:") > len(ALL)
    assert STEERS.findall(output) == []


def test_a_diagnostic_for_a_workflow_stays_one_command(tmp_path: Path) -> None:
    """GitHub reads a command at the beginning of a line, and %0A as the end of one."""
    desk = Desk(tmp_path)
    path = desk.root / "content" / "courses" / "first-aid.yml"
    text = path.read_text(encoding="utf-8")
    for payload in ("::error file=a::xss7", "%0A::error::xss7", "a%0D%0A::set-output"):
        path.write_text(f"{text}\n{json.dumps(payload)}: 1\n", encoding="utf-8")
        output = desk.run("check", "--format", "github").output
        told = [one for one in output.splitlines() if "xss7" in one or "set-output" in one]
        assert told
        assert all(re.match(r"::(error|warning) file=content/", one) for one in told)
        assert not re.search("%0[AD]::", output)
