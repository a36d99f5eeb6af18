"""Golden rows of test/lib/inference/psytrack/golden.test.ts: evidence, weights and standard errors of the public package at fixed deviations.

pip install psytrack==2.0.2; python psytrack.py
200 trials in sessions of 40, three weights; stimuli and choices from an integer recurrence, so that both sides have the same numbers to the
last bit.
"""
import json
import sys
from pathlib import Path

# This file is named as the package is: its own folder must not be searched for it.
sys.path = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).resolve().parent]

import numpy as np
from psytrack.getMAP import getMAP
from psytrack.helper.invBlkTriDiag import getCredibleInterval

TRIALS, SESSION = 200, 40


def numbers(seed, count):
    """Multiples of 2^-16 in [-1, 1)."""
    values = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append((seed >> 15) / 2**16 - 1)
    return np.array(values)


first, second = numbers(1, TRIALS), numbers(2, TRIALS)
# The first tone matters, more as trials go on.
right = first * np.arange(TRIALS) / TRIALS + numbers(3, TRIALS) > 0
data = {
    "y": right.astype(int) + 1,
    "inputs": {"s1": first[:, None], "s2": second[:, None]},
    "dayLength": np.full(TRIALS // SESSION, SESSION),
}
rows = []
for days in (None, [-1, -2, 0]):
    hyper = {"sigInit": 2.0**4, "sigma": [2.0**-4, 2.0**-5, 2.0**-3]}
    hyper["sigDay"] = None if days is None else [2.0**day for day in days]
    weights, hessian, evidence, terms = getMAP(data, hyper, {"bias": 1, "s1": 1, "s2": 1})
    errors = getCredibleInterval(hessian)
    kept = [0, 39, 40, 120, 199]
    rows.append(
        {
            "log2SigmaDay": days,
            "evidence": float(evidence),
            "logLikelihood": float(terms["lT"]["logli"]),
            "weights": weights[:, kept].round(9).tolist(),
            "standardErrors": errors[:, kept].round(9).tolist(),
        }
    )
print(json.dumps(rows, indent=1))
