"""A made-up catalogue of as many courses as wanted: for measurements, and for the tests of size.

Everything is deterministic: the same number gives the same bytes. Courses differ as real ones do, so that pages do not
compress better than real ones would: titles, syllabus, team, paths, sessions, languages.
"""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.synthetic import make_site

__all__ = ["DAY", "make_catalogue"]

DAY: Final = date(2026, 11, 25)
_THEMES: Final = {
    "virus": ("Virus", "Viruses"),
    "bacteria": ("Bactéries", "Bacteria"),
    "law": ("Droit", "Law"),
    "history": ("Histoire", "History"),
    "computing": ("Informatique", "Computing"),
    "management": ("Gestion", "Management"),
    "languages": ("Langues", "Languages"),
    "environment": ("Environnement", "Environment"),
    "health": ("Santé", "Health"),
    "mathematics": ("Mathématiques", "Mathematics"),
}
_HEADS: Final = (
    ("Introduction à", "Introduction to"),
    ("Comprendre", "Understanding"),
    ("Les fondamentaux de", "Fundamentals of"),
    ("Histoire de", "A history of"),
    ("Méthodes pour", "Methods for"),
    ("Questions actuelles sur", "Current issues in"),
    ("Pratique de", "The practice of"),
    ("Économie de", "Economics of"),
)
_SUBJECTS: Final = (
    ("la virologie", "virology"),
    ("l’antibiorésistance", "antibiotic resistance"),
    ("la statistique", "statistics"),
    ("la gestion de projet", "project management"),
    ("la traduction", "translation"),
    ("l’apprentissage automatique", "machine learning"),
    ("la transition écologique", "the ecological transition"),
    ("la santé publique", "public health"),
    ("l’archéologie", "archaeology"),
    ("la cryptographie", "cryptography"),
    ("la bioéthique", "bioethics"),
    ("la comptabilité", "accounting"),
    ("l’hydrologie", "hydrology"),
    ("la philosophie des sciences", "the philosophy of science"),
    ("la cartographie", "cartography"),
    ("l’immunologie", "immunology"),
)
_PLACES: Final = (
    ("en Afrique de l’Ouest", "in West Africa"),
    ("dans l’entreprise", "in business"),
    ("au laboratoire", "in the laboratory"),
    ("à l’hôpital", "in hospital"),
    ("au XXe siècle", "in the twentieth century"),
    ("pour débuter", "for beginners"),
    ("sur le terrain", "in the field"),
    ("par la preuve", "from evidence"),
    ("et société", "and society"),
    ("en Méditerranée", "around the Mediterranean"),
)
_WORDS: Final = [
    "analyse",
    "démarche",
    "projet",
    "modèle",
    "preuve",
    "méthode",
    "mesure",
    "outil",
    "terrain",
    "équipe",
    "données",
    "risque",
    "droit",
    "santé",
    "public",
    "eau",
    "cellule",
    "hôte",
    "récit",
    "source",
    "carte",
    "seuil",
    "calcul",
    "langue",
    "forme",
    "usage",
    "débat",
    "norme",
    "essai",
    "décision",
    "échelle",
    "réseau",
    "climat",
]
_GIVEN: Final = ("Camille", "Aminata", "Yann", "Mei", "Octavio", "Sabine", "Idriss", "Lou", "Petra", "Hugo")
_FAMILY: Final = ("Exemple", "Modèle", "Essai", "Spécimen", "Canevas", "Gabarit", "Maquette", "Témoin")


def make_catalogue(root: Path, count: int) -> None:
    """Write a whole site below `root` (which must not exist) with so many courses and no diploma."""
    make_site(root)
    site = root / "content/site.yml"
    themes = "".join(
        f"  - id: {name}\n    name: {{fr: {fr}, en: {en}}}\n" for name, (fr, en) in _THEMES.items()
    )
    site.write_text(site.read_text(encoding="utf-8") + themes, encoding="utf-8")
    for number in range(count - 1):  # the site has one course already
        text = json.dumps(_course(number), ensure_ascii=False, indent=1)
        (root / f"content/courses/course-{number:04d}.yml").write_text(text + "\n", encoding="utf-8")


def _course(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    head, subject, place = (chance.choice(parts) for parts in (_HEADS, _SUBJECTS, _PLACES))
    language = chance.choice(("fr", "fr", "en"))
    price = chance.choice((60, 75, 90, 120, 150))
    weeks = chance.randint(4, 8)
    return {
        "title": {
            "fr": f"{head[0]} {subject[0]} {place[0]} ({number})",
            "en": f"{head[1]} {subject[1]} {place[1]} ({number})",
        },
        "school": "ecole",
        "platform": chance.choice(("FUN (France Université Numérique)", "Plateforme de l’école")),
        "theme": chance.choice(list(_THEMES)),
        "star": chance.random() < 0.05,
        "language": language,
        "subtitles": ["fr", "en"],
        "level": chance.choice(("introductory", "intermediate", "advanced")),
        "summary": _both(chance, 45),
        "outcomes": [_both(chance, 9) for _ in range(4)],
        "syllabus": [{"title": _both(chance, 4), "detail": _both(chance, 14)} for _ in range(weeks)],
        "weeks": weeks,
        "team": [{"name": f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"} for _ in range(3)],
        "paths": [
            _path(
                "decouverte", "Parcours découverte", "Discovery path", chance, price_eur=0, gives="nothing"
            ),
            _path(
                "qualifiant",
                "Parcours qualifiant",
                "Qualifying path",
                chance,
                price_eur=price,
                gives="certificate",
                exam=True,
            ),
        ],
        "sessions": [_session(chance, year) for year in (2025, 2026, 2027)],
    }


def _path(name: str, fr: str, en: str, chance: random.Random, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {"fr": fr, "en": en}, "summary": _both(chance, 12), **more}


def _session(chance: random.Random, year: int) -> dict[str, Any]:
    start = date(year, 1, 4) + timedelta(days=7 * chance.randrange(42))
    end = start + timedelta(days=55)
    return {
        "id": str(year),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "enrolment_start": (start - timedelta(days=56)).isoformat(),
        "enrolment_end": (end - timedelta(days=7)).isoformat(),
        "exam": {"opens": (end - timedelta(days=14)).isoformat(), "closes": end.isoformat()},
    }


def _both(chance: random.Random, number: int) -> dict[str, str]:
    words = [chance.choice(_WORDS) for _ in range(number)]
    text = " ".join(words).capitalize()
    return {"fr": f"{text}.", "en": f"{' '.join(reversed(words)).capitalize()}."}
