"""One language of the site, as templates use it: phrases, texts of records, dates, prices.

`Voice` is `generator.site.language` with the language already chosen, and the phrases of `words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final, Protocol

from generator.records.base import Language
from generator.records.course import ExamWindow
from generator.records.course import Path as CoursePath
from generator.site import language
from generator.site.runs import RANKS
from generator.site.words import WORDS

__all__ = ["Voice"]


class _Bilingual(Protocol):
    def in_(self, language: Language, /) -> str: ...


_DAY_AND_MONTH: Final = re.compile(
    rf"(?<=\d) (?={'|'.join(name for months in language.MONTHS.values() for name in months)})|(?<=1er) (?=\w)"
)


def _together(text: str) -> str:
    """A date of the language with an unbreakable blank between day and month."""
    return _DAY_AND_MONTH.sub("\u00a0", text)


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything that is said differently in French and in English."""

    lang: Language

    def __call__(self, phrase: str, **values: object) -> str:
        """The phrase of that name, its placeholders filled. `KeyError` for a name that `WORDS` lacks."""
        text = WORDS[phrase][0 if self.lang == "fr" else 1]
        return language.typeset(text.format(**values) if values else text, self.lang)

    def text(self, value: _Bilingual) -> str:
        """The text of a record in this language, set as the language is."""
        return language.typeset(value.in_(self.lang), self.lang)

    def foreign(self, value: _Bilingual, original: Language) -> bool:
        """Whether `value` stands here in the language of the course itself: a title that has no translation."""
        return original != self.lang and value.in_("fr") == value.in_("en")

    def original(self, value: _Bilingual, original: Language) -> bool:
        """Whether `value` is shown in translation, so that its original is worth a line."""
        return original != self.lang and value.in_("fr") != value.in_("en")

    def short_path(self, path: CoursePath) -> str:
        """``Parcours qualifiant`` → ``Qualifiant`` · ``Qualifying path`` → ``Qualifying``, beside a price."""
        name = self.text(path.name)
        return language.capital(name.removeprefix("Parcours ").removesuffix(" path"))

    def state_words(self) -> dict[str, str]:
        """What `runs.js` writes on a page: the run states, and the labels beside them."""
        labels = ("indicative", "next_session", "current_session", "last_session")
        return {state: self(f"state_{state}") for state in RANKS} | {name: self(name) for name in labels}

    def paragraphs(self, value: _Bilingual) -> list[str]:
        """The paragraphs of a text, which blank lines separate."""
        parts = "\n".join(line.strip() for line in value.in_(self.lang).splitlines()).split("\n\n")
        return [language.typeset(part.strip(), self.lang) for part in parts if part.strip()]

    def day(self, value: date) -> str:
        """See `language.day`; no line ends between day and month."""
        return _together(language.day(value, self.lang))

    def short_day(self, value: date) -> str:
        """See `language.short_day`; no line ends in it."""
        return language.short_day(value, self.lang).replace(" ", "\u00a0")

    def day_month(self, value: date) -> str:
        """``11 janv.`` · ``11 Jan``, where the year is said beside it; no line ends in it."""
        return self.short_day(value).removesuffix(f"\u00a0{value.year}")

    def range(self, start: date, end: date | None) -> str:
        """See `language.day_range`; no line ends between a day and its month."""
        return _together(language.day_range(start, end, self.lang))

    def hour(self, value: time) -> str:
        """See `language.hour`."""
        return language.hour(value, self.lang)

    def window(self, window: ExamWindow) -> str:
        """The days of an exam, with the hours of Paris that are known."""
        if window.opens_at is None and window.closes_at is None:
            return self.range(window.opens, window.closes)
        hours = {
            "at": "" if window.opens_at is None else self.hour(window.opens_at),
            "until": "" if window.closes_at is None else self.hour(window.closes_at),
        }
        known = {(True, True): "hours", (True, False): "opens", (False, True): "closes"}
        phrase = known[window.opens_at is not None, window.closes_at is not None]
        days = {"opens": self.day(window.opens), "closes": self.day(window.closes)}
        return self("window_zone", range=self(f"window_{phrase}", **days, **hours))

    def price(self, euros: Decimal | int) -> str:
        """See `language.price`."""
        return language.price(euros, self.lang)

    def integer(self, value: int) -> str:
        """See `language.integer`."""
        return language.integer(value, self.lang)

    def per_cent(self, value: int) -> str:
        """See `language.per_cent`."""
        return language.per_cent(value, self.lang)

    def credits(self, ects: int) -> str:
        """See `language.credits`."""
        return language.credits(ects, self.lang)

    def counted(self, number: int, noun: str) -> str:
        """``3 cours`` · ``3 courses``: `noun` names the phrases ``NOUN_one`` and ``NOUN_many``."""
        return language.counted(number, self(f"{noun}_one"), self(f"{noun}_many"), self.lang)

    def noun(self, number: int, noun: str) -> str:
        """What stands beside a number that is set apart: the phrase `noun`, or ``NOUN_one``."""
        return language.plural(number, self(f"{noun}_one"), self(noun), self.lang)

    def tongue(self, tag: str) -> str:
        """The name of a language."""
        return language.language_name(tag, self.lang)

    def kind(self, achievement_type: str) -> str:
        """The name of a kind of diploma."""
        return language.achievement_type(achievement_type, self.lang)

    def joined(self, items: Iterable[str], *, choice: bool = False) -> str:
        """See `language.joined`."""
        return language.joined(items, self.lang, choice=choice)

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12."""
        return language.MONTHS[self.lang][number - 1]

    def weekday(self, number: int) -> str:
        """The name of a day of the week, 0 for Monday."""
        return language.WEEKDAYS[self.lang][number]

    def weekday_short(self, number: int) -> str:
        """``lun.`` · ``Mon``."""
        return self.weekday(number)[:3] + ("." if self.lang == "fr" else "")

    def quarter(self, year: int, number: int) -> str:
        """See `language.quarter_name`."""
        return language.quarter_name(year, number, self.lang)

    def quarter_short(self, number: int) -> str:
        """``T1`` · ``Q1``."""
        return language.quarter_short(0, number, self.lang).split(" ")[0]

    def quarter_months(self, number: int) -> str:
        """See `language.quarter_months`."""
        return language.quarter_months(number, self.lang)

    @property
    def colon(self) -> str:
        """The colon, with the space that French puts before it."""
        return language.colon(self.lang)
