"""``parchemin diff``: what a change of the records means, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from generator.adapters.clock import today
from generator.cli.context import Context, pass_context, printable
from generator.cli.options import day_option, examples, json_option

if TYPE_CHECKING:
    from generator.records.base import Language
    from generator.reports.changes import Change

__all__ = ["command"]


@click.command(
    "diff",
    epilog=examples("parchemin diff", "parchemin diff main", "parchemin diff v2025..HEAD --language fr"),
)
@click.argument("revision", metavar="[REV | REV..REV]", default="HEAD")
@click.option(
    "--names", is_flag=True, help="Name candidates by their names too, not by their identifiers alone."
)
@click.option(
    "--lang",
    "--language",
    "language",
    type=click.Choice(["en", "fr"]),
    default="en",
    help="Language of the sentences.",
)
@day_option("Day on which both states are judged. Default: SOURCE_DATE_EPOCH, or today.")
@json_option
@pass_context
def command(
    context: Context, revision: str, *, names: bool, language: Language, given: date | None, as_json: bool
) -> None:
    """Say in words what changed between REV and now: courses, sessions and prices; candidates, results and decisions;
    who becomes or ceases to be entitled; diplomas issued, revoked or without ground; mail that becomes due.

    REV is a commit, a branch or a tag of git (default: HEAD, so that the changes are those not committed yet); with
    REV..REV two revisions are compared. Nothing is written, and the working tree is left alone.

    """
    from generator.office.comparing import compare  # noqa: PLC0415 - compares names, which is slow to load
    from generator.reports.changes import TOPICS, summary  # noqa: PLC0415

    before, dots, after = revision.partition("..")
    if not before or (dots and (not after or after.startswith("."))):
        raise click.UsageError("Name one revision, or two with two dots between: v2025..HEAD")
    day = today(given)
    with context.progress() as told:
        told("Comparing")
        found = compare(context.root, before, after or None, day, names=names)
    if as_json:
        value = {
            "date": day.isoformat(),
            "before": before,
            "after": after or None,
            "changes": [_as_json(one) for one in found],
        }
        context.print_json(value)
        return
    if not found:
        context.echo("Rien n’a changé." if language == "fr" else "Nothing has changed.")
        return
    total = summary(found, language)
    context.echo(f"{total[:1].upper()}{total[1:]}.")
    for topic, title in TOPICS.items():
        if those := [one for one in found if one.topic == topic]:
            context.echo(f"\n{title.in_(language)}")
            for one in those:
                context.echo(f"  {printable(one.sentence.in_(language))}")


def _as_json(one: Change) -> dict[str, object]:
    return {
        "topic": one.topic,
        "kind": one.kind,
        "about": one.about,
        "candidate": one.candidate,
        "words": {"fr": one.sentence.fr, "en": one.sentence.en},
    }
