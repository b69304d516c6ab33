"""``parchemin verify --explain``: what each check compares, and what its outcome means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.trust import CheckId, Outcome

__all__ = ["CHECKS_EXPLAINED", "LOG_EXPLAINED", "PAGE_EXPLAINED", "VERDICT_NOTE", "Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One check in plain words: what is compared, and what follows when it passes, fails, or is not made."""

    compares: str
    passed: str
    failed: str
    not_checked: str

    def meaning(self, outcome: Outcome) -> str:
        """What this outcome means."""
        return {
            Outcome.PASSED: self.passed,
            Outcome.FAILED: self.failed,
            Outcome.NOT_CHECKED: self.not_checked,
        }[outcome]


CHECKS_EXPLAINED: Final[Mapping[CheckId, Explanation]] = {
    CheckId.PARSE: Explanation(
        "The file is read as JSON under strict rules: its size, its depth, no member twice, no number that "
        "programs round differently.",
        "Every program that reads this file sees the same document. The sha256 names exactly these bytes.",
        "Two programs could read two different documents out of this file. No school issues such a file.",
        "No diploma could be taken out of what was given.",
    ),
    CheckId.STRUCTURE: Explanation(
        "The members that a diploma must have are compared with the Open Badges 3.0 format, the vocabularies by "
        "their exact addresses.",
        "Everything that is shown above stands in the signed part, under its ordinary name.",
        "Something is missing, renamed or twice: a person and a program could read two different diplomas.",
        "Not reached, because an earlier check ended the verification.",
    ),
    CheckId.ISSUER: Explanation(
        "The issuer's identifier (did:web:HOST) in the diploma is compared with the did.json that you gave or that "
        "lies in the site you trust.",
        "The did.json belongs to the issuer that the diploma names. That the host is the school's own, only you can "
        "tell: compare it with what you know.",
        "No did.json of this issuer is among those you trust, or it is another issuer's.",
        "There was no did.json from a source of its own: at best one pinned key vouches for the issuer.",
    ),
    CheckId.KEY: Explanation(
        "The key that each signature names is looked up in the issuer's did.json: is it listed, for issuing, and under "
        "the issuer's own control?",
        "The signature was made with a key that the issuer publishes. Compare the fingerprint with one that the school "
        "tells you by telephone or on paper.",
        "The issuer does not publish this key, or you trust another one. Whoever has it is not this issuer.",
        "Whether this key is the issuer's, nobody outside has said.",
    ),
    CheckId.PROOF: Explanation(
        "The canonical form of the whole diploma is hashed, and each Ed25519 signature is checked over it with the "
        "issuer's key. The eddsa-jcs-2022 proof must be among them.",
        "Not one character has changed since this key signed.",
        "The text is not what was signed: it was changed, or never issued.",
        "The diploma carries no signature of a kind that this program can check.",
    ),
    CheckId.DATES: Explanation(
        "The moment of this verification is compared with the dates between which the diploma holds.",
        "The diploma holds at this moment. A wrong clock on this machine would make this worthless.",
        "It begins later, or its time is over. It is authentic all the same.",
        "Not reached, because an earlier check ended the verification.",
    ),
    CheckId.STATUS: Explanation(
        "The diploma's own bit is looked up in the issuer's signed status list.",
        "On the date of the list the diploma was not revoked. What happened later, only a newer list says.",
        "The issuer has taken this diploma back, or replaced it by another.",
        "There is no list that could be believed. This does not mean that the diploma was not revoked.",
    ),
}

LOG_EXPLAINED: Final = Explanation(
    "The diploma's fingerprint is followed, hash by hash, to a tree whose root the school's transparency log signed, "
    "and the signatures of other schools' witnesses on that root are counted.",
    "The diploma was entered in the public log. The school cannot have slipped it in unseen, nor a thief of its key.",
    "The proof does not lead to a root that the log signed, or too few witnesses have seen that root.",
    "There is no proof, or its means are missing.",
)

PAGE_EXPLAINED: Final = Explanation(
    "The text of the page is compared with the diploma inside it: each value that it gives as signed, and every other "
    "word with those that such pages have.",
    "The page says what the diploma says, and nothing beside it.",
    "Somebody wrote into the page what nobody signed, or it was made by another version of the program. Rely on what "
    "is shown above, not on the page.",
    "The page was not compared.",
)

VERDICT_NOTE: Final = (
    "Who is named in a diploma and who stands before you are two questions. This program answers the first."
)
