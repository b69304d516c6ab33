"""The fictional people of the demonstration, at every stage of the road. None of them exists.

Names say so ("Exemple", "Modèle", "Fictif" in many languages and scripts). Each person stands for one thing that
can happen; `story` says which, and becomes the note of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

D = date.fromisoformat


@dataclass(frozen=True)
class Sat:
    """One sitting. `score` None and `passed` None: the platform transmitted no result."""

    course: str
    session: str
    score: int | None = None
    passed: bool | None = None
    path: str = "qualifying"
    identity: Literal["verified", "not-checked", "failed"] = "verified"
    invalidated: tuple[str, str, str] | None = None
    after_issue: bool = False


@dataclass(frozen=True)
class Reg:
    """One registration; `swaps` are (date, out, into)."""

    programme: str
    day: str
    choices: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str, str], ...] = ()
    withdrawn: str | None = None


@dataclass(frozen=True)
class Person:
    """One candidate. `former` is the name under which a diploma was first issued; `awarded` the editions that
    award one; `deposits` are (course, session, date, score in percent or None); `recognised` are (programme,
    course, date, reason in French, in English).
    """

    name: str
    language: Literal["fr", "en"]
    country: str
    story: str
    regs: tuple[Reg, ...]
    sat: tuple[Sat, ...] = ()
    deposits: tuple[tuple[str, str, str, int | None], ...] = ()
    recognised: tuple[tuple[str, str, str, str, str], ...] = ()
    awarded: tuple[str, ...] = ()
    deferred: tuple[tuple[str, str, str], ...] = ()
    former: str | None = None
    birth: str | None = None


CODES = {
    "em": "emerging-and-reemerging-viruses",
    "ma": "malaria",
    "me": "medical-entomology",
    "re": "resistance-antibacterial-agents",
    "vo": "viral-outbreaks-pandemics",
    "sh": "shs-gestion-epidemies",
    "nt": "neglected-tropical-diseases",
    "ra": "rabies",
    "ii": "innate-immunity",
    "vh": "viral-hepatitis",
    "hi": "hiv-science",
    "hp": "human-population-evolutionary-genetics",
    "tb": "tuberculosis",
    "bb": "biobanking",
    "vc": "viruses-human-cancers",
    "wa": "waterborne",
    "va": "vaccinology",
    "my": "medical-mycology",
    "mo": "modeling-infectious-diseases",
    "ec": "essais-cliniques",
}


def exams(line: str) -> tuple[Sat, ...]:
    """``re 24-t2 26, va 25-t3 17``: course, session, right answers."""
    found = []
    for item in line.split(", "):
        course, session, score = item.split()
        found.append(Sat(CODES[course], f"20{session}", int(score)))
    return tuple(found)


def courses(line: str) -> tuple[str, ...]:
    return tuple(CODES[short] for short in line.split())


def dip(day: str, choices: str = "", **more: object) -> tuple[Reg, ...]:
    return (Reg("dnm2ip", day, courses(choices), **more),)  # type: ignore[arg-type]


FRAUD = (
    "2026-01-12",
    "L’enregistrement montre qu’une autre personne répondait.",
    "The recording shows that somebody else was answering.",
)
CLASSIC, ADVANCED, TEAM = "gdp-classique", "gdp-avance", "gdp-equipe"
FIRST_AID, DIGITAL = "certificat-premiers-secours-numeriques", "attestation-vie-numerique"


def project(session: int, path: str, passed: bool | None = True) -> Sat:
    return Sat(
        "abc-gestion-de-projet", f"session-{session}", passed=passed, path=path, identity="not-checked"
    )


def first_aid(session: str, score: int | None, **more: object) -> Sat:
    return Sat("digital-first-aid", session, score, path="certifying", **more)  # type: ignore[arg-type]


def backup(session: str, score: int) -> Sat:
    return Sat("data-backup", session, score, path="cohort", identity="not-checked")


DIPLOMA: tuple[Person, ...] = (
    Person(
        "Ariane Exemple",
        "fr",
        "FR",
        "four courses and one recognised earlier certificate",
        dip("2023-11-06"),
        exams("ma 24-t2 24, me 24-t2 21, re 24-t2 26, em 24-t2 19"),
        recognised=(
            (
                "dnm2ip",
                "biobanking",
                "2024-01-15",
                "Certificat obtenu en 2022.",
                "Certificate earned in 2022.",
            ),
        ),
        awarded=("dnm2ip-2024-07",),
        birth="1991-04-23",
    ),
    Person(
        "Балтазар Вымышленный",
        "en",
        "RS",
        "diploma withdrawn at the holder's request",
        dip("2024-01-10"),
        exams("ma 24-t2 18, me 24-t2 22, re 24-t2 23, em 24-t2 27"),
        recognised=(
            (
                "dnm2ip",
                "tuberculosis",
                "2024-02-01",
                "Certificat obtenu en 2022.",
                "Certificate earned in 2022.",
            ),
        ),
        awarded=("dnm2ip-2024-07",),
    ),
    Person(
        "Camille-Océane D’Essai-Fictif",
        "fr",
        "FR",
        "diploma superseded: the name was corrected, the link kept private",
        dip("2024-02-12"),
        exams("ma 24-t2 29, me 24-t2 25, re 24-t2 20, em 24-t2 28"),
        recognised=(
            (
                "dnm2ip",
                "epigenetics",
                "2024-02-20",
                "Certificat obtenu en 2022.",
                "Certificate earned in 2022.",
            ),
        ),
        awarded=("dnm2ip-2024-07",),
        former="Camille D’Essai-Fictif",
        birth="1987-12-02",
    ),
    Person(
        "Zoé <script>alert(1)</script> Fictive",
        "fr",
        "BE",
        "a name that must be shown as it is written, and harm nobody",
        dip("2024-03-04"),
        exams("re 24-t2 22, ii 24-t4 24, ra 24-t4 19, vh 24-t4 25, tb 25-t1 21"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "Nguyễn Thị Ví Dụ",
        "en",
        "VN",
        "diploma valid; five courses in one year",
        dip("2024-08-01", "nt ra ii hi wa"),
        exams("nt 24-t3 27, ra 24-t4 23, ii 24-t4 30, hi 25-t1 26, wa 25-t2 28"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "ليلى مثال",
        "fr",
        "MA",
        "diploma valid; name in Arabic script",
        dip("2024-08-20", "sh ii tb bb vc"),
        exams("sh 24-t3 20, ii 24-t4 22, tb 25-t1 24, bb 25-t2 19, vc 25-t2 23"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "見本 太郎",
        "en",
        "JP",
        "diploma valid; name in Chinese characters",
        dip("2024-09-02", "nt ii vh hi wa"),
        exams("nt 24-t3 25, ii 24-t4 28, vh 24-t4 27, hi 25-t1 29, wa 25-t2 30"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "Þórdís Dæmisdóttir",
        "en",
        "IS",
        "diploma superseded; the holder shares the link to the new one",
        dip("2024-09-09", "ra ii tb bb wa"),
        exams("ra 24-t4 21, ii 24-t4 23, tb 25-t1 20, bb 25-t2 26, wa 25-t2 22"),
        awarded=("dnm2ip-2025-07",),
        former="Thordis Daemisdottir",
    ),
    Person(
        "Théophile Fraudeur-Imaginaire",
        "fr",
        "FR",
        "diploma revoked: one exam invalidated for fraud afterwards",
        dip("2024-09-16", "nt ii vh hi vc"),
        (
            *exams("nt 24-t3 26, ii 24-t4 29, vh 24-t4 28, vc 25-t2 27"),
            Sat("hiv-science", "2025-t1", 30, invalidated=FRAUD, after_issue=True),
        ),
        awarded=("dnm2ip-2025-07",),
        birth="1979-06-30",
    ),
    Person(
        "Łucja Przykładowa",
        "en",
        "PL",
        "diploma valid; a failed exam made good by another course",
        dip("2024-08-12", "sh ra ii tb my", swaps=(("2025-03-24", "medical-mycology", "biobanking"),)),
        exams("sh 24-t3 22, ra 24-t4 25, ii 24-t4 18, tb 25-t1 27, bb 25-t2 24"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "İpek Örnek",
        "en",
        "TR",
        "diploma valid; passed with exactly eighteen right answers each time",
        dip("2024-10-01", "ra ii vh tb vc"),
        exams("ra 24-t4 18, ii 24-t4 18, vh 24-t4 18, tb 25-t1 18, vc 25-t2 18"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "Ελένη Παράδειγμα",
        "en",
        "GR",
        "diploma valid; judged by the later version, which serves better",
        dip("2024-04-02"),
        exams("vo 24-t2 24, re 24-t2 25, sh 24-t3 21, nt 24-t3 23, ra 24-t4 20"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "홍예시",
        "en",
        "KR",
        "diploma valid; seven courses passed",
        dip("2024-03-18"),
        exams("re 24-t2 24, em 24-t2 22, ii 24-t4 26, vh 24-t4 21, hi 25-t1 23, tb 25-t1 25, bb 25-t2 27"),
        awarded=("dnm2ip-2025-07",),
    ),
    Person(
        "Maria-Esperança Wilhelmina Théodora de los Ángeles Fernández-Modelo y Villanueva-Ejemplo de la Demostración",
        "fr",
        "ES",
        "diploma valid; a long name",
        dip("2024-12-02", "tb wa va mo ec"),
        exams("tb 25-t1 22, wa 25-t2 24, va 25-t3 23, mo 25-t4 25, ec 25-t4 21"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "Musterfrauundbeispielmannfamiliennamenerfindungsgesellschaftsvorsitzende",
        "en",
        "DE",
        "diploma valid; a long name without any blank",
        dip("2025-01-07", "hi vc va my mo"),
        exams("hi 25-t1 19, vc 25-t2 20, va 25-t3 25, my 25-t3 22, mo 25-t4 26"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "उदाहरण कुमारी",
        "en",
        "IN",
        "diploma valid; name in Devanagari",
        dip("2025-01-20", "tb bb va ec me"),
        exams("tb 25-t1 28, bb 25-t2 27, va 25-t3 29, ec 25-t4 26, me 26-t1 25"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "ምሳሌ ልብወለድ",
        "fr",
        "ET",
        "diploma valid; name in Ethiopic script",
        dip("2025-02-03", "hi wa va mo re"),
        exams("hi 25-t1 24, wa 25-t2 22, va 25-t3 21, mo 25-t4 23, re 26-t1 28"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "דנה דוגמה",
        "en",
        "IL",
        "diploma valid; name in Hebrew script",
        dip("2025-02-10", "tb vc my va ma"),
        exams("tb 25-t1 23, vc 25-t2 26, my 25-t3 24, va 25-t3 27, ma 26-t2 25"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "สมมุติ ตัวอย่าง",
        "en",
        "TH",
        "revoked by mistake and reinstated",
        dip("2025-03-03", "bb wa va ec vo"),
        exams("bb 25-t2 21, wa 25-t2 25, va 25-t3 24, ec 25-t4 22, vo 26-t2 20"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "Ṣadé Àpẹẹrẹ",
        "fr",
        "NG",
        "diploma valid; the better of two sittings counts",
        dip("2024-05-13"),
        exams("me 24-t2 18, ii 24-t4 20, hi 25-t1 22, va 25-t3 26, me 26-t1 24, ma 26-t2 23"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "Noé 🦠 Illustration",
        "fr",
        "CH",
        "diploma valid; an emoji in the name",
        dip("2025-03-17", "vc my mo re vo"),
        exams("vc 25-t2 19, my 25-t3 21, mo 25-t4 20, re 26-t1 22, vo 26-t2 24"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "Göran Påhittad",
        "en",
        "SE",
        "revoked: the jury found that it was issued in error",
        dip("2025-04-01", "bb va ec me ma"),
        exams("bb 25-t2 23, va 25-t3 20, ec 25-t4 24, me 26-t1 21, ma 26-t2 26"),
        awarded=("dnm2ip-2026-07",),
    ),
    Person(
        "Hélène Démonstration-Type",
        "fr",
        "CA",
        "deferred by the jury: five courses, none of them starred",
        dip("2025-01-13", "hi tb bb wa ec"),
        exams("hi 25-t1 25, tb 25-t1 24, bb 25-t2 23, wa 25-t2 26, ec 25-t4 28"),
        deferred=(
            (
                "dnm2ip-2026-07",
                "Aucun des cinq cours réussis n’est un cours étoilé.",
                "None of the five courses passed is a starred one.",
            ),
        ),
    ),
    Person(
        "Ignace Sans-Pareil-Fictif",
        "fr",
        "SN",
        "deferred by the jury: one exam without identity check",
        dip("2025-01-27", "tb wa va mo re"),
        (
            *exams("tb 25-t1 22, wa 25-t2 23, va 25-t3 25, mo 25-t4 24"),
            Sat("resistance-antibacterial-agents", "2026-t1", 27, identity="not-checked"),
        ),
        deferred=(
            (
                "dnm2ip-2026-07",
                "L’identité n’a pas été vérifiée à un examen.",
                "At one exam the identity was not checked.",
            ),
        ),
    ),
    Person(
        "Jérôme Modèle",
        "fr",
        "FR",
        "entitled in the coming edition",
        dip("2025-02-17", "wa va mo re sh"),
        exams("wa 25-t2 24, va 25-t3 23, mo 25-t4 26, re 26-t1 25, sh 26-t3 22"),
    ),
    Person(
        "Kseniia Vyhadana",
        "en",
        "UA",
        "entitled in the coming edition",
        dip("2025-03-10", "bb my va me nt"),
        exams("bb 25-t2 27, my 25-t3 25, va 25-t3 24, me 26-t1 28, nt 26-t3 29"),
    ),
    Person(
        "Léopold Échantillon",
        "fr",
        "LU",
        "entitled in the coming edition",
        dip("2025-04-07", "vc ec re vo sh"),
        exams("vc 25-t2 20, ec 25-t4 19, re 26-t1 21, vo 26-t2 23, sh 26-t3 24"),
    ),
    Person(
        "Margarida Fictícia",
        "en",
        "PT",
        "entitled in the coming edition, one earlier certificate recognised",
        dip("2025-09-01", "va mo re nt hi"),
        exams("va 25-t3 26, mo 25-t4 22, re 26-t1 24, nt 26-t3 25"),
        recognised=(
            (
                "dnm2ip",
                "hiv-science",
                "2025-09-20",
                "Certificat obtenu en mars 2025.",
                "Certificate earned in March 2025.",
            ),
        ),
    ),
    Person(
        "Naïm Prototype",
        "fr",
        "TN",
        "four courses passed, one of them starred",
        dip("2025-08-25", "va mo ec ma nt"),
        exams("va 25-t3 22, mo 25-t4 24, ec 25-t4 23, ma 26-t2 20"),
    ),
    Person(
        "Ombeline Factice",
        "fr",
        "FR",
        "four courses passed, none starred yet",
        dip("2025-04-22", "bb wa my ec vo"),
        exams("bb 25-t2 21, wa 25-t2 20, my 25-t3 24, ec 25-t4 25"),
    ),
    Person(
        "Pavel Příklad",
        "en",
        "CZ",
        "the fifth course passed twice: it counts once",
        dip("2024-05-06"),
        exams("ma 24-t2 20, vh 24-t4 23, hi 25-t1 21, re 26-t1 25, ma 26-t2 24"),
    ),
    Person(
        "Quentin Cobaye-Volontaire",
        "fr",
        "FR",
        "two courses passed, one failed with 17 of 30",
        dip("2025-08-18", "va mo re ma nt"),
        exams("va 25-t3 23, mo 25-t4 21, re 26-t1 17"),
    ),
    Person(
        "Rosalía Inventada",
        "en",
        "MX",
        "one course failed twice",
        dip("2024-03-25"),
        exams("re 24-t2 14, re 26-t1 16"),
    ),
    Person(
        "Sixtine Maquette",
        "fr",
        "FR",
        "two courses passed",
        dip("2025-12-01", "re ma sh ii va"),
        exams("re 26-t1 26, ma 26-t2 22"),
    ),
    Person(
        "Tadeáš Ukázkový",
        "en",
        "SK",
        "one course passed",
        dip("2026-01-05", "re vo nt ra vh"),
        exams("re 26-t1 29"),
    ),
    Person(
        "Ulysse Hypothèse",
        "fr",
        "BE",
        "one course passed, another sat without a transmitted result",
        dip("2026-01-12", "re ma sh nt va"),
        (*exams("re 26-t1 20"), Sat("malaria", "2026-t2")),
    ),
    Person(
        "Violette Simulée",
        "fr",
        "FR",
        "identity check failed at one exam",
        dip("2025-12-15", "me re vo ma sh"),
        (*exams("me 26-t1 24"), Sat("resistance-antibacterial-agents", "2026-t1", 28, identity="failed")),
    ),
    Person(
        "Wiremu Tauira",
        "en",
        "NZ",
        "identity not checked at one exam",
        dip("2026-02-02", "re me vo ma nt"),
        (Sat("medical-entomology", "2026-t1", 25, identity="not-checked"), *exams("vo 26-t2 23")),
    ),
    Person(
        "Xénia Supposition",
        "fr",
        "CY",
        "one exam invalidated for fraud",
        dip("2025-11-24", "re me ma nt ra"),
        (
            *exams("me 26-t1 22"),
            Sat(
                "malaria",
                "2026-t2",
                30,
                invalidated=("2026-07-06", "Deux copies identiques, mot pour mot.", "Two identical papers."),
            ),
        ),
    ),
    Person(
        "Yannick Périmé-Fictif",
        "fr",
        "FR",
        "the two years ran out with four courses passed",
        dip("2024-08-05", "nt ii tb wa ma"),
        exams("nt 24-t3 21, ii 24-t4 22, tb 25-t1 20, wa 25-t2 24"),
    ),
    Person(
        "Zbigniew Przykład",
        "en",
        "PL",
        "the fifth exam came after the last day of the two years",
        dip("2024-09-05", "ra ii hi bb nt"),
        exams("ra 24-t4 23, ii 24-t4 25, hi 25-t1 24, bb 25-t2 22, nt 26-t3 27"),
    ),
    Person(
        "Adélaïde Renonçante-Fictive",
        "fr",
        "FR",
        "withdrawn after two courses",
        dip("2025-01-06", "tb hi va mo re", withdrawn="2025-09-15"),
        exams("tb 25-t1 20, hi 25-t1 19"),
    ),
    Person(
        "Bjørn Oppdiktet",
        "en",
        "NO",
        "withdrawn before any exam",
        dip("2026-03-02", "ma vo sh nt ii", withdrawn="2026-05-04"),
    ),
    Person(
        "Clémence Hypothétique",
        "fr",
        "FR",
        "sat an exam; certificate declared, not yet transmitted",
        dip("2026-08-24", "nt ra ii vh tb"),
        deposits=(("rabies", "2026-t4", "2026-11-20", 80),),
    ),
    Person(
        "Dariusz Wymyślony",
        "en",
        "PL",
        "two certificates declared, one transmitted",
        dip("2026-06-01", "sh nt ra ii vh"),
        exams("sh 26-t3 24"),
        deposits=(
            ("shs-gestion-epidemies", "2026-t3", "2026-10-24", 80),
            ("rabies", "2026-t4", "2026-11-19", None),
        ),
    ),
    Person(
        "Éloïse Conjecture",
        "fr",
        "CM",
        "declares more than was transmitted",
        dip("2026-05-18", "nt sh ra hi va"),
        exams("nt 26-t3 15"),
        deposits=(("neglected-tropical-diseases", "2026-t3", "2026-11-03", 83),),
    ),
    Person(
        "Farid Notionnel",
        "fr",
        "DZ",
        "certificate declared, not yet transmitted",
        dip("2026-09-07", "ra ii vh hi tb"),
        deposits=(("rabies", "2026-t4", "2026-11-21", 73),),
    ),
    Person(
        "Gwenaëlle Supposée", "fr", "FR", "courses chosen, no exam yet", dip("2026-09-21", "ii ra vh hi tb")
    ),
    Person(
        "Hanneke Voorbeeld",
        "en",
        "NL",
        "courses chosen, one exchanged",
        dip("2026-08-10", "ii ra vh hi vc", swaps=(("2026-10-12", "viruses-human-cancers", "waterborne"),)),
    ),
    Person("Iñaki Adibidea", "en", "ES", "courses chosen, no exam yet", dip("2026-10-05", "ii vh tb bb wa")),
    Person("Juste Théorique", "fr", "CD", "courses chosen, no exam yet", dip("2026-10-26", "hi tb wa va mo")),
    Person("Kjersti Eksempel", "en", "NO", "just registered", dip("2026-11-02")),
    Person("Lancelot Virtuel", "fr", "FR", "just registered", dip("2026-11-09")),
    Person("Mélisande Abstraite", "fr", "FR", "just registered", dip("2026-11-16")),
    Person("范例 明", "en", "SG", "just registered; name in Chinese characters", dip("2026-11-18")),
)

OTHERS: tuple[Person, ...] = (
    Person(
        "Odilon Planificateur-Fictif",
        "fr",
        "FR",
        "classic path passed",
        (Reg(CLASSIC, "2025-09-01"),),
        (project(26, "classic"),),
        awarded=("gdp-classique-26",),
    ),
    Person(
        "Paloma Ejemplar",
        "en",
        "CO",
        "classic and advanced paths passed",
        (Reg(CLASSIC, "2025-09-08"), Reg(ADVANCED, "2026-02-16")),
        (project(26, "classic"), project(27, "advanced")),
        awarded=("gdp-classique-26", "gdp-avance-27"),
    ),
    Person(
        "Quynh Anh Minh Họa",
        "fr",
        "VN",
        "classic path passed; diploma withdrawn and shown again",
        (Reg(CLASSIC, "2025-09-10"),),
        (project(26, "classic"),),
        awarded=("gdp-classique-26",),
    ),
    Person(
        "Régis Chef-de-Projet-Imaginaire",
        "fr",
        "MG",
        "team path passed",
        (Reg(TEAM, "2025-09-05"),),
        (project(26, "team"),),
        awarded=("gdp-equipe-26",),
    ),
    Person(
        "Saoirse Samplach",
        "en",
        "IE",
        "team path passed",
        (Reg(TEAM, "2025-09-12"),),
        (project(26, "team"),),
        awarded=("gdp-equipe-26",),
    ),
    Person(
        "Tancrède Jalon-Factice",
        "fr",
        "FR",
        "classic path passed",
        (Reg(CLASSIC, "2026-02-20"),),
        (project(27, "classic"),),
        awarded=("gdp-classique-27",),
    ),
    Person(
        "Uxue Asmatua",
        "en",
        "ES",
        "classic path passed",
        (Reg(CLASSIC, "2026-02-24"),),
        (project(27, "classic"),),
        awarded=("gdp-classique-27",),
    ),
    Person(
        "Valérian Livrable-Fictif",
        "fr",
        "CI",
        "advanced path passed",
        (Reg(ADVANCED, "2026-02-18"),),
        (project(27, "advanced"),),
        awarded=("gdp-avance-27",),
    ),
    Person(
        "Wanda Zmyślona",
        "en",
        "PL",
        "classic path not passed",
        (Reg(CLASSIC, "2026-02-22"),),
        (project(27, "classic", False),),
    ),
    Person(
        "Ximena Supuesta",
        "en",
        "PE",
        "advanced path without a transmitted result",
        (Reg(ADVANCED, "2026-02-25"),),
        (project(27, "advanced", None),),
    ),
    Person(
        "Ysaline Gantt-Imaginaire",
        "fr",
        "BE",
        "enrolled in the session under way",
        (Reg(CLASSIC, "2026-09-07"),),
    ),
    Person(
        "Abel Secouriste-Fictif",
        "fr",
        "FR",
        "certificate expired in 2025",
        (Reg(FIRST_AID, "2023-01-16"),),
        (first_aid("2023-t1", 16),),
        awarded=(f"{FIRST_AID}-2023",),
    ),
    Person(
        "Bérénice Rempart-Factice",
        "fr",
        "FR",
        "certificate expired in 2025 and earned again",
        (Reg(FIRST_AID, "2023-01-20"), Reg(FIRST_AID, "2025-01-10")),
        (first_aid("2023-t1", 18), first_aid("2025-t1", 19)),
        awarded=(f"{FIRST_AID}-2023", f"{FIRST_AID}-2025"),
    ),
    Person(
        "Cosima Beispiel",
        "en",
        "AT",
        "certificate expired in 2026",
        (Reg(FIRST_AID, "2024-01-08"),),
        (first_aid("2024-t1", 14),),
        awarded=(f"{FIRST_AID}-2024",),
    ),
    Person(
        "Désiré Pare-Feu-Imaginaire",
        "fr",
        "BJ",
        "certificate valid until 2027",
        (Reg(FIRST_AID, "2025-01-13"),),
        (first_aid("2025-t1", 17),),
        awarded=(f"{FIRST_AID}-2025",),
    ),
    Person(
        "Emmi Esimerkki",
        "en",
        "FI",
        "certificate revoked; it was also about to expire",
        (Reg(FIRST_AID, "2025-01-15"),),
        (first_aid("2025-t1", 15),),
        awarded=(f"{FIRST_AID}-2025",),
    ),
    Person(
        "Fatoumata Cas-d’École",
        "fr",
        "ML",
        "certificate valid until 2028, and the attestation",
        (Reg(FIRST_AID, "2026-01-12"), Reg(DIGITAL, "2026-01-12")),
        (first_aid("2026-t1", 19),),
        awarded=(f"{FIRST_AID}-2026", f"{DIGITAL}-2026"),
    ),
    Person(
        "Gaspard Mot-de-Passe-Fictif",
        "fr",
        "FR",
        "both courses of the attestation",
        (Reg(DIGITAL, "2025-01-20"),),
        (first_aid("2025-t1", 16), backup("2025-t2", 12)),
        awarded=(f"{DIGITAL}-2025",),
    ),
    Person(
        "Håkon Tenkt-Eksempel",
        "en",
        "NO",
        "first course with 90%, the other way to the attestation",
        (Reg(DIGITAL, "2026-01-19"),),
        (first_aid("2026-t1", 18),),
        awarded=(f"{DIGITAL}-2026",),
    ),
    Person(
        "Ilse Voorbeeldig",
        "en",
        "NL",
        "first course with 85%: the second is still needed",
        (Reg(DIGITAL, "2026-01-26"),),
        (first_aid("2026-t1", 17),),
    ),
    Person(
        "Joséphine Sauvegarde-Factice",
        "fr",
        "FR",
        "one right answer short of the mark",
        (Reg(FIRST_AID, "2026-01-27"),),
        (first_aid("2026-t1", 13),),
    ),
)

PEOPLE = DIPLOMA + OTHERS

APPROVALS = {
    "dnm2ip": (
        ("Diane Démonstration", "Présidente du jury (personne fictive)"),
        ("Édouard Illustration", "Directeur de l’enseignement (personne fictive)"),
    ),
    CLASSIC: (("Philippine Jalon", "Responsable du cours (personne fictive)"),),
    ADVANCED: (("Philippine Jalon", "Responsable du cours (personne fictive)"),),
    TEAM: (("Philippine Jalon", "Responsable du cours (personne fictive)"),),
    FIRST_AID: (("Ada Exemple", "Directrice de l’École Exemple (personne fictive)"),),
    DIGITAL: (("Ada Exemple", "Directrice de l’École Exemple (personne fictive)"),),
}

EDITIONS = {
    f"{FIRST_AID}-2023": (FIRST_AID, "2023-03-17"),
    f"{FIRST_AID}-2024": (FIRST_AID, "2024-03-15"),
    "dnm2ip-2024-07": ("dnm2ip", "2024-07-12"),
    f"{FIRST_AID}-2025": (FIRST_AID, "2025-03-14"),
    f"{DIGITAL}-2025": (DIGITAL, "2025-06-20"),
    "dnm2ip-2025-07": ("dnm2ip", "2025-07-11"),
    "gdp-classique-26": (CLASSIC, "2026-02-13"),
    "gdp-equipe-26": (TEAM, "2026-02-13"),
    f"{FIRST_AID}-2026": (FIRST_AID, "2026-03-13"),
    f"{DIGITAL}-2026": (DIGITAL, "2026-06-19"),
    "dnm2ip-2026-07": ("dnm2ip", "2026-07-10"),
    "gdp-classique-27": (CLASSIC, "2026-07-17"),
    "gdp-avance-27": (ADVANCED, "2026-07-17"),
}
