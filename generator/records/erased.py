"""What is left of a record after the person was erased: what the school's decisions and other records refer to.

    text = erased_record("c-4f9k2m7x1q", candidate, day)

Registrations with their choices stay, so that decisions can be understood; consents and the numbers of sealed files, so
that none is taken in again. Name, addresses, dates of birth, declarations, notes and words of people go.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from generator.records.amend import written
from generator.records.candidate import Candidate
from generator.records.kinds import KINDS

__all__ = ["erased_record", "is_erased"]

_KIND: Final = next(kind for kind in KINDS if kind.name == "candidate")
_HOST: Final = "erased.invalid"
"""A name that no mail reaches (RFC 6761)."""
_KEPT: Final = {"language", "registrations", "consents", "received"}
_REASON: Final = {"fr": "Effacé.", "en": "Erased."}


def is_erased(candidate: Candidate) -> bool:
    """Whether a record is what `erased_record` left."""
    return candidate.email.endswith(f"@{_HOST}")


def erased_record(key: str, candidate: Candidate, day: date) -> str:
    """The text of the record that takes the place of a person's."""
    kept: dict[str, Any] = candidate.model_dump(mode="json", include=_KEPT, exclude_defaults=True)
    recognitions = [
        {
            **one.model_dump(mode="json", include={"programme", "course", "date", "ground"}),
            "by": "-",
            "reason": _REASON,
        }
        for one in candidate.recognitions
    ]
    data: dict[str, Any] = {
        "name": {"display": f"Erased {key}"},
        "email": f"{key}@{_HOST}",
        **kept,
        **({"recognitions": recognitions} if recognitions else {}),
        **({"fictional": True} if candidate.fictional else {}),
        "note": f"Erased on {day.isoformat()}.",
    }
    return written(_KIND, key, data)
