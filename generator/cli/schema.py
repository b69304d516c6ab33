"""``parchemin schema``: the JSON Schemas that the records' first lines point to."""

from __future__ import annotations

import click

from generator.adapters.files import atomic_write
from generator.cli.context import Context, pass_context
from generator.cli.options import examples
from generator.errors import Diagnostic, RecordError
from generator.records.schema import schemas

__all__ = ["command"]


@click.command("schema", epilog=examples("parchemin schema", "parchemin schema --check     before a commit"))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a schema is missing or out of date.")
@pass_context
def command(context: Context, check: bool) -> None:
    """Write the JSON Schemas of all records to content/schemas/.

    Editors that know the YAML language server (VS Code, Emacs, Vim, Helix, JetBrains) then complete fields
    and mark mistakes while somebody types.
    """
    stale = []
    for path, data in schemas().items():
        target = context.root / path
        current = target.read_bytes() if target.is_file() else None
        if current == data:
            continue
        if check:
            message = "the schema is missing" if current is None else "the schema is not that of the models"
            stale.append(Diagnostic(path, 0, 0, "R125", message, "Run: parchemin schema"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(target, data)
        context.echo(f"wrote {path}")
    if stale:
        raise RecordError("the schemas are out of date", stale)
    if check:
        context.echo("all schemas are up to date")
