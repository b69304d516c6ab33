"""Scripts are published without their comments, and are the same programs."""

from __future__ import annotations

import gzip
import json
import re
import subprocess

import pytest

from generator.errors import BuildError
from generator.site.assets import PAGE_SCRIPT, PAGE_SCRIPTS, published_assets, without_comments
from tests.conftest import ROOT

ASSETS = {
    path.name: path.read_bytes() for path in (ROOT / "site_templates/assets").iterdir() if path.is_file()
}
SCRIPTS = sorted(name for name in ASSETS if name.endswith(".js"))
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


def test_a_diplomas_page_loads_one_file_that_holds_each_script_in_turn() -> None:
    text = PUBLISHED[PAGE_SCRIPT]
    assert text == b"".join(PUBLISHED[name] for name in PAGE_SCRIPTS)
    assert text.count(b"'use strict';") == len(PAGE_SCRIPTS)


def test_a_diplomas_script_is_light() -> None:
    assert len(gzip.compress(PUBLISHED[PAGE_SCRIPT], 9)) < 26_000


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
