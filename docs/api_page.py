"""Writes docs/api.md, what `nasdsl` exports, from its docstrings: `python docs/api_page.py`."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import TypeGuard

import nasdsl

PAGE = Path(__file__).with_name("api.md")
HEAD = """\
# Python

What `import nasdsl` gives. This page is written from the docstrings by `python docs/api_page.py`.
"""
SECTIONS = ("Args", "Attributes", "Raises", "Returns")
SHOWN = ("__iter__", "__len__", "__getitem__")
WIDTH = 96

Function = ast.FunctionDef


def page() -> str:
    """The whole page: functions, then classes, then errors, each in the order of their names."""
    named = {name: getattr(nasdsl, name) for name in nasdsl.__all__}
    errors = [n for n, value in named.items() if _is_error(value)]
    classes = [n for n, value in named.items() if inspect.isclass(value) and n not in errors]
    functions = [name for name, value in named.items() if inspect.isfunction(value)]
    groups = {"Functions": functions, "Classes": classes, "Errors": errors}
    parts = [HEAD]
    for title, names in groups.items():
        parts += [f"# {title}\n", *(_entry(name, _definition(named[name])) for name in names)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))


def _is_error(value: object) -> TypeGuard[type[Exception]]:
    return inspect.isclass(value) and issubclass(value, Exception)


def _definition(value: object) -> ast.stmt:
    """The syntax of what defines a value; of what is no class or function, its type's."""
    source = inspect.getsource(value)  # pyright: ignore[reportArgumentType]
    return ast.parse(dedent(source)).body[0]


def _entry(name: str, node: ast.stmt) -> str:
    match node:
        case Function():
            return f"## {name}\n\n{_code(_signature(node))}\n\n{_text(node)}\n"
        case ast.ClassDef():
            members = "\n".join(_members(node))
            head = f"## {name}\n\n{_code(_class_signature(node))}\n\n{_text(node)}\n"
            return f"{head}\n{members}\n" if members else head
        case _:
            raise TypeError(f"{name} is neither a function nor a class")


def _members(node: ast.ClassDef) -> Iterator[str]:
    """A list item for each public method and property, with the first paragraph of its text."""
    for member in node.body:
        if isinstance(member, Function) and (member.name[0] != "_" or member.name in SHOWN):
            text = (ast.get_docstring(member) or "").partition("\n\n")[0]
            if text:
                shown = member.name if _is_property(member) else _signature(member, brief=True)
                yield f"- `{shown}`: {' '.join(text.split())}"


def _is_property(node: Function) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _signature(node: Function, brief: bool = False) -> str:
    arguments = node.args
    for group in (arguments.posonlyargs, arguments.args):
        group[:] = [argument for argument in group if argument.arg not in ("self", "cls")]
    written = ast.unparse(arguments)
    if brief:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return f"{node.name}({', '.join(argument.arg for argument in every)})"
    return f"{node.name}({written}) -> {ast.unparse(node.returns) if node.returns else 'None'}"


def _class_signature(node: ast.ClassDef) -> str:
    """How a class is called: its `__init__`, or the fields of a dataclass or a named tuple."""
    for member in node.body:
        if isinstance(member, Function) and member.name == "__init__":
            return f"{node.name}({_signature(member).partition('(')[2].rpartition(') ->')[0]})"
    fields = [ast.unparse(member) for member in node.body if isinstance(member, ast.AnnAssign)]
    public = [field for field in fields if not field.startswith("_")]
    return f"{node.name}({', '.join(public)})" if public else node.name


def _code(signature: str) -> str:
    """A signature as a block, its arguments below each other where they are many."""
    name, bracket, rest = signature.partition("(")
    if len(signature) > WIDTH:
        inside, end, after = rest.rpartition(")")
        lines = [f"    {argument}," for argument in _arguments(inside)]
        signature = "\n".join([name + bracket, *lines, end + after])
    return f"```text\n{signature}\n```"


def _arguments(inside: str) -> Iterator[str]:
    """The arguments of a signature one by one, each with its default."""
    parsed = ast.parse(f"def f({inside}): ...").body[0]
    assert isinstance(parsed, Function)
    every = [*parsed.args.posonlyargs, *parsed.args.args]
    missing: list[ast.expr | None] = [None] * (len(every) - len(parsed.args.defaults))
    yield from map(_argument, every, [*missing, *parsed.args.defaults])
    if parsed.args.kwonlyargs:
        yield "*"
        yield from map(_argument, parsed.args.kwonlyargs, parsed.args.kw_defaults)


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _text(node: Function | ast.ClassDef) -> str:
    """A docstring in Markdown: what it says of arguments and errors as lists."""
    text = ast.get_docstring(node) or ""
    for section in SECTIONS:
        text = re.sub(
            rf"^{section}:\n((?:    .*\n?|\n(?=    ))+)", _as_list, text, flags=re.MULTILINE
        )
    return text


def _as_list(section: re.Match[str]) -> str:
    heading = section[0].partition(":")[0]
    items = re.sub(r"\n +(?! )", " ", re.sub(r"^    (?! )", "\0", section[1], flags=re.MULTILINE))
    lines = [re.sub(r"^([\w., *]+): ", r"`\1`: ", item.strip()) for item in items.split("\0")[1:]]
    return f"{heading}:\n\n" + "\n".join(f"- {' '.join(line.split())}" for line in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
