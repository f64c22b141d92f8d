"""Small faults for a module: each a condition forced, a limit moved, an end or a truth value swapped, a part left out.

Only what decides is changed. The words of a finding (codes, parameters, error messages) are left alone: they decide
nothing, and the tests of the message catalogues read them. Annotations, decorators and defaults of functions are too.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Alternative = tuple[ast.AST | None, str]
"""What stands there instead, and how the list of survivors writes it; ``None`` leaves the part out."""

DROPPED = "left out"
_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_PAIRS = (
    ("min", "max"), ("any", "all"), ("any_of", "all_of"), ("conjunction", "disjunction"), ("at_least", "at_most"),
    ("less_than", "more_than"), ("earliest", "latest"), ("low", "high"), ("days_low", "days_high"), ("floor", "ceil"),
    ("low_open", "high_open"), ("is_infinite", "is_finite"), ("startswith", "endswith"),
)  # fmt: skip
_OPPOSITE = {name: other for pair in _PAIRS for name, other in (pair, pair[::-1])}
_TRUTHS = ("TRUE", "FALSE", "UNKNOWN")
_PARTS = frozenset(
    ("facts", "missing", "assumptions", "remedy", "windows", "margin", "review", "settled_by", "settles", "by_record",
     "may_not_count", "started", "last", "ongoing", "conflict", "suspected", "dates", "evidence", "default", "key")
)  # fmt: skip
"""Arguments that a finding, a window or a course may go without."""
_WORDS = frozenset(("annotation", "returns", "decorator_list", "args", "type_params"))
"""Parts of a definition that are no behaviour."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one module: the text before and after, and how to make it in the tree that it was found in."""

    module: str
    scope: str
    was: str
    now: str
    nth: int
    lines: tuple[int, int]
    top: ast.stmt
    apply: Callable[[], None]

    @property
    def name(self) -> str:
        """How the list of survivors calls it: nothing in it moves with the lines around."""
        again = f" #{self.nth}" if self.nth > 1 else ""
        return f"{self.module.removeprefix('rules.')} {self.scope}: {self.was} -> {self.now}{again}"


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    found: list[Mutant] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for top in ast.parse(source).body:
        if not isinstance(top, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign):
            continue
        for place in _places(top, "", (top.lineno, top.lineno)):
            for new, now in place.alternatives():
                was = _short(place.node)
                seen[place.scope, was, now] += 1
                nth = seen[place.scope, was, now]
                found.append(Mutant(module, place.scope, was, now, nth, place.lines, top, place.setter(new)))
    return found


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


@dataclass(frozen=True, slots=True)
class _Place:
    """One node with what holds it, so that another one can be put there."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    scope: str
    lines: tuple[int, int]
    inside_function: bool

    def setter(self, new: ast.AST | None) -> Callable[[], None]:
        def put() -> None:
            if self.index is None:
                setattr(self.parent, self.field, new)
            elif new is None:
                del getattr(self.parent, self.field)[self.index]
            else:
                getattr(self.parent, self.field)[self.index] = new

        return put

    def alternatives(self) -> Iterator[Alternative]:
        """What may stand in place of the node."""
        node, parent = self.node, self.parent
        if _is_condition(parent, self.field):
            yield from ((_like(node, ast.Constant(value)), str(value)) for value in (True, False))
        if isinstance(parent, ast.BoolOp) and self.field == "values":
            yield None, DROPPED
        if isinstance(node, ast.keyword) and node.arg in _PARTS:
            yield None, DROPPED
        if isinstance(node, ast.stmt):
            yield from _statements(node, parent, self.inside_function)
        elif isinstance(node, ast.expr):
            yield from _expressions(node, parent, self.field, self.inside_function)


def _is_condition(parent: ast.AST, field: str) -> bool:
    is_test = isinstance(parent, ast.If | ast.IfExp | ast.While) and field == "test"
    return is_test or (isinstance(parent, ast.comprehension) and field == "ifs")


def _like(old: ast.AST, new: ast.AST) -> ast.AST:
    return ast.fix_missing_locations(ast.copy_location(new, old))


def _statements(node: ast.stmt, parent: ast.AST, inside_function: bool) -> Iterator[Alternative]:
    """A step left out, a loop left early; another default of a predicate's field."""
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if inside_function and (is_call or isinstance(node, ast.AugAssign | ast.Delete)):
        yield _like(node, ast.Pass()), DROPPED
    if isinstance(node, ast.Continue):
        yield _like(node, ast.Break()), "break"
    if isinstance(node, ast.Break):
        yield _like(node, ast.Continue()), "continue"
    if _is_field(node, parent):
        assert isinstance(node, ast.AnnAssign)
        assert node.value is not None
        for value in _other_defaults(node.annotation, node.value):
            new = ast.AnnAssign(node.target, node.annotation, ast.Constant(value), node.simple)
            yield _like(node, new), f"= {value!r}"


