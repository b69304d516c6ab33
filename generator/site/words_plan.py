"""The phrases of the planner and of the key figures; see `words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Planner
    "plan": ("Planifier", "Plan"),
    "plan_link": ("Planifier ce diplôme", "Plan this diploma"),
    "plan_title": ("Planifier : {name}", "Plan: {name}"),
    "plan_description": (
        "Quand obtenir ce diplôme au plus tôt, par quels examens, et ce qui change si l’un d’eux est manqué.",
        "When this diploma can be had at the earliest, by which exams, and what changes if one of them is missed.",
    ),
    "plan_lead": (
        "Dites ce que vous avez réussi et ce que vous préférez : la page calcule le diplôme le plus proche, "
        "trimestre par trimestre.",
        "Say what you have passed and what you prefer: the page works out the nearest diploma, quarter by quarter.",
    ),
    "plan_private": (
        "Tout se calcule dans votre navigateur ; rien n’est envoyé.",
        "Everything is worked out in your browser; nothing is sent.",
    ),
    "plan_needs_script": (
        "Le calcul demande JavaScript. Sans lui, voici la règle et le calendrier sur lesquels il repose.",
        "Working it out takes JavaScript. Without it, here are the rule and the calendar that it rests on.",
    ),
    "plan_you": ("Votre situation", "Where you stand"),
    "plan_registered": ("Date d’inscription, passée ou prévue", "Day of registration, past or planned"),
    "plan_registered_help": (
        "Elle décide de la règle et du délai qui s’appliquent.",
        "It decides which rule and which period apply.",
    ),
    "plan_bound": (
        "Mes préférences sont les cours que j’ai choisis à l’inscription",
        "My preferences are the courses that I chose at registration",
    ),
    "plan_bound_help": (
        "Alors seuls ces cours comptent, et ceux contre lesquels vous pouvez encore les échanger.",
        "Then only these courses count, and those for which you can still exchange them.",
    ),
    "plan_swapped": ("Échanges déjà faits", "Exchanges already made"),
    "plan_courses": ("Vos cours", "Your courses"),
    "plan_older": ("Cours d’une règle antérieure", "Courses of an earlier rule"),
    "plan_passed": ("Réussi", "Passed"),
    "plan_passed_by": ("Réussi ({path})", "Passed ({path})"),
    "plan_preferred": ("Préféré", "Preferred"),
    "plan_following": ("Suivi en ce moment", "Following it now"),
    "plan_percent": ("Note obtenue, en %", "Score, in %"),
    "plan_recognised": (
        "Un certificat obtenu avant l’inscription ne compte que s’il a été reconnu.",
        "A certificate earned before registration counts only if it was recognised.",
    ),
    "plan_clear": ("Tout effacer", "Clear everything"),
    "plan_result": ("Votre plan", "Your plan"),
    "plan_drawing": ("Frise du plan, défilante", "Time line of the plan, scrollable"),
    "plan_quarters": ("Trimestre par trimestre", "Quarter by quarter"),
    "plan_missed": ("Si un examen est manqué", "If an exam is missed"),
    "plan_keep": ("Garder ce plan", "Keep this plan"),
    "plan_copy": ("Copier le lien", "Copy the link"),
    "plan_address": ("Lien de ce plan", "Link to this plan"),
    "plan_address_help": (
        "Le plan est dans le lien lui-même, après le signe # : aucun serveur ne le reçoit.",
        "The plan is in the link itself, after the # sign: no server receives it.",
    ),
    "plan_export": ("Ajouter à mon calendrier (.ics)", "Add to my calendar (.ics)"),
    "plan_print": ("Imprimer", "Print"),
    "plan_how": ("Comment le plan est calculé", "How the plan is worked out"),
    "plan_how_dates": (
        "Le diplôme vient avec le premier jury qui suit le dernier examen. Parmi les plans qui mènent au même jury, "
        "la page choisit celui qui demande le moins d’examens, puis le plus de cours préférés, "
        "puis des dates publiées, puis le prix le plus bas, puis les examens les plus proches.",
        "The diploma comes with the first jury after the last exam. Among the plans that lead to the same jury, the "
        "page takes the one with the fewest exams, then the most courses preferred, then dates that are published, "
        "then the lowest price, then the nearest exams.",
    ),
    "plan_how_expected": (
        "Une date attendue n’est publiée nulle part : elle prolonge le rythme auquel le cours revient.",
        "An expected date is published nowhere: it continues the rhythm in which the course comes back.",
    ),
    "plan_how_missed": (
        "« Si un examen est manqué » suppose que les examens précédents sont réussis et que le plan "
        "reprend le lendemain.",
        "“If an exam is missed” takes it that the exams before it are passed, and plans anew from the "
        "next day.",
    ),
    "plan_how_promise": (
        "Un plan n’est pas une promesse : le jury décide d’après les résultats transmis.",
        "A plan is no promise: the jury decides on the results transmitted.",
    ),
    "plan_calendar": ("Les examens à venir, par trimestre", "Exams to come, by quarter"),
    "plan_calendar_none": ("Aucun examen n’est annoncé.", "No exam is announced."),
    "plan_expected": ("date attendue", "expected date"),
    "plan_enrol_by": ("inscription jusqu’au {day}", "enrol by {day}"),
    "plan_exam": ("examen {range}", "exam {range}"),
    # Key figures, those of the home page first
    "figures_courses": ("cours au catalogue", "courses in the catalogue"),
    "figures_courses_one": ("cours au catalogue", "course in the catalogue"),
    "figures_programmes": ("diplômes et certificats", "diplomas and certificates"),
    "figures_programmes_one": ("diplôme ou certificat", "diploma or certificate"),
    "figures_schools": ("établissements", "schools"),
    "figures_languages": ("langues d’enseignement", "languages of teaching"),
    "key_figures": ("Chiffres clés", "Key figures"),
    "key_figures_lead": (
        "Inscriptions, sessions, réussite et diplômes, tels que les fiches de ce site les disent.",
        "Enrolment, sessions, success and diplomas, as the records of this site state them.",
    ),
    "figures_as_of": ("Au {day}.", "As of {day}."),
    "figures_small": (
        "Aucun nombre de moins de {threshold} personnes n’est publié, ni ce qui permettrait de le déduire.",
        "No count of fewer than {threshold} people is published, nor what would let one work it out.",
    ),
    "figures_sessions": ("sessions commencées", "sessions begun"),
    "figures_enrolled": ("inscriptions connues", "known enrolments"),
    "figures_diplomas_count": ("diplômes décernés", "diplomas awarded"),
    "figures_diplomas": ("Diplômes décernés", "Diplomas awarded"),
    "figures_enrolled_by_year": ("Inscriptions par année", "Enrolment by year"),
    "figures_enrolled_note": (
        "Le nombre des inscrits n’est connu que de quelques sessions ; les autres ne sont pas comptées.",
        "How many enrolled is known of a few sessions only; the others are not counted.",
    ),
    "figures_year": ("Année", "Year"),
    "figures_enrolled_head": ("Inscrits", "Enrolled"),
    "figures_known": ("Sessions connues", "Sessions known"),
    "figures_of": ("{known} sur {sessions}", "{known} of {sessions}"),
    "figures_by_session": ("Session par session", "Session by session"),
    "figures_by_session_caption": (
        "Les sessions dont un nombre est connu",
        "The sessions of which a number is known",
    ),
    "figures_session": ("Session", "Session"),
    "figures_country_head": ("Pays", "Countries"),
    "figures_certificates": ("Certificats", "Certificates"),
    "figures_succeeded": ("Réussite", "Success"),
    "figures_unknown": ("non connu", "not known"),
    "figures_unpublished": ("non publié", "not published"),
    "figures_no_jury": ("aucun jury", "no jury"),
    "figures_success_by_year": ("Réussite aux examens par année", "Success in exams by year"),
    "figures_success_note": (
        "Part des examens passés qui ont été réussis, identité vérifiée. Les années de trop petits nombres "
        "sont réunies.",
        "Share of the exams sat that were passed, identity checked. Years of numbers too small are taken together.",
    ),
    "figures_sat": ("Passés", "Sat"),
    "figures_passed": ("Réussis", "Passed"),
    "figures_rate": ("Part", "Share"),
    "figures_total": ("Total", "Total"),
    "figures_diplomas_by_year": ("Par année", "By year"),
    "figures_diplomas_by_programme": ("Par diplôme", "By diploma"),
    "figures_diplomas_caption": (
        "Diplômes décernés, par diplôme et par année de jury",
        "Diplomas awarded, by diploma and by year of the jury",
    ),
    "figures_programme": ("Diplôme", "Diploma"),
    "figures_delays": ("Temps jusqu’au diplôme", "Time to the diploma"),
    "figures_delay": ("De l’inscription au jury", "From registration to the jury"),
    "figures_median": (
        "La moitié des titulaires ont eu leur diplôme en {months} mois au plus après leur inscription.",
        "Half of the holders had their diploma within {months} months of their registration.",
    ),
    "figures_delay_under": ("moins de {high} mois", "less than {high} months"),
    "figures_delay_between": ("de {low} à {high} mois", "{low} to {high} months"),
    "figures_delay_over": ("{low} mois et plus", "{low} months and more"),
    "figures_countries": ("Pays des candidats", "Countries of the candidates"),
    "figures_country": ("Pays de résidence", "Country of residence"),
    "figures_candidates": ("Candidats", "Candidates"),
    "figures_other_countries": ("autres ({countries})", "others ({countries})"),
    "figures_table": ("Tableau : {name}", "Table: {name}"),
    "figures_how": ("D’où viennent ces chiffres", "Where these figures come from"),
    "figures_how_source": (
        "Des fiches des cours, des résultats transmis par les plateformes d’examen et des décisions des jurys, "
        "comptés à chaque publication.",
        "From the records of courses, the results that exam platforms transmit and the decisions of juries, counted at "
        "each publication.",
    ),
    "figures_how_small": (
        "« Non publié » : le nombre est plus petit que {threshold}, ou il permettrait d’en calculer un qui l’est. "
        "Zéro est publié.",
        "“Not published”: the number is smaller than {threshold}, or would let one work out a number that is. Zero is "
        "published.",
    ),
    "figures_how_unknown": (
        "Ce qui n’est pas connu n’est pas compté, et ne vaut pas zéro.",
        "What is not known is not counted, and does not stand for zero.",
    ),
}
