"""Every kind of page under the conditions that people set: zoom, forced colours, less motion, no scripts.

Light and dark at two widths are in test_pages.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.harness import Served, Watch, axe, overflow
from tests.browser.test_pages import address_of

KINDS: Final = (
    "/fr/index",
    "/fr/catalogue",
    "/fr/catalogue/viruses",
    "/fr/courses",
    "/fr/courses/abc-gestion-de-projet",
    "/fr/programmes",
    "/fr/programmes/dnm2ip",
    "/fr/plan/dnm2ip",
    "/fr/register/dnm2ip",
    "/fr/calendar",
    "/fr/figures",
    "/fr/keys",
    "/fr/accessibility",
    "/verify/index",
    "/d/valid",
    "/404",
)

CONDITIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    # At 200 % a window of 1,280 by 900 pixels holds 640 by 450 of CSS.
    "zoom-200": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "forced-colours": {"forced_colors": "active", "color_scheme": "dark", "reduced_motion": "reduce"},
    "without-scripts": {"reduced_motion": "reduce"},
}


def address(served: Served, kind: str) -> str:
    if kind == "/d/valid":
        return address_of(served, kind)
    if kind == "/fr/courses":
        return "/fr/courses/viral-outbreaks-pandemics.html"
    return f"{kind}.html"


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_whatever_people_have_set(
    served_site: Served, open_page: OpenPage, watch: Watch, kind: str, condition: str
) -> None:
    page = open_page(**CONDITIONS[condition])
    if condition == "without-scripts":
        # Blocked rather than switched off, so that axe-core itself can run.
        watch.allow("ERR_FAILED|ERR_BLOCKED")
        page.route("**/*.js", lambda route: route.abort())
    page.goto(served_site.url + address(served_site, kind), wait_until="load")
    assert axe(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_for_those_who_asked_for_less_motion(
    served_site: Served, open_page: OpenPage, kind: str
) -> None:
    page = open_page(served_site.url + address(served_site, kind), reduced_motion="reduce")
    moving = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('*')].filter((element) => {
          const style = getComputedStyle(element);
          return style.scrollBehavior === 'smooth' || style.animationName !== 'none' ||
            style.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
        }).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert moving == []


@pytest.mark.parametrize(
    "path", ["/fr/catalogue.html", "/fr/courses/digital-first-aid.html", "/fr/programmes/dnm2ip.html"]
)
@pytest.mark.parametrize("settings", [{}, {"forced_colors": "active"}], ids=["colours", "forced-colours"])
def test_the_focus_is_always_seen_and_never_trapped(
    served_site: Served, open_page: OpenPage, path: str, settings: Mapping[str, Any]
) -> None:
    page = open_page(served_site.url + path, reduced_motion="reduce", **settings)
    reached = 0
    for _ in range(160):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
              const now = document.activeElement;
              if (!now || now === document.body) return 'out';
              const style = getComputedStyle(now), box = now.getBoundingClientRect();
              const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
              return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && inside
                ? 'seen' : now.outerHTML.slice(0, 160);
            }"""
        )
        if state == "out" or (reached and page.evaluate("document.activeElement.className === 'skip'")):
            break
        assert state == "seen"
        reached += 1
    else:
        pytest.fail("Tab never comes to the end of the page")
    assert reached > 10
