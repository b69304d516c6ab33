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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from html import unescape
from typing import Final, get_args

from generator.errors import MalformedError
from generator.records.base import Language
from generator.site import language as l10n
from generator.site.diploma_words import REASONS, STATES, WORDS
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.keys import PublicKey
from generator.trust.sealedpage import to_fragment
from generator.trust.strictjson import Json, JsonObject

__all__ = ["MAX_BYTES", "PageCheck", "compare_page"]

MAX_BYTES: Final = 1_000_000
"""Larger pages are not compared; ours have some 30,000."""

_MAX_TAG: Final = 4_000
_ATTRIBUTE: Final = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")

_NAME_END: Final = re.compile(r"[\s/>]")
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_MUST_SHOW: Final = (
    "/credentialSubject/name",
    "/credentialSubject/achievement/name",
    "/awardedDate",
    "/issuer/name",
)
_SILENT: Final = frozenset({"script", "style", "svg", "template"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_EDGES: Final = " \t\n\r,.;:()"
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_MAX_STRANGE: Final = 5


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
    reader = _Reader(page.decode("utf-8", "replace"))
    if not reader.values:
        return None
    differing = [value.pointer for value in reader.values if not _is_signed(value, credential)]
    differing += [
        pointer
        for shown in reader.renditions
        for pointer in _MUST_SHOW
        if pointer not in shown and _at(credential, pointer) is not None
    ]
    pointers = {value.pointer for value in reader.values}
    ours = _our_words(credential, link_key) | pointers
    strange = (text for text, in_state in reader.words if not _is_ours(text, ours, in_state=in_state))
    return PageCheck(
        len(reader.values), tuple(dict.fromkeys(differing)), tuple(dict.fromkeys(strange))[:_MAX_STRANGE]
    )


# ---- reading a page


@dataclass(slots=True)
class _Value:
    """An element that gives a signed value: where it stands in the credential, how it is written, its whole text."""

    pointer: str
    form: str
    lang: Language
    datetime: str | None
    text: str = ""


@dataclass(slots=True)
class _Open:
    """An element that is open: what is inherited by what is in it."""

    tag: str
    lang: Language
    in_main: bool
    in_state: bool
    silent: bool
    value: _Value | None
    shown: set[str] | None


class _Reader:
    """Reads the few things that matter, each byte once: the library's reader takes quadratic time on hostile pages. Our
    pages, and browsers that save them, write ``<`` and ``>`` as references in texts.
    """

    def __init__(self, page: str) -> None:
        self.values: list[_Value] = []
        self.words: list[tuple[str, bool]] = []
        self.renditions: list[set[str]] = []
        self._open = [_Open("", "fr", False, False, False, None, None)]
        self._depth: Counter[str] = Counter()
        first, *parts = page.split("<")
        self._text(first)
        for part in parts:
            tag, _, text = part.partition(">")
            self._tag(tag)
            if text:
                self._text(unescape(text))

    def _tag(self, text: str) -> None:
        name, given = _tag_of(text)
        if text.startswith("/"):
            self._close(name)
        elif name.isalnum():
            self._start(name, given)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        around = self._open[-1]
        classes = given.get("class", "").split()
        lang = given.get("lang")
        here = _Open(
            tag,
            around.lang if lang is None else "fr" if lang.lower().startswith("fr") else "en",
            around.in_main or tag == "main",
            around.in_state or "data-page-state" in given,
            around.silent
            or tag in _SILENT
            or "data-verification" in given
            or "verification-result" in classes,
            around.value,
            around.shown,
        )
        if "rendition" in classes:
            here.shown = set()
            self.renditions.append(here.shown)
        if here.in_main and not here.silent and (pointer := given.get("data-f")) is not None:
            here.value = _Value(
                pointer,
                given.get("data-format", "text"),
                here.lang,
                given.get("datetime", "") if tag == "time" else None,
            )
            self.values.append(here.value)
            if here.shown is not None:
                here.shown.add(pointer)
        if tag not in _VOID:
            self._open.append(here)
            self._depth[tag] += 1

    def _close(self, tag: str) -> None:
        while self._depth[tag]:
            closed = self._open.pop().tag
            self._depth[closed] -= 1
            if closed == tag:
                return

    def _text(self, data: str) -> None:
        here = self._open[-1]
        if not here.in_main or here.silent:
            return
        if here.value is not None:
            here.value.text += data
        elif words := _BLANKS.sub(" ", data).strip(_EDGES):
            self.words.append((words, here.in_state))


@lru_cache(maxsize=4096)
def _tag_of(text: str) -> tuple[str, Mapping[str, str]]:
    """The name of a tag and its attributes; the pages of a site have most of their tags in common."""
    name = _NAME_END.split(text.removeprefix("/"), maxsplit=1)[0]
    attributes = text[len(name) :] if len(text) <= _MAX_TAG else ""
    given = {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }
    return name.lower(), given


# ---- comparing


def _is_signed(shown: _Value, credential: JsonObject) -> bool:
    value = _at(credential, shown.pointer)
    try:
        expected = _written(value, shown.form, shown.lang)
    except (MalformedError, ValueError, IndexError):
        return False
    if expected is None or shown.text != expected:
        return False
    return shown.datetime is None or (isinstance(value, str) and shown.datetime in (value, value[:10]))


def _at(value: Json, pointer: str) -> Json:
    """RFC 6901; None where the pointer leads nowhere."""
    for raw in pointer.split("/")[1:]:
        name = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and re.fullmatch(r"0|[1-9]\d{0,4}", name) and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _written(value: Json, form: str, lang: Language) -> str | None:
    """How a page writes a signed value; the formats are those of diploma.js."""
    if isinstance(value, bool):
        return str(value).lower() if form == "text" else None
    if isinstance(value, (int, float)):
        written = l10n.decimal(value, lang if form == "number" else "en")
        return written if form in ("text", "number") else None
    if not isinstance(value, str) or form not in _FORMATS:
        return None
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


def _our_words(credential: JsonObject, link_key: bytes | None) -> frozenset[str]:
    """What a diploma's page says beside signed values: our words in both languages, its own address."""
    address = str(credential.get("id")).removesuffix(".json")
    code = address.rpartition("/")[2]
    own = {f"{address}.html", code, *(f"{WORDS[lang].diploma} {code}" for lang in _LANGUAGES)}
    if link_key is not None:
        own.add(f"{address}.html#{to_fragment(link_key)}")
    return _every_page_says() | {_BLANKS.sub(" ", text) for text in own}


@cache
def _every_page_says() -> frozenset[str]:
    found: set[str] = set()
    for lang in _LANGUAGES:
        words = WORDS[lang]
        found.update(getattr(words, name).strip(_EDGES) for name in words.__slots__)
        for state in STATES[lang].values():
            found.update(text.strip(_EDGES) for text in (state.word, state.since, state.meaning))
            found.update(text.strip(_EDGES) for text in _with_reason(state.meaning, lang))
    return frozenset(_BLANKS.sub(" ", text) for text in found)


def _with_reason(meaning: str, lang: Language) -> Iterator[str]:
    for reason in REASONS[lang].values():
        yield f"{meaning} {WORDS[lang].reason}{l10n.colon(lang)} {reason}."


def _is_ours(text: str, ours: frozenset[str], *, in_state: bool) -> bool:
    return text in ours or (in_state and _is_date(text))


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
