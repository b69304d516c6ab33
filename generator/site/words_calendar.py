"""The phrases of the calendar, its feeds and what other sites show of a page: name → (French, English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Feeds
    "feed_all": ("Tous les cours", "All courses"),
    "feed_starred": ("Cours étoilés", "Starred courses"),
    "feed_language": ("Cours en {language}", "Courses in {language}"),
    "feed_description": (
        "Sessions, fins d’inscription et examens des cours publiés par {site}.",
        "Sessions, enrolment deadlines and exams of the courses published by {site}.",
    ),
    "event_session": ("{title}", "{title}"),
    "event_enrolment": ("Fin des inscriptions : {title}", "Enrolment ends: {title}"),
    "event_exam-opens": ("L’examen ouvre : {title}", "Exam opens: {title}"),
    "event_exam-closes": ("L’examen ferme : {title}", "Exam closes: {title}"),
    "event_cancelled": ("Annulé : {summary}", "Cancelled: {summary}"),
    "event_gone": ("Cette date est annulée.", "This date is cancelled."),
    "event_dates": ("Session : {range}.", "Session: {range}."),
    "event_enrol_until": ("Inscription jusqu’au {day}.", "Enrolment until {day}."),
    "event_exam": ("Examen : {range}.", "Exam: {range}."),
    "event_language": ("Langue d’enseignement : {language}.", "Language of instruction: {language}."),
    "category_session": ("Session", "Session"),
    "category_enrolment": ("Inscription", "Enrolment"),
    "category_exam-opens": ("Examen", "Exam"),
    "category_exam-closes": ("Examen", "Exam"),
    "window_hours": ("du {opens} à {at} au {closes} à {until}", "{opens} at {at} to {closes} at {until}"),
    "window_opens": ("du {opens} à {at} au {closes}", "{opens} at {at} to {closes}"),
    "window_closes": ("du {opens} au {closes} à {until}", "{opens} to {closes} at {until}"),
    "window_zone": ("{range} (heure de Paris)", "{range} (Paris time)"),
    "news": ("Nouvelles sessions", "New sessions"),
    "news_subtitle": (
        "Chaque session, dès qu’elle est annoncée.",
        "Each session, as soon as it is announced.",
    ),
    "news_entry": ("{title}, {range}", "{title}, {range}"),
}
