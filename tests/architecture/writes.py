"""Finds writes to the database in a module's source: the rule of `test_writes.py`, testable by itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

ALWAYS = frozenset(
    f"{asynchronous}{verb}"
    for asynchronous in ("", "a")
    for verb in (
        "save",
        "create",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    )
)
"""Method names that write whoever has them."""

# `update` is also a method of dictionaries, sets and hashes; a queryset's takes keywords, theirs need none.
WITH_KEYWORDS = frozenset({"update", "aupdate"})

# Caches are no records: what they lose nobody misses.
NOT_RECORDS = frozenset({"cache", "caches"})

TRANSACTIONS = frozenset({"action", "unaudited"})


@dataclass(frozen=True)
class Write:
    line: int
    call: str
    inside: str | None
    """Name of the outermost function or class body around the call."""
    in_transaction: bool
    """A function around the call is under `@action` or `@unaudited`, or is called from such ones only.

    The last is said by a leading underscore, or by a docstring that says "Part of an action".
    """


def writes(source: str) -> Iterator[Write]:
    """Every call in `source` that writes rows, by name of the method called."""
    yield from _walk(ast.parse(source), [])


def _walk(node: ast.AST, around: list[ast.AST]) -> Iterator[Write]:
    if isinstance(node, ast.Call) and _is_write(node):
        functions = [outer for outer in around if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)]
        named = next((outer for outer in around if isinstance(outer, ast.FunctionDef | ast.ClassDef)), None)
        yield Write(
            line=node.lineno,
            call=ast.unparse(node.func),
            inside=named.name if named else None,
            in_transaction=any(map(_holds_transaction, functions)),
        )
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, [*around, node])


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    receiver = call.func.value
    if isinstance(receiver, ast.Name) and receiver.id in NOT_RECORDS:
        return False
    # `super().save()` in a model only passes on a write that somebody else began.
    if isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Name) and receiver.func.id == "super":
        return False
    name = call.func.attr
    return name in ALWAYS or (name in WITH_KEYWORDS and bool(call.keywords))


def _holds_transaction(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if function.name.startswith("_") or "Part of an action" in (ast.get_docstring(function) or ""):
        return True
    for decorator in function.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
        if name in TRANSACTIONS:
            return True
    return False
