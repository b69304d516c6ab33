"""Scripts and styles as they are published: without their comments, and those of a diploma's page in one file each.

Comments are a third of our scripts. Otherwise names and lines stay, so that what a browser runs can still be read; the
sources with their comments come with the program. A diploma's page is read on telephones: its script is
`assets/diploma-page-fr.js` or `-en.js`, which ``python -m tests.vectors.make_page_script`` makes of the sources and
which names their digest. Where somebody changed a source since, the sources joined are published instead: a third
larger, and the same.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final

from generator.errors import BuildError
from generator.records.base import Language

__all__ = [
    "PAGE_SCRIPT",
    "PAGE_SCRIPTS",
    "PAGE_STYLE",
    "PAGE_STYLES",
    "UNSEAL",
    "WORDS",
    "digests_file",
    "integrity",
    "page_digest",
    "page_sources",
    "published_assets",
    "tight",
    "without_comments",
]

PAGE_SCRIPTS: Final = (
    "strict-json.js",
    "vocabulary.js",
    "nquads.js",
    "credential.js",
    "proof.js",
    "verify-core.js",
    "verify-words.js",
    "log.js",
    "diploma.js",
)
"""The scripts of a diploma's page, in the order that the head of diploma.js asks for."""

UNSEAL: Final = "unseal.js"
"""What a sealed page loads besides."""

PAGE_SCRIPT: Final[Mapping[Language, str]] = {"fr": "diploma-page-fr.js", "en": "diploma-page-en.js"}
"""All of them in one file with the words of a language, which is what pages load: a request less each, and they
compress better together. The template of a diploma's page has these names."""

WORDS: Final = ("words-fr.js", "words-en.js", "doubts-fr.js", "doubts-en.js")
"""What these scripts say, by language, of good diplomas and of others: a diploma's page loads what it needs, the verify
page all of it."""

PAGE_STYLES: Final = ("tokens.css", "base.css", "registry.css")
PAGE_STYLE: Final = "diploma-page.css"
"""The style sheets of a diploma's page, and the one file of them that it loads."""


def published_assets(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files below ``assets/`` as they are published, by name.

    Raises `BuildError` where a script or a style of the diploma's page is missing.
    """
    missing = [name for name in (*PAGE_SCRIPTS, UNSEAL, *WORDS, *PAGE_STYLES) if name not in assets]
    if missing:
        raise BuildError(f"a diploma's page needs assets/{missing[0]}, which is missing")
    found = {name: _published(name, data) for name, data in assets.items()}
    for lang, script in PAGE_SCRIPT.items():
        head, _, small = assets.get(script, b"").partition(b"\n")
        is_current = page_digest(assets, lang).encode() in head
        found[script] = small if is_current else b"".join(found[name] for name in page_sources(lang))
    found[PAGE_STYLE] = "".join(tight(assets[name].decode()) for name in PAGE_STYLES).encode()
    return found


def page_sources(lang: Language) -> tuple[str, ...]:
    """The names of what a diploma's page in that language runs, in order."""
    return (*PAGE_SCRIPTS[:-1], f"words-{lang}.js", PAGE_SCRIPTS[-1])


def page_digest(assets: Mapping[str, bytes], lang: Language) -> str:
    """The SHA-256, in hexadecimal, of the sources of a diploma's page joined in their order."""
    return hashlib.sha256(b"".join(assets[name] for name in page_sources(lang))).hexdigest()


def tight(style: str) -> str:
    """A style sheet without its comments, and without the blanks that stand between its parts.

    Lines that hold a text in quotes keep their blanks; a test has Chromium read both and compares the rules."""
    lines = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL).splitlines()
    return (
        "".join(
            line if '"' in line or "'" in line else re.sub(r"(?<=[{};,:>~]) | (?=[{}>~!])|;(?= ?})", "", line)
            for line in map(str.strip, lines)
        )
        + "\n"
    )


def integrity(assets: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of each script and style by name, as the attribute `integrity` has it (W3C Subresource Integrity,
    section 3.5)."""
    return {
        name: f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"
        for name, data in assets.items()
        if name.endswith((".js", ".css"))
    }


def digests_file(assets: Mapping[str, bytes]) -> bytes:
    """The digests of all published assets, as ``sha256sum --check`` reads them: what a site serves can be compared with
    what a release holds, from outside."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(assets.items()))
    return "".join(lines).encode()


def without_comments(script: str) -> str:
    """A script without the comments that stand on lines of their own, and without indentation.

    Line by line, for no more is needed for how our scripts are written. One in which a line might not begin outside of
    a text (an odd number of backticks in a line, a backslash at its end) is left as it is.
    """
    lines = script.splitlines()
    if any(line.count("`") % 2 or line.endswith("\\") for line in lines):
        return script
    return "".join(f"{line}\n" for line in _code(lines))


def _code(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in map(str.strip, lines):
        if inside:
            inside = "*/" not in line
            if rest := line.partition("*/")[2].strip():
                yield rest
        elif line.startswith("/*"):
            inside = "*/" not in line
            if not inside and not line.endswith("*/"):
                yield line  # code follows the comment
        elif line and not line.startswith("//"):
            yield line


def _published(name: str, data: bytes) -> bytes:
    # What is not ours is published as it came, its licence included.
    if not name.endswith(".js") or name.startswith("vendor/"):
        return data
    try:
        return without_comments(data.decode()).encode()
    except UnicodeDecodeError:
        return data
