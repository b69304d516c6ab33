"""``parchemin doctor``: is everything around the records in order, on this machine and where the site is published?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from generator.adapters.fetch import is_this_machine
from generator.adapters.probe import Prober
from generator.checkup import (
    Check,
    Desk,
    State,
    live_checks,
    machine_checks,
    open_desk,
    repository_checks,
)
from generator.cli.context import Context, pass_context, print_diagnostic, printable, printable_lines
from generator.cli.options import examples, json_option
from generator.trust.keys import is_reserved_host

__all__ = ["command"]

_MARKS = {
    State.GOOD: ("✓", "green"),
    State.WARNED: ("!", "yellow"),
    State.BAD: ("✗", "red"),
    State.SKIPPED: ("–", None),
}


@click.command(
    "doctor", epilog=examples("parchemin doctor", "parchemin doctor --live --json     in a scheduled job")
)
@click.option("--offline", is_flag=True, help="Leave the live site out: nothing is asked of the network.")
@click.option("--live", is_flag=True, help="The live site alone, as a scheduled job does.")
@click.option(
    "--url", metavar="URL", help="Where the site answers. Default: https://HOST/ of content/site.yml."
)
@json_option
@click.pass_context
@pass_context
def command(
    context: Context,
    click_context: click.Context,
    *,
    offline: bool,
    live: bool,
    url: str | None,
    as_json: bool,
) -> None:
    """Look after everything around the records: keys, clock, git, templates, and the live site.

    Of the site it asks what a stranger may ask: does the host answer, until when is its certificate good, does it send
    the headers of _headers, are its keys, status lists and log those of this ledger. Nothing is changed.

    Exit code: 0 in order (warnings included), 1 with problems.
    """
    if offline and live:
        raise click.UsageError("--offline and --live leave nothing to look at.")
    desk = open_desk(context.root, datetime.now(UTC), os.environ)
    checks: list[Check] = []
    if not live:
        checks += [*machine_checks(desk), *repository_checks(desk)]
    if not offline:
        checks += _live(desk, url)
    if as_json:
        context.print_json({"checks": [_row(one) for one in checks]})
    else:
        _tell(context, checks)
    if any(one.state is State.BAD for one in checks):
        click_context.exit(1)


def _live(desk: Desk, url: str | None) -> Iterable[Check]:
    host = desk.tree.site.host
    if url is None and is_reserved_host(host):
        return [Check("host", f"{host} is a name for examples: nothing answers there", skipped=True)]
    url = url or f"https://{host}/"
    if urlsplit(url).scheme != "https" and not (urlsplit(url).scheme == "http" and is_this_machine(url)):
        raise click.UsageError(f"{printable(url)} is not an https address.")
    return live_checks(desk, Prober(), url if url.endswith("/") else f"{url}/")


def _row(check: Check) -> dict[str, object]:
    return {
        "check": check.name,
        "state": check.state.value,
        "said": check.said,
        "problems": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "where": one.path,
                "message": one.message,
                "hint": one.hint,
            }
            for one in check.problems
        ],
    }


def _tell(context: Context, checks: Iterable[Check]) -> None:
    told = list(checks)
    if context.quiet:
        for check in told:
            for problem in check.problems:
                print_diagnostic(problem)
        return
    width = max(len(one.name) for one in told)
    for check in told:
        mark, colour = _MARKS[check.state]
        context.echo((mark, colour) if colour else mark, f" {check.name:<{width}}  {printable(check.said)}")
        for problem in check.problems:
            code = (problem.code, "yellow" if problem.code.endswith("W") else "red")
            context.echo(f"    {printable(problem.path)}: ", code, f" {printable_lines(problem.message)}")
            if problem.hint:
                context.echo(f"      hint: {printable_lines(problem.hint)}")
    bad = sum(one.state is State.BAD for one in told)
    warned = sum(one.state is State.WARNED for one in told)
    looked = len(told) - sum(one.state is State.SKIPPED for one in told)
    context.echo(f"{looked} of {len(told)} looked at: {bad} with problems, {warned} with warnings.")
