"""Every command that changes something."""

from __future__ import annotations

from tests.crash.keys_and_log import KEYS, LOG
from tests.crash.protection import PROTECTION
from tests.crash.publishing import PUBLISHING
from tests.crash.records_and_mail import MAIL, POST, RECORDS
from tests.crash.scenarios import ISSUING
from tests.crash.trying import Scenario

__all__ = ["POST", "SCENARIOS"]

SCENARIOS: tuple[Scenario, ...] = (*ISSUING, *KEYS, *LOG, *RECORDS, *MAIL, *PROTECTION, *PUBLISHING)
