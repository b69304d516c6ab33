"""What the documentation says is what the program does."""

from __future__ import annotations

import re
import shlex
import typing
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml
from pydantic import BaseModel

from generator.cli import main
from generator.errors import CODES
from generator.records.base import Text
from generator.records.kinds import KINDS, Kind
from generator.records.reading import read
from generator.records.shape import fields_at
from generator.site.hosting import headers_for
from tests.docs.make_reference import ASSETS, ROOT, SPECIMEN, commands, records

_ROW = re.compile(r"^\| `([A-Z][0-9]{3}W?)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
_CODE = re.compile(r'"([YRXLKMBTCIPD][0-9]{3}W?)"')
_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)")
_DIPLOMA = re.compile(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){4}\b")

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
IDS = [page.relative_to(ROOT).as_posix() for page in PAGES]
FRENCH = sorted(ROOT.glob("docs/fr/*.md"))


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- Messages


def test_every_code_is_explained_in_its_own_words_with_a_remedy() -> None:
    rows = _ROW.findall(_text("docs/errors.md"))
    assert {code: meaning for code, meaning, _ in rows} == CODES
    assert len(rows) == len(CODES)


def test_every_code_that_the_program_prints_is_registered_and_every_registered_one_is_printed(
    root: Path,
) -> None:
    printed: set[str] = set()
    for path in (root / "generator").rglob("*.py"):
        if path.name not in ("codes.py", "errors.py"):
            printed |= set(_CODE.findall(path.read_text(encoding="utf-8")))
    assert printed == set(CODES)


def test_codes_have_a_known_family_and_meanings_are_sentences() -> None:
    for code, meaning in CODES.items():
        assert re.fullmatch(r"[YRXLKMBTCIPD][0-9]{3}W?", code)
        assert meaning.endswith(".")
        assert "|" not in meaning


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_page_names_no_code_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(r"`([YRXLKMBTCIPD][0-9]{3}W?)`", page.read_text(encoding="utf-8")))
    assert named <= set(CODES)


# --- Commands


def _walk(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _walk(found, (*words, name))


COMMANDS = dict(_walk(main, ("parchemin",)))


def test_the_reference_of_commands_is_the_programs_own_help() -> None:
    assert _text("docs/commands.md") == commands(), "mend: python -m tests.docs.make_reference"


@pytest.mark.parametrize("words", sorted(COMMANDS), ids=" ".join)
def test_each_command_and_option_is_in_the_reference(words: tuple[str, ...]) -> None:
    reference = _text("docs/commands.md")
    heading = f"\n## {' '.join(words)}\n"
    assert heading in reference
    section = reference.split(heading, 1)[1].split("\n## ", 1)[0]
    for parameter in COMMANDS[words].params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            for option in parameter.opts:
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), option


def test_every_variable_that_the_program_reads_is_in_the_reference() -> None:
    known = _text("docs/commands.md")
    for path in sorted((ROOT / "generator").rglob("*.py")):
        for name in re.findall(r"\"(PARCHEMIN_[A-Z_]+)\"", path.read_text(encoding="utf-8")):
            assert f"`{name}`" in known, f"{name}, read in {path.name}"


def _invocations(text: str) -> Iterator[str]:
    """What the reader is told to type: in blocks, and between backticks."""
    for language, body in _FENCE.findall(text):
        if language == "sh":
            yield from (line for line in body.splitlines() if re.search(r"(^|[ /;(])parchemin ", line))
    outside = _FENCE.sub("", text)
    yield from (code for code in re.findall(r"`([^`\n]+)`", outside) if re.match(r"parchemin\b ?", code))


def _mistake(line: str) -> str:
    """What is wrong with an invocation of parchemin, or nothing."""
    line = line[line.index("parchemin") :].split(" #", maxsplit=1)[0]
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    command, path = COMMANDS["parchemin",], ("parchemin",)
    allowed = {
        option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    for word in words[1:]:
        if word.startswith("-") and word != "-":
            known = allowed | {"--help", "-h", "--version"}
            if word.split("=")[0] not in known:
                return f"{' '.join(path)} has no option {word}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z]+([-|][a-z]+)*", word):
            if (*path, word) not in COMMANDS:
                return f"there is no command {' '.join(path)} {word}"
            path = (*path, word)
            command = COMMANDS[path]
            allowed |= {option for parameter in command.params for option in parameter.opts}
        elif isinstance(command, click.Group):
            return ""
    return ""


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_page_mentions_only_commands_and_options_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [why for line in _invocations(text) if (why := _mistake(line))] == []


