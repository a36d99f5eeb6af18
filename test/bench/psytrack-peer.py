"""A fit of the public package psytrack 2.0.2, for `psytrack.bench.ts`.

Usage: python psytrack-peer.py FOLDER. Reads FOLDER/case.json and FOLDER/animal-NAME.csv, where there are any; rat W053 comes with the
package. Writes FOLDER/CASE.csv (regressors, choice, first trials of sessions) and FOLDER/CASE-weights.csv, and prints a line of JSON: the seconds of its own search,
where that ended, and evidence and weights there.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import psytrack
from psytrack.getMAP import getMAP

folder = Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())


def rat():
    file = Path(psytrack.__file__).parent / "examples" / "sampleRatData.npz"
    return np.load(file, allow_pickle=True)["D"].item()


def mouse(name):
    rows = np.loadtxt(folder / f"animal-{name}.csv", delimiter=",", skiprows=1)
    starts = np.flatnonzero(rows[:, 2])
    return {
        "y": rows[:, 1].astype(int) + 1,
        "inputs": {"stimulus": rows[:, :1]},
        "dayLength": np.diff(np.append(starts, len(rows))),
    }


data = rat() if case["animal"] == "W053" else mouse(case["animal"])
data = psytrack.trim(data, END=case["trials"]) if case["trials"] else data
weights = {name: 1 for name in case["regressors"]}
names = sorted(weights)
count = len(names)
hyper = {"sigInit": 2.0**4, "sigma": [2.0**-4] * count, "sigDay": [2.0**-1] * count if case["dayNoise"] else None}
searched = ["sigma", "sigDay"] if case["dayNoise"] else ["sigma"]
begun = time.perf_counter()
found, _, _, _ = psytrack.hyperOpt(data, hyper, weights, searched)
seconds = time.perf_counter() - begun
# Once more from rest at the end of its search: what its own record says may belong to another step.
modes, _, evidence, _ = getMAP(data, found, weights)
starts = np.zeros(len(data["y"]), dtype=int)
starts[np.append(0, np.cumsum(data["dayLength"])[:-1]).astype(int)] = 1
columns = [np.ones(len(data["y"])) if name == "bias" else data["inputs"][name][:, 0] for name in names]
table = np.column_stack([*columns, np.asarray(data["y"]) - 1, starts])
np.savetxt(folder / f"{case['name']}.csv", table, delimiter=",", header=",".join([*names, "right", "start"]), comments="", fmt="%.17g")
np.savetxt(folder / f"{case['name']}-weights.csv", modes.T, delimiter=",", fmt="%.17g")
print(
    json.dumps({
        "name": case["name"],
        "seconds": seconds,
        "evidence": evidence,
        "regressors": names,
        "log2Sigma": np.log2(found["sigma"]).tolist(),
        "log2SigmaDay": np.log2(found["sigDay"]).tolist() if case["dayNoise"] else None,
    })
)
