"""Our words on paper, in French and in English. Each must be true of every document of its kind."""

from __future__ import annotations

from typing import Final

from generator.records.base import Language

__all__ = ["IDENTITY", "NATURES", "STANDING", "TITLES", "WORDS", "Said"]

Said = dict[Language, str]
"""The same in both languages."""

IDENTITY: Final[dict[Language, str]] = {"fr": "identité vérifiée", "en": "identity checked"}
"""How a signed ground says that identity was checked (`generator.issuing.grounds`)."""

TITLES: Final[dict[str, Said]] = {
    "attestation": {"fr": "Attestation", "en": "Attestation"},
    "transcript": {"fr": "Relevé de résultats", "en": "Transcript of results"},
    "realisation": {"fr": "Certificat de réalisation", "en": "Certificate of training completion"},
}

WORDS: Final[dict[str, Said]] = {
    "number": {"fr": "Numéro", "en": "Number"},
    "awards_to": {"fr": "est décerné à", "en": "is awarded to"},
    "on": {"fr": "le", "en": "on"},
    "verify": {
        "fr": "Pour vérifier ce document, scannez ce code, ou saisissez-le à cette adresse\u00a0:",
        "en": "To verify this document, scan this code, or type it at this address:",
    },
    "compare": {
        "fr": "Seule cette adresse fait foi. Le diplôme signé est joint à ce fichier\u202f; ce qui est imprimé ici "
        "doit dire la même chose que lui.",
        "en": "Only this address counts. The signed diploma is attached to this file; what is printed here must say "
        "the same as it does.",
    },
    "certifies": {
        "fr": "certifie avoir décerné le document désigné ci-dessous à",
        "en": "certifies that it has awarded what is named below to",
    },
    "what": {"fr": "Intitulé", "en": "Title"},
    "kind": {"fr": "Nature", "en": "Kind"},
    "awarded": {"fr": "Décerné le", "en": "Awarded on"},
    "valid_until": {"fr": "Valable jusqu’au", "en": "Valid until"},
    "period": {"fr": "Période de formation", "en": "Training period"},
    "credits": {"fr": "Crédits ECTS", "en": "ECTS credits"},
    "field": {"fr": "Domaine", "en": "Field"},
    "programme": {"fr": "Code de la formation", "en": "Programme code"},
    "about": {"fr": "Description", "en": "Description"},
    "criteria": {"fr": "Règle d’obtention", "en": "Rule"},
    "standing": {"fr": "Ce que ce document est, et n’est pas", "en": "What this document is, and is not"},
    "course": {"fr": "Cours évalué", "en": "Course assessed"},
    "result": {"fr": "Résultat", "en": "Result"},
    "counted_in": {"fr": "Compté pour", "en": "Counted in"},
    "grounds": {"fr": "Fondement", "en": "Grounds"},
    "holder": {"fr": "Titulaire", "en": "Holder"},
    "no_results": {
        "fr": "Le diplôme signé ne contient aucun résultat.",
        "en": "The signed diploma holds no results.",
    },
    "verification": {"fr": "Vérification", "en": "Verification"},
}

STANDING: Final[dict[str, Said]] = {
    "attests": {
        "fr": "Cette attestation ne remplace pas le document décerné\u00a0: elle en reprend le contenu signé.",
        "en": "This attestation does not replace what was awarded: it repeats its signed content.",
    },
    "diploma": {
        "fr": "Le document décerné est un diplôme propre à l’établissement qui le délivre.",
        "en": "What was awarded is a diploma of the institution that issues it.",
    },
    "not-diploma": {
        "fr": "Le document décerné n’est pas un diplôme.",
        "en": "What was awarded is not a diploma.",
    },
    "credits": {
        "fr": "Il porte les crédits ECTS indiqués ci-dessus.",
        "en": "It carries the ECTS credits shown above.",
    },
    "no-credits": {
        "fr": "Il ne porte aucun crédit ECTS.",
        "en": "It carries no ECTS credits.",
    },
    "identity-all": {
        "fr": "L’identité de la personne a été vérifiée lors de chaque examen retenu.",
        "en": "The person’s identity was checked at each exam that counted.",
    },
    "identity-some": {
        "fr": "L’identité de la personne a été vérifiée lors de {number} des {total} résultats retenus.",
        "en": "The person’s identity was checked for {number} of the {total} results that counted.",
    },
    "identity-none": {
        "fr": "Aucun des résultats retenus n’indique que l’identité de la personne ait été vérifiée.",
        "en": "None of the results that counted says that the person’s identity was checked.",
    },
    "identity-unknown": {
        "fr": "Le document signé ne dit pas, résultat par résultat, si l’identité de la personne a été vérifiée.",
        "en": "The signed document does not say, result by result, whether the person’s identity was checked.",
    },
}

NATURES: Final[dict[str, str]] = {
    "training": "action de formation",
    "skills-assessment": "bilan de compétences",
    "prior-learning": "action de VAE",
    "apprenticeship": "action de formation par apprentissage",
}
"""The four boxes of the model certificate, in its order and words."""
