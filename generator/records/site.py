"""The site as a whole: `content/site.yml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from generator.records.base import Bool, Email, Int, Line, Record, Slug, Text
from generator.records.letterbox import RegistrationDesk
from generator.records.mail import MailSettings

__all__ = ["FORMAT", "Contact", "Site", "Specimen", "Theme"]

FORMAT = 2
"""The format in which this program writes a site. 2: its own templates stand over those of the program."""

Host = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", max_length=253)
]


class Theme(Record):
    """A subject by which courses are grouped in the catalogue and on the calendar."""

    id: Slug = Field(description="Permanent short name, used by courses.")
    name: Text = Field(description="Name shown to visitors.")


class Contact(Record):
    """Where to write about one matter."""

    email: Email = Field(description="Address to write to.")
    what: Text = Field(description="What the address is for.")


class Specimen(Record):
    """A diploma that pages show as an example: the only codes that any page but a diploma's own holds.

    Its holder must be fictional, or have agreed.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$")] = Field(
        description="Code of the diploma."
    )
    what: Text = Field(description="What it shows, such as 'a diploma that was revoked'.")


class Site(Record):
    """The publication: its host, which is printed on every diploma, and what its legal pages say.

    A `demonstration` site says on every page that no diploma in it is real.
    """

    format: Annotated[Int, Field(ge=1)] = Field(
        default=1, description="Format in which this site is written; parchemin upgrade changes it."
    )
    host: Host = Field(description="Official host, in lower case; printed on paper, so chosen once.")
    name: Text = Field(description="Name of the site.")
    tagline: Text = Field(description="One sentence below the name.")
    demonstration: Bool = Field(default=False, description="True: every page says that no diploma is real.")
    publisher: Line = Field(description="Who answers for the site, for the legal page.")
    hosting: Line | None = Field(
        default=None, description="Name and address of the host, for the legal page."
    )
    contacts: tuple[Contact, ...] = Field(default=(), description="Where to write about what.")
    security: Email | None = Field(
        default=None,
        description="Where weaknesses of the site are reported: stands in /.well-known/security.txt. "
        "Absent: there is no such file.",
    )
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)] = Field(
        description="Subjects by which courses are grouped."
    )
    specimens: tuple[Specimen, ...] = Field(default=(), description="Diplomas that pages show as examples.")
    public_names: tuple[Line, ...] = Field(
        default=(),
        description="Names that pages say of somebody else than a candidate of the same name: the privacy gate "
        "lets them pass.",
    )
    figures_threshold: Annotated[Int, Field(ge=3)] = Field(
        default=10,
        description="Key figures publish no count of fewer people than this, nor what would reveal one.",
    )
    registration: RegistrationDesk | None = Field(
        default=None, description="How people register; absent: the site has no registration pages."
    )
    mail: MailSettings | None = Field(default=None, description="Mail to candidates. Absent: none is sent.")

    @property
    def base_url(self) -> str:
        """``https://HOST/``, under which every permanent address lies."""
        return f"https://{self.host}/"
