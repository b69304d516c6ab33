"""The page of key figures: charts and tables of what the records say in numbers, small counts left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.records.base import Language
from generator.reports import Figures, Published, figures_of
from generator.reports.figures import DELAYS, FAILED, ONE, PASSED
from generator.site.chart import Bar, Chart, bars
from generator.site.countries import country_name
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.language import colon
from generator.site.page import Page
from generator.site.voice import Voice

__all__ = ["pages"]

_LABEL: Final = 52
"""Characters that fit above a bar."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its heading, and its cells as they are written (None: not published)."""

    name: str
    cells: tuple[str | None, ...]


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The key figures in both languages."""
    figures = figures_of(source.tree, source.day, source.tree.site.figures_threshold, source.counts)
    for language in LANGUAGES:
        voice = Voice(language)
        desk = _Desk(source, figures, voice, language)
        yield fragments.page(
            source,
            language,
            "figures",
            "figures",
            title=voice("key_figures"),
            description=voice("key_figures_lead"),
            meta={"styles": ["figures.css"]},
            figures=figures,
            enrolled=desk.enrolled(),
            success=desk.success(),
            success_lines=tuple(desk.success_lines()),
            years=desk.years(),
            programmes=desk.programmes(),
            delays=desk.delays(),
            delay_lines=tuple(desk.list_lines(figures.delays, desk.delay_name)),
            countries=desk.countries(),
            country_lines=tuple(desk.country_lines()),
        )


@dataclass(frozen=True, slots=True)
class _Desk:
    """The figures, about to be said in one language."""

    source: Source
    figures: Figures
    voice: Voice
    language: Language

    def enrolled(self) -> Chart | None:
        """How many enrolled in each year of which anything is known."""
        most = max((one.enrolled or 0 for one in self.figures.years), default=0)
        found = [
            Bar(
                str(one.year),
                self.count(one.enrolled),
                one.enrolled / most if one.enrolled and most else None,
            )
            for one in self.figures.years
        ]
        return self._chart("enrolled", "figures_enrolled_by_year", found)

    def success(self) -> Chart | None:
        """The share of the exams sat that was passed."""
        table = self.figures.success
        found = []
        for row in table.rows:
            rate = self._rate(table, row)
            found.append(
                Bar(row, self.voice("figures_unpublished"), None)
                if rate is None
                else Bar(row, self.voice.per_cent(rate), 1.0, rate / 100)
            )
        return self._chart("success", "figures_success_by_year", found)

    def success_lines(self) -> Iterator[Line]:
        """Year, exams sat, exams passed, rate."""
        table = self.figures.success
        for row in (*table.rows, *([None] if len(table.rows) > 1 else [])):
            rate = self._rate(table, row)
            yield Line(
                row or self.voice("figures_total"),
                (
                    self._cell(table.cell(row, None)),
                    self._cell(table.cell(row, PASSED)),
                    None if rate is None else self.voice.per_cent(rate),
                ),
            )

    def years(self) -> Chart | None:
        """Diplomas by year."""
        table = self.figures.diplomas
        found = [(year, table.cell(None, year)) for year in sorted(table.columns)]
        return self._counts("by-year", "figures_diplomas_by_year", found)

    def programmes(self) -> Chart | None:
        """Diplomas by programme."""
        table = self.figures.diplomas
        found = [(self._short(row), table.cell(row, None)) for row in table.rows]
        return self._counts("by-programme", "figures_diplomas_by_programme", found)

    def _short(self, programme: str) -> str:
        """The name of a programme, or its code where the name would not fit above a bar."""
        record = self.source.tree.programmes[programme]
        name = record.name.in_(self.language)
        return name if len(name) <= _LABEL else record.code

    def delays(self) -> Chart | None:
        """Months from registration to the jury."""
        table = self.figures.delays
        found = [(self.delay_name(row), table.cell(row, ONE)) for row in table.rows]
        return self._counts("delays", "figures_delays", found)

    def countries(self) -> Chart | None:
        """The countries that may be named."""
        table = self.figures.countries
        shown = [row for row in table.rows if table.cell(row, ONE) is not None]
        found = [(country_name(row, self.language), table.cell(row, ONE)) for row in shown]
        return self._counts("countries", "figures_countries", found)

    def country_lines(self) -> Iterator[Line]:
        """The countries that may be named, then all others together, then the total."""
        table = self.figures.countries
        shown = [row for row in table.rows if table.cell(row, ONE) is not None]
        for row in shown:
            yield Line(country_name(row, self.language), (self._cell(table.cell(row, ONE)),))
        others = len(table.rows) - len(shown)
        if others:
            rest = (
                None if table.total is None else table.total - sum(table.cell(row, ONE) or 0 for row in shown)
            )
            name = self.voice("figures_other_countries", countries=self.voice.counted(others, "country"))
            yield Line(name, (self._cell(rest),))
        yield Line(self.voice("figures_total"), (self._cell(table.total),))

    def list_lines(self, table: Published, name: object) -> Iterator[Line]:
        """A list with its total."""
        assert callable(name)  # noqa: S101 - a name for a row
        for row in table.rows:
            yield Line(name(row), (self._cell(table.cell(row, ONE)),))
        yield Line(self.voice("figures_total"), (self._cell(table.total),))

    def delay_name(self, place: str) -> str:
        """``moins de 6 mois``, ``de 6 à 12 mois``, ``24 mois et plus``."""
        low, high = DELAYS[int(place)]
        if high is None:
            return self.voice("figures_delay_over", low=low)
        if low == 0:
            return self.voice("figures_delay_under", high=high)
        return self.voice("figures_delay_between", low=low, high=high)

    def count(self, value: int | None) -> str:
        """A count in words, or that it is not published."""
        return self.voice("figures_unpublished") if value is None else self.voice.integer(value)

    def _cell(self, value: int | None) -> str | None:
        return None if value is None else self.voice.integer(value)

    def _rate(self, table: Published, row: str | None) -> int | None:
        sat, passed, failed = (table.cell(row, column) for column in (None, PASSED, FAILED))
        # A rate of all or of none of few people would tell of each of them, so the counts must be there.
        if not sat or passed is None or failed is None:
            return None
        return (200 * passed + sat) // (2 * sat)

    def _counts(self, id_: str, title: str, found: list[tuple[str, int | None]]) -> Chart | None:
        most = max((value or 0 for _, value in found), default=0)
        drawn = [
            Bar(name, self.count(value), None if value is None else value / most if most else 0.0)
            for name, value in found
        ]
        return self._chart(id_, title, drawn)

    def _chart(self, id_: str, title: str, found: list[Bar]) -> Chart | None:
        if not any(bar.share is not None for bar in found):
            return None
        chart = bars(id_, self.voice(title), found)
        return Chart(
            chart.id,
            chart.title,
            chart.description.replace(": ", f"{colon(self.language)} "),
            chart.bars,
            chart.width,
            chart.height,
        )
