"""What this version of Parchemin wants otherwise in a site than an earlier one wrote it, and changing it.

Each `Change` is one file, whole: a run that was interrupted is completed by another. Records are changed in place
(`records.amend`), so that comments stay.

===========  ======================================================================================================
what         since
===========  ======================================================================================================
first line   the schema of each record is named in its first line (editors; a form that writes records drops it)
schemas      ``content/schemas`` is what the models of this version say
templates    format 2: a site cloned from Parchemin holds a copy of every template, which hides those of later versions
mkdocs.yml   format 2: the plugin finds the templates, and ``custom_dir`` may name a folder that is gone
requirement  ``requirements.txt`` names the version that runs here
format       ``format`` in ``content/site.yml``, last of all
===========  ======================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator import __version__
from generator.adapters.atomic import make_folder, replace
from generator.adapters.files import snapshot
from generator.adapters.look import TEMPLATES
from generator.adapters.overrides import State, overrides
from generator.errors import Diagnostic, ParcheminError, RecordError
from generator.records import yaml
from generator.records.amend import Put, amended
from generator.records.kinds import KINDS, SITE, name_of
from generator.records.schema import schemas
from generator.records.site import FORMAT

__all__ = ["Change", "apply", "outdated_templates", "upgrades"]

_MARK: Final = "# yaml-language-server:"
_CUSTOM: Final = re.compile(
    r"^[ \t]+custom_dir:[ \t]*['\"]?site_templates/pages/?['\"]?[ \t]*(?:#.*)?\n", re.MULTILINE
)
_PINNED: Final = re.compile(r"^parchemin==([0-9][0-9A-Za-z.+!-]*)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """One file as it should be, None where it should go; `why` says so in words."""

    path: str
    why: str
    data: bytes | None


def upgrades(root: Path) -> tuple[Change, ...]:
    """Everything that has to change, in the order in which it is applied. Nothing is written.

    Raises `RecordError` for a site in the format of a newer version, or whose settings cannot be read.
    """
    files = snapshot(root).files
    if SITE not in files:
        raise ParcheminError(f"{SITE} is missing", hint="Write one with: parchemin new site")
    found = _format(files[SITE])
    changes = {one.path: one for one in _first_lines(files)}
    for path, data in schemas().items():
        if not (root / path).is_file() or (root / path).read_bytes() != data:
            changes[path] = Change(path, "the schema of this version", data)
    if found < 2:
        for one in _layered(root):
            changes[one.path] = one
    for one in _requirement(root):
        changes[one.path] = one
    if found < FORMAT:
        text = (changes[SITE].data if SITE in changes else files[SITE]) or b""
        data = amended(KINDS[0], "site", text.decode(), [Put(("format",), FORMAT)]).encode()
        # The mark goes last: it says that all the rest was done.
        changes.pop(SITE, None)
        changes[SITE] = Change(SITE, f"format {found} becomes {FORMAT}", data)
    return tuple(changes.values())


def apply(root: Path, changes: Iterable[Change]) -> None:
    """Make the changes, one whole file after the other."""
    for one in changes:
        path = root / one.path
        if one.data is None:
            path.unlink(missing_ok=True)
        else:
            make_folder(path.parent)
            replace(path, one.data)


def outdated_templates(root: Path) -> tuple[str, ...]:
    """The site's own templates whose originals have changed: only a person can settle these."""
    return tuple(f"{TEMPLATES}/{one.name}" for one in overrides(root) if one.state is State.OUTDATED)


def _format(data: bytes) -> int:
    document = yaml.load(data, SITE)
    settings = document.data if document.readable else None
    if document.problems or not isinstance(settings, dict):
        raise RecordError("the settings of the site cannot be read; nothing was changed", document.problems)
    found = settings.get("format", 1)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise RecordError(
            "the settings of the site cannot be read; nothing was changed",
            [document.problem(("format",), "R103", "a whole number is due here", f"It is {FORMAT} today.")],
        )
    if found > FORMAT:
        problem = Diagnostic(
            SITE,
            0,
            0,
            "R126",
            f"the site is in format {found}, and this Parchemin knows {FORMAT}",
            "Install a newer one.",
        )
        raise RecordError("a newer Parchemin wrote this site; nothing was changed", [problem])
    return found


def _first_lines(files: Mapping[str, bytes]) -> Iterator[Change]:
    for path in files:
        named = name_of(path)
        if named is None or named.key is None:
            continue
        data = files[path]
        line = named.kind.schema_line(path).encode()
        text = data.removeprefix(b"\xef\xbb\xbf")
        if text.startswith(line):
            continue
        first, end, rest = text.partition(b"\n")
        body = rest if first.startswith(_MARK.encode()) else first + end + rest
        yield Change(path, "its first line names its schema", line + b"\n" + body)


def _layered(root: Path) -> Iterator[Change]:
    for one in overrides(root):
        if one.state is State.SAME:
            yield Change(
                f"{TEMPLATES}/{one.name}", "the same as the program's: it would hide later ones", None
            )
    path = root / "mkdocs.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if _CUSTOM.search(text):
        yield Change("mkdocs.yml", "templates are found without custom_dir", _CUSTOM.sub("", text).encode())


def _requirement(root: Path) -> Iterator[Change]:
    path = root / "requirements.txt"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    pinned = _PINNED.search(text)
    if pinned and pinned[1] != __version__:
        new = _PINNED.sub(f"parchemin=={__version__}", text)
        yield Change("requirements.txt", f"{pinned[1]} becomes {__version__}, which runs here", new.encode())