def _is_field(node: ast.AST, parent: ast.AST) -> bool:
    """Whether this is a field of a predicate that has a default (a data class makes its own functions of them)."""
    plain = (
        isinstance(parent, ast.ClassDef) and not parent.decorator_list and "NamedTuple" not in map(_short, parent.bases)
    )
    return plain and isinstance(node, ast.AnnAssign) and node.value is not None


def _other_defaults(annotation: ast.expr, value: ast.expr) -> Iterator[object]:
    default = value.value if isinstance(value, ast.Constant) else None
    choices = [item.value for item in ast.walk(annotation) if isinstance(item, ast.Constant)]
    if isinstance(default, bool):
        yield not default
    elif default in choices:
        yield from (choice for choice in choices if choice != default)
    elif isinstance(default, int | float):
        yield default + 1
    elif isinstance(default, str) and re.search(r"\d+ \w+", default):
        yield re.sub(r"\d+", lambda match: str(int(match[0]) + 1), default)


def _expressions(node: ast.expr, parent: ast.AST, field: str, inside_function: bool) -> Iterator[Alternative]:
    makers: list[tuple[type[ast.expr], Callable[[ast.expr], Iterator[ast.expr]]]] = [
        (ast.Compare, _comparisons), (ast.BoolOp, _junctions), (ast.UnaryOp, _unary), (ast.BinOp, _sums),
        (ast.Name, _names), (ast.Attribute, _attributes), (ast.Constant, _constants), (ast.Subscript, _indices),
    ]  # fmt: skip
    for kind, make in makers:
        if not isinstance(node, kind) or (_is_condition(parent, field) and _is_negated_only(node)):
            continue
        if isinstance(node, ast.Constant) and not _counts(node, parent, field, inside_function):
            continue
        for new in make(node):
            yield _like(node, new), _short(new)


def _is_negated_only(node: ast.expr) -> bool:
    """Whether the only alternative is the opposite: a condition that is forced both ways is asked more."""
    if isinstance(node, ast.Compare):
        return not any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
    return isinstance(node, ast.UnaryOp)


def _comparisons(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Compare)
    for index, operator in enumerate(node.ops):
        ops = list(node.ops)
        ops[index] = _BOUNDARY[type(operator)]()
        yield ast.Compare(node.left, ops, node.comparators)


def _junctions(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.BoolOp)
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _unary(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.UnaryOp)
    yield node.operand


def _sums(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.BinOp)
    other = _ARITHMETIC.get(type(node.op))
    if other is not None:
        yield ast.BinOp(node.left, other(), node.right)


def _names(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Name)
    if isinstance(node.ctx, ast.Load) and node.id in _OPPOSITE and node.id not in ("low", "high"):
        yield ast.Name(_OPPOSITE[node.id], ast.Load())


def _attributes(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Attribute)
    if isinstance(node.value, ast.Name) and node.value.id in ("Truth", "Status") and node.attr in _TRUTHS:
        yield from (ast.Attribute(node.value, name, ast.Load()) for name in _TRUTHS if name != node.attr)
    elif node.attr in _OPPOSITE and not (
        isinstance(node.value, ast.Name) and node.value.id == "self" and "at_" in node.attr
    ):
        yield ast.Attribute(node.value, _OPPOSITE[node.attr], ast.Load())


