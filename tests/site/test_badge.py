"""The badge: what it says, what it keeps to itself, and that any name can be drawn."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from generator.site.badge import COLOURS, alternative, edge, kind_of, seal_of, svg_badge
from generator.site.badge_png import png_badge
from generator.trust.baked import NAMESPACE, extract
from generator.trust.canonical import canonical
from generator.trust.view import CredentialView, Field, fields
from tests.vectors.themes.diplomas import CODE, FULL, award, signed, small

DOCUMENT = canonical(FULL)
VIEW = fields(FULL)
SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "Diplôme ]]> </openbadges:credential><script>alert(1)</script> & « \"'",
    "شهادة في مكافحة الأمراض المعدية",
    "感染症対策における国際的な専門教育プログラムの修了証書",
    "Ά" * 500,
    "W" * 500,
    "e\u0301" * 200,
    "👩🏽‍🔬 " * 30,
    " ".join("abcdefgh"[: 1 + n % 8] for n in range(100)),
    "ﷺ﷽",
)


def renamed(view: CredentialView, **values: str) -> CredentialView:
    pointers = {name: Field(f"/{name}", value) for name, value in values.items()}
    return dataclasses.replace(view, **pointers)


def drawn(svg: bytes) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_the_credential_comes_out_of_both_badges_byte_for_byte() -> None:
    assert extract(svg_badge(DOCUMENT, VIEW)) == (DOCUMENT, None)
    assert extract(png_badge(DOCUMENT, VIEW)) == (DOCUMENT, None)


def test_the_credential_stands_directly_after_the_start_of_the_svg() -> None:
    root = ElementTree.fromstring(svg_badge(DOCUMENT, VIEW))  # noqa: S314
    assert root[0].tag == f"{{{NAMESPACE}}}credential"
    assert re.match(rb"<svg [^>]*><openbadges:credential [^>]*><!\[CDATA\[\{", svg_badge(DOCUMENT, VIEW))


def test_the_badge_says_programme_issuer_and_year_but_not_who_holds_it() -> None:
    words = drawn(svg_badge(DOCUMENT, VIEW))
    text = " ".join(words)
    assert words[0] == "DIPLÔME"
    assert "EX-1" in words
    assert "2026" in words
    assert "Diplôme d’exemple en maladies imaginaires" in text
    assert "Institut de démonstration" in text
    assert VIEW.holder_name.value not in text
    title = ElementTree.fromstring(svg_badge(DOCUMENT, VIEW)).findtext(f"{SVG}title")  # noqa: S314
    assert title is not None
    assert VIEW.holder_name.value not in title


def test_the_holder_is_named_when_asked_for() -> None:
    assert VIEW.holder_name.value in " ".join(drawn(svg_badge(DOCUMENT, VIEW, holder=True)))
    assert alternative(seal_of(VIEW, holder=True)).endswith(VIEW.holder_name.value)


def test_whoever_does_not_see_the_badge_is_told_what_is_on_it() -> None:
    root = ElementTree.fromstring(svg_badge(DOCUMENT, VIEW))  # noqa: S314
    assert root.get("role") == "img"
    labels = [root.findtext(f"{SVG}{name}") for name in ("title", "desc")]
    identifiers = [element.get("id") for name in ("title", "desc") for element in root.iter(f"{SVG}{name}")]
    assert root.get("aria-labelledby") == " ".join(map(str, identifiers))
    assert labels[0] == (
        "Diplôme\u00a0: Diplôme d’exemple en maladies imaginaires (EX-1), Institut de démonstration, 2026"
    )
    english = signed(small())
    assert alternative(seal_of(fields(english))) == (
        "Certificate: Example certificate, Institut de démonstration, 2026"
    )


def test_kinds_of_programme_differ_in_colour_and_shape_and_words() -> None:
    kinds = [
        kind_of(name) for name in ("Diploma", "Certificate", "CertificateOfCompletion", "MicroCredential")
    ]
    assert len({kind.colour for kind in kinds}) == len({edge(kind.shape) for kind in kinds}) == 4
    assert kind_of("Anything") == kind_of(None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("member", ["achievement_name", "issuer_name", "holder_name", "human_code"])
def test_any_name_can_be_drawn_inside_the_disc(name: str, member: str) -> None:
    svg = svg_badge(DOCUMENT, renamed(VIEW, **{member: name}), holder=True)
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "path", "circle", "text")
    } | {f"{{{NAMESPACE}}}credential"}
    rows = [float(text.get("y", "")) for text in root.iter(f"{SVG}text")]
    assert rows == sorted(rows)
    assert max(rows) < 300 + 200
    assert extract(svg) == (DOCUMENT, None)
    png_badge(DOCUMENT, renamed(VIEW, **{member: name}))


def test_characters_that_reorder_a_line_are_left_out() -> None:
    svg = svg_badge(DOCUMENT, renamed(VIEW, achievement_name="a\u202eb\u0000c\ufffe"))
    assert "a b c" in drawn(svg)


def test_the_same_diploma_gives_the_same_bytes() -> None:
    assert svg_badge(DOCUMENT, VIEW) == svg_badge(DOCUMENT, VIEW)
    assert png_badge(DOCUMENT, VIEW) == png_badge(DOCUMENT, VIEW)


@pytest.mark.parametrize("width", [600, 240])
def test_the_code_on_the_png_leads_to_the_diploma(width: int) -> None:
    for view in (VIEW, fields(signed(award(achievement=small().achievement)))):
        image = Image.open(io.BytesIO(png_badge(DOCUMENT, view)))
        assert image.size == (600, 600)
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        found = zxingcpp.read_barcodes(white.convert("L").resize((width, width)))
        assert [one.text for one in found] == [f"https://diplomes.example.org/d/{CODE}.html"]


def test_the_colours_are_those_of_the_site(root: Path) -> None:
    tokens = (root / "site_templates/assets/tokens.css").read_text(encoding="utf-8")
    light = tokens[: tokens.index("@media")]
    assert dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light)).items() >= COLOURS.items()
