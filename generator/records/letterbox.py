"""What the site says of registrations: where they go, the keys they are sealed to, the consents they ask for.

A key is the public half of a pair on the curve P-256, as a JWK writes it (RFC 7518 §6.2.1): two coordinates in
base64url. A point that is not on the curve would leak what is sealed to it, so it is refused while the record is read.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import Bool, Day, Email, Line, Record, Slug, Text

__all__ = ["DEMONSTRATION", "ConsentText", "Endpoint", "LetterboxKey", "RegistrationDesk"]

# NIST SP 800-186 §3.2.1.3: y² = x³ - 3x + b over the integers modulo p.
_P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B

Coordinate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Endpoint = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$", max_length=300
    ),
]


class LetterboxKey(Record):
    """A public key to which candidates' browsers seal what they send. The last one listed is used; the others
    stay, so that what was sealed before still opens."""

    created: Day = Field(description="Day on which the pair was made.")
    x: Coordinate = Field(description="First coordinate of the point, as in a JWK.")
    y: Coordinate = Field(description="Second coordinate of the point.")

    @model_validator(mode="after")
    def _on_the_curve(self) -> Self:
        x, y = _number(self.x), _number(self.y)
        if not (x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0):
            raise PydanticCustomError("off_curve", "the coordinates are not those of a point on P-256")
        return self

    @property
    def kid(self) -> str:
        """The key's name in sealed files: its JWK thumbprint (RFC 7638) with SHA-256, in base64url."""
        members = f'{{"crv":"P-256","kty":"EC","x":"{self.x}","y":"{self.y}"}}'
        return base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).decode().rstrip("=")


class ConsentText(Record):
    """A consent that the registration page asks for, in the words that are shown."""

    purpose: Slug = Field(description="What it is about; stands in the candidate's record.")
    version: Line = Field(description="Version of the text; raise it when the text changes.")
    required: Bool = Field(default=False, description="True: nobody registers without it.")
    text: Text = Field(description="What is agreed to.")


class RegistrationDesk(Record):
    """How people register: without a key there are no registration pages."""

    address: Email = Field(description="Address to which candidates mail their sealed files.")
    endpoint: Endpoint | None = Field(
        default=None, description="Where a page may post a sealed file instead; pages send nothing otherwise."
    )
    consents: tuple[ConsentText, ...] = Field(default=(), description="Consents that the page asks for.")
    keys: tuple[LetterboxKey, ...] = Field(
        default=(), description="Public keys, the newest last; written by parchemin keys intake."
    )

    @property
    def key(self) -> LetterboxKey | None:
        """The key that pages seal to."""
        return self.keys[-1] if self.keys else None

    @property
    def origin(self) -> str | None:
        """The origin of the endpoint, for the Content-Security-Policy; None where pages send nothing."""
        if self.endpoint is None:
            return None
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "="), "big")


DEMONSTRATION: Final = LetterboxKey(
    created=date(2026, 11, 25),
    x="Hz0js2jLXUGkIhj3sC5C3IVNyWIxwpmkhCVsLdtUYL4",
    y="-VF7n_mGM-3vtT6cQSFslK1V9RT67nN0Z-OBgPFZ1tY",
)
"""The demonstration's key. Anyone can compute its secret (`generator.trust.letterbox.demonstration_letterbox`)."""