def test_an_invented_command_or_option_would_be_found() -> None:
    assert _mistake("parchemin import results.csv") == "there is no command parchemin import"
    assert _mistake("parchemin keys burn") == "there is no command parchemin keys burn"
    assert _mistake("parchemin issue --force x") == "parchemin issue has no option --force"
    assert _mistake('parchemin verify x.json --fingerprint "1f3a …"') == ""
    assert list(
        _invocations("`parchemin check` and\n```sh\n. .venv/bin/activate\nparchemin issue --all\n```\n")
    ) == [
        "parchemin issue --all",
        "parchemin check",
    ]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_page_mentions_only_make_targets_that_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"`make ([a-z]+)\b[^`]*`", text)
    for language, body in _FENCE.findall(text):
        if language in ("", "sh"):
            lines += re.findall(r"^make ([a-z]+)\b", body, re.MULTILINE)
    assert set(lines) <= targets


# --- Records


def _models(annotation: object, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The models that a field so annotated holds, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            for field in annotation.model_fields.values():
                _models(field.annotation, seen)
    else:
        for inner in typing.get_args(annotation):
            _models(inner, seen)
    return seen


def test_the_reference_of_records_is_that_of_the_models() -> None:
    assert _text("docs/records.md") == records(), "mend: python -m tests.docs.make_reference"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_every_record_is_in_the_reference(kind: Kind) -> None:
    reference = set(re.findall(r"^\| `([^`]+)` \|", _text("docs/records.md"), re.MULTILINE))
    named = {part.removesuffix("[]") for path in reference for part in path.split(".")}
    for model in _models(kind.model, set()):
        if model is not Text:
            assert set(model.model_fields) <= named, model.__name__


def test_the_records_of_the_reference_are_in_order_and_use_every_field() -> None:
    files = {path.relative_to(SPECIMEN).as_posix(): path.read_bytes() for path in SPECIMEN.rglob("*.yml")}
    found = read(files, ASSETS)
    assert [str(problem) for problem in found.diagnostics] == []
    for kind in KINDS:
        used: set[tuple[str, ...]] = set()
        for name, data in files.items():
            if name.startswith(kind.folder) and (kind.name != "site" or name == "content/site.yml"):
                used |= set(_paths(yaml.safe_load(data), ()))
        for place in {path[:-1] for path in used}:
            allowed = fields_at(kind.model, place, None)
            missing = {name for name in allowed if (*place, name) not in used}
            # A clause uses the fields of its own kind; that each kind is there is seen in the rows below it.
            if "requirement" not in place:
                assert missing == set(), f"{kind.name}: {place}"


def _paths(value: object, prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*prefix, name)
            yield from _paths(inner, (*prefix, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, prefix)


# --- Pages as a whole


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in _LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", link):
            assert link.startswith("https://"), link
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target), link


def test_the_index_of_the_documentation_leads_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(_text("docs/README.md"))
    }
    assert {page for page in ROOT.glob("docs/**/*.md") if page != index} <= linked


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_the_diplomas_that_pages_name_are_those_that_the_site_shows_as_examples(page: Path) -> None:
    site = yaml.safe_load(_text("content/site.yml"))
    shown = {specimen["code"] for specimen in site["specimens"]}
    assert set(_DIPLOMA.findall(page.read_text(encoding="utf-8"))) <= shown, (
        "they were issued anew: put their codes"
    )


def test_images_are_light() -> None:
    images = sorted((ROOT / "docs" / "images").iterdir())
    assert images
    for image in images:
        assert image.stat().st_size < 200_000, image.name


def test_the_configuration_for_nginx_sends_the_headers_that_the_site_asks_for() -> None:
    snippet = next(
        body for language, body in _FENCE.findall(_text("docs/operators.md")) if language == "nginx"
    )
    fixed = dict(re.findall(r'add_header ([\w-]+) "?([^"$;][^"]*?)"? always;', snippet))
    assert fixed == headers_for("/index.html")
    assert set(headers_for("/d/x.html")) - set(fixed) == {"Access-Control-Allow-Origin", "X-Robots-Tag"}
    origins = [re.compile(one) for one in re.findall(r"~(\S+) +\"\*\";", snippet)]
    for path in ("/d/x.json", "/status/revocation-1.json", "/.well-known/did.json", "/school/did.json"):
        assert any(one.search(path) for one in origins), path
    assert not any(one.search("/fr/index.html") for one in origins)


@pytest.mark.parametrize("page", FRENCH, ids=[page.name for page in FRENCH])
def test_french_is_set_as_french_is(page: Path) -> None:
    text = re.sub(r"\]\([^)]*\)|`[^`\n]*`", "", _FENCE.sub("", page.read_text(encoding="utf-8")))
    assert re.findall(r".{0,20} [:;!?»%].{0,10}", text) == [], "a no-break space goes before"
    assert re.findall(r".{0,10}« .{0,10}", text) == [], "a no-break space goes after"
    assert re.findall(r".{0,20}\w'\w.{0,10}", text) == [], "an apostrophe is curved"
