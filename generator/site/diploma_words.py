"""What a diploma's page says around the signed values, in French and in English.

Each sentence must be true before the browser has checked anything, without JavaScript, and years later on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.records.base import Language
from generator.trust.diplomastate import State
from generator.trust.ledger import ReasonClass

__all__ = ["REASONS", "STATES", "WORDS", "StateWords", "Words"]


@dataclass(frozen=True, slots=True)
class StateWords:
    """One state: its word, the sentence that goes before its date, and what it means."""

    word: str
    since: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Words:
    """Headings, labels and sentences of the page in one language."""

    diploma: str
    published_state: str
    awards_to: str
    on: str
    number: str
    code: str
    issued_by: str
    validity: str
    valid_from: str
    valid_until: str
    for_ever: str
    period: str
    period_start: str
    period_end: str
    credits: str
    field: str
    programme_code: str
    language: str
    assessed: str
    course: str
    result: str
    criteria: str
    framework: str
    evidence: str
    evidence_intro: str
    verification: str
    not_checked: str
    how_to_verify: str
    official_host: str
    compare_host: str
    fingerprint: str
    compare_key: str
    address: str
    download: str
    public_keys: str
    record: str
    record_intro: str
    raw: str
    replacement: str
    reason: str
    no_more: str
    ask_holder: str
    share: str
    for_cv: str
    cv_check: str
    copy: str
    copied: str
    linkedin: str
    wallet: str
    card: str
    sealed: str
    sealed_lead: str
    sealed_static: str
    sealed_missing: str
    sealed_wrong: str
    sealed_unsupported: str


WORDS: Final[dict[Language, Words]] = {
    "fr": Words(
        diploma="Diplôme",
        published_state="État publié par l’établissement",
        awards_to="décerne à",
        on="le",
        number="Numéro du diplôme",
        code="Code de vérification",
        issued_by="Délivré par",
        validity="Validité",
        valid_from="depuis le",
        valid_until="jusqu’au",
        for_ever="sans limite de durée",
        period="Période de formation",
        period_start="du",
        period_end="au",
        credits="Crédits ECTS",
        field="Domaine",
        programme_code="Code de la formation",
        language="Langue du diplôme",
        assessed="Ce qui a été évalué, et comment",
        course="Cours évalué",
        result="Résultat",
        criteria="Règle d’obtention, en détail",
        framework="Référentiel",
        evidence="Sur quoi repose ce diplôme",
        evidence_intro="La règle appliquée et les résultats retenus. Une empreinte SHA-256 désigne un fichier sans en "
        "révéler le contenu.",
        verification="Vérification",
        not_checked="Votre navigateur n’a pas vérifié la signature de cette page ; il le fait s’il exécute JavaScript. "
        "L’établissement l’a vérifiée avant de la publier.",
        how_to_verify="Vérifier sans se fier à ce site",
        official_host="Site officiel",
        compare_host="C’est l’adresse que votre navigateur doit afficher.",
        fingerprint="Empreinte de la clé qui a signé",
        compare_key="Comparez-la avec celle que l’établissement publie ailleurs.",
        address="Adresse de cette page",
        download="Diplôme signé (JSON)",
        public_keys="Clés publiques de l’établissement",
        record="Autres données signées",
        record_intro="Ce que le document signé contient encore, sous les noms du format Open Badges 3.0.",
        raw="Le document signé, tel quel",
        replacement="Voir le diplôme qui le remplace",
        reason="Motif",
        no_more="Cette page n’en dit pas plus : ni de qui, ni de quoi.",
        ask_holder="Si l’on vous a présenté ce diplôme, demandez à son titulaire de le partager de nouveau, "
        "ou de vous remettre le fichier signé : il se vérifie sans cette page.",
        share="Ce diplôme est le vôtre ? Le partager",
        for_cv="Pour un CV",
        cv_check="À vérifier :",
        copy="Copier",
        copied="Copié",
        linkedin="Ajouter à un profil LinkedIn",
        wallet="Fichier signé, pour un portefeuille numérique",
        card="Image à publier, sans votre nom",
        sealed="Diplôme scellé",
        sealed_lead="Cette page est chiffrée. Seul le lien entier, que le titulaire a reçu, l’ouvre : il porte la "
        "clé après le signe #.",
        sealed_static="Votre navigateur doit exécuter JavaScript pour l’ouvrir : le déchiffrement se fait chez vous, "
        "et la clé n’est envoyée à personne.",
        sealed_missing="L’adresse ne contient pas la clé. Demandez le lien entier à qui vous l’a donné ; tapée ou "
        "copiée à moitié, elle ne suffit pas.",
        sealed_wrong="La clé de ce lien n’ouvre pas ce diplôme. Le lien est celui d’un autre diplôme, ou il a été "
        "modifié ou coupé.",
        sealed_unsupported="Ce navigateur ne sait pas déchiffrer cette page, ou l’adresse n’est pas en https.",
    ),
    "en": Words(
        diploma="Diploma",
        published_state="State published by the institution",
        awards_to="awards to",
        on="on",
        number="Diploma number",
        code="Verification code",
        issued_by="Issued by",
        validity="Validity",
        valid_from="since",
        valid_until="until",
        for_ever="without time limit",
        period="Period of study",
        period_start="from",
        period_end="to",
        credits="ECTS credits",
        field="Field",
        programme_code="Programme code",
        language="Language of the diploma",
        assessed="What was assessed, and how",
        course="Course assessed",
        result="Result",
        criteria="The rule in detail",
        framework="Framework",
        evidence="What this diploma rests on",
        evidence_intro="The rule applied and the results that count. A SHA-256 digest designates a file without "
        "revealing what it holds.",
        verification="Verification",
        not_checked="Your browser has not checked the signature of this page; it does where it runs JavaScript. "
        "The institution checked it before publishing.",
        how_to_verify="Verify without trusting this site",
        official_host="Official site",
        compare_host="Your browser must show this address.",
        fingerprint="Fingerprint of the key that signed",
        compare_key="Compare it with the one that the institution publishes elsewhere.",
        address="Address of this page",
        download="Signed diploma (JSON)",
        public_keys="Public keys of the institution",
        record="Other signed data",
        record_intro="What else the signed document holds, under the names of the Open Badges 3.0 format.",
        raw="The signed document, as it is",
        replacement="See the diploma that replaces it",
        reason="Reason",
        no_more="This page says nothing more: neither whose, nor what for.",
        ask_holder="If you were shown this diploma, ask its holder to share it again, or to hand you the signed "
        "file: it can be verified without this page.",
        share="Is this diploma yours? Share it",
        for_cv="For a CV",
        cv_check="Check it at",
        copy="Copy",
        copied="Copied",
        linkedin="Add to a LinkedIn profile",
        wallet="Signed file, for a wallet",
        card="Picture to post, without your name",
        sealed="Sealed diploma",
        sealed_lead="This page is encrypted. Only the whole link, which the holder received, opens it: it holds the "
        "key behind the # sign.",
        sealed_static="Your browser must run JavaScript to open it: it is decrypted on your side, and the key is sent "
        "to nobody.",
        sealed_missing="The address does not hold the key. Ask whoever gave it to you for the whole link; typed or "
        "copied in part, it is not enough.",
        sealed_wrong="The key of this link does not open this diploma. The link is another diploma’s, or it was "
        "changed or cut short.",
        sealed_unsupported="This browser cannot decrypt the page, or the address is not https.",
    ),
}

STATES: Final[dict[Language, dict[State, StateWords]]] = {
    "fr": {
        "valid": StateWords("Valable", "depuis le", "Ni révoqué, ni remplacé, ni expiré."),
        "revoked": StateWords(
            "Révoqué", "le", "Délivré puis retiré par l’établissement, ce diplôme n’est plus valable."
        ),
        "superseded": StateWords(
            "Remplacé", "le", "Un autre diplôme a pris sa place. Celui-ci n’est plus valable."
        ),
        "withdrawn": StateWords(
            "Diplôme non partagé", "depuis le", "Ce diplôme n’est plus partagé par son titulaire."
        ),
        "expired": StateWords("Expiré", "depuis le", "Authentique, mais sa durée de validité est passée."),
        "not-yet-valid": StateWords(
            "Pas encore valable",
            "prend effet le",
            "Signé par l’établissement, il ne prend effet que plus tard.",
        ),
    },
    "en": {
        "valid": StateWords("Valid", "since", "Not revoked, not replaced, not expired."),
        "revoked": StateWords(
            "Revoked", "on", "Issued, then taken back by the institution: no longer valid."
        ),
        "superseded": StateWords(
            "Superseded", "on", "Another diploma has taken its place. This one is no longer valid."
        ),
        "withdrawn": StateWords(
            "Diploma not shared", "since", "This diploma is no longer shared by its holder."
        ),
        "expired": StateWords("Expired", "since", "Authentic, but the time for which it holds has passed."),
        "not-yet-valid": StateWords(
            "Not yet valid", "takes effect on", "Signed by the institution, it only takes effect later."
        ),
    },
}

REASONS: Final[dict[Language, dict[ReasonClass, str]]] = {
    "fr": {
        "issued-in-error": "délivré par erreur",
        "fraud": "fraude",
        "holder-request": "à la demande du titulaire",
        "corrected": "corrigé",
        "other": "autre",
    },
    "en": {
        "issued-in-error": "issued in error",
        "fraud": "fraud",
        "holder-request": "at the holder’s request",
        "corrected": "corrected",
        "other": "other",
    },
}
