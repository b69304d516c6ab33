"""What the judges said, asked once a session. Most of this folder needs what `.ci/npm tests/interop` installs."""

from __future__ import annotations

import pytest

from tests.interop.cases import ATTACKS, GOOD, STATES
from tests.interop.judges import Judgement, MissingLibrariesError, by_dcc, by_digital_bazaar


@pytest.fixture(scope="session")
def digital_bazaar() -> dict[str, dict[str, Judgement]]:
    """Digital Bazaar's judgement of every case, from one process of Node.js."""
    try:
        return by_digital_bazaar([*GOOD, *STATES, *ATTACKS])
    except (MissingLibrariesError, FileNotFoundError) as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def dcc() -> dict[str, Judgement]:
    """What the verifier of the Digital Credentials Consortium says of every case."""
    try:
        return by_dcc([*GOOD, *STATES, *ATTACKS])
    except (MissingLibrariesError, FileNotFoundError) as missing:
        pytest.fail(str(missing), pytrace=False)
