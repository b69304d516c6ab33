"""An office for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)
