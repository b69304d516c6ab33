"""``parchemin decide``: propose whom an edition awards, and write the file for the jury to correct and commit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import click

from generator.adapters.atomic import make_folder, write_once
from generator.adapters.clock import today
from generator.adapters.files import atomic_write
from generator.cli.context import Context, pass_context
from generator.cli.options import PROGRAMME, day_option, examples, json_option
from generator.errors import ParcheminError, RecordError
from generator.issuing.planning import edition_path
from generator.issuing.proposing import Difference, default_day, differences, draft, grounds, update, why_not
from generator.records.tree import Tree
from generator.rules.digest import evidence_digest
from generator.rules.proposal import Proposal, propose
from generator.rules.standing import sittings_by_candidate

__all__ = ["command"]

_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)


@click.command(
    "decide",
    epilog=examples(
        "parchemin decide dnm2ip --edition 2027-07 --date 2027-07-09",
        "parchemin decide dnm2ip --edition 2027-07 --update     after a corrected result",
    ),
)
@click.argument("programme", type=PROGRAMME)
@click.option(
    "--edition", "label", required=True, metavar="LABEL", help="Name of the edition, such as 2027-07."
)
@day_option("Day of the jury. Default: that of the file; today, where the edition is named after this month.")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
@click.option(
    "--update",
    "renew",
    is_flag=True,
    help="In a file that exists, renew the digests and add who is entitled; nothing else changes.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Award no more than N; the rest by another edition.",
)
@json_option
@pass_context
def command(
    context: Context,
    *,
    programme: str,
    label: str,
    given: date | None,
    limit: int | None,
    dry_run: bool,
    renew: bool,
    as_json: bool,
) -> None:
    """Propose who is awarded PROGRAMME by an edition, with the evidence; and who nearly is, with what is missing.

    Writes candidates/editions/PROGRAMME-LABEL.yml for people to read, correct, approve and commit. A file that is
    there already is compared with the records of today, and stays as it is.
    """
    if not dry_run:
        context.hold_records("candidates/editions")
    tree = context.tree()
    if programme not in tree.programmes:
        known = ", ".join(tree.programmes) or "none"
        raise ParcheminError(f"there is no programme {programme}", hint=f"Programmes: {known}.")
    if not _LABEL.match(label):
        raise click.BadParameter(
            "lower-case letters, digits and hyphens, such as 2027-07", param_hint="--edition"
        )
    name = f"{programme}-{label}"
    path, existing = edition_path(name), tree.editions.get(name)
    day = _day(tree, name, label, given)
    sittings = sittings_by_candidate(tree.results)
    proposal = propose(tree, sittings, programme, name, on=day)
    _check_ground(context, tree, proposal)
    if limit is not None:
        kept, rest = proposal.entitled[:limit], proposal.entitled[limit:]
        proposal = replace(proposal, entitled=kept, others=proposal.others + len(rest))
    found = () if existing is None else differences(tree, existing, proposal, sittings)
    if as_json:
        context.print_json(_as_json(tree, proposal, found))
    else:
        _show(context, tree, proposal)
        _compare(context, path, found, exists=existing is not None)
    data = _new_text(context, tree, proposal, path, renew=renew)
    if data is None:
        if existing is None:
            context.echo("Nobody is entitled, or nearly: nothing was written.", err=True)
        return
    if dry_run:
        if not as_json:
            context.echo(data.decode())
        context.echo("Dry run: nothing was written.", err=True)
        return
    target = context.root / path
    make_folder(target.parent)
    if existing is None:
        write_once(target, data)
    else:
        atomic_write(target, data)
    done = "updated" if renew else "wrote"
    context.echo(f"{done} {path}; read it, correct it, have it approved, and commit it.", err=as_json)


def _check_ground(context: Context, tree: Tree, proposal: Proposal) -> None:
    """Propose nothing that rests on results which the transmitted files do not bear out."""
    from generator.intake.results.agreement import unfounded  # noqa: PLC0415

    if problems := unfounded(context.root, tree, proposal.entitled):
        raise RecordError("nothing was proposed: results and transmitted files disagree", problems)


def _new_text(context: Context, tree: Tree, proposal: Proposal, path: str, *, renew: bool) -> bytes | None:
    """What is to be written: a new file, or one that exists with what was asked for; None where nothing is."""
    existing = tree.editions.get(proposal.edition)
    if existing is None:
        if renew:
            raise ParcheminError(f"{path} does not exist yet", hint="Leave --update out to write it.")
        return draft(tree, proposal, path).encode() if proposal.entitled or proposal.near else None
    if not renew:
        return None
    old = (context.root / path).read_bytes()
    data = update(tree, existing, proposal, old, path)
    return None if data == old else data


def _day(tree: Tree, name: str, label: str, given: date | None) -> date:
    existing = tree.editions.get(name)
    if existing is not None:
        if given is not None and given != existing.date:
            raise ParcheminError(
                f"the edition {name} is of {existing.date}, not of {given}",
                hint=f"Leave --date out, or correct the day in {edition_path(name)}.",
            )
        return existing.date
    day = given if given is not None else default_day(label, today())
    if day is None:
        raise click.UsageError("Say on which day the jury meets: --date YYYY-MM-DD.")
    return day


def _show(context: Context, tree: Tree, proposal: Proposal) -> None:
    programme = tree.programmes[proposal.programme]
    context.echo(f"{proposal.edition}  {programme.name.en}")
    besides = f", {proposal.before} awarded by other editions" if proposal.before else ""
    context.echo(
        f"jury of {proposal.on}: {len(proposal.entitled)} entitled, {len(proposal.near)} nearly, "
        f"{proposal.others} further away{besides}"
    )
    for decision in proposal.entitled:
        context.echo(f"\n✓ {tree.candidates[decision.candidate].name.display}  {decision.candidate}")
        context.echo(f"    version {decision.version}; registered {decision.registered}")
        context.echo(f"    {grounds(tree, decision)}")
        for remark in decision.remarks:
            context.echo(f"    note: {remark.en}")
    for found in proposal.near:
        name = found.decision.candidate
        context.echo(f"\n~ {tree.candidates[name].name.display}  {name}")
        context.echo(f"    {found.measure.en}: {why_not(tree, found).en}")
    context.echo()


def _compare(context: Context, path: str, found: tuple[Difference, ...], *, exists: bool) -> None:
    if not exists:
        return
    if not found:
        context.echo(f"{path} exists, and says what the records say.")
        return
    context.echo(f"{path} exists and stays as it is. The records of today say otherwise:")
    for one in found:
        context.echo(f"  {one.candidate} {one.sentence}")


def _as_json(tree: Tree, proposal: Proposal, found: tuple[Difference, ...]) -> dict[str, Any]:
    programme = tree.programmes[proposal.programme]
    return {
        "edition": proposal.edition,
        "programme": proposal.programme,
        "date": proposal.on.isoformat(),
        "entitled": [
            {
                "candidate": decision.candidate,
                "version": decision.version,
                "evidence": evidence_digest(programme, decision),
                "courses": [
                    {
                        "course": item.course,
                        "session": item.session,
                        "date": item.date.isoformat(),
                        "result": item.words.en,
                        "transmission": item.transmission,
                    }
                    for item in decision.evidence
                ],
                "remarks": [{"fr": one.fr, "en": one.en} for one in decision.remarks],
            }
            for decision in proposal.entitled
        ],
        "near": [
            {
                "candidate": one.decision.candidate,
                "have": one.have,
                "need": one.need,
                "by": one.deadline.isoformat() if one.deadline else None,
                "reason": {"fr": why_not(tree, one).fr, "en": why_not(tree, one).en},
            }
            for one in proposal.near
        ],
        "others": proposal.others,
        "awarded_before": proposal.before,
        "differences": [
            {"candidate": one.candidate, "kind": one.kind, "sentence": one.sentence} for one in found
        ],
    }
