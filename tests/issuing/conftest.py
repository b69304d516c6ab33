from __future__ import annotations

from pathlib import Path

import pytest

from tests.issuing.school import School


@pytest.fixture
def school(tmp_path: Path) -> School:
    """A site with five people awarded, a key, and nothing issued yet."""
    site = School(tmp_path / "site").build()
    site.add_key()
    return site
