"""Problems as values, and the exception tree.

A `Diagnostic` is one problem at one place; the command line prints it as ``path:line:col: CODE message``
and, apart from it, a hint that says what to do. Every code that Parchemin can print is listed in `CODES`,
which `docs/errors.md` explains and a test keeps in step. Exceptions are named from the reader's side, end
in ``Error``, and never print or exit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from generator.codes import CODES

__all__ = [
    "CODES",
    "BuildError",
    "Diagnostic",
    "DocumentError",
    "KeyStoreError",
    "LedgerError",
    "MalformedError",
    "ParcheminError",
    "RecordError",
    "ReportError",
    "Severity",
]


class Severity(Enum):
    """How much a diagnostic weighs: an error stops what was asked, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem at one place.

    `path` is relative to the root of the site; `line` and `column` count from 1 (0: the file as a whole).
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """Warnings have a code of their own kind, ending in ``W``."""
        return Severity.WARNING if self.code.endswith("W") else Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"


class ParcheminError(Exception):
    """Anything that Parchemin refuses, with the diagnostics that say why.

    `diagnostics` may be empty where the sentence says it all (a key store that cannot be opened).
    """

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = (), *, hint: str = "") -> None:
        super().__init__(message)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        self.hint = hint


class RecordError(ParcheminError):
    """The records hold mistakes; `diagnostics` lists every one of them."""


class MalformedError(ParcheminError):
    """A credential, key, list or code is not even of the form it claims. Malformed is not the same as false.

    `reason` is a slug for machines, such as ``duplicate-member`` or ``check``.
    """

    def __init__(
        self,
        message: str,
        diagnostics: Iterable[Diagnostic] = (),
        *,
        hint: str = "",
        reason: str = "malformed",
    ) -> None:
        super().__init__(message, diagnostics, hint=hint)
        self.reason = reason


class LedgerError(ParcheminError):
    """The ledger is damaged or holds a false signature; nothing may be published from it."""


class KeyStoreError(ParcheminError):
    """A secret key cannot be created, read or used."""


class DocumentError(ParcheminError):
    """A document on paper cannot be made as it should be; `diagnostics` says whose, and why."""


class ReportError(ParcheminError):
    """A report holds personal data and may not be written there; nothing was."""


class BuildError(ParcheminError):
    """The site could not be built; the one published before is untouched."""
