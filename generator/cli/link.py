"""``parchemin link``: the link that opens a diploma, for its holder."""

from __future__ import annotations

import json
from typing import Final

import click

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context
from generator.cli.options import CODE, examples, json_option
from generator.issuing.bundling import find_line
from generator.trust.sealedpage import link_of

__all__ = ["command"]

_PRIVATE: Final = "Whoever has this link reads the diploma: give it to its holder alone."


@click.command("link", epilog=examples("parchemin link 9CKP-78K3-7W2K-3VP3-5PP3"))
@click.argument("code", type=CODE)
@json_option
@pass_context
def command(context: Context, code: str, *, as_json: bool) -> None:
    """Print the link of the diploma CODE, with the key where it is sealed."""
    ledger = Ledger(context.root)
    line = find_line(ledger, code)
    sealed = line.is_sealed([item.value for item in ledger.acts() if item.value.code == code])
    link = link_of(line, load_tree(context.root, folders=("content",)).site.base_url, sealed=sealed)
    if as_json:
        context.echo(json.dumps({"v": 1, "code": code, "link": link, "sealed": sealed}, indent=2))
        return
    context.echo(link)
    if sealed:
        context.echo(_PRIVATE, err=True)
