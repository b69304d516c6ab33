"""What in the records must not be published, as rows of text: what it is, where it stands, and its words.

    for row in candidate_secrets("candidates/register/c-….yml", "c-…", candidate): …

A value too short to be told from chance gives no row (`words.strong`). A name gives its usual orders; a day gives one
row, whatever the ways of writing it (`days`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from generator.privacy.words import strong, words_of
from generator.records.candidate import Candidate
from generator.records.edition import Edition
from generator.records.money import Contract, Payments
from generator.records.resolution import Resolutions
from generator.records.result import Results
from generator.records.transmission import Transmission

__all__ = [
    "CODE_ANCHOR",
    "KINDS",
    "LONGEST",
    "Kind",
    "Row",
    "candidate_secrets",
    "code_of",
    "code_secret",
    "contract_secrets",
    "edition_secrets",
    "payment_secrets",
    "resolution_secrets",
    "result_secrets",
    "text_secret",
    "transmission_secrets",
]

Kind: TypeAlias = Literal[
    "id",
    "name",
    "birth-date",
    "address",
    "account",
    "certificate",
    "payment",
    "receipt",
    "letter",
    "file",
    "text",
    "code",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LONGEST: Final = 140
"""Bytes of a value that are compared; what follows them in a long one is not."""
_TEXT_WORDS: Final = 8
"""As many of the first words of a note say which note it is."""
_FEWEST_TEXT_WORDS: Final = 4
CODE_ANCHOR: Final = slice(5, 9)
"""Of a code, the second of its five words."""
_TAB: Final = "\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One private value. `place` leads to it in its file at `path`: the keys of a record joined by slashes, or a line's
    number; of the code of a diploma neither is given.

    `anchor` is the word by which a file that holds it is noticed, `words` all of them, joined by blanks; of a day, both
    are the day.
    """

    anchor: bytes
    kind: Kind
    path: str
    place: str
    words: bytes

    def to_line(self) -> bytes:
        """One line of an index."""
        return b"\t".join(
            (self.anchor, self.kind.encode(), self.path.encode(), self.place.encode(), self.words)
        )

    @classmethod
    def from_line(cls, line: bytes) -> Row:
        """The inverse."""
        anchor, kind, path, place, words = line.split(b"\t")
        return cls(anchor, KINDS[KINDS.index(kind.decode())], path.decode(), place.decode(), words)


def candidate_secrets(path: str, key: str, candidate: Candidate) -> Iterator[Row]:
    """What is private of one candidate."""

    def row(kind: Kind, place: str, value: str | None) -> Iterator[Row]:
        return _row(kind, path, place, value)

    yield from row("id", "", key)
    yield from _names(path, "name", candidate.name.display, candidate.name.given, candidate.name.family)
    yield from _day(path, "birth_date", candidate.birth_date)
    yield from row("address", "email", candidate.email)
    yield from row("account", "platform_id", candidate.platform_id)
    yield from _text(path, "note", candidate.note)
    for number, deposit in enumerate(candidate.deposits):
        yield from row("certificate", f"deposits/{number}/certificate", deposit.certificate)
        if deposit.scan is not None:
            yield from row("file", f"deposits/{number}/scan/sha256", deposit.scan.sha256)
    for number, recognition in enumerate(candidate.recognitions):
        for language in ("fr", "en"):
            yield from _text(path, f"recognitions/{number}/reason", recognition.reason.in_(language))
    for number, request in enumerate(candidate.name_requests):
        place = f"name_requests/{number}"
        yield from _names(path, place, request.display, request.given, request.family)
        yield from row("name", f"{place}/former", request.former)
        yield from _text(path, f"{place}/reason", request.reason)
    for number, receipt in enumerate(candidate.receipts):
        yield from row("receipt", f"receipts/{number}", receipt)
    for number, received in enumerate(candidate.received):
        yield from row("letter", f"received/{number}/id", received.id)
        yield from row("file", f"received/{number}/sha256", received.sha256)


def result_secrets(path: str, results: Results) -> Iterator[Row]:
    """What is private in the results of one session: certificates' numbers, and why a result does not count."""
    for number, result in enumerate(results.results):
        yield from _row("certificate", path, f"results/{number}/certificate", result.certificate)
        if result.invalidated is not None:
            for language in ("fr", "en"):
                reason = result.invalidated.reason.in_(language)
                yield from _text(path, f"results/{number}/invalidated/reason", reason)


