"""``parchemin badge``: draw the badge of a diploma, with the diploma inside."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.bundle import gather, save
from generator.cli.context import Context, pass_context
from generator.cli.options import CODE, examples
from generator.site.badge import alternative, seal_of, svg_badge
from generator.trust.strictjson import parse_object
from generator.trust.view import fields

__all__ = ["command"]


@click.command(epilog=examples("parchemin badge CODE", "parchemin badge CODE --output badge.png"))
@click.argument("code", type=CODE)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file .svg or .png. Default: badge-CODE.svg, here.",
)
@click.option("--name", "holder", is_flag=True, help="Draw the holder's name too (SVG).")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take the diploma from a built or saved site instead of the ledger.",
)
@pass_context
def command(context: Context, *, code: str, output: Path | None, holder: bool, site: Path | None) -> None:
    """Draw the badge of a diploma, with the signed diploma baked in (Open Badges 3.0), and its proof
    of the log where it has one.

    It shows programme, issuer and year, not the holder. The SVG holds words, the PNG the QR code of the diploma's
    page. Both verify: parchemin verify badge-CODE.svg.
    """
    target = output or Path(f"badge-{code}.svg")
    kind = target.suffix.lower()
    if kind not in (".svg", ".png"):
        raise click.UsageError("A badge is a .svg or a .png file: name it so with --output.")
    if holder and kind == ".png":
        raise click.UsageError("--name is for the SVG: the PNG has a QR code where the words would be.")
    parts = gather(context, code, site)
    view = fields(parse_object(parts.document))
    proof = parts.log.proof if parts.log else None
    if kind == ".png":
        from generator.site.badge_png import png_badge  # noqa: PLC0415 - Pillow is slow to import

        data = png_badge(parts.document, view, proof)
    else:
        data = svg_badge(parts.document, view, proof, holder=holder)
    save(target, data)
    context.echo(f"wrote {target}")
    context.echo(f"text alternative: {alternative(seal_of(view, holder=holder))}")
