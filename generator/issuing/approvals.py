"""Who has approved an edition, and what shows it.

A programme says what an approval is read from (`Programme.approvals_by`):

``record``         the edition's file: whoever may write it is trusted with it.
``commit``         the commit that wrote the approval's lines. Its author is the person; two approvals by one author
                   are one, and what is not committed is none.
``signed-commit``  the same, and the commit bears a signature that git calls good. The key is then the person as well.

An approval read from a commit covers what the file awarded in that commit. An award that was added, or whose evidence
changed, afterwards is not approved by it: whoever approves sees what is approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.adapters.git import Commit, Git, GitError, LineOrigin
from generator.records.edition import Approval, Award, Edition
from generator.records.programme import Programme
from generator.records.yaml import Document, Location, load
from generator.rules.names import loose

__all__ = ["Approvals", "Doubt", "Origin", "Origins", "judge_approvals", "lines_of", "read_origins"]

AwardKey = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Origin:
    """The commit from which an approval is read. `awards` are those of the file in it; `same_jury` tells that the
    programme and the day of the jury are still those of that file."""

    commit: Commit
    awards: frozenset[AwardKey]
    same_jury: bool


Origins = Mapping[int, Origin | str]
"""For each approval, by its place in the file: its origin, or in words why it has none."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An approval, by its place, that does not count, or not for every award; `why` is a clause in words."""

    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """What the approvals of an edition come to. `lacking` is how many more are needed, at worst over its awards;
    `told` says of each that counts where it was read."""

    lacking: int
    doubts: tuple[Doubt, ...]
    told: tuple[str, ...]


def judge_approvals(
    edition: Edition, programme: Programme, awards: Sequence[Award], origins: Origins | None, today: date
) -> Approvals:
    """Count the approvals of `awards`, which are to be issued. `origins` may be None where the record is enough."""
    good: list[tuple[int, Approval, Origin | None]] = []
    doubts: list[Doubt] = []
    by = programme.approvals_by
    for place, approval in enumerate(edition.approvals):
        why, origin = "", None
        if not edition.date <= approval.date <= today:
            why = (
                "it is dated before the jury" if approval.date < edition.date else "its day is still to come"
            )
        elif by != "record":
            found = "nobody asked git" if origins is None else origins.get(place, "git does not know it")
            if isinstance(found, str):
                why = found
            else:
                origin, why = found, _refused(found, signed=by == "signed-commit")
        if why:
            doubts.append(Doubt(place, why))
        else:
            good.append((place, approval, origin))
    # Most awards are covered by the same approvals: the people behind each such set are counted once.
    covering = {tuple(_covers(origin, award) for _, _, origin in good) for award in awards}
    fewest = min(
        (len(_people([one for one, covers in zip(good, kept, strict=True) if covers])) for kept in covering),
        default=programme.approvals,
    )
    doubts += _partial(good, awards)
    doubts += _repeated(good)
    return Approvals(
        max(programme.approvals - fewest, 0),
        tuple(sorted(doubts, key=lambda doubt: doubt.place)),
        tuple(_told(approval, origin) for _, approval, origin in good),
    )


def read_origins(git: Git, document: Document, edition: Edition) -> dict[int, Origin | str]:
    """Ask git where each approval of an edition comes from. `document` is the file as it lies in the working tree."""
    try:
        past = _Past(git, document, git.line_origins(document.path), git.cut_off())
        return {place: _origin(past, edition, place) for place in range(len(edition.approvals))}
    except GitError as error:
        return dict.fromkeys(range(len(edition.approvals)), f"git cannot tell who committed it ({error})")


@dataclass(frozen=True, slots=True)
class _Past:
    """What git says of one file: where its lines come from, and the commits at which a shallow clone is cut off."""

    git: Git
    document: Document
    lines: Sequence[LineOrigin]
    cut: frozenset[str]


