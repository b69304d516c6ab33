"""Scripts are published without their comments, and are the same programs."""

from __future__ import annotations

import gzip
import json
import re
import subprocess

import pytest

from generator.errors import BuildError
from generator.records.base import Language
from generator.site.assets import (
    PAGE_SCRIPT,
    PAGE_SCRIPTS,
    PAGE_STYLE,
    WORDS,
    page_sources,
    published_assets,
    without_comments,
)
from tests.conftest import ROOT
from tests.vectors import make_page_script

ASSETS = {
    path.name: path.read_bytes() for path in (ROOT / "site_templates/assets").iterdir() if path.is_file()
}
SCRIPTS = sorted(name for name in ASSETS if name.endswith(".js") and name not in PAGE_SCRIPT.values())
PUBLISHED = published_assets(ASSETS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_comment_is_left_and_no_line_of_code_is_lost(name: str) -> None:
    source, published = ASSETS[name].decode(), PUBLISHED[name].decode()
    assert len(published) < len(source)
    assert not re.search(r"(?m)^\s*(//|/\*)", published)
    bare = re.sub(r"(?ms)^[ \t]*/\*.*?\*/[ \t]*\n", "", source)
    kept = [line.strip() for line in bare.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert published.splitlines() == kept


def test_every_published_script_still_parses() -> None:
    for name, data in PUBLISHED.items():
        if name.endswith(".js"):
            ran = subprocess.run(["node", "--check", "-"], input=data, capture_output=True, check=False)
            assert ran.returncode == 0, f"{name}: {ran.stderr.decode()}"


def test_the_words_of_the_program_are_untouched() -> None:
    """Every text and every template of a script, as Node itself reads them, before and after."""
    for name in SCRIPTS:
        texts = [re.findall(r"'[^'\n]*'|`[^`\n]*`", data.decode()) for data in (_bare(name), PUBLISHED[name])]
        assert texts[0] == texts[1], name


def _bare(name: str) -> bytes:
    return re.sub(rb"(?ms)^[ \t]*/\*.*?\*/[ \t]*\n", b"", re.sub(rb"(?m)^\s*//.*\n", b"", ASSETS[name]))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_script_of_a_diplomas_page_is_made_of_its_sources(lang: Language) -> None:
    script = PAGE_SCRIPT[lang]
    assert make_page_script.script(lang) == ASSETS[script], (
        "run python -m tests.vectors.make_page_script, and commit what it writes"
    )
    assert PUBLISHED[script] == ASSETS[script].partition(b"\n")[2]


def test_where_a_source_was_changed_the_sources_joined_are_published() -> None:
    changed = {**ASSETS, "log.js": ASSETS["log.js"] + b"parchemin.changed = true;\n"}
    published = published_assets(changed)
    for lang, script in PAGE_SCRIPT.items():
        assert published[script] == b"".join(published[name] for name in page_sources(lang))
        assert published[script].count(b"'use strict';") == len(PAGE_SCRIPTS) + 1
        assert published[script].endswith(PUBLISHED["diploma.js"])
        assert b"parchemin.changed = true;" in published[script]
        without = {name: data for name, data in ASSETS.items() if name != script}
        assert published_assets(without)[script].endswith(PUBLISHED["diploma.js"])


def test_what_a_diplomas_page_loads_is_light() -> None:
    sizes = {name: len(gzip.compress(data, 9)) for name, data in PUBLISHED.items()}
    assert all(sizes[script] < 17_000 for script in PAGE_SCRIPT.values())
    assert sizes[PAGE_STYLE] < 5_200


def test_both_languages_say_the_same_things() -> None:
    """Every key of one file of words is in the other: a verdict without words would break the page."""
    shape = (
        "const keys = (one) => typeof one === 'object' && !Array.isArray(one) "
        "? Object.fromEntries(Object.keys(one).sort().map((key) => [key, keys(one[key])])) : typeof one;"
        "console.log(JSON.stringify(Object.values(parchemin.words).map(keys)));"
    )
    program = b"".join(ASSETS[name] for name in WORDS) + shape.encode()
    ran = subprocess.run(["node", "-"], input=program, capture_output=True, check=True)
    french, english = json.loads(ran.stdout)
    assert set(french) == {"verdicts", "outcomes", "names", "notReached", "details", "notes"}
    assert set(french["details"]) == set(french["names"])
    assert french == english


def test_what_is_not_surely_a_comment_stays() -> None:
    for script in ("let a = `\n// b\n`;\n", "let a = 'x \\\n// y';\n"):
        assert without_comments(script) == script
    assert without_comments("/* a */ let b = 1;\n") == "/* a */ let b = 1;\n"
    assert without_comments("/* a\n b */ let c = 2;\n  // d\n  e(); // f\n") == "let c = 2;\ne(); // f\n"
    assert json.dumps(without_comments("let u = 'https://x';\n")) == json.dumps("let u = 'https://x';\n")


def test_a_missing_script_stops_the_build() -> None:
    with pytest.raises(BuildError, match=r"needs assets/log\.js"):
        published_assets({name: data for name, data in ASSETS.items() if name != "log.js"})


def test_other_files_are_published_as_they_are() -> None:
    assert published_assets({**ASSETS, "x.js": b"\xff\xfe"})["x.js"] == b"\xff\xfe"
    assert PUBLISHED["tokens.css"] == ASSETS["tokens.css"]
