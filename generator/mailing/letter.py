"""A message in words: one template gives both the plain text and the HTML, so that the two can never differ.

A template (``site_templates/mail/<kind>.<language>.txt``) begins with the subject; paragraphs follow, separated by
blank lines. Lines that begin with ``- `` are a list. ``{{ link(address, words) }}`` and
``{{ facts([(term, value), …]) }}`` stand alone in their paragraph. It is rendered twice: as text, and with escaping on
as HTML, which ``frame.html`` wraps; an own ``<kind>.<language>.html``, where there is one, takes the frame's place.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError
from markupsafe import Markup

from generator.errors import Diagnostic, ParcheminError
from generator.records.base import Language
from generator.site.voice import Voice

__all__ = ["Letter", "Letters", "TemplateFaultError", "one_line"]

_TEMPLATES: Final = "site_templates/mail"
_WIDTH: Final = 74
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v\u2028\u2029\u0085]+")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in one language."""

    subject: str
    text: str
    html: str


class TemplateFaultError(ParcheminError):
    """A template of a message is missing, or asks for something that this kind of message has not."""

    def __init__(self, name: str, line: int, message: str) -> None:
        hint = "The templates belong to the site; compare them with those that Parchemin comes with."
        super().__init__(
            "a message cannot be written",
            [Diagnostic(f"{_TEMPLATES}/{name}", line, 0, "M513", message, hint)],
        )


def one_line(text: str) -> str:
    """`text` with line breaks and runs of blanks as single blanks; no-break spaces stay."""
    return _BLANKS.sub(" ", text).strip()


class Letters:
    """The templates of a site, by file name, ready to render."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._names = frozenset(templates)
        self._text = _environment(templates, html=False)
        self._html = _environment(templates, html=True)

    def write(self, kind: str, language: Language, values: Mapping[str, object]) -> Letter:
        """Render one message; raises `TemplateFaultError`. Every template has `v`, the `Voice`, besides `values`."""
        name = f"{kind}.{language}.txt"
        voice = Voice(language)
        common = {**values, "v": voice, "lang": language, "kind": kind}
        plain = self._render(
            self._text, name, {**common, "link": _Plain(voice).link, "facts": _Plain(voice).facts}
        )
        marked = self._render(self._html, name, {**common, "link": _link, "facts": _facts})
        subject, _, body = plain.lstrip("\n").partition("\n")
        subject = one_line(subject)
        if not subject:
            raise TemplateFaultError(name, 1, "it gives no subject")
        inner = Markup(_marked_up(marked.lstrip("\n").partition("\n")[2]))  # noqa: S704 - rendered with escaping on
        frame = f"{kind}.{language}.html"
        return Letter(
            subject,
            self._render(
                self._text, "frame.txt", {**common, "subject": subject, "body": _wrapped(body)}
            ).strip()
            + "\n",
            self._render(
                self._html,
                frame if frame in self._names else "frame.html",
                {**common, "subject": subject, "body": inner, "link": _link, "facts": _facts},
            ).strip()
            + "\n",
        )

    def _render(self, environment: Environment, name: str, values: Mapping[str, object]) -> str:
        if name not in self._names:
            raise TemplateFaultError(name, 0, "there is no such template")
        try:
            return environment.get_template(name).render(values)
        except TemplateError as error:
            raise TemplateFaultError(
                name, getattr(error, "lineno", None) or 0, error.message or "it fails"
            ) from None


def _environment(templates: Mapping[str, str], *, html: bool) -> Environment:
    return Environment(
        loader=DictLoader(dict(templates)),
        autoescape=html,  # noqa: S701 - the text part is no markup; the HTML part escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class _Plain:
    voice: Voice

    def link(self, address: str, words: str) -> str:
        return f"{words}{self.voice.colon}\n{address}"

    def facts(self, pairs: Iterable[tuple[str, str]]) -> str:
        return "\n".join(f"- {term}{self.voice.colon} {one_line(str(value))}" for term, value in pairs)


def _link(address: str, words: str) -> Markup:
    # The address in clear as well: a reader should see where a message wants to lead, and be able to copy it.
    return Markup('<p class="go"><a href="{}">{}</a><br><span>{}</span></p>').format(address, words, address)


def _facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(term, one_line(str(value))) for term, value in pairs
    )
    return Markup("<dl>{}</dl>").format(rows)


def _blocks(body: str) -> list[str]:
    return [block.strip("\n") for block in _PARAGRAPHS.split(body.strip("\n")) if block.strip()]


def _is_list(block: str) -> bool:
    return all(line.startswith("- ") for line in block.split("\n"))


def _wrapped(body: str) -> str:
    """The plain text, its lines no longer than people read with ease; addresses are never broken."""
    found = []
    for block in _blocks(body):
        lines = block.split("\n")
        if _is_list(block):
            found.append("\n".join(_fill(one_line(line), "  ") for line in lines))
        elif any(line.startswith(("https://", "http://")) for line in lines):
            found.append("\n".join(line.strip() for line in lines))
        else:
            found.append(_fill(one_line(block), ""))
    return "\n\n".join(found)


def _fill(text: str, indent: str) -> str:
    lines: list[str] = []
    # Only plain blanks may break a line: textwrap would also break at what French keeps together.
    held = text.replace("\u00a0", "\ue000").replace("\u202f", "\ue001")
    lines = textwrap.wrap(
        held, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\ue000", "\u00a0").replace("\ue001", "\u202f")


def _marked_up(body: str) -> str:
    """The HTML of the body. Values are escaped already, so that a block begins with ``<`` only by a template's will."""
    found = []
    for block in _blocks(body):
        if block.startswith("<"):
            found.append(block)
        elif _is_list(block):
            items = "".join(f"<li>{line[2:].strip()}</li>" for line in block.split("\n"))
            found.append(f"<ul>{items}</ul>")
        else:
            found.append(f"<p>{one_line(block)}</p>")
    return "\n".join(found)
