"""Teaches papermill to write parameters in TypeScript.

papermill has no entry points for translators, but imports those of its engines: naming this module there registers the translators below.
"""

import json
import re
from contextvars import ContextVar

# This module is imported while papermill.engines is: the engine is defined by then.
from papermill.engines import NBClientEngine as Engine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

__all__ = ["Engine", "TypeScriptTranslator"]

DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?P<keyword>let|const|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?)\s*)?"
    r"=(?![=>])\s*(?P<value>.*?)\s*;?\s*(?://\s*(?P<help>.*))?$"
)

# The declarations of the notebook that is being parameterised: papermill inspects its parameters right before it writes them.
declared = ContextVar("declared", default={})


class TypeScriptTranslator(Translator):
    """Declares each parameter again as the notebook does, with its new value."""

    @classmethod
    def translate(cls, val):
        return json.dumps(val, ensure_ascii=False, default=str).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        known = declared.get()
        declared.set({})
        lines = [cls.comment(comment)]
        for name, value in parameters.items():
            keyword, annotation = known.get(name, ("let", None))
            lines.append(f"{keyword} {name}{f': {annotation}' if annotation else ''} = {cls.translate(value)}")
        return "\n".join(lines) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        matches = [match for match in map(DECLARATION.match, parameters_cell["source"].splitlines()) if match]
        declared.set({match["name"]: (match["keyword"], match["type"]) for match in matches})
        return [
            Parameter(
                name=match["name"],
                inferred_type_name=match["type"] or "None",
                default=match["value"],
                help=match["help"] or "",
            )
            for match in matches
        ]


# By the name of the kernel for our own notebooks; by language for those of other kernels, unless somebody else serves them.
papermill_translators.register("deltaw", TypeScriptTranslator)
for language in ("typescript", "javascript"):
    try:
        papermill_translators.find_translator("", language)
    except PapermillException:
        papermill_translators.register(language, TypeScriptTranslator)
