"""Names of operations and parameters in other frameworks, for suggestions in error messages.

Words are compared in lower case without underscores: `Conv2D` and `conv_2d` are both `conv2d`.
Further names of operations and merges are in their fields `aliases`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nasdsl.language import ast
from nasdsl.ops import OPERATIONS, MergeKind, Op

SENTENCES: Mapping[str, str] = {
    "mbconv": "a block says it: conv(1, filters=4*channels) -> relu6 -> depthwise_conv(3) -> "
    "conv(1, filters=f)",
    "sequential": "what follows each other is written a -> b",
    **dict.fromkeys(
        ("range", "arange", "randint", "intrange", "intuniform", "linspace"),
        "numbers are written 16..64, in steps 16..64 by 16",
    ),
    "optional": "what can be left out is a choice: (relu | identity)",
    "prelu": "'leaky_relu' has a slope that is not trained",
    **{f"conv{k}x{k}": f"write conv({k})" for k in (1, 3, 5, 7)},
    **{f"maxpool{k}x{k}": f"write max_pool({k})" for k in (2, 3)},
    **{f"avgpool{k}x{k}": f"write avg_pool({k})" for k in (2, 3)},
    **{f"sepconv{k}x{k}": f"write separable_conv({k})" for k in (3, 5, 7)},
}
PARAMETERS: Mapping[str, str] = {
    "height": "kernelsize kernel ksize k size poolsize window windowshape filtersize kernelheight",
    "width": "kernelwidth keydim headdim embeddim dim dmodel qkvfeatures",
    "filters": "outchannels channels features units numfilters nfilters planes outplanes out cout",
    "units": "outfeatures features filters outchannels hiddensize hidden neurons n",
    "stride": "strides s windowstrides",
    "dilation": "dilationrate dilations rate kerneldilation",
    "bias": "usebias",
    "padding": "pad pads",
    "groups": "numgroups group featuregroupcount cardinality",
    "rate": "p prob probability dropprob droprate dropoutrate",
    "slope": "alpha negativeslope",
    "heads": "numheads nheads",
    "factor": "scale scalefactor size scales",
    "ratio": "seratio squeezefactor squeezeratio",
}
ACTIVATIONS = ("activation", "act", "activationfn", "nonlinearity")
ENTERING = ("inchannels", "infeatures", "inputdim", "inputshape", "inplanes")
CHOOSING = ("choice", "choose", "oneof", "either", "select", "layerchoice", "valuechoice", "switch")


def alternatives(use: ast.NameExpr) -> str | None:
    """How a spec writes a choice, for a call like `choice(3, 5)` of other frameworks.

    None if the name of the use is not that of such a function.
    """
    if _bare_name(use.name) not in CHOOSING or not use.arguments:
        return None
    values = [argument.value for argument in use.arguments]
    if len(values) == 1 and isinstance(values[0], ast.Branches):
        values = [*values[0].items]
    return f"alternatives stand between '|': {' | '.join(value.span.brief for value in values)}"


def operation(name: str, known: Iterable[Op | MergeKind]) -> str | None:
    """A hint for a name of other frameworks: the operation or merge that they call so.

    Args:
        name: the name in the spec.
        known: the operations and merges that can be suggested.

    Returns:
        The hint; None if none of these is called so elsewhere.
    """
    word = _bare_name(name)
    meant = next((op.name for op in known if word in op.aliases.split()), None)
    return SENTENCES.get(word) if meant is None else f"did you mean '{meant}'?"


def parameter_synonym(
    argument: ast.Argument, use: ast.NameExpr, names: Iterable[str]
) -> str | None:
    """A hint for an argument with a name of other frameworks: the parameter that they call so.

    Args:
        argument: the argument.
        use: the use of the operation in which it stands.
        names: the names of the operation's parameters.

    Returns:
        The hint; None if no parameter is called so elsewhere.
    """
    word = _bare_name(argument.name or "")
    if use.name in OPERATIONS and word in ACTIVATIONS:
        span = argument.value.span
        then = span.source.text[span.start : span.end]
        if then in ("none", "linear"):
            return "leave it out: there is none but what stands after it"
        return f"an activation is a module of its own: {use.name}(...) -> {then}"
    if use.name in OPERATIONS and word in ENTERING:
        return "what enters is known: leave it out"
    known = (name for name in names if word in PARAMETERS.get(name, "").split())
    meant = next(known, None)
    if meant == "height":
        return f"a window is its height and its width: {use.name}(3), {use.name}(3, 5)"
    return None if meant is None else f"did you mean '{meant}'?"


def _bare_name(name: str) -> str:
    return name.lower().replace("_", "")
