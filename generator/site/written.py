"""Pages that staff write by hand: ``content/pages/{fr,en}/<slug>.md``, Markdown with front matter.

The text goes through as it is, but for a line ``<!-- fragment: code-form -->``, which that fragment replaces.
The front matter is read strictly and completed with what every page has. That both languages have the page is
checked with the records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from generator.errors import BuildError, Diagnostic
from generator.records import yaml
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import HTML, Page, one_block
from generator.site.voice import Voice

__all__ = ["PAGES", "pages"]

PAGES: Final = "content/pages/"
_MATTER: Final = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_NAME: Final = re.compile(r"(fr|en)/([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_TEXTS: Final = ("title", "description")
_FRAGMENT: Final = re.compile(r"^<!-- fragment: (code-form) -->$", re.MULTILINE)
_SCRIPTS: Final = {"code-form": "code.js"}


def pages(source: Source, fragments: Fragments, files: Mapping[str, bytes]) -> tuple[Page, ...]:
    """Read the hand-written pages out of `files`, by path from the root of the site.

    Raises `BuildError` with every problem: a name that is no page's, missing or broken front
    matter.
    """
    found: list[Page] = []
    problems: list[Diagnostic] = []
    for path in sorted(files):
        if not path.startswith(PAGES) or not path.endswith(".md"):
            continue
        name = _NAME.fullmatch(path.removeprefix(PAGES))
        if name is None:
            hint = f"Hand-written pages are {PAGES}fr/<slug>.md and {PAGES}en/<slug>.md."
            problems.append(Diagnostic(path, 0, 0, "B102", "this is not the place of a page", hint))
            continue
        page = _page(path, files[path], "fr" if name[1] == "fr" else "en", name[2], problems)
        if page is not None:
            found.append(page)
    if problems:
        raise BuildError("the hand-written pages hold mistakes", problems)
    return tuple(_with_fragments(page, source, fragments) for page in found)


def _with_fragments(page: Page, source: Source, fragments: Fragments) -> Page:
    parts = _FRAGMENT.split(_with_scrolling_tables(page.body, Voice(page.language)))
    if len(parts) == 1:
        return replace(page, body=parts[0])
    # Text and names of fragments take turns. Blank lines around a fragment make it a block of its own.
    for place in range(1, len(parts), 2):
        parts[place] = (
            "\n" + one_block(fragments.body(f"{parts[place]}.html", page.path, page.language, source)) + "\n"
        )
    scripts = [script for name, script in _SCRIPTS.items() if name in _FRAGMENT.findall(page.body)]
    return replace(page, body="\n".join(parts), meta={"scripts": scripts, **page.meta})


def _with_scrolling_tables(text: str, voice: Voice) -> str:
    """Wrap each table into a region that scrolls, so that a wide one does not widen a small screen."""
    lines: list[str] = []
    number, inside, fenced = 0, False, False
    for line in [*text.split("\n"), ""]:
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        starts = line.startswith("|") and not fenced
        if starts and not inside:
            number += 1
            label = voice("table", number=number)
            opening = f'<div class="scroll" role="region" aria-label="{label}" tabindex="0" markdown="1">'
            lines += ["", opening, ""]
        elif inside and not starts:
            lines += ["", "</div>", ""]
        inside = starts
        lines.append(line)
    return "\n".join(lines[:-1])


def _page(path: str, data: bytes, language: str, slug: str, problems: list[Diagnostic]) -> Page | None:
    try:
        text = data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        problems.append(Diagnostic(path, 0, 0, "B103", "the page is not UTF-8 text"))
        return None
    match = _MATTER.match(text)
    if match is None:
        hint = "Begin it with ---, a line 'title: …', a line 'description: …' and ---."
        problems.append(Diagnostic(path, 1, 1, "B103", "the page has no front matter", hint))
        return None
    # Line numbers count from the top of the file, so the opening line is kept as a comment.
    document = yaml.load(b"#\n" + match[1].encode(), path)
    problems.extend(document.problems)
    if not document.readable:
        return None
    matter = document.data if isinstance(document.data, dict) else {}
    values: dict[str, str] = {}
    for key in _TEXTS:
        value = matter.get(key)
        if not isinstance(value, str) or not value.strip():
            hint = f"Write a line '{key}: …' between the two lines ---."
            problems.append(Diagnostic(path, 1, 1, "B103", f"the page has no {key}", hint))
        else:
            values[key] = " ".join(value.split())
    if len(values) < len(_TEXTS):
        return None
    meta = {key: value for key, value in matter.items() if key not in {*_TEXTS, "lang", "slug", "kind", HTML}}
    lang = next(one for one in LANGUAGES if one == language)
    return Page(
        f"{language}/{slug}",
        lang,
        slug,
        "written",
        values["title"],
        values["description"],
        text[match.end() :],
        markdown=True,
        meta=meta,
    )
