"""Who issues diplomas: `content/issuers/<slug>.yml`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from generator.records.base import Day, Email, Line, PersonName, Record, Slug, Text, Url

__all__ = ["AssetPath", "Issuer", "Signatory", "TrainingProvider"]

AssetPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9/_-]*\.(svg|png)$", max_length=200)]
"""An image, as a path below `content/assets/`."""

DidWeb = Annotated[str, StringConstraints(pattern=r"^did:web:[a-z0-9.%A-Z-]+(:[a-z0-9-]+)*$", max_length=300)]


class Signatory(Record):
    """A person who signs diplomas in the school's name."""

    id: Slug = Field(description="Short name, used by programmes.")
    name: PersonName = Field(description="Name as it is printed below the signature.")
    role: Text = Field(description="Function in whose name the person signs.")
    signature: AssetPath | None = Field(
        default=None, description="Image of the signature, below content/assets/."
    )
    since: Day | None = Field(
        default=None, description="First day whose diplomas the person signs. Absent: from the start."
    )
    until: Day | None = Field(
        default=None, description="Last day whose diplomas the person signs. Absent: to this day."
    )

    def signs(self, day: date) -> bool:
        """Whether a diploma of that day bears this signature: a document made today of an old diploma must not."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class TrainingProvider(Record):
    """What French law asks of whoever provides vocational training, for certificats de réalisation. What is not known
    stays absent, and the certificate says so."""

    declaration: Annotated[str, StringConstraints(pattern=r"^[0-9]{11}$")] | None = Field(
        default=None, description="Number of the declaration of activity, eleven digits."
    )
    siret: Annotated[str, StringConstraints(pattern=r"^[0-9]{14}$")] | None = Field(
        default=None, description="SIRET number, fourteen digits."
    )
    address: Line | None = Field(default=None, description="Postal address.")
    place: Line | None = Field(default=None, description="Town where certificates are signed.")


class Issuer(Record):
    """A school that issues diplomas on this site, with its own decentralised identifier and keys."""

    name: Line = Field(description="Official name, as it is signed into every diploma.")
    short_name: Line | None = Field(default=None, description="Shorter name for narrow places.")
    did: DidWeb = Field(description="did:web:HOST, or did:web:HOST:<slug of this record>.")
    url: Url = Field(description="Web address of the school.")
    email: Email = Field(description="Public address for questions about diplomas.")
    logo: AssetPath = Field(description="Image below content/assets/, such as logos/school.svg.")
    logo_caption: Text = Field(description="What the logo shows, for whoever does not see it.")
    about: Text | None = Field(default=None, description="A few sentences about the school.")
    signatories: tuple[Signatory, ...] = Field(default=(), description="People who sign diplomas.")
    training_provider: TrainingProvider | None = Field(
        default=None, description="For certificats de réalisation. Absent: the school makes none."
    )
