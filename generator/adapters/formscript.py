"""The script of the form, Sveltia CMS, and its fonts, each at one version: from the npm registry, or from a folder that
npm has installed them into.

Whichever way a file comes, its bytes are those of the digest below, or it is refused. The script would fetch its fonts
from a network of other people's; its three addresses are made to lead to ``fonts/`` beside it, and no more is changed.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.adapters.fetch import fetch
from generator.errors import BuildError

__all__ = ["SCRIPT", "VERSION", "form_parts"]

VERSION: Final = "0.221.1"
SCRIPT: Final = "sveltia-cms.js"
_REGISTRY: Final = "https://registry.npmjs.org"
_MAX_ARCHIVE: Final = 60_000_000
_MAX_FILE: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of an npm package. `address` is what the script calls it by, empty for the script itself."""

    package: str
    version: str
    member: str
    digest: str
    name: str
    address: str = ""

    @property
    def archive(self) -> str:
        return f"{_REGISTRY}/{self.package}/-/{self.package.rpartition('/')[2]}-{self.version}.tgz"


_FONTS: Final = "https://cdn.jsdelivr.net/fontsource/fonts/"
_PARTS: Final = (
    _Part(
        "@sveltia/cms",
        VERSION,
        f"dist/{SCRIPT}",
        "2fc783907e1a4a70783f155cc28435c70b8f79792f2aab75e787984e84aa413a",
        SCRIPT,
    ),
    _Part(
        "@fontsource-variable/source-sans-3",
        "5.3.0",
        "files/source-sans-3-latin-wght-normal.woff2",
        "7a19a7027e125257d310c6dbd78ae3a30b5ea1e3794d60b12bb28227a003bfda",
        "fonts/source-sans-3.woff2",
        f"{_FONTS}source-sans-3:vf@5.3.0/latin-wght-normal.woff2",
    ),
    _Part(
        "@fontsource/noto-mono",
        "5.3.0",
        "files/noto-mono-latin-400-normal.woff2",
        "2787a2983d94072a2c6262b1992a2642519800a889bd90ca1042d04a89852d58",
        "fonts/noto-mono.woff2",
        f"{_FONTS}noto-mono@5.3.0/latin-400-normal.woff2",
    ),
    _Part(
        "@fontsource-variable/material-symbols-outlined",
        "5.3.7",
        "files/material-symbols-outlined-latin-wght-normal.woff2",
        "98db9feefa170bf76e9c19d19af6dd62054165efc89c4b506c361e069719e884",
        "fonts/material-symbols-outlined.woff2",
        f"{_FONTS}material-symbols-outlined:vf@5.3.7/latin-wght-normal.woff2",
    ),
)

_LICENCE: Final = b"""\
sveltia-cms.js is Sveltia CMS, under the MIT License; three addresses of fonts in it lead to fonts/ beside it.


Copyright (c) 2026 Kohei Yoshino.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

Unchanged: Source Sans 3 and Noto Mono (SIL Open Font License 1.1), Material Symbols (Apache License 2.0).
"""


def form_parts(packages: Path | None = None) -> dict[str, bytes]:
    """The script and its fonts by path: of `packages` (a ``node_modules``), else from the registry.

    Raises `BuildError` for other bytes than those that were published, `FetchError` where there is no network.
    """
    found = {part.name: _file(part, packages) for part in _PARTS}
    script = found[SCRIPT].decode()
    for part in _PARTS:
        if part.address:
            script = script.replace(part.address, part.name)
    return {**found, SCRIPT: script.encode(), "LICENSE.txt": _LICENCE}


def _file(part: _Part, packages: Path | None) -> bytes:
    if packages is None:
        source = part.archive
        data = _unpacked(fetch(source, max_bytes=_MAX_ARCHIVE, timeout=120), source, part.member)
    else:
        source = str(packages / part.package / part.member)
        data = Path(source).read_bytes()
    if hashlib.sha256(data).hexdigest() != part.digest:
        raise BuildError(
            f"{source} is not what {part.package} {part.version} was published with; nothing was written",
            hint=f"npm install {part.package}@{part.version} brings it.",
        )
    return data


def _unpacked(archive: bytes, source: str, member: str) -> bytes:
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
            file = opened.extractfile(f"package/{member}")
            return file.read(_MAX_FILE + 1) if file else b""
    except (tarfile.TarError, OSError, EOFError, KeyError):
        raise BuildError(f"{source} is no archive of npm that holds {member}") from None
