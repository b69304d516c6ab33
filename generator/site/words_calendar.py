"""The phrases of the calendar, its feeds and what other sites show of a page: name → (French, English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Calendar
    "calendar_lead": (
        "Quand chaque cours est diffusé, ce qui est dû chaque mois, et toutes les sessions par date.",
        "When each course is broadcast, what is due in each month, and all sessions by date.",
    ),
    "calendar_description": (
        "Calendrier des sessions, trimestre par trimestre : dates, inscriptions, examens.",
        "Calendar of sessions, quarter by quarter: dates, enrolment, exams.",
    ),
    "calendar_of": ("Calendrier {year}", "Calendar {year}"),
    "calendar_of_description": (
        "Les sessions de {year}, trimestre par trimestre.",
        "The sessions of {year}, quarter by quarter.",
    ),
    "calendar_past": ("Trimestres passés", "Past quarters"),
    "calendar_present": ("Calendrier à venir", "Coming calendar"),
    "board": ("Tableau par trimestre", "Quarter by quarter"),
    "board_caption": (
        "Un cours par ligne, un trimestre par colonne",
        "One course a row, one quarter a column",
    ),
    "board_scroll": ("Tableau des sessions, défilant", "Table of sessions, scrollable"),
    "board_continues": ("en cours", "running"),
    "board_ends": ("jusqu’au {day}", "until {day}"),
    "under_way": ("Déjà commencées", "Already started"),
    "now": ("trimestre en cours", "current quarter"),
    "calendar_empty": ("Aucune session n’est annoncée.", "No session is announced."),
    "enrol_from_to": ("Inscription {range}", "Enrolment {range}"),
    "exam_from_to": ("Examen {range}", "Exam {range}"),
    "without_date": ("Cours sans date annoncée", "Courses without an announced date"),
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
    # Subscribing
    "subscribe": ("S’abonner", "Subscribe"),
    "subscribe_to": ("({title})", "({title})"),
    "copy_address": ("Copier l’adresse", "Copy the address"),
    "copied": ("Adresse copiée", "Address copied"),
    "download": ("Télécharger", "Download"),
    "subscribe_dates": ("S’abonner aux dates", "Subscribe to the dates"),
    "subscribe_lead": (
        "Un abonnement met dans votre agenda les sessions, les fins d’inscription et les examens, et les tient à "
        "jour : une date qui change ou qui s’annule y change aussi. Un fichier téléchargé garde les dates du jour.",
        "A subscription puts sessions, enrolment deadlines and exams into your calendar, and keeps them up to date: "
        "a date that moves or is cancelled does so there too. A downloaded file keeps the dates of the day.",
    ),
    "subscribe_course": (
        "Dans votre agenda : les sessions de ce cours, les fins d’inscription et les examens, tenus à jour.",
        "In your calendar: the sessions of this course, its enrolment deadlines and exams, kept up to date.",
    ),
    "subscribe_programme": (
        "Dans votre agenda : les sessions de tous les cours qui comptent, les fins d’inscription et les examens.",
        "In your calendar: the sessions of all courses that count, their enrolment deadlines and exams.",
    ),
    "feeds_general": ("Par langue et par étoile", "By language and star"),
    "subscribe_other": ("Pour d’autres programmes :", "For other programs:"),
    "news_feed": ("nouvelles sessions (Atom)", "new sessions (Atom)"),
    # Views
    "views": ("Affichage", "View"),
    "view_board": ("Trimestres", "Quarters"),
    "view_months": ("Mois", "Months"),
    "view_list": ("Liste", "List"),
    "starred_courses": ("Cours étoilés", "Starred courses"),
    "key_session": ("session", "session"),
    "key_exam": ("période d’examen", "exam window"),
    "month_choice": ("Mois", "Months"),
    "month_caption": (
        "{month} {year} : ce qui est dû, jour par jour",
        "{month} {year}: what is due, day by day",
    ),
    "month_through": ("Tout le mois :", "All month:"),
    "mark_starts": ("Début", "Starts"),
    "mark_ends": ("Fin", "Ends"),
    "mark_enrolment": ("Fin d’inscription", "Enrolment ends"),
    "mark_exam-opens": ("Examen ouvert", "Exam opens"),
    "mark_exam-closes": ("Examen fermé", "Exam closes"),
    "list_caption": (
        "Toutes les sessions annoncées, dans l’ordre de leur début",
        "All announced sessions, in the order of their start",
    ),
    "follow": ("Agenda", "Calendar"),
    "until_day": ("jusqu’au {day}", "until {day}"),
    "not_known": ("non annoncé", "not announced"),
    # Filters
    "filters": ("Filtrer les sessions", "Filter the sessions"),
    "organisation": ("Établissement", "Organisation"),
    "any_theme": ("tous", "all"),
    "any_language": ("toutes", "all"),
    "any_programme": ("tous", "all"),
    "any_school": ("tous", "all"),
    "only_starred": ("Cours étoilés seulement", "Starred courses only"),
    "filters_reset": ("Tout afficher", "Show all"),
    "filters_nothing": (
        "Aucune session ne correspond à ces choix.",
        "No session matches these choices.",
    ),
    # Pictures for other sites
    "card_course": ("Cours en ligne", "Online course"),
    "card_free": ("suivi gratuit", "free to follow"),
    "card_from": ("à partir de {price}", "from {price}"),
}
