"""Runs jupyter_kernel_test on the installed kernel and prints one line of JSON: which tests there are, and how each ended."""

import json
import sys
import unittest

import jupyter_kernel_test
from jupyter_client.kernelspec import KernelSpecManager


class DeltawKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "deltaw"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "const name = 'a'; name.toLowerC", "matches": {"toLowerCase"}},
        {"text": "[1].findLas", "matches": {"findLast", "findLastIndex"}},
    ]
    complete_code_samples = ["1 + 1", "const a: number = 1", "function f(x: number) {\n  return x\n}", "for await (const a of []) {}", "name?"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "`text", "if (true"]
    invalid_code_samples = ["const = 1", "f(]", "1 2"]
    code_page_something = "?Math.max"
    code_generate_error = 'throw new RangeError("too far")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "const xs: number[] = [1, 2]; xs.map((x) => 2 * x)", "result": "[ 2, 4 ]"},
        {"code": '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>b</b>" }) })', "mime": "text/html", "result": "<b>b</b>"},
    ]
    code_display_data = [
        {"code": "display({ a: 1 })", "mime": "text/plain"},
        {"code": 'import { display as show } from "tslab"; show.html("<b>b</b>")', "mime": "text/html"},
    ]
    code_history_pattern = "6 * ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "display.clear()"


class DeltawIopubWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "deltaw"
    support_iopub_welcome = True


def main():
    loader = unittest.TestLoader()
    cases = (DeltawKernelTests, DeltawIopubWelcomeTests)
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)
    names = [name for case in cases for name in loader.getTestCaseNames(case)]
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2).run(suite)
    print(
        json.dumps(
            {
                "version": jupyter_kernel_test.__version__,
                "kernel": KernelSpecManager().get_kernel_spec("deltaw").resource_dir,
                "names": names,
                "run": result.testsRun,
                "failures": [[str(test), text] for test, text in result.failures],
                "errors": [[str(test), text] for test, text in result.errors],
                "skipped": [[str(test), text] for test, text in result.skipped],
            }
        )
    )


if __name__ == "__main__":
    main()
