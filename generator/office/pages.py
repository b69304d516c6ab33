"""The pages of a report: each is one file that needs no other, no script and no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from generator.office.cells import UNKNOWN, shown
from generator.records.base import Language, Text
from generator.reports.table import Cell, Chapter, Column, Table
from generator.rules.sentence import Sentence
from generator.site import language
from generator.site.chart import Bar, Chart, bars

__all__ = ["STYLES", "pages_of"]

STYLES: Final = ("tokens.css", "base.css", "pages.css", "figures.css", "report.css")
"""The style sheets of a page, from the site's assets."""
_BARS: Final = 12
"""A chart of more bars is no picture any more; the table has them all."""
_LABEL: Final = 46
_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")

_WORDS: Final[Mapping[str, Sentence]] = {
    "report": Sentence("Rapport de gestion", "Staff report"),
    "as_of": Sentence("État au", "As of"),
    "private": Sentence(
        "Document interne, qui contient des données personnelles : ne pas le publier ni le transmettre.",
        "Internal document that holds personal data: do not publish it or pass it on.",
    ),
    "contents": Sentence("Sommaire", "Contents"),
    "overview": Sentence("Vue d’ensemble", "Overview"),
    "nothing": Sentence("Rien à signaler.", "Nothing to report."),
    "files": Sentence("Le même tableau, pour un tableur :", "The same table, for a spreadsheet:"),
    "workbook": Sentence("Tous les tableaux en un classeur", "All tables in one workbook"),
    "other": Sentence("English", "Français"),
    "skip": Sentence("Aller au contenu", "Skip to the content"),
    "table": Sentence("Tableau :", "Table:"),
    "row": Sentence("ligne", "row"),
    "rows": Sentence("lignes", "rows"),
    "drawn": Sentence(
        "Les premières lignes du tableau sont dessinées.", "The first rows of the table are drawn."
    ),
}


@dataclass(frozen=True, slots=True)
class _Look:
    """What all pages share; `name` is the site's."""

    env: Environment
    style: Markup
    policy: str
    day: date
    name: Text
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A table about to be set: every cell in words."""

    table: Table
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: tuple[str | None, ...] | None
    chart: Chart | None
    cut: bool


def pages_of(
    chapters: tuple[Chapter, ...],
    day: date,
    name: Text,
    templates: Mapping[str, str],
    styles: Mapping[str, str],
) -> dict[str, bytes]:
    """Every page by its path in the report. `name` is the site's; `templates` holds ``report.html``, `styles` those of
    `STYLES`."""
    look = _look(templates, styles, chapters, day, name)
    found: dict[str, bytes] = {}
    for lang in _LANGUAGES:
        for place in ("index", *(chapter.id for chapter in chapters)):
            chapter = next((one for one in chapters if one.id == place), None)
            found[f"{lang}/{place}.html"] = _page(look, chapter, lang)
    return found


def _look(
    templates: Mapping[str, str],
    styles: Mapping[str, str],
    chapters: tuple[Chapter, ...],
    day: date,
    name: Text,
) -> _Look:
    env = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sheet = "\n".join(styles[one].strip() for one in STYLES)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    # Our own sheet and no other; nothing else is loaded, from anywhere.
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _Look(env, Markup(sheet), policy, day, name, chapters)  # noqa: S704 - our own style sheets


def _page(look: _Look, chapter: Chapter | None, lang: Language) -> bytes:
    text = look.env.get_template("report.html").render(
        lang=lang,
        other=language.other(lang),
        page=chapter.id if chapter else "index",
        site=_text(look.name, lang),
        day=language.day(look.day, lang),
        chapters=[(one.id, _say(one.title, lang), _say(one.lead, lang)) for one in look.chapters],
        title=_say(chapter.title if chapter else _WORDS["overview"], lang),
        lead=_say(chapter.lead, lang) if chapter else "",
        tables=[_shown(table, lang) for table in chapter.tables] if chapter else [],
        listed=[
            (one.id, [(table.id, _say(table.title, lang), len(table.rows)) for table in one.tables])
            for one in look.chapters
        ],
        w={key: _say(words, lang) for key, words in _WORDS.items()},
        unknown=UNKNOWN[lang],
        style=look.style,
        policy=look.policy,
        say=lambda words: _say(words, lang),
    )
    return text.encode()


def _text(words: Text, lang: Language) -> str:
    return language.typeset(words.in_(lang), lang)


def _say(words: Sentence, lang: Language) -> str:
    return language.typeset(words.in_(lang), lang)


def _shown(table: Table, lang: Language) -> _Shown:
    drawn = None if table.chart is None else _chart(table, table.chart, lang)
    return _Shown(
        table,
        tuple(_say(column.title, lang) for column in table.columns),
        tuple(column.kind in ("count", "money", "percent") for column in table.columns),
        tuple(_cells(row, table.columns, lang) for row in table.rows),
        None if table.total is None else _cells(table.total, table.columns, lang),
        drawn,
        drawn is not None and len(table.rows) > _BARS,
    )


def _cells(row: tuple[Cell, ...], columns: tuple[Column, ...], lang: Language) -> tuple[str | None, ...]:
    return tuple(shown(cell, column.kind, lang) for cell, column in zip(row, columns, strict=True))


def _chart(table: Table, place: int, lang: Language) -> Chart | None:
    """The bars of one column; what is unknown is drawn as unknown, and a loss has no length."""
    column = table.columns[place]
    values = [cell if isinstance(cell, int | Decimal) else None for cell in table.column(place)[:_BARS]]
    most = max((value for value in values if value is not None), default=0)
    if column.kind == "percent":
        most = 100
    if most <= 0:
        return None
    found = [
        Bar(
            _label(row[: table.heads], lang),
            UNKNOWN[lang] if value is None else shown(value, column.kind, lang) or "",
            None if value is None else max(float(value / most), 0.0),
        )
        for row, value in zip(table.rows, values, strict=False)
    ]
    title = f"{_say(table.title, lang)}{language.colon(lang)} {_say(column.title, lang)}"
    drawn = bars(f"chart-{table.id}", title, found)
    return replace(drawn, description=drawn.description.replace(": ", f"{language.colon(lang)} "))


def _label(heads: tuple[Cell, ...], lang: Language) -> str:
    text = ", ".join(part for head in heads if (part := shown(head, "text", lang)))
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"
