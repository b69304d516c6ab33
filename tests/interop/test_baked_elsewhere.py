"""openbadgeslib takes our credential out of our badges, and we take it out of those that openbadgeslib bakes."""

from __future__ import annotations

import json

from openbadgeslib import baking

from generator.site.badge import svg_badge
from generator.site.badge_png import png_badge
from generator.trust.baked import extract
from generator.trust.canonical import canonical
from generator.trust.view import fields
from tests.vectors.themes.diplomas import FULL, award, signed

HOSTILE = signed(award(holder_name="]]> <b>&amp; \"'"))
SVG = {"element": baking.SVG_ELEMENT_OB3, "namespace": baking.SVG_NS_OB3}


def test_openbadgeslib_finds_the_credential_in_our_svg() -> None:
    for credential in (FULL, HOSTILE):
        image = svg_badge(canonical(credential), fields(credential))
        found = baking.extract_svg(image, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
        assert found is not None
        assert json.loads(found) == credential


def test_openbadgeslib_finds_the_credential_in_our_png() -> None:
    for credential in (FULL, HOSTILE):
        image = png_badge(canonical(credential), fields(credential))
        found = baking.extract_png(image, keyword=baking.ITXT_KEYWORD_OB3)
        assert found is not None
        assert json.loads(found) == credential


def test_we_find_what_openbadgeslib_baked() -> None:
    document = canonical(HOSTILE)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    assert extract(baking.bake_svg(svg, document.decode(), as_text=True, **SVG)) == (document, None)
    plain = png_badge(document, fields(HOSTILE))
    start = plain.index(b"iTXt") - 4
    end = plain.index(b"IDAT") - 4
    image = baking.bake_png(plain[:start] + plain[end:], document.decode(), keyword=baking.ITXT_KEYWORD_OB3)
    assert extract(image) == (document, None)
