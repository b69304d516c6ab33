"""The life of a small school as transcripts: what is typed, and what is printed. Every command is in them.

The files ``NN-*.txt`` beside this module are played in their order, in one folder and this process::

    ## a remark
    $ parchemin check
    7 records read …
    exit 1

A line that begins with ``$`` is typed, what follows it was printed on either stream, and ``exit N`` ends what did not
exit with 0. ``…`` stands for anything within a line, and alone on a line for any number of lines. A command other than
parchemin goes to a shell. Chance is a fixed stream and every command names its day: nothing differs between runs::

    python -m tests.transcripts.play     # write what is printed into the files where the two differ; read the change
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import secrets
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from generator.cli import main
from tests.docs.tour import matches
from tests.intake.desk import HEAD, line
from tests.intake.office import correction, registration
from tests.intake.sealing import seal
from tests.issuing.school import School

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = sorted(HERE.glob("[0-9][0-9]-*.txt"))
PLACES = {
    "PARCHEMIN_IDENTITY": "identity.key",
    "PARCHEMIN_KEYRING": "keyring",
    "PARCHEMIN_KEYS": "keys",
    "XDG_CONFIG_HOME": "config",
}
"""Where secrets lie: below the folder of the scene, never where those of whoever runs the tests are."""
ENVIRONMENT = {
    "NO_COLOR": "1",
    "COLUMNS": "100",
    "LC_ALL": "C.UTF-8",
}
_ASSIGNMENT = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a transcript, and what it printed; `before` stands above it."""

    file: str
    before: str
    typed: str
    printed: str

    def __str__(self) -> str:
        return f"{self.file}: {self.typed}"


def steps_of(file: Path) -> Iterator[Step]:
    """Read one transcript. A remark begins with ``##`` and ends what was printed."""
    before = typed = printed = ""
    for text in [*file.read_text(encoding="utf-8").splitlines(keepends=True), "$ "]:
        if typed and text.startswith(("$ ", "## ")):
            yield Step(file.name, before, typed, printed)
            before = typed = printed = ""
        if text.startswith("$ "):
            typed = text[2:].strip()
        elif typed:
            printed += text
        else:
            before += text


class Stage:
    """The folder in which everything happens, and the shell's memory of where one is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chance = random.Random()  # noqa: S311 - certain on purpose
        self._runner = CliRunner()

    def prepare(self) -> None:
        """A school with five people, what its platform and its candidates send, and an empty folder."""
        school = School(self.folder / "school").build()
        (school.root / "candidates/results/first-aid/2026.yml").unlink()
        (school.root / "candidates/editions/first-aid-2026.yml").unlink()
        shutil.copytree(ROOT / "content" / "mappings", school.root / "content" / "mappings")
        site = school.read("content/site.yml")
        site["mail"] = {"sender": "diplomes@school.example", "name": "A school", "since": "2026-01-01"}
        school.write("content/site.yml", "site", site)
        for name in ("site_templates", "mkdocs.yml"):
            (school.root / name).symlink_to(ROOT / name)
        (self.folder / "packages").symlink_to(ROOT / "tests/browser/node_modules")
        (self.folder / "empty" / "content").mkdir(parents=True)
        rows = [HEAD, *(line(place) for place in range(4)), line(4, birth="")]
        (self.folder / "inbox").mkdir()
        for number, sealed in enumerate((registration(choices=None), correction("Camille Exemplaire"))):
            sealed |= {"programme": "first-aid"}
            (self.folder / "inbox" / f"{number}.jwe").write_bytes(seal(sealed))
        (self.folder / "results.csv").write_text("\r\n".join([*rows, ""]), encoding="utf-8")

    def open(self, name: str) -> None:
        """Stand where a transcript begins; its chance depends on no other one."""
        os.chdir(self.folder)
        self._chance.seed(name)

    def chance(self, number: int = 32) -> bytes:
        return self._chance.randbytes(number)

    def run(self, typed: str) -> str:
        """Type one command; what it printed, with the folder's own name as ``~``."""
        words = shlex.split(typed)
        assigned = {}
        while _ASSIGNMENT.match(words[0]):
            name, _, assigned[name] = words.pop(0).partition("=")
        if words[0] == "cd":
            os.chdir(words[1])
            return ""
        if words[0] == "parchemin":
            clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
            places = {name: str(self.folder / place) for name, place in PLACES.items()}
            result = self._runner.invoke(
                main, words[1:], prog_name="parchemin", env={**clean, **ENVIRONMENT, **places, **assigned}
            )
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            said, code = result.output, result.exit_code
        else:
            done = subprocess.run(
                ["sh", "-c", typed], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
            )
            said, code = done.stdout, done.returncode
        said = said.replace(str(self.folder), "~")
        if said and not said.endswith("\n"):
            said += "\n"
        return f"{said}exit {code}\n" if code else said


@contextlib.contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Prepare the folder and stand in it, with chance made certain."""
    # Not below a link: the program resolves what it is given.
    scene = Stage(folder.resolve())
    scene.prepare()
    before = Path.cwd()
    os.chdir(scene.folder)
    try:
        with (
            patch.object(secrets, "token_bytes", scene.chance),
            patch.object(secrets, "token_hex", lambda number=32: scene.chance(number).hex()),
            patch.object(secrets, "choice", lambda among: among[scene.chance(1)[0] % len(among)]),
        ):
            yield scene
    finally:
        os.chdir(before)


def play(scene: Stage) -> Iterator[tuple[Step, str]]:
    """Every step of every transcript, and what it printed."""
    for file in FILES:
        scene.open(file.name)
        for step in steps_of(file):
            yield step, scene.run(step.typed)


def rewrite() -> None:
    """Write into the transcripts what is printed now, where it is not what they say."""
    texts = dict.fromkeys((file.name for file in FILES), "")
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as scene:
        for step, said in play(scene):
            kept = step.printed if matches(step.printed, said) else said
            texts[step.file] += f"{step.before}$ {step.typed}\n{kept}"
            if not kept.endswith("\n\n") and step.printed.endswith("\n\n"):
                texts[step.file] += "\n"
    for name, text in texts.items():
        (HERE / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
