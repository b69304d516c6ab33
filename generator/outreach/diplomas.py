"""Messages about a diploma: issued, corrected, revoked, in force again.

The day of the news is the day on which the diploma was first signed, not the jury's, and not that of a batch signed
anew after a key was lost: neither moves news from before mail was switched on into the present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from generator.outreach.message import Message
from generator.records.tree import Tree
from generator.rules.sentence import Sentence, day
from generator.trust.diplomastate import state_of
from generator.trust.instant import format_instant
from generator.trust.ledger import Act, ReasonClass

__all__ = ["Diploma", "Shelf", "diploma_messages"]

DAYS_OF_NEWS = 90


@dataclass(frozen=True, slots=True)
class Diploma:
    """One diploma of the ledger. `signed` is the instant of its first signature, `dates` its validity, `acts` what was
    done to it since. `fragment` holds the key of one that is sealed, for its link."""

    code: str
    candidate: str
    programme: str
    edition: str
    signed: datetime
    dates: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    fragment: str = ""


@dataclass(frozen=True)
class Shelf:
    """Every diploma by its holder, and which diploma replaces which."""

    by_candidate: Mapping[str, tuple[Diploma, ...]]
    replaces: Mapping[str, Act]

    @classmethod
    def of(cls, diplomas: Iterable[Diploma]) -> Shelf:
        """Sort the diplomas of the ledger."""
        found: dict[str, list[Diploma]] = {}
        replaces: dict[str, Act] = {}
        for diploma in diplomas:
            found.setdefault(diploma.candidate, []).append(diploma)
            for act in diploma.acts:
                if act.replacement is not None:
                    replaces[act.replacement] = act
        return cls({candidate: tuple(held) for candidate, held in found.items()}, replaces)

    def holds(self, candidate: str, programme: str, at: datetime) -> bool:
        """Whether the candidate has a diploma of the programme that was neither revoked nor replaced."""
        return any(
            one.programme == programme
            and state_of(one.dates, one.acts, at).state not in ("revoked", "superseded")
            for one in self.by_candidate.get(candidate, ())
        )


def diploma_messages(
    tree: Tree, candidate_id: str, shelf: Shelf, on: date, at: datetime
) -> Iterator[Message]:
    """What a candidate is owed on that day about their diplomas. `at` is the instant at which states are judged."""
    for diploma in shelf.by_candidate.get(candidate_id, ()):
        state = state_of(diploma.dates, diploma.acts, at).state
        message: Message | None = None
        if state == "revoked":
            message = _about_act(tree, diploma, "revoke")
        elif state in ("valid", "expired", "not-yet-valid"):
            message = _about_act(tree, diploma, "reinstate") or _issued(tree, diploma, shelf)
        if message is not None and message.opens <= on <= message.closes:
            yield message


def _issued(tree: Tree, diploma: Diploma, shelf: Shelf) -> Message | None:
    name = tree.programmes[diploma.programme].name
    act = shelf.replaces.get(diploma.code)
    if act is None and _unexplained(diploma, shelf):
        return None
    opens = diploma.signed.date() if act is None else act.date.date()
    when = day(opens)
    if act is None:
        why = Sentence(
            f"parce que le diplôme « {name.fr} » a été délivré le {when.fr}",
            f"because the diploma “{name.en}” was issued on {when.en}",
        )
    else:
        why = Sentence(
            f"parce qu’un diplôme corrigé « {name.fr} » remplace le précédent depuis le {when.fr}",
            f"because a corrected diploma “{name.en}” replaces the former one since {when.en}",
        )
    return Message(
        candidate=diploma.candidate,
        kind="issued" if act is None else "corrected",
        about=diploma.code,
        opens=opens,
        closes=opens + timedelta(days=DAYS_OF_NEWS),
        why=why,
        programme=diploma.programme,
        code=diploma.code,
        reason=_reason(act),
    )


def _unexplained(diploma: Diploma, shelf: Shelf) -> bool:
    """Whether an older diploma of the same award is in force beside it: a replacement that was not completed."""
    return any(
        other.edition == diploma.edition and other.code != diploma.code and other.signed < diploma.signed
        for other in shelf.by_candidate[diploma.candidate]
    )


def _about_act(tree: Tree, diploma: Diploma, kind: str) -> Message | None:
    """The message about the last act of that kind. Whoever was told of a revocation is told that it was undone."""
    acts = sorted(
        (act for act in diploma.acts if act.act in ("revoke", "reinstate")), key=lambda act: act.date
    )
    if not acts or acts[-1].act != kind:
        return None
    act, name = acts[-1], tree.programmes[diploma.programme].name
    if kind == "reinstate" and not any(one.act == "revoke" for one in acts):
        return None
    when = day(act.date.date())
    if kind == "revoke":
        why = Sentence(
            f"parce que le diplôme « {name.fr} » a été révoqué le {when.fr}",
            f"because the diploma “{name.en}” was revoked on {when.en}",
        )
    else:
        why = Sentence(
            f"parce que la révocation du diplôme « {name.fr} » a été annulée le {when.fr}",
            f"because the revocation of the diploma “{name.en}” was undone on {when.en}",
        )
    stamp = format_instant(act.date).replace(":", "").replace("-", "")
    return Message(
        candidate=diploma.candidate,
        kind="revoked" if kind == "revoke" else "reinstated",
        about=f"{diploma.code}/{stamp}",
        opens=act.date.date(),
        closes=act.date.date() + timedelta(days=DAYS_OF_NEWS),
        why=why,
        programme=diploma.programme,
        code=diploma.code,
        reason=_reason(act),
    )


def _reason(act: Act | None) -> ReasonClass | None:
    return None if act is None else act.reason
