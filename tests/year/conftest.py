"""The year is lived through once; the tests look at what was said."""

from __future__ import annotations

import pytest

from tests.year.story import Year, tell


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return tell(tmp_path_factory.mktemp("year"))
