"""A school's own repository, as it begins: every file from what is known of the school, and putting them in place.

    files = starter_files(School(host="diplomes.ecole.example", name="École", …))
    place(files, target)

The files come from ``generator/starter/``: Jinja with ``<<`` and ``>>``, because workflows have braces of their own.
The same facts give the same bytes.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.errors import ParcheminError, RecordError, Severity
from generator.records import skeleton
from generator.records.kinds import ASSETS, KINDS, SITE
from generator.records.reading import read
from generator.records.schema import schemas

__all__ = ["School", "place", "refuse_occupied", "starter_files"]

_FOLDER: Final = Path(__file__).resolve().parent.parent / "starter"
# Hidden files lie here under plain names: programs that pack or look for files leave hidden ones out.
_HIDDEN: Final = re.compile(
    r"(?:git(?:ignore|attributes)|gitlab-ci\.yml|pre-commit-config\.yaml|github/|vscode/)"
)
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]|#])")
_PATHS: Final = {kind.name: kind.path for kind in KINDS}


@dataclass(frozen=True, slots=True)
class School:
    """What is known of a school when it begins. `day` is the day from which the first session is counted."""

    host: str
    name: str
    email: str
    issuer: str
    course: str
    programme: str
    day: date
    program: str
    branch: str = "main"
    registration: str | None = None


def starter_files(school: School) -> dict[str, bytes]:
    """Every file of the repository by its path. Raises `RecordError` where a fact makes a record that is refused."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML, Markdown and shell, each with a filter of its own
    )
    environment.filters |= {"yaml": skeleton.quoted, "shell": shlex.quote}
    values = _values(school)
    found: dict[str, bytes] = {}
    for name in sorted(environment.list_templates()):
        known = {**values, "school": _prose(school.name)} if name.endswith(".md") else values
        found[_path(name, school)] = environment.get_template(name).render(known).encode()
    logo = f"{ASSETS}logos/{school.issuer}.svg"
    found |= {
        _PATHS["issuer"](school.issuer): skeleton.issuer(
            school.issuer,
            did=skeleton.own_did(school.host),
            name=school.name,
            url=f"https://{school.host}/",
            email=school.email,
        ).encode(),
        logo: skeleton.placeholder_logo(school.name).encode(),
        _PATHS["programme"](school.programme): skeleton.programme(
            school.programme,
            issuer=school.issuer,
            name="Premier certificat",
            english="First certificate",
            course=f"{school.course}/qualifying",
            since=school.day,
        ).encode(),
        **schemas(),
    }
    _refuse_mistakes(found)
    return dict(sorted(found.items()))


def refuse_occupied(target: Path) -> None:
    """Raise `ParcheminError` unless `target` is missing or an empty directory; a new git repository counts as empty."""
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        raise ParcheminError(f"{target} is a file; nothing was written", hint="Choose another name.")
    if held := sorted(path.name for path in target.iterdir() if path.name != ".git"):
        more = f" and {len(held) - 3} more" if len(held) > 3 else ""
        raise ParcheminError(
            f"{target} is not empty ({', '.join(held[:3])}{more}); nothing was written",
            hint="A school begins in an empty directory. To add one record to a site: parchemin new",
        )


def place(files: Mapping[str, bytes], target: Path, *, branch: str | None) -> None:
    """Put the files into `target`, all of them or none, and begin a git repository there unless `branch` is None.

    They are written aside first; an interruption leaves `target` as it was.
    """
    refuse_occupied(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".parchemin-init-", dir=target.parent))
    moved: list[Path] = []
    try:
        for name, data in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if branch is not None and not (target / ".git").exists():
            _git_init(aside, branch)
        aside.chmod(0o755)
        if not target.exists():
            aside.rename(target)
            return
        # The directory itself stays: it may be the one that somebody's shell is in. content/ makes it a site: last.
        for path in sorted(aside.iterdir(), key=lambda one: (one.name == "content", one.name)):
            moved.append(path.rename(target / path.name))
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _git_init(folder: Path, branch: str) -> None:
    command = ["git", "init", "--quiet", f"--initial-branch={branch}"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ParcheminError("git is not installed", hint="Install it, or say --no-git.") from None
    if done.returncode != 0:
        reason = (done.stderr.strip() or "it failed").splitlines()[-1]
        raise ParcheminError(f"git init: {reason}", hint="Nothing was written.")


def _values(school: School) -> dict[str, object]:
    # Sessions begin on a Monday, some two months ahead: whoever reads the new page can still enrol.
    start = school.day + timedelta(days=56 - school.day.weekday())
    end = start + timedelta(weeks=8) - timedelta(days=1)
    return {
        **asdict(school),
        "school": school.name,
        "name_fr": f"Diplômes – {school.name}",
        "name_en": f"Diplomas – {school.name}",
        "course_fr": "Premier cours",
        "course_en": "First course",
        "today": school.day.isoformat(),
        "session": f"{start:%Y-%m}",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "enrolment_start": school.day.isoformat(),
        "enrolment_end": (end - timedelta(weeks=2)).isoformat(),
        "opens": (end - timedelta(days=13)).isoformat(),
        "schemas": _editor_schemas(),
    }


def _editor_schemas() -> str:
    """Which schema an editor uses for which files, as the value of ``yaml.schemas``."""
    places = {
        f"./content/schemas/{kind.name}.json": SITE if kind.name == "site" else f"{kind.folder}**/*.yml"
        for kind in KINDS
    }
    return json.dumps(places, indent=2).replace("\n", "\n  ")


def _path(name: str, school: School) -> str:
    if name == "content/courses/course.yml":
        return _PATHS["course"](school.course)
    return f".{name}" if _HIDDEN.match(name) else name


def _prose(text: str) -> str:
    """A name in Markdown: nothing of it is markup."""
    return _MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _refuse_mistakes(files: Mapping[str, bytes]) -> None:
    records = {path: data for path, data in files.items() if path.startswith("content/")}
    others = [path for path in records if path.startswith((ASSETS, "content/schemas/"))]
    reading = read({path: data for path, data in records.items() if path not in others}, others)
    mistakes = [one for one in reading.diagnostics if one.severity is Severity.ERROR]
    if mistakes:
        raise RecordError("what was given makes records that would be refused; nothing was written", mistakes)
