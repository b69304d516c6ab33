"""The offline verifier, ``verify.html``: the verify page as one file that needs no network and no other file.

    data = offline_page(site, templates, assets)

Its policy allows its own script and its own style, by their SHA-256 digests, and nothing else: no request can
leave it. A host that sends the site's policy as a header would block both, so it is published to be saved, not to be
opened in place.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from generator.errors import BuildError
from generator.records.site import Site
from generator.site.verify_page import SCRIPTS, environment

__all__ = ["PATH", "SCRIPTS_OFFLINE", "STYLES", "offline_page"]

PATH: Final = "verify/verify.html"
STYLES: Final = ("tokens.css", "base.css", "pages.css", "verify.css")
SCRIPTS_OFFLINE: Final = tuple(name for name in SCRIPTS if name != "verify-scan.js")

_ENDS_SCRIPT: Final = re.compile(r"</script|<!--", re.IGNORECASE)
_ENDS_STYLE: Final = re.compile(r"</style|@import|url\((?!data:)", re.IGNORECASE)


def offline_page(site: Site, templates: Mapping[str, str], assets: Mapping[str, bytes]) -> bytes:
    """The bytes of the file. `templates` as for `verify_page`; `assets` by name below ``assets/``.

    Raises `BuildError` when an asset is missing, or cannot stand inside a page.
    """
    script = _joined(SCRIPTS_OFFLINE, assets, _ENDS_SCRIPT)
    style = _joined(STYLES, assets, _ENDS_STYLE)
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data:; "
        "form-action 'none'; base-uri 'none'"
    )
    template = environment(site, templates).get_template("verify/offline.html")
    return template.render(
        policy=policy,
        script=Markup(script),  # noqa: S704 - our own files, checked by _joined
        style=Markup(style),  # noqa: S704 - as above
    ).encode()


def _joined(names: tuple[str, ...], assets: Mapping[str, bytes], forbidden: re.Pattern[str]) -> str:
    missing = [name for name in names if name not in assets]
    if missing:
        raise BuildError(f"the offline verifier needs assets/{missing[0]}, which is missing")
    # What a browser hashes has no carriage returns: HTML normalises them away.
    parts = [assets[name].decode().replace("\r\n", "\n") for name in names]
    for name, part in zip(names, parts, strict=True):
        if found := forbidden.search(part):
            raise BuildError(
                f"assets/{name} holds {found[0]!r}, which cannot stand inside the offline verifier"
            )
    return "\n" + "\n".join(parts)


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
