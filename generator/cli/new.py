"""``parchemin new``: a commented, valid record to start from. Nothing is ever overwritten."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Final

import click

from generator.adapters.atomic import make_folder, write_once
from generator.adapters.clock import today
from generator.adapters.files import snapshot, stored
from generator.cli.context import Context, pass_context
from generator.cli.options import COURSE, DAY, ISSUER, PROGRAMME, day_option, examples
from generator.errors import ParcheminError, RecordError, Severity
from generator.records import skeleton
from generator.records.draft import Draft
from generator.records.kinds import ASSETS, KINDS, SITE
from generator.records.reading import draft_of, read

__all__ = ["command"]

_PATHS: Final = {kind.name: kind.path for kind in KINDS}
_ID_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


@click.group("new")
def command() -> None:
    """Write a commented, valid record to start from.

    The file is checked with all the others before it is written, and nothing is ever overwritten.
    """


def _slug(_: click.Context, __: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 80:
        raise click.BadParameter("a slug has lower-case letters, digits and single hyphens, 80 at most.")
    return value


_SLUG = click.argument("slug", callback=_slug)


@command.command("site", epilog=examples("parchemin new site --host diplomes.example.org"))
@click.option("--host", default="diplomes.example.org", show_default=True, help="Official host of the site.")
@pass_context
def new_site(context: Context, host: str) -> None:
    """Write content/site.yml, the settings of a new site (its directory content/ must exist)."""
    _write(context, {SITE: skeleton.site(host=host)})


@command.command("issuer", epilog=examples('parchemin new issuer ecole-exemple --name "École Exemple"'))
@_SLUG
@click.option("--name", default="À compléter", show_default=True, help="Official name.")
@pass_context
def new_issuer(context: Context, slug: str, name: str) -> None:
    """Write content/issuers/SLUG.yml and a placeholder logo."""
    draft = _draft(context)
    site = draft.site.get("site")
    if site is None:
        raise ParcheminError("content/site.yml is missing or broken", hint="Start with: parchemin new site")
    own = skeleton.own_did(site.host)
    # The first issuer has the host's own identifier, the others a path below it.
    did = own if not draft.issuers.good and not draft.issuers.broken else f"{own}:{slug}"
    logo = f"{ASSETS}logos/{slug}.svg"
    files = {_PATHS["issuer"](slug): skeleton.issuer(slug, did=did, name=name)}
    if not (context.root / logo).exists():
        files[logo] = skeleton.placeholder_logo(name)
    _write(context, files)


@command.command("course", epilog=examples('parchemin new course first-aid --title "Premiers secours"'))
@_SLUG
@click.option("--title", help="Title, to be translated later. Default: the slug in words.")
@click.option("--school", type=ISSUER, help="Slug of the issuer that holds it. Default: the first.")
@click.option("--theme", help="One of the themes of content/site.yml. Default: the first.")
@pass_context
def new_course(context: Context, slug: str, title: str | None, school: str | None, theme: str | None) -> None:
    """Write content/courses/SLUG.yml."""
    draft = _draft(context)
    site = draft.site.get("site")
    school = school or _first(draft.issuers.good, "issuer", "parchemin new issuer SLUG")
    theme = theme or (site.themes[0].id if site else "general")
    text = skeleton.course(slug, school=school, theme=theme, title=title or _in_words(slug))
    _write(context, {_PATHS["course"](slug): text})


@command.command(
    "programme", epilog=examples("parchemin new programme first-aid-certificate --course first-aid")
)
@_SLUG
@click.option("--name", help="Name, to be translated later. Default: the slug in words.")
@click.option("--issuer", type=ISSUER, help="Slug of the issuer that awards it. Default: the first.")
@click.option("--course", type=COURSE, help="Course to be passed. Default: the first.")
@click.option("--since", type=DAY, metavar="DAY", help="First day of the rule. Default: today.")
@pass_context
def new_programme(
    context: Context,
    *,
    slug: str,
    name: str | None,
    issuer: str | None,
    course: str | None,
    since: date | None,
) -> None:
    """Write content/programmes/SLUG.yml."""
    draft = _draft(context)
    text = skeleton.programme(
        slug,
        issuer=issuer or _first(draft.issuers.good, "issuer", "parchemin new issuer SLUG"),
        name=name or _in_words(slug),
        course=course or _first(draft.courses.good, "course", "parchemin new course SLUG"),
        since=since or today(),
    )
    _write(context, {_PATHS["programme"](slug): text})


@command.command(
    "candidate", epilog=examples('parchemin new candidate --name "Camille Exemple" --programme dnm2ip')
)
@click.option("--name", default="Prénom Nom", show_default=True, help="Name as printed on the diploma.")
@click.option("--email", help="Default: an address that reaches nobody.")
@click.option("--programme", type=PROGRAMME, help="Programme to register for. Default: the first.")
@day_option("Day of registration. Default: today.")
@pass_context
def new_candidate(
    context: Context, name: str, email: str | None, programme: str | None, given: date | None
) -> None:
    """Write candidates/register/<id>.yml under a new random identifier."""
    draft = _draft(context)
    key = "c-" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(10))
    slug = programme or _first(draft.programmes.good, "programme", "parchemin new programme SLUG")
    record = draft.programmes.get(slug)
    day = given or today()
    if given is None and record is not None:
        day = max(day, min(version.since for version in record.versions))
    site = draft.site.get("site")
    text = skeleton.candidate(
        key,
        name=name,
        email=email or f"{key}@example.org",
        programme=slug,
        registered=day,
        fictional=site is not None and site.demonstration,
    )
    _write(context, {_PATHS["candidate"](key): text})


def _write(context: Context, files: dict[str, str]) -> None:
    """Write the files, unless one exists or would be refused by ``parchemin check``."""
    root = context.root
    context.hold_records(*sorted({path.rpartition("/")[0] for path in files}))
    for path in files:
        if (root / path).exists():
            raise ParcheminError(f"{path} exists already; nothing was written", hint="Choose another name.")
    found = snapshot(root)
    added = {path: text.encode() for path, text in files.items()}
    records = {path: data for path, data in added.items() if path.endswith(".yml")}
    reading = read({**found.files, **records}, (*found.others, *added))
    mistakes = [p for p in reading.diagnostics if p.path in added and p.severity is Severity.ERROR]
    if mistakes:
        raise RecordError("the record would be refused; nothing was written", mistakes)
    for path, data in added.items():
        make_folder((root / path).parent)
        write_once(root / path, stored(root, path, data))
        context.echo(f"wrote {path}")


def _draft(context: Context) -> Draft:
    """The records as they are, for defaults that exist; mistakes elsewhere do not stand in the way."""
    return draft_of(snapshot(context.root).files)


def _first(known: Mapping[str, object], what: str, remedy: str) -> str:
    if not known:
        raise ParcheminError(
            f"there is no {what} yet for this record to refer to", hint=f"Write one: {remedy}"
        )
    return next(iter(known))


def _in_words(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
