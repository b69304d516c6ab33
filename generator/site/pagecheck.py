"""Whether a saved page of a diploma says what the diploma inside it says: the twin, for files, of the page's own check.

    found = compare_page(page, credential)
    found.differing      # ("/credentialSubject/name",): where a text given as signed is not the signed one
    found.strange        # ("with first-class honours",): words that are neither signed nor ours

The contract between page and check is written at the top of ``site_templates/assets/diploma.js``. What the page's
script wrote into it is passed over, and so is everything outside of ``<main>``, which is the site's own frame. Pages of
another version of the program may hold words that this one does not know: strange words are a matter for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from typing import Final, get_args

from generator.errors import MalformedError
from generator.records.base import Language
from generator.site import language as l10n
from generator.site.diploma_words import REASONS, STATES, WORDS
from generator.site.pagereading import EDGES, Value, blanks_joined, read_page
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.keys import PublicKey
from generator.trust.sealedpage import to_fragment
from generator.trust.strictjson import Json, JsonObject

__all__ = ["MAX_BYTES", "PageCheck", "compare_page"]

MAX_BYTES: Final = 1_000_000
"""Larger pages are not compared; ours have some 30,000."""

_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_MUST_SHOW: Final = (
    "/credentialSubject/name",
    "/credentialSubject/achievement/name",
    "/awardedDate",
    "/issuer/name",
)
_MAX_STRANGE: Final = 5
_INDEX: Final = frozenset(map(str, range(10_000)))


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What was found: `count` values compared; pointers of those that differ, or are missing; strange words."""

    count: int
    differing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """For machines."""
        return {"count": self.count, "differing": list(self.differing), "strange": list(self.strange)}


def compare_page(page: bytes, credential: JsonObject, link_key: bytes | None = None) -> PageCheck | None:
    """Compare the visible text of `page` with the credential inside it, whose signature the caller has verified;
    `link_key` is what opened the page, where it was sealed.

    None where it is not a page of ours, or too large: then nothing was compared.
    """
    if len(page) > MAX_BYTES:
        return None
    reading = read_page(page.decode("utf-8", "replace"))
    if not reading.values:
        return None
    at = cache(partial(_at, credential))  # each language of a page shows the same values
    differing = [value.pointer for value in reading.values if not _is_signed(value, at(value.pointer))]
    pointers = {value.pointer for value in reading.values}
    shown = {(value.rendition, value.pointer) for value in reading.values}
    differing += [
        pointer
        for rendition in range(reading.renditions)
        for pointer in _MUST_SHOW
        if (rendition, pointer) not in shown and at(pointer) is not None
    ]
    own = _own_words(credential, link_key)
    strange = (
        text
        for text, in_state in reading.words
        if text not in _every_page_says()
        and text not in pointers
        and text not in own
        and not (in_state and _is_date(text))
    )
    return PageCheck(
        len(reading.values), tuple(dict.fromkeys(differing)), tuple(dict.fromkeys(strange))[:_MAX_STRANGE]
    )


# ---- comparing


def _is_signed(shown: Value, value: Json) -> bool:
    try:
        expected = _written(value, shown.form, shown.lang)
    except (MalformedError, ValueError, IndexError):
        return False
    if expected is None or shown.text != expected:
        return False
    return shown.datetime is None or (isinstance(value, str) and shown.datetime in (value, value[:10]))


def _at(value: Json, pointer: str) -> Json:
    """RFC 6901; None where the pointer leads nowhere."""
    for name in _names(pointer):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name in _INDEX and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


@lru_cache(maxsize=4096)
def _names(pointer: str) -> tuple[str, ...]:
    return tuple(raw.replace("~1", "/").replace("~0", "~") for raw in pointer.split("/")[1:])


def _written(value: Json, form: str, lang: Language) -> str | None:
    """How a page writes a signed value; the formats are those of diploma.js."""
    if isinstance(value, bool):
        return str(value).lower() if form == "text" else None
    if isinstance(value, (int, float)):
        written = l10n.decimal(value, lang if form == "number" else "en")
        return written if form in ("text", "number") else None
    return _text_written(value, form, lang) if isinstance(value, str) and form in _FORMATS else None


@lru_cache(maxsize=4096)
def _text_written(value: str, form: str, lang: Language) -> str | None:
    return _FORMATS[form](value, lang)


def _number(value: str, lang: Language) -> str | None:
    return l10n.decimal(value, lang) if re.fullmatch(r"-?\d+(\.\d+)?", value) else None


def _host(value: str) -> str:
    return Did.parse(value).host.replace("%3A", ":") if value.startswith("did:") else value.split("/")[2]


_FORMATS: Final[Mapping[str, Callable[[str, Language], str | None]]] = {
    "text": lambda value, _: value,
    "date": lambda value, lang: l10n.day(parse_instant(value), lang),
    "datetime": lambda value, lang: l10n.instant(parse_instant(value), lang),
    "number": _number,
    "language": l10n.language_name,
    "achievement-type": l10n.achievement_type,
    "code": lambda value, _: value.rpartition("/d/")[2].removesuffix(".json"),
    "host": lambda value, _: _host(value),
    "fingerprint": lambda value, _: PublicKey.from_multibase(value.partition("#")[2]).fingerprint,
    "key": lambda value, _: value.partition("#")[2],
}


def _own_words(credential: JsonObject, link_key: bytes | None) -> frozenset[str]:
    """What a diploma's page says beside signed values and our words: its own address and code."""
    address = str(credential.get("id")).removesuffix(".json")
    code = address.rpartition("/")[2]
    own = {f"{address}.html", code, *(f"{WORDS[lang].diploma} {code}" for lang in _LANGUAGES)}
    if link_key is not None:
        own.add(f"{address}.html#{to_fragment(link_key)}")
    return frozenset(map(blanks_joined, own))


@cache
def _every_page_says() -> frozenset[str]:
    found: set[str] = set()
    for lang in _LANGUAGES:
        words = WORDS[lang]
        found.update(getattr(words, name).strip(EDGES) for name in words.__slots__)
        for state in STATES[lang].values():
            found.update(text.strip(EDGES) for text in (state.word, state.since, state.meaning))
            found.update(text.strip(EDGES) for text in _with_reason(state.meaning, lang))
    return frozenset(map(blanks_joined, found))


def _with_reason(meaning: str, lang: Language) -> Iterator[str]:
    for reason in REASONS[lang].values():
        yield f"{meaning} {WORDS[lang].reason}{l10n.colon(lang)} {reason}."


def _is_date(text: str) -> bool:
    """A day as we write it: that of an act, which no signature of the diploma covers."""
    found = re.fullmatch(r"(\d{1,2}|1er) (\S{3,12}) (\d{4})", text)
    if found is None:
        return False
    number, year = 1 if found[1] == "1er" else int(found[1]), int(found[3])
    for lang in _LANGUAGES:
        if found[2] in l10n.MONTHS[lang]:
            try:
                day = date(year, l10n.MONTHS[lang].index(found[2]) + 1, number)
            except ValueError:
                return False
            return l10n.day(day, lang) == text
    return False
