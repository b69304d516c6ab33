"""The scripts of forms and of the verify page are those that the page was built with, or do not run."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import OpenPage, ServeChanged
from tests.browser.harness import Served, Watch

SPOILT = b"document.title = 'owned';"


@pytest.mark.parametrize("where", ["/verify/index.html verify-page.js", "/fr/register/dnm2ip.html sealed.js"])
def test_a_script_that_was_changed_on_the_host_does_not_run(
    served_site: Served, serve_changed: ServeChanged, open_page: OpenPage, watch: Watch, where: str
) -> None:
    watch.allow("integrity|is not a function|undefined")  # the other scripts miss it
    address, script = where.split()
    changed = {f"/assets/{script}": SPOILT}
    assert open_page(serve_changed(changed).url + address).title() != "owned"
    # Without the digests in the page it would have run.
    bare = re.sub(rb' integrity="[^"]*"', b"", served_site.read(address))
    assert bare != served_site.read(address)
    assert open_page(serve_changed({**changed, address: bare}).url + address).title() == "owned"
