"""The phrases of the programmes: name → (French, English). See `words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["PROGRAMME_WORDS"]

PROGRAMME_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Programme
    "programme_kind_by": ("{kind} · {school}", "{kind} · {school}"),
    "rule": ("La règle", "The rule"),
    "rule_now": ("Règle en vigueur depuis le {day}", "Rule in force since {day}"),
    "rule_older": ("Version antérieure, du {start} au {end}", "Earlier version, from {start} to {end}"),
    "rule_newer": ("Version à venir, à partir du {day}", "Version to come, from {day}"),
    "rule_judged": (
        "Une candidature est jugée selon la version en vigueur à l’inscription, ou selon une version plus "
        "récente si elle est plus favorable.",
        "A candidate is judged by the version in force at registration, or by a later one that serves them "
        "better.",
    ),
    "programme_courses": ("Les cours", "The courses"),
    "programme_courses_caption": (
        "Cours qui comptent, avec leur prochaine diffusion",
        "Courses that count, with their next broadcast",
    ),
    "course": ("Cours", "Course"),
    "next_broadcast": ("Prochaine diffusion", "Next broadcast"),
    "total_price": ("Coût total", "Total cost"),
    "total_price_range": ("de {least} à {most}", "from {least} to {most}"),
    "registration_fee": ("Inscription au diplôme", "Registration"),
    "edition": ("Délivré", "Awarded"),
    "edition_month": ("une fois par an, en {month}", "once a year, in {month}"),
    "validity": ("Validité", "Validity"),
    "validity_years": ("{years} à partir de la date du jury", "{years} from the jury’s date"),
    "validity_none": ("sans limite de durée", "no expiry"),
    "launched": ("Créé en", "Launched in"),
    "field": ("Domaine", "Field"),
    "signed_by": ("Signé par", "Signed by"),
    "awarded_by": ("Délivré par", "Awarded by"),
    "legal_value": ("Valeur du document", "What the document is worth"),
    "good_to_know": ("Bon à savoir", "Good to know"),
    "past_editions": ("Jurys passés", "Past juries"),
    "official_page": ("Page officielle", "Official page"),
    "see_specimen": ("Voir un exemple de diplôme", "See a sample diploma"),
}
