"""Every small fault that can be seeded in a module: one operator, comparison, constant or statement changed.

Left out are docstrings, types, decorators, the fields of classes, and texts with blanks in them: those are sentences
for people, which tests do not repeat word by word.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_REACHED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitOr,
}  # fmt: skip
_Node = ast.expr | ast.stmt


@dataclass(frozen=True)
class Mutant:
    """One fault: the module's path, where it stands, what was there and what is there now; `text` is the module.

    `owner` is what has to be replaced in a running program: the qualified name of the outermost function around it, or
    the name of a constant of the module.
    """

    path: str
    line: int
    owner: str
    was: str
    now: str
    turn: int
    text: str

    @property
    def name(self) -> str:
        """What it is called, whatever stands above it in the module; `turn` counts those that read alike."""
        return f"{self.path} {self.was} → {self.now} {self.turn}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.was} → {self.now}"


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    raw = text.encode()
    turns: Counter[tuple[str, str]] = Counter()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    owned = sorted(_owned(ast.parse(text)), key=lambda one: (one[1].lineno, one[1].col_offset))
    for owner, node in owned:
        for place, changed in _faults(node):
            begin = starts[place.lineno - 1] + place.col_offset
            end = starts[(place.end_lineno or place.lineno) - 1] + (place.end_col_offset or 0)
            was = raw[begin:end].decode()
            now = f"({ast.unparse(changed)})" if isinstance(changed, ast.expr) else ast.unparse(changed)
            alike = _short(was), _short(now)
            turns[alike] += 1
            new = raw[:begin] + now.encode() + raw[end:]
            yield Mutant(path, place.lineno, owner, *alike, turns[alike], new.decode())


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 100 else one[:99] + "…"


def _owned(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, _Node]]:
    """The nodes that may be changed, each with its owner: the bodies of functions, and the constants of the module."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield from _owned(statement, f"{prefix}{statement.name}.")
        elif isinstance(statement, ast.FunctionDef):
            for inner in statement.body:
                for node in _nodes(inner):
                    yield f"{prefix}{statement.name}", node
        elif isinstance(tree, ast.Module) and (name := _constant(statement)):
            for node in _nodes(statement):
                yield name, node


def _constant(statement: ast.stmt) -> str:
    """The name that a statement of a module gives to a value, but for ``__all__`` and types; empty for any other."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=ast.expr()):
            return "" if "TypeAlias" in ast.unparse(kind) else name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return "" if name == "__all__" or (name[:1].isupper() and not name.isupper()) else name
    return ""


def _nodes(top: ast.AST) -> Iterator[_Node]:
    """What may be changed of a statement, itself included."""
    waiting: list[ast.AST] = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            continue
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns", "decorator_list", "target", "targets", "args_defaults"):
                children = value if isinstance(value, list) else [value]
                waiting += [child for child in children if isinstance(child, ast.AST)]


def _faults(node: _Node) -> Iterator[tuple[_Node, _Node]]:
    """What can be put in the place of a node, or of a part of it."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        # Other conditions are changed where their comparison, not, and, or stands.
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    for changed in (*_operators(node), *_constants(node), *_statements(node)):
        yield node, changed


def _operators(node: _Node) -> Iterator[_Node]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=right) if type(operator) in _COMPARED:
            yield ast.Compare(left, [_COMPARED[type(operator)]()], right)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _REACHED:
            yield ast.BinOp(left, _REACHED[type(operator)](), right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse


def _constants(node: _Node) -> Iterator[_Node]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if 0 < len(value) < 40 and not any(map(str.isspace, value)):
            yield ast.Constant(f"{value}x")
        case ast.Constant(value=bytes() as value) if 0 < len(value) < 40:
            yield ast.Constant(value + b"x")


def _statements(node: _Node) -> Iterator[_Node]:
    match node:
        case ast.Return(value=ast.expr() as value) if not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            yield ast.Return(ast.Constant(None))
        case ast.Raise():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
