"""The phrases of the edited pages: name → (French, English).

French comes first, as on the site. A placeholder in braces has the same name in both languages; a test holds
them to that. Numbers, dates, prices and plurals are the business of `language`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.site import words_calendar, words_plan
from generator.site.words_courses import COURSE_WORDS
from generator.site.words_programmes import PROGRAMME_WORDS
from generator.site.words_registration import REGISTRATION

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **COURSE_WORDS,
    **PROGRAMME_WORDS,
    # Nouns counted
    "course_one": ("cours", "course"),
    "course_many": ("cours", "courses"),
    "session_one": ("session", "session"),
    "session_many": ("sessions", "sessions"),
    "enrolled_one": ("inscrit", "enrolled"),
    "enrolled_many": ("inscrits", "enrolled"),
    "country_one": ("pays", "country"),
    "country_many": ("pays", "countries"),
    "certificate_one": ("certificat", "certificate"),
    "certificate_many": ("certificats", "certificates"),
    "week_one": ("semaine", "week"),
    "week_many": ("semaines", "weeks"),
    "minute_one": ("minute", "minute"),
    "minute_many": ("minutes", "minutes"),
    "question_one": ("question", "question"),
    "question_many": ("questions", "questions"),
    "day_one": ("jour", "day"),
    "day_many": ("jours", "days"),
    "year_one": ("an", "year"),
    "year_many": ("ans", "years"),
    # Frame
    "home": ("Accueil", "Home"),
    "catalogue": ("Catalogue", "Catalogue"),
    "calendar": ("Calendrier", "Calendar"),
    "breadcrumbs": ("Fil d’Ariane", "Breadcrumbs"),
    "verify_action": ("Vérifier un diplôme", "Verify a diploma"),
    "indicative": ("date indicative", "indicative date"),
    "indicative_note": (
        "Les dates marquées « date indicative » tiennent lieu de dates qui ne sont pas publiées.",
        "Dates marked “indicative date” stand in for dates that are not published.",
    ),
    "starred": ("cours étoilé", "starred course"),
    "as_of": ("Dates et inscriptions au {day}.", "Dates and enrolment as of {day}."),
    # Home
    "home_lead": (
        "Un catalogue de cours en ligne, un calendrier, et une page par diplôme, signée : "
        "n’importe qui peut la contrôler sans rien demander à l’école.",
        "A catalogue of online courses, a calendar, and one signed page per diploma: "
        "anyone can check it without asking the school.",
    ),
    "home_browse": ("Parcourir le catalogue", "Browse the catalogue"),
    "home_learners": ("Pour apprendre", "For learners"),
    "home_learners_text": (
        "Choisissez un cours par thème, par date ou par langue. Sa page dit ce qu’il demande, ce qu’il coûte "
        "et à quoi il mène.",
        "Choose a course by theme, date or language. Its page says what it asks, what it costs and what it "
        "leads to.",
    ),
    "home_employers": ("Pour recruter", "For employers"),
    "home_employers_text": (
        "Un diplôme porte un code et un QR code qui mènent à sa page. Elle dit en quelques lignes s’il est "
        "authentique, en vigueur, à qui il est, et ce qui a été évalué.",
        "A diploma bears a code and a QR code that lead to its page. In a few lines it says whether it is "
        "genuine and current, whose it is, and what was assessed.",
    ),
    "home_staff": ("Pour les écoles", "For schools"),
    "home_staff_text": (
        "Cours, résultats et décisions du jury tiennent dans des fichiers texte suivis par git. Le programme "
        "signale chaque erreur à sa ligne et n’émet rien de douteux.",
        "Courses, results and the jury’s decisions are text files kept in git. The program reports every "
        "mistake at its line and issues nothing doubtful.",
    ),
    "home_about": ("Qui publie ce site", "Who publishes this site"),
    "home_about_text": (
        "{publisher} publie ici ses cours, leurs dates et les diplômes auxquels ils mènent.",
        "{publisher} publishes here its courses, their dates and the diplomas that they lead to.",
    ),
    "home_staff_link": ("À propos de ce site", "About this site"),
    "next_sessions": ("Prochaines sessions", "Next sessions"),
    "next_sessions_none": (
        "Aucune session n’est annoncée pour le moment.",
        "No session is announced at the moment.",
    ),
    "all_dates": ("Toutes les dates", "All dates"),
    "programmes": ("Diplômes et certificats", "Diplomas and certificates"),
    "specimens": ("Exemples de diplômes", "Sample diplomas"),
    "specimens_text": (
        "Leurs titulaires sont fictifs. Chaque page se contrôle elle-même dans votre navigateur.",
        "Their holders are fictional. Each page checks itself in your browser.",
    ),
    "code_label": ("Code imprimé sur le diplôme", "Code printed on the diploma"),
    "code_help": (
        "Vingt signes, en cinq groupes de quatre. Majuscules, espaces et tirets sont sans importance.",
        "Twenty symbols in five groups of four. Case, spaces and hyphens do not matter.",
    ),
    "code_open": ("Ouvrir la page du diplôme", "Open the diploma’s page"),
    "code_tools": (
        "Vérifier un fichier, un QR code ou toute une liste",
        "Verify a file, a QR code or a whole list",
    ),
    "code_address": (
        "La page d’un diplôme est à l’adresse {address}, avec le code à la place de CODE.",
        "A diploma’s page is at {address}, with its code in place of CODE.",
    ),
    "programmes_lead": (
        "Ce qu’on peut obtenir, auprès de quelle école, et à quelles conditions.",
        "What can be earned, from which school, and on what terms.",
    ),
    # Keys
    "keys": ("Clés et empreintes", "Keys and fingerprints"),
    "keys_lead": (
        "Les clés avec lesquelles les établissements signent ou ont signé leurs diplômes, leurs empreintes, et de "
        "quoi vérifier une signature sans ce site.",
        "The keys with which the institutions sign their diplomas, or have signed them, their fingerprints, and the "
        "means to check a signature without this site.",
    ),
    "keys_compare": ("Comparer une empreinte au téléphone", "Compare a fingerprint by telephone"),
    "keys_compare_why": (
        "Une page ne peut pas prouver qu’elle est la bonne : un faux site publierait de fausses clés, avec leurs "
        "empreintes.",
        "A page cannot prove that it is the right one: a false site would publish false keys, with their "
        "fingerprints.",
    ),
    "keys_compare_how": (
        "Appelez l’établissement à un numéro trouvé ailleurs, et faites-vous lire l’empreinte, groupe par groupe. "
        "Deux groupes ne suffisent pas : comparez-les tous les huit. Notez-la ; elle servira pour tous ses diplômes.",
        "Call the institution at a number that you found elsewhere, and have the fingerprint read to you, group by "
        "group. Two groups are not enough: compare all eight. Write it down; it serves for all its diplomas.",
    ),
    "keys_none": ("Aucune clé n’est encore publiée.", "No key is published yet."),
    "keys_document": ("document des clés (did.json)", "document of the keys (did.json)"),
    "keys_fingerprint": ("Empreinte", "Fingerprint"),
    "keys_state_current": ("signe aujourd’hui", "signs today"),
    "keys_state_replaced": ("remplacée", "replaced"),
    "keys_state_retired": ("hors service", "out of use"),
    "keys_state_compromised": ("compromise", "compromised"),
    "keys_demonstration": ("clé de démonstration", "demonstration key"),
    "keys_demonstration_note": (
        "Tout le monde peut calculer le secret de cette clé : ce qu’elle signe ne prouve rien, et c’est voulu.",
        "Anyone can compute the secret of this key: what it signs proves nothing, on purpose.",
    ),
    "keys_since": ("Depuis le", "Since"),
    "keys_until": ("A signé jusqu’au", "Signed until"),
    "keys_diplomas": ("Ses diplômes", "Its diplomas"),
    "keys_diplomas_current": ("valables", "good"),
    "keys_diplomas_replaced": ("restent valables", "remain good"),
    "keys_diplomas_retired": ("restent valables", "remain good"),
    "keys_diplomas_compromised": (
        "signés de nouveau avec une autre clé, ou révoqués ; un fichier signé avec celle-ci ne vaut plus rien",
        "signed anew with another key, or revoked; a file signed with this one is worth nothing any more",
    ),
    "keys_forms": ("La clé entière", "The whole key"),
    "keys_multibase": (
        "Telle que did.json et les diplômes la nomment (Multikey) :",
        "As did.json and the diplomas name it (Multikey):",
    ),
    "keys_pem": (
        "Telle qu’openssl la lit ; à enregistrer sous le nom key.pem :",
        "As openssl reads it; save it as key.pem:",
    ),
    "keys_openssl": ("Vérifier avec openssl et jq", "Verify with openssl and jq"),
    "keys_openssl_why": (
        "Deux outils courants suffisent, qui ne viennent pas de nous. Enregistrez le diplôme signé (le fichier .json "
        "de sa page) sous le nom credential.json, la clé sous le nom key.pem, puis, dans le même dossier :",
        "Two common tools are enough, and they are not ours. Save the signed diploma (the .json file of its page) as "
        "credential.json, the key as key.pem; then, in the same folder:",
    ),
    "keys_step_hash": (
        "Calculez ce qui a été signé : l’empreinte de la preuve sans sa valeur, puis celle du diplôme sans ses "
        "preuves, en JSON canonique.",
        "Compute what was signed: the hash of the proof without its value, then that of the diploma without its "
        "proofs, in canonical JSON.",
    ),
    "keys_step_decode": (
        "Tirez la signature du diplôme ; elle y est écrite en base 58.",
        "Take the signature out of the diploma; it is written there in base 58.",
    ),
    "keys_step_verify": (
        "Vérifiez. La réponse doit être «\u00a0Signature Verified Successfully\u00a0».",
        "Verify. The answer must be “Signature Verified Successfully”.",
    ),
    "keys_step_compare": (
        "Calculez l’empreinte de la clé, et comparez-la avec celle que l’établissement vous a lue.",
        "Compute the fingerprint of the key, and compare it with the one that the institution read to you.",
    ),
    "keys_openssl_rest": (
        "Ces commandes disent qui a signé, et quoi. Elles ne disent pas si le diplôme a été révoqué depuis : c’est "
        "l’affaire de la liste signée dont il donne l’adresse.",
        "These commands say who signed, and what. They do not say whether the diploma was revoked since: that is for "
        "the signed list whose address it gives.",
    ),
    # Hand-written pages
    "table": ("Tableau {number}, défilant", "Table {number}, scrollable"),
    **words_plan.WORDS,
    **words_calendar.WORDS,
    **REGISTRATION,
}
