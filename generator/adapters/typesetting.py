"""The compiler of documents: typst, with the fonts of the site alone.

    press = Typesetter(root)
    pdf = press.pdf("diploma", data, moment)     # PDF/A-3a and PDF/UA-1

One compiler serves a whole run. System fonts are not seen, no package is fetched, the time is an argument and nothing
else of the
environment is read: the same data, templates and version of typst give the same bytes. Templates read files below the
root of the site alone.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

from generator.adapters.look import merged_folder
from generator.errors import Diagnostic, DocumentError, MalformedError
from generator.site.documents import fonts, look
from generator.trust.strictjson import JsonObject

__all__ = ["FOLDER", "DoesNotFitError", "Typesetter"]

FOLDER: Final = "site_templates/documents"
_STANDARDS: Final = ("a-3a", "ua-1")
_OVERFLOW: Final = "parchemin:overflow:"
_FONTS: Final = (".ttf", ".otf", ".ttc", ".otc")


class DoesNotFitError(MalformedError):
    """A text does not fit its place; `place` is the template's name of it."""

    def __init__(self, place: str) -> None:
        super().__init__(f"what stands in '{place}' does not fit", reason="overflow")
        self.place = place


class Typesetter:
    """The templates and fonts of the site at `root`, ready to set documents.

    Raises `DocumentError` where the fonts or the look cannot be used.
    """

    def __init__(self, root: Path) -> None:
        import typst  # noqa: PLC0415 - some forty megabytes, for documents alone

        # Templates import one another by relative names and read the site's own images: one folder, inside the site.
        self._folder = merged_folder(root, "documents")
        self._font_files()
        found = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(self._folder / "fonts")],
        )
        self._check_look(frozenset(found.families()))
        self._compiler = typst.Compiler(
            root=str(root),
            font_paths=found,
            ignore_system_fonts=True,
            # No package of the user's is read either, and none is fetched.
            package_path=str(self._folder / "packages"),
            package_cache_path=str(self._folder / "packages"),
        )

    @cached_property
    def covered(self) -> frozenset[int]:
        """The code points that a font of the look has."""
        from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415

        found: set[int] = set()
        for path in self._font_files():
            if path.suffix.lower() in (".ttc", ".otc"):
                for font in TTCollection(path, lazy=True).fonts:
                    found.update(font.getBestCmap() or ())
            else:
                with TTFont(path, lazy=True) as font:
                    found.update(font.getBestCmap() or ())
        return frozenset(found)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that a document depends on beside its data and its images: templates, look, fonts,
        compiler."""
        total = hashlib.sha256(f"typst {version('typst')}\n".encode())
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                total.update(f"{path.relative_to(self._folder).as_posix()} {len(data)}\n".encode() + data)
        return total.hexdigest()

    def pdf(self, template: str, data: JsonObject, moment: datetime) -> bytes:
        """Set one document. `moment` is written into it as its date.

        Raises `DoesNotFitError` for a text that does not fit its place, `DocumentError` for a template that fails.
        """
        try:
            made = self._compiler.compile(
                input=str(self._folder / f"{template}.typ"),
                format="pdf",
                pdf_standards=list(_STANDARDS),
                timestamp=moment,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            )
        except (
            RuntimeError
        ) as error:  # typst's own errors are among them, and so is a folder linked from elsewhere
            raise self._told(template, error) from None
        if not isinstance(made, bytes):  # several pages come as a list for images alone
            raise DocumentError(f"the template {template}.typ made no document")
        return made

    def _told(self, template: str, error: Exception) -> Exception:
        message = str(getattr(error, "message", error))
        if _OVERFLOW in message:
            return DoesNotFitError(message.partition(_OVERFLOW)[2].strip().strip('"'))
        place = f"{FOLDER}/{template}.typ"
        hints = "; ".join(getattr(error, "hints", ()) or ())
        problem = Diagnostic(place, 0, 0, "P105", f"the template fails: {message}", hints)
        return DocumentError("a document could not be set", [problem])

    def _font_files(self) -> tuple[Path, ...]:
        files = sorted(path for path in (self._folder / "fonts").glob("*") if path.suffix.lower() in _FONTS)
        if not files:
            problem = Diagnostic(
                fonts.FOLDER, 0, 0, "P105", "there is no font here", "Bring the fonts back from git."
            )
            raise DocumentError("documents need fonts", [problem])
        return tuple(files)

    def _check_look(self, families: frozenset[str]) -> None:
        try:
            text = (self._folder / "look.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problem = Diagnostic(look.PATH, 0, 0, "P105", f"the look cannot be read: {error}")
            raise DocumentError("documents need a look", [problem]) from None
        found = tuple(look.problems(text, families))
        if found:
            raise DocumentError("the documents' look cannot be used", found)