def resolution_secrets(path: str, resolutions: Resolutions) -> Iterator[Row]:
    """Why people decided as they did."""
    for number, one in enumerate(resolutions.resolutions):
        yield from _text(path, f"resolutions/{number}/reason", one.reason)
        if one.told is not None:
            for language in ("fr", "en"):
                yield from _text(path, f"resolutions/{number}/told", one.told.in_(language))


def edition_secrets(path: str, edition: Edition) -> Iterator[Row]:
    """Why somebody was deferred."""
    for number, one in enumerate(edition.deferred):
        for language in ("fr", "en"):
            yield from _text(path, f"deferred/{number}/reason", one.reason.in_(language))


def payment_secrets(path: str, payments: Payments) -> Iterator[Row]:
    """Who paid, by account; the payments' numbers; why money went back."""
    for number, one in enumerate(payments.payments):
        yield from _row("payment", path, f"payments/{number}/id", one.id)
        yield from _row("account", path, f"payments/{number}/account", one.account)
        for place, refund in enumerate(one.refunds):
            yield from _text(path, f"payments/{number}/refunds/{place}/reason", refund.reason)


def contract_secrets(path: str, contract: Contract) -> Iterator[Row]:
    """What staff noted about a contract."""
    yield from _text(path, "note", contract.note)


def transmission_secrets(path: str, transmission: Transmission) -> Iterator[Row]:
    """Everybody in a platform's file, registered or not."""
    for number, one in enumerate(transmission.rows, start=2):
        place = str(number)
        if one.name:
            yield from _row("name", path, place, one.name)
        if one.given and one.family:
            yield from _orders(path, place, place, one.given, one.family)
        yield from _day(path, place, one.birth_date)
        yield from _row("address", path, place, one.mail)
        yield from _row("account", path, place, one.account)
        yield from _row("certificate", path, place, one.certificate)


def text_secret(path: str, line: int, text: str) -> Iterator[Row]:
    """A private note that stands in a line of a file."""
    yield from _text(path, str(line), text)


def code_secret(code: str) -> Row:
    """The code of a diploma: no file but its own may hold it, or whoever reads that file knows all its codes. Where it
    stands in the ledger is not said: a million paths are 60 MB, and what is found is looked up there."""
    word = code.lower().encode()
    return Row(word[CODE_ANCHOR], "code", "", "", word.replace(b"-", b" "))


def code_of(row: Row) -> str:
    """The inverse."""
    return row.words.decode().upper().replace(" ", "-")


def _names(path: str, place: str, display: str, given: str | None, family: str | None) -> Iterator[Row]:
    yield from _row("name", path, f"{place}/display", display)
    words = words_of(display)
    if given and family:
        yield from _orders(path, f"{place}/given", f"{place}/family", given, family)
    elif len(words) == 2:
        yield from _row("name", path, f"{place}/display", " ".join(word.decode() for word in reversed(words)))


def _orders(path: str, first: str, second: str, given: str, family: str) -> Iterator[Row]:
    yield from _row("name", path, first, f"{given} {family}")
    yield from _row("name", path, second, f"{family} {given}")


def _day(path: str, place: str, day: date | None) -> Iterator[Row]:
    if day is not None:
        text = day.isoformat().encode()
        yield Row(text, "birth-date", path, place, text)


def _text(path: str, place: str, text: str | None) -> Iterator[Row]:
    words = words_of(text or "")
    if len(words) >= _FEWEST_TEXT_WORDS:
        yield from _of("text", path, place, words[:_TEXT_WORDS])


def _row(kind: Kind, path: str, place: str, value: str | None) -> Iterator[Row]:
    yield from _of(kind, path, place, words_of(value or ""))


def _of(kind: Kind, path: str, place: str, words: tuple[bytes, ...]) -> Iterator[Row]:
    while len(words) > 1 and len(b" ".join(words)) > LONGEST:
        words = words[:-1]
    if strong(words):
        yield Row(_anchor(words), kind, path, place, b" ".join(words))


def _anchor(words: Iterable[bytes]) -> bytes:
    """The word that is likely the rarest: of those with digits the longest, else the longest."""
    return max(words, key=lambda word: (any(48 <= one < 58 for one in word) and len(word) > 3, len(word)))
