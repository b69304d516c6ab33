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
    "rule_digest": ("Version {id}, SHA-256 de la règle :", "Version {id}, SHA-256 of the rule:"),
    "rule_and": ("et", "and"),
    "rule_or": ("ou", "or"),
    "rule_courses": ("Les {count} concernés", "The {count} that count"),
    "way": ("Le chemin", "How it goes"),
    "way_register": ("S’inscrire", "Register"),
    "way_register_free": ("L’inscription au diplôme est gratuite.", "Registering for the diploma is free."),
    "way_register_fee": ("L’inscription coûte {price}.", "Registration costs {price}."),
    "way_register_unknown": ("Auprès de l’établissement.", "With the institution."),
    "way_pass": ("Réussir {count}", "Pass {count}"),
    "way_pass_rule": ("Remplir la règle", "Meet the rule"),
    "way_pass_one": ("Aux dates annoncées.", "On the dates announced."),
    "way_pass_text": ("Dans l’ordre que l’on veut, à leurs dates.", "In any order, on their dates."),
    "way_pass_within": (
        "Dans l’ordre que l’on veut, dans les {months} qui suivent l’inscription.",
        "In any order, within {months} of registration.",
    ),
    "way_jury": ("Le jury décide", "The jury decides"),
    "way_jury_text": ("Il se réunit pour chaque édition.", "It meets for each edition."),
    "way_jury_month": ("Une fois par an, en {month}.", "Once a year, in {month}."),
    "way_diploma": ("Recevoir le document", "Receive the document"),
    "way_diploma_text": (
        "Signé, avec une page que chacun peut vérifier.",
        "Signed, with a page that anyone can verify.",
    ),
    "cost": ("Ce que cela coûte", "What it costs"),
    "cost_courses": ("{count} à {each}", "{count} at {each}"),
    "next_edition": ("Prochain jury", "Next jury"),
    "next_edition_note": ("mois habituel, jour non annoncé", "usual month, day not announced"),
    "editions": ("Les éditions", "Editions"),
    "editions_note": (
        "Le nombre de diplômes n’est dit qu’à partir de {least}. Aucun nom n’est publié.",
        "The number of diplomas is only told from {least} up. No name is published.",
    ),
    "awarded_one": ("diplôme décerné", "diploma awarded"),
    "awarded_many": ("diplômes décernés", "diplomas awarded"),
    "specimen_text": ("Son titulaire est fictif.", "Its holder is fictional."),
    "situation": ("Où il en est", "Where it stands"),
    "programme_courses": ("Les cours", "The courses"),
    "programme_courses_caption": (
        "Cours qui comptent, avec leur prochaine diffusion ou, à défaut, la dernière",
        "Courses that count, with their next broadcast or, where there is none, the last one",
    ),
    "course": ("Cours", "Course"),
    "next_broadcast": ("Diffusion", "Broadcast"),
    "total_price": ("Coût total", "Total cost"),
    "total_price_range": ("de {least} à {most}", "from {least} to {most}"),
    "registration_fee": ("Inscription au diplôme", "Registration"),
    "validity": ("Validité", "Validity"),
    "validity_years": ("{years} à partir de la date du jury", "{years} from the jury’s date"),
    "validity_none": ("sans limite de durée", "no expiry"),
    "launched": ("Créé en", "Launched in"),
    "field": ("Domaine", "Field"),
    "signed_by": ("Signé par", "Signed by"),
    "awarded_by": ("Délivré par", "Awarded by"),
    "legal_value": ("Valeur du document", "What the document is worth"),
    "good_to_know": ("Bon à savoir", "Good to know"),
    "official_page": ("Page officielle", "Official page"),
    "see_specimen": ("Voir un exemple de diplôme", "See a sample diploma"),
}