def _counts(node: ast.Constant, parent: ast.AST, field: str, inside_function: bool) -> bool:
    """Whether a constant decides: a number, a yes or no, a word that is compared, an entry of a table."""
    if isinstance(node.value, bool) or node.value is None:
        return isinstance(node.value, bool)
    if isinstance(node.value, str):
        return isinstance(parent, ast.Compare | ast.Tuple | ast.Dict | ast.Set | ast.List) or not inside_function
    return isinstance(node.value, int | float)


def _index(node: ast.AST) -> int | None:
    """The number by which a sequence is read (``[0]``, ``[-1]``)."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    if not isinstance(number, ast.Constant) or type(number.value) is not int:
        return None
    return -number.value if negative else number.value


def _indices(node: ast.expr) -> Iterator[ast.expr]:
    """The last for the first, the first for the last, the one before for any other."""
    assert isinstance(node, ast.Subscript)
    index = _index(node.slice)
    if index is not None:
        other = {0: -1, -1: 0}.get(index, index - 1)
        yield ast.Subscript(node.value, ast.Constant(other), ast.Load())


def _constants(node: ast.expr) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Constant)
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, str):
        yield ast.Constant(f"~{value}")
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(value * 1.1), ast.Constant(value * 0.9)) if value else (ast.Constant(1.0),)


def _places(node: ast.AST, scope: str, lines: tuple[int, int], inside_function: bool = False) -> Iterator[_Place]:
    """Every node below this one that may be changed."""
    scope, inside_function = _entered(node, scope, inside_function)
    for field, value in ast.iter_fields(node):
        if field in _WORDS and not (field == "args" and isinstance(node, ast.Call)):
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_wording(node, field, child, inside_function):
                continue
            here = _lines(child, lines)
            name = f"{scope}.{_short(child.target)}" if _is_field(child, node) else scope
            yield _Place(child, node, field, index if isinstance(value, list) else None, name, here, inside_function)
            if inside_function or not isinstance(node, ast.ClassDef) or isinstance(child, ast.FunctionDef):
                yield from _places(child, scope, here, inside_function)


def _entered(node: ast.AST, scope: str, inside_function: bool) -> tuple[str, bool]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}" if scope else node.name
        return scope, inside_function or isinstance(node, ast.FunctionDef)
    if not inside_function and isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return f"{scope}.{ast.unparse(target)}" if scope else ast.unparse(target), False
    return scope, inside_function


def _lines(node: ast.AST, around: tuple[int, int]) -> tuple[int, int]:
    """The lines of the innermost simple statement, or of the head of a compound one."""
    if not isinstance(node, ast.stmt):
        return around
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.lineno, node.lineno
    head = getattr(node, "test", None) or getattr(node, "iter", None) or node
    return node.lineno, head.end_lineno or node.lineno


def _is_wording(parent: ast.AST, field: str, child: ast.AST, inside_function: bool) -> bool:
    """Whether this is text for a reader: a remark, the parameters of a message, an error, a docstring."""
    if field == "slice" and _index(child) is not None:
        return True  # an index, which is changed as a whole
    if isinstance(child, ast.JoinedStr):
        return inside_function
    if isinstance(child, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | ast.Slice | ast.arguments):
        return True  # of a slice too: how many of the last words are quoted
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if (
        isinstance(child, ast.Call)
        and isinstance(child.func, ast.Name)
        and child.func.id in ("Remark", "TypeVar", "cast")
    ):
        return True
    if isinstance(child, ast.Dict) and inside_function:
        return all(key is None or (isinstance(key, ast.Constant) and isinstance(key.value, str)) for key in child.keys)
    if isinstance(child, ast.keyword):
        return child.arg in ("code", "data")
    return isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name) and field == "target"
