"""Writes the script that test/kernel/notebook/script/script.test.ts reads, with jupytext; and shows how jupytext reads a script of ours.

    python -m venv VENV && VENV/bin/pip install jupytext==1.19.6
    VENV/bin/python jupytext-percent.py            # prints the script
    VENV/bin/python jupytext-percent.py FILE.ts    # prints type, source and metadata of each cell of a script that `deltaw convert` made
"""

import json
import sys

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell


def written():
    kernel = {"name": "deltaw", "display_name": "TypeScript (Δw)", "language": "typescript"}
    cells = [
        new_raw_cell("---\ntitle: An essay\n---"),
        new_markdown_cell("# Title\n\nΔ text"),
        new_code_cell("let rate = 0.1", metadata={"tags": ["parameters", "keep"], "slideshow": {"slide_type": "slide"}}),
        new_code_cell("const a = {\n  b: 1,\n}", metadata={"title": "The fit"}),
        new_code_cell(""),
        new_raw_cell("raw text", metadata={"format": "text/x"}),
    ]
    return jupytext.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel}), fmt="ts:percent")


if len(sys.argv) == 1:
    print(written(), end="")
else:
    for cell in jupytext.read(sys.argv[1], fmt="ts:percent").cells:
        print(json.dumps([cell.cell_type, cell.source, cell.metadata], ensure_ascii=False))
