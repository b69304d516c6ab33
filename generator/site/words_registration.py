"""The phrases of the registration pages, in the form of `generator.site.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["REGISTRATION"]

REGISTRATION: Final[Mapping[str, tuple[str, str]]] = {
    "register_action": ("S’inscrire", "Register"),
    "register_title": ("Inscription : {programme}", "Registration: {programme}"),
    "register_description": (
        "S’inscrire à ce diplôme : identité, choix des cours, dates et prix. Les réponses sont chiffrées "
        "dans le "
        "navigateur.",
        "Register for this diploma: identity, choice of courses, dates and prices. The answers are encrypted "
        "in the "
        "browser.",
    ),
    "register_overline": ("Inscription", "Registration"),
    "register_lead": (
        "Remplissez ce formulaire ; votre navigateur en fait un fichier chiffré, que seule l’école peut "
        "ouvrir.",
        "Fill in this form; your browser turns it into an encrypted file that only the school can open.",
    ),
    "letter_nothing_sent": (
        "Rien n’est envoyé tant que vous ne l’envoyez pas vous-même, et rien n’est gardé dans ce navigateur.",
        "Nothing is sent until you send it yourself, and nothing is kept in this browser.",
    ),
    "letter_required": (
        "Les réponses sont nécessaires, sauf là où il est écrit « facultatif ».",
        "Answers are required, except where it says “optional”.",
    ),
    "letter_optional": ("facultatif", "optional"),
    "letter_without_script": (
        "Ce formulaire chiffre vos réponses dans votre navigateur, ce qui demande JavaScript.",
        "This form encrypts your answers in your browser, which takes JavaScript.",
    ),
    "register_without_script": (
        "Sans lui, demandez votre inscription par courriel, à {address}. L’école vous demandera : le nom à "
        "imprimer sur "
        "le diplôme, votre date de naissance, votre pays, votre langue, le nom de votre compte sur la "
        "plateforme des "
        "cours et les cours que vous choisissez. Un courriel n’est pas chiffré : pour ces informations, "
        "demandez un autre "
        "moyen si vous le préférez.",
        "Without it, ask to be registered by mail, at {address}. The school will ask you for the name to be "
        "printed on the "
        "diploma, your date of birth, your country, your language, the name of your account on the course "
        "platform and the "
        "courses that you choose. Mail is not encrypted: ask for another way to give these if you prefer "
        "one.",
    ),
    "deposit_without_script": (
        "Sans lui, écrivez à {address}, en donnant votre code de reçu.",
        "Without it, write to {address}, and give your receipt code.",
    ),
    "letter_cannot": (
        "Ce navigateur ne peut pas chiffrer ici : il est trop ancien, ou la page n’a pas été ouverte par une "
        "adresse en "
        "https. Écrivez à {address}.",
        "This browser cannot encrypt here: it is too old, or the page was not opened by an https address. "
        "Write to "
        "{address}.",
    ),
    # Who
    "letter_identity": ("Votre identité", "Your identity"),
    "letter_given": ("Prénoms", "Given names"),
    "letter_family": ("Nom de famille", "Family name"),
    "letter_display": ("Nom sur le diplôme", "Name on the diploma"),
    "letter_display_help": (
        "Il sera imprimé exactement ainsi, dans l’écriture de votre choix. L’identité est vérifiée à "
        "l’examen : écrivez-le "
        "comme sur votre pièce d’identité.",
        "It will be printed exactly so, in the script that you choose. Identity is checked at the exam: "
        "write it as on "
        "your identity document.",
    ),
    "letter_printed": ("Tel qu’il sera imprimé", "As it will be printed"),
    "letter_printed_none": ("Votre nom", "Your name"),
    "letter_birth": ("Date de naissance", "Date of birth"),
    "letter_country": ("Pays de résidence", "Country of residence"),
    "letter_country_none": ("Choisissez un pays", "Choose a country"),
    "letter_contact": ("Vous joindre", "Reaching you"),
    "letter_email": ("Adresse électronique", "E-mail address"),
    "letter_email_help": (
        "Une adresse que vous garderez : les nouvelles de votre inscription y arrivent.",
        "An address that you will keep: news of your registration goes there.",
    ),
    "letter_language": ("Langue des courriers et du diplôme", "Language of letters and of the diploma"),
    "letter_account": (
        "Nom de votre compte sur la plateforme des cours",
        "Name of your account on the course platform",
    ),
    "letter_account_help": (
        "Tel que la plateforme l’affiche ; il relie vos examens à votre inscription. Si vous n’en avez pas "
        "encore, laissez "
        "vide.",
        "As the platform shows it; it ties your exams to your registration. If you have none yet, leave it "
        "empty.",
    ),
    "letter_receipt_before": (
        "Code de reçu d’une inscription précédente",
        "Receipt code of an earlier registration",
    ),
    "letter_receipt_before_help": (
        "Si l’école vous connaît déjà : trois groupes de quatre signes.",
        "If the school knows you already: three groups of four symbols.",
    ),
    # Choice
    "register_choice": ("Vos cours", "Your courses"),
    "register_choice_help": (
        "Cochez les cours que vous comptez passer. Le plan qui en résulte s’affiche au-dessous.",
        "Tick the courses that you mean to pass. The plan that follows from them is shown below.",
    ),
    "register_choice_one": ("Le cours", "The course"),
    "register_enrolment_from_to": ("inscription {range}", "enrolment {range}"),
    "register_exam_from_to": ("examen {range}", "exam {range}"),
    "register_no_session": ("pas de session annoncée", "no session announced"),
    "register_plan": ("Le plan", "The plan"),
    "register_plan_caption": (
        "Prochaine session de chaque cours choisi",
        "Next session of each course chosen",
    ),
    "register_plan_session": ("Prochaine session", "Next session"),
    "register_plan_enrolment": ("Inscription au cours", "Enrolment in the course"),
    "register_plan_exam": ("Examen", "Exam"),
    "register_plan_price": ("Prix", "Price"),
    # Consents
    "register_consents": ("Vos accords", "Your consents"),
    "register_version": ("version {version}", "version {version}"),
    "register_privacy": ("Ce que devient ce que vous donnez", "What becomes of what you give"),
    "register_make": ("Préparer le fichier d’inscription", "Prepare the registration file"),
    "register_already": (
        "Déjà inscrit ? Déposer un certificat, changer de cours…",
        "Registered already? Deposit a certificate, change a course…",
    ),
    # Deposit
    "deposit_action": (
        "Déjà inscrit : déposer, changer, se retirer",
        "Registered already: deposit, change, withdraw",
    ),
    "deposit_title": ("Après l’inscription : {programme}", "After registration: {programme}"),
    "deposit_description": (
        "Pour les personnes inscrites : déposer un certificat, changer de cours, faire corriger un nom, se "
        "retirer.",
        "For people who are registered: deposit a certificate, change a course, have a name corrected, "
        "withdraw.",
    ),
    "deposit_overline": ("Personnes inscrites", "People registered"),
    "deposit_lead": (
        "Déposer un certificat, changer de cours, faire corriger votre nom ou vous retirer. Votre navigateur "
        "en fait un "
        "fichier chiffré, que seule l’école peut ouvrir.",
        "Deposit a certificate, change a course, have your name corrected, or withdraw. Your browser turns "
        "it into an "
        "encrypted file that only the school can open.",
    ),
    "deposit_who": ("Qui vous êtes", "Who you are"),
    "deposit_receipt": ("Code de reçu", "Receipt code"),
    "deposit_receipt_help": (
        "Il vous a été montré à l’inscription : trois groupes de quatre signes. Sans lui, une personne de "
        "l’école doit "
        "s’assurer que c’est bien vous, ce qui prend du temps.",
        "It was shown to you at registration: three groups of four symbols. Without it somebody at the "
        "school has to make "
        "sure that it is you, which takes time.",
    ),
    "deposit_same": (
        "Ce qui suit doit être écrit comme à l’inscription.",
        "What follows must be written as it was at registration.",
    ),
    "deposit_what": ("Ce que vous voulez faire", "What you want to do"),
    "deposit_kind_deposit": ("Déposer un certificat", "Deposit a certificate"),
    "deposit_kind_choices": ("Échanger des cours choisis", "Exchange courses that I chose"),
    "deposit_kind_name": ("Faire corriger mon nom", "Have my name corrected"),
    "deposit_kind_withdrawal": ("Me retirer de ce diplôme", "Withdraw from this diploma"),
    "deposit_certificate_head": ("Le certificat", "The certificate"),
    "deposit_session": ("Session", "Session"),
    "deposit_session_none": ("Choisissez d’abord un cours", "Choose a course first"),
    "deposit_course_none": ("Choisissez un cours", "Choose a course"),
    "deposit_number": ("Numéro du certificat", "Number of the certificate"),
    "deposit_issued": ("Date du certificat", "Date of the certificate"),
    "deposit_score": ("Note, en pour cent", "Score, in per cent"),
    "deposit_scan": ("Copie du certificat", "Scan of the certificate"),
    "deposit_scan_help": (
        "PDF, JPEG ou PNG, 2 Mo au plus. Le nom du fichier n’est pas transmis.",
        "PDF, JPEG or PNG, 2 MB at most. The name of the file is not sent.",
    ),
    "deposit_claim": (
        "Un dépôt est une déclaration : seul le résultat que la plateforme transmet à l’école compte.",
        "A deposit is a claim: only the result that the platform transmits to the school counts.",
    ),
    "deposit_exchanges": ("Les échanges", "The exchanges"),
    "deposit_out": ("Échange {number} : je laisse", "Exchange {number}: I give up"),
    "deposit_into": ("Échange {number} : je prends", "Exchange {number}: I take"),
    "deposit_none": ("Aucun échange", "No exchange"),
    "deposit_name_head": ("Le nom corrigé", "The corrected name"),
    "deposit_reason": ("Pourquoi", "Why"),
    "deposit_name_help": (
        "Un diplôme déjà délivré ne se modifie pas : s’il y en a un, une personne de l’école examine la "
        "demande, et le "
        "remplace.",
        "A diploma that was issued does not change: where there is one, somebody at the school looks at the "
        "request, and "
        "replaces it.",
    ),
    "deposit_withdrawal_head": ("Le retrait", "Withdrawing"),
    "deposit_withdrawal_sure": (
        "Je me retire de ce diplôme. Une nouvelle inscription restera possible, avec un nouveau délai.",
        "I withdraw from this diploma. Registering again will remain possible, with a new period.",
    ),
    "deposit_make": ("Préparer le fichier", "Prepare the file"),
    # Done
    "letter_done": ("Votre fichier est prêt", "Your file is ready"),
    "letter_receipt": ("Votre code de reçu", "Your receipt code"),
    "letter_receipt_keep": (
        "Notez-le : avec lui, l’école saura que c’est vous qui déposez un certificat, changez de cours ou "
        "vous retirez. Ne "
        "le donnez à personne d’autre.",
        "Write it down: with it the school will know that it is you who deposit a certificate, change a "
        "course or "
        "withdraw. Give it to nobody else.",
    ),
    "letter_step_download": ("Enregistrez le fichier.", "Save the file."),
    "letter_download": ("Enregistrer le fichier chiffré", "Save the encrypted file"),
    "letter_step_mail": (
        "Envoyez-le à {address}, en pièce jointe.",
        "Send it to {address}, as an attachment.",
    ),
    "letter_mail": ("Ouvrir un courriel", "Open a mail"),
    "letter_or_send": ("Ou envoyez-le d’ici, à {host} :", "Or send it from here, to {host}:"),
    "letter_send": ("Envoyer maintenant", "Send now"),
    "letter_after": (
        "L’école vous écrira quand elle l’aura reçu et lu. Envoyer deux fois le même fichier est sans effet.",
        "The school will write to you once it has received and read it. Sending the same file twice has no "
        "effect.",
    ),
    "letter_change": ("Corriger mes réponses", "Correct my answers"),
    "letter_demonstration": (
        "Démonstration : tout le monde peut ouvrir ce qui est chiffré ici. N’y mettez rien de vrai.",
        "Demonstration: anyone can open what is encrypted here. Put nothing true into it.",
    ),
}
