"""The report of one day: everything gathered, as chapters of tables. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from generator.adapters.look import look_files
from generator.adapters.transmissions import TransmissionStore
from generator.intake.results.reconciling import outlook, sessions_with_sources
from generator.intake.results.waiting import waiting
from generator.office.pages import STYLES, pages_of
from generator.office.people import candidates_chapter, mail_chapter, reconciliation_chapter
from generator.office.sheets import csv_of, workbook_of
from generator.office.state import State
from generator.records.base import Language, Text
from generator.reports.finance import Finance, finance_of
from generator.reports.finance_tables import finance_chapter
from generator.reports.table import Cell, Chapter
from generator.reports.teaching import teaching_chapter
from generator.rules.matching import Register
from generator.rules.sentence import Sentence
from generator.site.countries import country_name

__all__ = ["chapters_of", "files_of"]


def chapters_of(state: State, *, names: bool = False) -> tuple[Chapter, ...]:
    """Every chapter. Candidates are named by their identifiers, and by their names too where `names` is asked for."""
    tree, day = state.tree, state.day

    def course(slug: str) -> Cell:
        record = tree.courses.get(slug)
        return slug if record is None else Sentence(record.title.fr, record.title.en)

    def programme(slug: str) -> Cell:
        return Sentence(tree.programmes[slug].name.fr, tree.programmes[slug].name.en)

    def person(name: str) -> Cell:
        record = tree.candidates.get(name) if names else None
        return name if record is None else f"{record.name.display} ({name})"

    def school(slug: str) -> Cell:
        record = tree.issuers.get(slug)
        return slug if record is None else record.name

    def country(code: str) -> Cell:
        return Sentence(country_name(code, "fr"), country_name(code, "en"))

    store, register = TransmissionStore(state.root), Register.of(tree.candidates)
    outlooks = [
        outlook(tree, register, *key, store.in_force(*key)) for key in sessions_with_sources(tree, store)
    ]
    transmitted = {
        (item.outcome.course, item.outcome.session): [
            (one.candidate, one.row.account, one.row.path)
            for one in item.outcome.findings
            if one.row is not None
        ]
        for item in outlooks
        if item.case.transmission is not None
    }
    finance: Finance = finance_of(tree, day, transmitted)
    return (
        candidates_chapter(tree, state.lines, day, programme, person),
        reconciliation_chapter(outlooks, waiting(tree, store), course, person),
        teaching_chapter(tree, day, course, programme, country),
        finance_chapter(finance, course, school, person),
        mail_chapter(state.mail, person),
    )


def files_of(root: Path, chapters: tuple[Chapter, ...], day: date, name: Text) -> dict[str, bytes]:
    """Every file of the report by its path in it: pages, CSV files beside them, a workbook for each language."""
    own, published = look_files(root, "office"), look_files(root, "assets")
    templates = {"report.html": own["report.html"].read_text(encoding="utf-8")}
    # The site's style sheets are published, the report's own is not.
    styles = {one: (published | own)[one].read_text(encoding="utf-8") for one in STYLES}
    return dict(_files(chapters, day, name, templates, styles))


def _files(
    chapters: tuple[Chapter, ...], day: date, name: Text, templates: dict[str, str], styles: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    yield from pages_of(chapters, day, name, templates, styles).items()
    languages: tuple[Language, ...] = ("fr", "en")
    for lang in languages:
        yield f"{lang}.xlsx", workbook_of(chapters, day, lang)
        for chapter in chapters:
            for table in chapter.tables:
                yield f"{lang}/{table.id}.csv", csv_of(table, lang)
