"""The look is held to what it promises: readable colours, a light page, nothing that the policy would refuse."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "site_templates"
ASSETS = TEMPLATES / "assets"
STYLES = ("tokens.css", "base.css", "pages.css", "registry.css", "courses.css")
PAGES = sorted(
    path for folder in ("pages", "registry", "fragments") for path in (TEMPLATES / folder).rglob("*.html")
)
SCHEMES = ("light", "dark", "chosen-dark", "print")

TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "gold")
        for ground in ("ground", "sheet", "wash")
    ),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "bad", "calm")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("ground", "sheet")),
    *((ink, f"{tone}-wash") for ink in ("ink", "ink-soft") for tone in ("good", "warn", "bad", "calm")),
    ("accent-ink", "accent"),
    ("band-ink", "band"),
    ("ground", "ink"),
    ("sheet", "good"),
    ("sheet", "warn"),
    ("sheet", "bad"),
]
"""Every pair in which text of one token stands on another: 4.5 to 1 (WCAG 2.2, 1.4.3)."""

EDGE_PAIRS = [("edge", "ground"), ("edge", "sheet"), ("accent", "ground"), ("accent", "sheet")]
"""Borders of fields and the focus ring: 3 to 1 (WCAG 2.2, 1.4.11)."""


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; in print, what paper does not restate comes from the light one."""
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", text)
    assert len(blocks) == 4
    light, dark, chosen, paper = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block)) for block in blocks
    )
    return {"light": light, "dark": dark, "chosen-dark": chosen, "print": {**light, **paper}}[scheme]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    colours = tokens(scheme)
    faint = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXT_PAIRS
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert faint == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_fields_and_focus_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    faint = [pair for pair in EDGE_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert faint == []


def test_the_dark_scheme_is_the_same_whether_preferred_or_chosen() -> None:
    assert tokens("dark") == tokens("chosen-dark")


def test_both_schemes_set_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_the_dark_scheme_changes_colours_alone() -> None:
    """Hence browsers need not go through everything twice (tests/browser/test_pages.py). A logo gets a light ground."""
    found = {
        path.name: re.findall(
            r"prefers-color-scheme: dark\) \{\s*([^{]+?)\s*\{([^}]*)\}", path.read_text("utf-8")
        )
        for path in sorted(ASSETS.glob("*.css"))
        if "prefers-color-scheme" in path.read_text("utf-8")
    }
    assert found.keys() == {"tokens.css", "registry.css"}
    ((_, tokens),) = found["tokens.css"]
    set_there = {line.split(":")[0].strip() for line in tokens.split(";") if line.strip()}
    assert {name for name in set_there if not name.startswith("--")} == {"color-scheme"}
    assert [selector for selector, _ in found["registry.css"]] == [":root:not([data-theme=light]) .logo"]


def test_every_token_that_is_used_exists() -> None:
    text = "".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)
    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", text))


def test_the_style_sheets_are_light() -> None:
    whole = b"".join((ASSETS / name).read_bytes() for name in STYLES)
    assert len(gzip.compress(whole, 9)) < 12_000


def test_a_colour_is_always_a_token() -> None:
    allowed = {"#fff", "#000", "#fffdf8"}  # the QR code and the ground of a logo are the same in every scheme
    for name in STYLES[1:]:
        text = re.sub(r"url\([^)]*\)", "", (ASSETS / name).read_text(encoding="utf-8"))
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= allowed, name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_holds_a_style_or_script_that_the_policy_would_refuse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert (
            ("src=" in attributes and not body)
            or 'type="application/json"' in attributes
            or 'type="application/ld+json"' in attributes
            or 'type="text/plain"' in attributes
        )


@pytest.mark.parametrize("path", [*PAGES, *sorted(ASSETS.glob("*.css"))], ids=lambda p: p.name)
def test_nothing_comes_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""(src|@import|url\()\s*=?\s*["']?(https?:)?//""", text)


def test_the_planner_is_dressed_by_its_own_sheet_alone() -> None:
    """Every page has the shared sheets: a class of the same name there put the whole planner in a box."""
    for shared in ("base.css", "pages.css"):
        names = set(re.findall(r"\.([a-z][a-z0-9-]*)", (ASSETS / shared).read_text(encoding="utf-8")))
        assert not {name for name in names if name.split("-")[0] == "plan"}, shared
