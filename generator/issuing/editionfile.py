"""Writing the file of an edition without touching what people wrote in it.

Comments, order and spelling belong to whoever wrote them, so a file that exists is never written anew: lines are added
or one value is replaced, at the places that the reader knows. The result is read again, and refused unless it says
exactly what the old file said and the change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from generator.errors import RecordError
from generator.records import skeleton
from generator.records.kinds import KINDS
from generator.records.yaml import Document, Json, Location, load

__all__ = ["new_edition", "quoted", "with_approval", "with_awards"]

_PLAIN = re.compile(r"[^\W\d_][\w ’.()-]*\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def quoted(text: str) -> str:
    """`text` as a YAML scalar, in double quotes unless it is text without them."""
    if (
        _PLAIN.match(text)
        and not text.endswith(" ")
        and load(f"x: {text}\n".encode(), "").data == {"x": text}
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


def new_edition(
    path: str,
    programme: str,
    day: date,
    awards: Sequence[tuple[str, str, str]],
    deferred: Sequence[tuple[str, str, str]],
) -> str:
    """The text of a new edition. `awards` are (candidate, digest of the evidence, comment or nothing), `deferred`
    (candidate, reason in French, in English)."""
    kind = next(kind for kind in KINDS if kind.name == "edition")
    lines = [kind.schema_line(path), f"programme: {programme}", f"date: {day.isoformat()}"]
    lines += ["# Whoever approves adds a line and commits it: parchemin approve", "approvals: []"]
    lines += ["awards:"] if awards else ["awards: []"]
    for candidate, digest, comment in awards:
        lines += [f"# {comment}"] if comment else []
        lines += [f"- candidate: {candidate}", f"  evidence: {_digest(digest)}"]
    lines += ["deferred:"] if deferred else ["deferred: []"]
    for candidate, fr, en in deferred:
        lines += [f"- candidate: {candidate}", "  reason:", f"    fr: {quoted(fr)}", f"    en: {quoted(en)}"]
    return "\n".join(lines) + "\n"


def with_approval(data: bytes, path: str, by: str, role: str, day: date) -> bytes:
    """The file of an edition with one approval more. Raises `RecordError` where it cannot be added safely.

    It is one line, so that git, where two people approve at once, shows two whole lines to keep.
    """
    edit = _Edit(data, path)
    value: Json = {"by": by, "role": role, "date": day.isoformat()}
    # Inside brackets a comma would end a text that is not quoted.
    names = f"by: {skeleton.quoted(by)}, role: {skeleton.quoted(role)}"
    edit.append("approvals", [f"{{{names}, date: {day.isoformat()}}}"])
    return edit.finished({"approvals": [*edit.items("approvals"), value]})


def with_awards(
    data: bytes, path: str, digests: Mapping[str, str], added: Sequence[tuple[str, str]]
) -> bytes:
    """The file of an edition with the digests of these awards renewed, and the awards `added` (candidate, digest)."""
    edit = _Edit(data, path)
    expected: list[Json] = []
    for place, item in enumerate(edit.items("awards")):
        assert isinstance(item, dict)  # noqa: S101 - the records were read
        digest = digests.get(str(item["candidate"]))
        if digest is None or item.get("evidence") == digest:
            expected.append(item)
            continue
        edit.digest(place, digest, there="evidence" in item)
        expected.append({**item, "evidence": digest})
    for candidate, digest in added:
        edit.append("awards", [f"candidate: {candidate}", f"evidence: {_digest(digest)}"])
        expected.append({"candidate": candidate, "evidence": digest})
    return edit.finished({"awards": expected})


class _Edit:
    """Additions to one file, collected by line and made at once."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self.document: Document = load(data, path)
        if not isinstance(self.document.data, dict):
            raise RecordError(f"{path} cannot be read", self.document.problems)
        self.fields: dict[str, Json] = self.document.data
        text = data.decode("utf-8")
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.end = "\r\n" if "\r\n" in text else "\n"
        self.lines = text.removeprefix("\ufeff").removesuffix("\n").removesuffix("\r").split(self.end)
        self.after: dict[int, list[str]] = {}

    def items(self, name: str) -> list[Json]:
        """The items of a list of the record, none where it is absent."""
        found = self.fields.get(name)
        return found if isinstance(found, list) else []

    def append(self, name: str, fields: Sequence[str]) -> None:
        """Add an item at the end of a list: one line a field."""
        count = len(self.items(name))
        if count == 0:
            dash = self._begin(name)
            line = self._last_line((name,))
        else:
            dash = self.document.place((name,)).column - 1
            line = self._last_line((name, count - 1))
            if self.lines[self.document.place((name,)).line - 1][dash : dash + 1] != "-":
                raise self._refused(f"{name} is written in brackets")
        head, *rest = fields
        self.after.setdefault(line, []).extend(
            [f"{' ' * dash}- {head}", *(f"{' ' * dash}  {field}" for field in rest)]
        )

    def digest(self, place: int, digest: str, *, there: bool) -> None:
        """Write the digest of one award, in place of the former or on a line of its own."""
        at: Location = ("awards", place)
        if there:
            found = self.document.place((*at, "evidence"))
            line = self.lines[found.line - 1]
            self.lines[found.line - 1] = line[: found.column - 1] + _DIGEST.sub(
                digest, line[found.column - 1 :], count=1
            )
            return
        found, key = self.document.place((*at, "candidate")), self.document.key_place((*at, "candidate"))
        if "{" in self.lines[found.line - 1]:
            raise self._refused("an award is written in brackets")
        self.after.setdefault(found.line, []).append(f"{' ' * (key.column - 1)}evidence: {_digest(digest)}")

    def finished(self, changes: Mapping[str, Json]) -> bytes:
        """The new file, once it says what it should."""
        lines = []
        for number, line in enumerate(self.lines, start=1):
            lines.append(line)
            lines += self.after.get(number, [])
        data = (self.mark + self.end.join(lines) + self.end).encode()
        again = load(data, self.path)
        if again.problems or again.data != {**self.fields, **changes}:
            raise self._refused("the change would not read as it should")
        return data

    def _begin(self, name: str) -> int:
        """Make room for the first item of a list that is empty or absent; returns its indentation."""
        if name in self.fields:
            place = self.document.key_place((name,))
            line = self.lines[place.line - 1]
            self.lines[place.line - 1] = re.sub(r":\s*(\[\s*\])?\s*(?=$|\s#)", ":", line, count=1)
        else:
            self.lines.append(f"{name}:")
        return 0

    def _last_line(self, at: Location) -> int:
        """The last line on which something of the value at `at` begins."""
        if at[0] not in self.fields:
            return len(self.lines)
        tables = (self.document.positions.values, self.document.positions.keys)
        return max(found.line for table in tables for place, found in table.items() if place[: len(at)] == at)

    def _refused(self, why: str) -> RecordError:
        return RecordError(
            f"{self.path} was not changed: {why}",
            hint="Make the change by hand, or write the list with one item below the other.",
        )


def _digest(digest: str) -> str:
    # Sixty-four digits without a letter would be a number, and one e among them a power of ten.
    return f'"{digest}"'