def _origin(past: _Past, edition: Edition, place: int) -> Origin | str:
    numbers = lines_of(past.document, ("approvals", place))
    found = list(dict.fromkeys(past.lines[number - 1] for number in numbers if number <= len(past.lines)))
    if not found or any(line.commit is None for line in found):
        return "it is not committed yet"
    if any(line.commit in past.cut for line in found):
        return "this clone is shallow, and its commit is cut off (git fetch --unshallow)"
    commits = {line: past.git.about(line.commit) for line in found if line.commit is not None}
    people = {one.email.casefold(): one.author for one in commits.values()}
    if len(people) > 1:
        return f"its lines were committed by several people ({', '.join(sorted(people.values()))})"
    line = _newest(past.git, found)
    then = load(past.git.file_at(line.commit or "", line.path), past.document.path).data
    fields = then if isinstance(then, dict) else {}
    same = (fields.get("programme"), fields.get("date")) == (edition.programme, edition.date.isoformat())
    return Origin(commits[line], frozenset(_awards(fields.get("awards"))), same)


def lines_of(document: Document, location: Location) -> range:
    """The numbers of the lines on which the value at `location` and what is in it begin; empty where it is not."""
    places = (*document.positions.values.items(), *document.positions.keys.items())
    numbers = [found.line for at, found in places if at[: len(location)] == location]
    return range(min(numbers), max(numbers) + 1) if numbers else range(0)


def _newest(git: Git, lines: Sequence[LineOrigin]) -> LineOrigin:
    """The line that was written last: its commit has those of the others in its past."""
    newest = lines[0]
    for line in lines[1:]:
        if git.follows(line.commit or "", newest.commit or ""):
            newest = line
    return newest


def _awards(value: object) -> list[AwardKey]:
    found: list[AwardKey] = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and isinstance(name := item.get("candidate"), str):
            evidence = item.get("evidence")
            found.append((name, evidence if isinstance(evidence, str) else None))
    return found


def _refused(origin: Origin, *, signed: bool) -> str:
    if not origin.same_jury:
        return "it was given for another jury: the programme or the day has changed since"
    if signed and origin.commit.signature != "G":
        said = {"N": "not signed", "B": "badly signed", "U": "signed with a key that is not trusted here"}
        return f"its commit {_short(origin)} is {said.get(origin.commit.signature, 'not signed as git can check')}"
    return ""


def _covers(origin: Origin | None, award: Award) -> bool:
    return origin is None or (award.candidate, award.evidence) in origin.awards


def _people(good: Sequence[tuple[int, Approval, Origin | None]]) -> list[set[str]]:
    """The different people: two approvals that share a name, an author, an address or a key are one person's."""
    people: list[set[str]] = []
    for _, approval, origin in good:
        marks = _marks(approval, origin)
        # Whoever shares something with two approvals shows that these are one person's too.
        for known in [known for known in people if known & marks]:
            marks |= known
            people.remove(known)
        people.append(marks)
    return people


def _marks(approval: Approval, origin: Origin | None) -> set[str]:
    marks = {f"by {loose(approval.by) or approval.by}"}
    if origin is not None:
        commit = origin.commit
        marks |= {f"author {loose(commit.author) or commit.author}", f"mail {_mailbox(commit.email)}"}
        marks |= {f"key {commit.key}"} if commit.signature == "G" and commit.key else set()
    return marks


def _mailbox(address: str) -> str:
    """An address without its case, and without what people add to their own (``ada+jury@…``, RFC 5233)."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _partial(good: Sequence[tuple[int, Approval, Origin | None]], awards: Sequence[Award]) -> list[Doubt]:
    doubts = []
    for place, _, origin in good:
        left = [award.candidate for award in awards if not _covers(origin, award)]
        if left:
            more = f" and {len(left) - 3} more" if len(left) > 3 else ""
            doubts.append(
                Doubt(place, f"the awards have changed since it was committed: {', '.join(left[:3])}{more}")
            )
    return doubts


def _repeated(good: Sequence[tuple[int, Approval, Origin | None]]) -> list[Doubt]:
    doubts: list[Doubt] = []
    for count, (place, approval, origin) in enumerate(good):
        before = _people(good[:count])
        if len(_people(good[: count + 1])) > len(before):
            continue
        marks = _marks(approval, origin)
        person = next(known for known in _people(good[: count + 1]) if marks <= known)
        same = next(other for _, other, where in good if _marks(other, where) <= person)
        doubts.append(Doubt(place, f"it comes from the person who approved as {same.by}"))
    return doubts


def _told(approval: Approval, origin: Origin | None) -> str:
    if origin is None:
        return approval.by
    signed = ", signed" if origin.commit.signature == "G" else ""
    return f"{approval.by} (commit {_short(origin)} by {origin.commit.author}{signed})"


def _short(origin: Origin) -> str:
    return origin.commit.id[:10]
