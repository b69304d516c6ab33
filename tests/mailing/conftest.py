from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.mailing.office import START, Certificate, Office, make_certificate

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Mail is switched on in its record and was never started."""
    return Office(tmp_path / "site").open()


@pytest.fixture
def run(office: Office, tmp_path: Path) -> Run:
    """The command line on the office, with a clean environment."""

    def invoke(*arguments: str, env: dict[str, str] | None = None, **more: object) -> Result:
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        return CliRunner().invoke(
            main,
            ["-C", str(office.root), *arguments],
            env={**clean, "XDG_CONFIG_HOME": str(tmp_path / "config"), **(env or {})},
            catch_exceptions=False,
            **more,  # type: ignore[arg-type]
        )

    return invoke


@pytest.fixture
def started(office: Office, run: Run) -> Office:
    """The same, started in May."""
    result = run("mail", "start", "--yes", "--at", START)
    assert result.exit_code == 0, result.output
    return office
