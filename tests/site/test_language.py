from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from generator.site import language as l10n

WORDS = Path(__file__).parents[2] / "site_templates" / "assets" / "verify-words.js"


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    assert l10n.day(date(2026, 7, 1), "fr") == "1er juillet 2026"
    assert l10n.day(date(2026, 7, 1), "en") == "1 July 2026"
    assert l10n.day(date(2026, 7, 10), "fr") == "10 juillet 2026"


def test_an_instant_says_its_zone() -> None:
    moment = datetime(2026, 7, 10, 4, 5)
    assert l10n.instant(moment, "fr") == "10 juillet 2026 à 04:05 UTC"
    assert l10n.instant(moment, "en") == "10 July 2026 at 04:05 UTC"


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        (date(2026, 3, 2), date(2026, 3, 15), "du 2 au 15 mars 2026", "2 to 15 March 2026"),
        (date(2026, 3, 1), date(2026, 4, 1), "du 1er mars au 1er avril 2026", "1 March to 1 April 2026"),
        (
            date(2026, 12, 20),
            date(2027, 1, 9),
            "du 20 décembre 2026 au 9 janvier 2027",
            "20 December 2026 to 9 January 2027",
        ),
        (date(2026, 3, 2), None, "à partir du 2 mars 2026", "from 2 March 2026"),
        (date(2026, 3, 2), date(2026, 3, 2), "le 2 mars 2026", "2 March 2026"),
    ],
)
def test_a_range_says_the_shared_month_and_year_once(
    start: date, end: date | None, french: str, english: str
) -> None:
    assert l10n.day_range(start, end, "fr") == french
    assert l10n.day_range(start, end, "en") == english


def test_prices_are_exact_to_the_cent_and_zero_is_free() -> None:
    assert l10n.price(Decimal("1150.50"), "fr") == "1\u202f150,50\u00a0€"
    assert l10n.price(Decimal("1150.50"), "en") == "€1,150.50"
    assert l10n.price(150, "fr") == "150\u00a0€"
    assert (l10n.price(0, "fr"), l10n.price(0, "en")) == ("gratuit", "free")
    assert l10n.price(Decimal("0.29"), "en") == "€0.29"


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    assert l10n.plural(0, "cours passé", "cours passés", "fr") == "cours passé"
    assert l10n.plural(0, "course", "courses", "en") == "courses"
    assert l10n.counted(130000, "participant", "participants", "fr") == "130\u202f000\u00a0participants"
    assert l10n.credits(1, "fr") == "1\u00a0crédit ECTS"
    assert l10n.credits(1.5, "fr") == "1,5\u00a0crédit ECTS"
    assert l10n.credits(1.5, "en") == "1.5\u00a0ECTS credits"
    assert l10n.credits(2.0, "en") == "2\u00a0ECTS credits"


def test_lists_are_joined_as_each_language_does() -> None:
    assert l10n.joined([], "fr") == ""
    assert l10n.joined(["a"], "fr") == "a"
    assert l10n.joined(["a", "b", "c"], "fr") == "a, b et c"
    assert l10n.joined(["a", "b"], "en", choice=True) == "a or b"


def test_quarters_have_names() -> None:
    assert l10n.quarter(date(2026, 3, 31)) == (2026, 1)
    assert l10n.quarter(date(2026, 12, 1)) == (2026, 4)
    assert l10n.quarter_name(2026, 1, "fr") == "1er trimestre 2026"
    assert l10n.quarter_name(2026, 2, "fr") == "2e trimestre 2026"
    assert l10n.quarter_name(2026, 4, "en") == "Fourth quarter of 2026"
    assert l10n.quarter_short(2026, 3, "en") == "Q3 2026"
    assert l10n.quarter_months(4, "fr") == "oct. – déc."


def test_the_browser_spells_months_languages_and_kinds_of_diploma_as_the_pages_do() -> None:
    script = WORDS.read_text(encoding="utf-8")
    for lang in ("fr", "en"):
        months = re.search(rf"{lang}: \[\s*('[^\]]+),\s*\]", script)
        assert months is not None
        assert tuple(re.findall(r"'([^']+)'", months[1])) == l10n.MONTHS[lang]
        names = re.search(rf"LANGUAGES = .*?{lang}: \{{([^}}]+)\}}", script, re.DOTALL)
        assert names is not None
        assert dict(re.findall(r"(\w+): '([^']+)'", names[1])) == l10n.LANGUAGES[lang]
    kinds = {
        kind: (french, english)
        for kind, french, english in re.findall(r"(\w+): \{ fr: '([^']+)', en: '([^']+)' \}", script)
        if kind in l10n.ACHIEVEMENT_TYPES["fr"]
    }
    assert kinds == {
        kind: (l10n.ACHIEVEMENT_TYPES["fr"][kind], l10n.ACHIEVEMENT_TYPES["en"][kind])
        for kind in l10n.ACHIEVEMENT_TYPES["fr"]
    }
