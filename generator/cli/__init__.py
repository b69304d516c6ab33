"""The command line: ``parchemin COMMAND``.

Each command is a thin module of this package that exposes ``command``; it is imported only when it is
called, so that ``parchemin verify`` never pays for MkDocs. Whatever Parchemin refuses arrives here as a
`ParcheminError` and is printed in one place.

Exit codes: 0 done, 1 refused (the reasons are printed), 2 the command itself was not understood.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from generator import __version__
from generator.cli.context import Context, print_error, printable_lines, wants_colour
from generator.errors import ParcheminError

__all__ = ["COMMANDS", "GROUPS", "main"]

GROUPS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Records": {
        "init": ("generator.cli.init", "Begin a school's own repository: records, pages, workflows."),
        "check": ("generator.cli.check", "Read every record and print all problems at once."),
        "diff": ("generator.cli.diff", "Say in words what changed since a revision, and what follows."),
        "new": ("generator.cli.new", "Write a commented, valid record to start from."),
        "schema": ("generator.cli.schema", "Write the JSON Schemas that editors use for the records."),
        "form": ("generator.cli.form", "Write a page with a form for courses, sessions and pages."),
        "templates": ("generator.cli.templates", "Change the look: copy single templates and edit them."),
        "upgrade": ("generator.cli.upgrade", "Change what a new version of the program wants changed."),
    },
    "Candidates, results, payments": {
        "intake": (
            "generator.cli.intake",
            "Take in what candidates sent sealed: registrations, deposits, changes.",
        ),
        "names": ("generator.cli.names", "Decide on corrections of names that candidates asked for."),
        "results": ("generator.cli.results", "Take in the results that the exam platform transmits."),
        "reconcile": ("generator.cli.reconcile", "Confront what was declared with what was transmitted."),
        "resolve": ("generator.cli.resolve", "Record what a person decided about a transmitted row."),
        "payments": ("generator.cli.payments", "Take in what candidates paid."),
        "status": ("generator.cli.status", "Show where candidates stand: decided, missing, by when."),
        "plan": ("generator.cli.plan", "Plan the earliest diploma; see who runs out of time."),
    },
    "Diplomas": {
        "decide": ("generator.cli.decide", "Propose whom an edition awards, with the evidence."),
        "approve": ("generator.cli.approve", "Add one's approval to an edition."),
        "issue": ("generator.cli.issue", "Sign the diplomas that a jury has awarded."),
        "revoke": ("generator.cli.revoke", "Revoke a diploma; its page stays and says so."),
        "reinstate": ("generator.cli.reinstate", "Undo a revocation."),
        "supersede": ("generator.cli.supersede", "Replace a diploma by a corrected one."),
        "withdraw": ("generator.cli.withdraw", "Stop showing a diploma at its holder's request."),
        "seal": ("generator.cli.seal", "Publish a diploma so that only its whole link opens it."),
        "unseal": ("generator.cli.unseal", "Let whoever has the address of a diploma read it again."),
        "link": ("generator.cli.link", "Print the link that opens a diploma, for its holder."),
        "settle": ("generator.cli.settle", "Make status lists right after two branches met."),
    },
    "Files of a diploma": {
        "documents": ("generator.cli.documents", "Make PDF documents of diplomas, for paper and screen."),
        "badge": ("generator.cli.badge", "Draw the badge of a diploma, with the diploma inside."),
        "bundle": (
            "generator.cli.bundle",
            "Save a diploma with all that is needed to verify it for decades.",
        ),
        "verify": (
            "generator.cli.verify",
            "Check diplomas: files, badges, bundles, folders, codes, an address.",
        ),
    },
    "Messages and reports": {
        "mail": ("generator.cli.mail", "Write to candidates: plan, preview, send, answer, bounces."),
        "report": ("generator.cli.report", "Write the staff's report: candidates, results, finance, mail."),
        "history": ("generator.cli.history", "Show who did what and when, and in which commit it came."),
    },
    "Keys, log, private data": {
        "keys": ("generator.cli.keys", "Create, list and replace the keys that sign diplomas."),
        "log": ("generator.cli.log", "Keep, check and witness the transparency log."),
        "protect": ("generator.cli.protect", "Encrypt candidates' records at rest, a key a person."),
        "erase": ("generator.cli.erase", "Forget a candidate: the record, its key, the diplomas' pages."),
    },
    "The site": {
        "build": ("generator.cli.build", "Build the site from the records and the ledger."),
        "stage": ("generator.cli.stage", "Write the edited pages for another engine."),
        "serve": ("generator.cli.serve", "Show the built site on this machine."),
        "doctor": ("generator.cli.doctor", "Look after keys, clock, git and the live site."),
    },
    "This program": {
        "completion": ("generator.cli.completion", "Print the script that completes commands in your shell."),
    },
}
"""What staff do → command → module that holds it as ``command``, and the line that ``--help`` shows."""

COMMANDS: Final = {name: command for group in GROUPS.values() for name, command in group.items()}
"""Every command, in the order of its group."""

_INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group that imports a command only when it is called, and lists them without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = COMMANDS[cmd_name][0]
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            raise click.UsageError(f"The command '{cmd_name}' is missing from this installation.") from None
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # As wide in every section, so that the lines stand below one another.
        width = max(map(len, COMMANDS))
        for heading, group in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), line) for name, (_, line) in group.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands by their names here, without importing any."""
        named = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        with _readable():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _readable():
                return super().invoke(ctx)
        except ParcheminError as error:
            print_error(error)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            # The reader (head, less) has left. Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)
        except MemoryError:
            message = (
                "this machine's memory does not suffice; is there a file that is larger than it should be?"
            )
            print_error(
                ParcheminError(
                    message, hint="Look at the largest files: git ls-files -z | xargs -0 du -h | sort -h"
                )
            )
            ctx.exit(1)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            print_error(ParcheminError(f"{place}{error.strerror or error}"))
            ctx.exit(1)


@contextmanager
def _readable() -> Iterator[None]:
    """Let no mistake in a command steer the terminal that it is echoed to."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise click.UsageError(printable_lines(error.format_message()), ctx=error.ctx) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of the site (the one that holds content/). Default: found from here upward.",
)
@click.version_option(__version__, prog_name="parchemin")
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Parchemin: from records of courses and juries to diplomas that anyone can verify."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows its number instead of stopping the program.
            stream.reconfigure(errors="backslashreplace")
    ctx.obj = Context(root)
    ctx.color = wants_colour(sys.stdout)
