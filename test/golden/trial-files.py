"""Writes trial-files.json: small files of trials as NumPy, pickle, SciPy, h5py, pynwb and pandas write them, packed and in base64.

The trials are made up: no animal was recorded. Run from this folder, in an environment with
numpy==2.4.6 scipy==1.17.1 h5py==3.16.0 pynwb==4.2.0 pandas==3.1.1 pyarrow==26.0.1:
    python trial-files.py
"""

import base64
import datetime
import io
import json
import os
import pickle
import tempfile
import zlib

import h5py
import numpy as np
import pandas as pd
import pynwb
import scipy.io

trials = 12
number = np.arange(trials)
side = np.where(number % 2 == 0, -1, 1)
contrast = np.array([1.0, 0.5, 0.25, 0.125])[number % 4]
correct = number % 3 != 2
choice = np.where(correct, side, -side)  # right positive, unlike ALF
choice[7] = 0
reward = (correct & (choice != 0)).astype(float)
session = number // 6
plain = {
    "signed": side * contrast,
    "choice": choice.astype(float),
    "reward": reward,
    "session": session.astype(float),
}
words = np.where(choice > 0, "right", np.where(choice < 0, "left", ""))

files = {}


def keep(name, data):
    files[name] = base64.b64encode(zlib.compress(data, 9)).decode()


def written(name, write):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        write(path)
        with open(path, "rb") as file:
            keep(name, file.read())


def npy(name, array, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, **options)
    keep(name, buffer.getvalue())


grid = np.arange(6).reshape(2, 3)
for kind in ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"]:
    npy(f"little-{kind}.npy", grid.astype("<" + kind))
    npy(f"big-{kind}.npy", np.asfortranarray(grid).astype(">" + kind, order="F"), version=(2, 0))
npy("bool.npy", np.array([True, False, True]))
npy("unicode.npy", np.array(["añ", "b𝄞", ""]), version=(3, 0))
npy("bytes.npy", np.array([b"a", b"bcd"]))
npy("cube-fortran.npy", np.asfortranarray(np.arange(24).reshape(2, 3, 4)))
npy("large.npy", np.array([1, 2**60]))
npy("complex.npy", np.array([1j]))
npy("records.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
npy("objects.npy", np.array({"choice": choice}, dtype=object))
buffer = io.BytesIO()
np.savez(buffer, words=words, **plain)
keep("plain.npz", buffer.getvalue())
buffer = io.BytesIO()
np.savez_compressed(buffer, words=words, **plain)
keep("packed.npz", buffer.getvalue())


class Evil:
    def __reduce__(self):
        return (os.system, ("true",))


everything = {
    "list": [1, 2.5, None, True, False, -3, 70000, 2**40],
    "tuple": (1, "añ𝄞\n"),
    "bytes": b"\x00\xff",
    "empty": b"",
    "vector": np.arange(3.0),
    "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "scalar": np.float32(1.5),
    "texts": np.array(["ab", "c"]),
    "objects": np.array([1, "x", None], dtype=object),
    "big": np.arange(3, dtype=">i2"),
    "infinite": float("-inf"),
}
for protocol in range(6):
    keep(f"everything-{protocol}.pickle", pickle.dumps(everything, protocol))
    keep(f"evil-{protocol}.pickle", pickle.dumps(Evil(), protocol))
endless = []
endless.append(endless)
keep("endless.pickle", pickle.dumps(endless))
keep("set.pickle", pickle.dumps({1, 2}))
keep("date.pickle", pickle.dumps(datetime.date(2001, 1, 1)))
keep("frame.pickle", pickle.dumps(pd.DataFrame(plain)))
keep("trials.pickle", pickle.dumps({**plain, "words": words}))

tones = np.array([[0.5, -0.5], [-0.5, 0.5]])[(side > 0).astype(int) ^ 1]
sides = np.where(side > 0, 2, 1)
example = {
    "name": "made-up rat",
    "y": np.where(correct, sides, 3 - sides).astype(float),
    "answer": sides,
    "correct": correct.astype(float),
    "dayLength": np.array([6, 6]),
    "inputs": {
        "s1": tones[:, [0, 0]],
        "s2": tones[:, [1, 1]],
        **{name: np.tile(number[:, None] / 10 + index, (1, 2)) for index, name in enumerate(["s_avg", "h", "c", "r"])},
    },
}
buffer = io.BytesIO()
np.savez_compressed(buffer, D=example)
keep("psytrack.npz", buffer.getvalue())
for fault, change in {
    "side": {"answer": np.where(number == 4, 3 - sides, sides)},
    "outcome": {"correct": np.where(number == 4, 1 - correct, correct).astype(float)},
    "days": {"dayLength": np.array([6, 5])},
    "short": {"y": example["y"][:-1], "dayLength": np.array([6, 5])},
}.items():
    buffer = io.BytesIO()
    np.savez_compressed(buffer, D={**example, **change})
    keep(f"psytrack-{fault}.npz", buffer.getvalue())

struct = {"trials": {**plain, "words": [str(word) for word in words]}, "rig": "made up"}
rows = np.array(
    [tuple(plain[name][i] for name in plain) for i in range(trials)], dtype=[(name, object) for name in plain]
)
written("struct.mat", lambda path: scipy.io.savemat(path, struct))
written("struct-packed.mat", lambda path: scipy.io.savemat(path, struct, do_compression=True))
written("struct-array.mat", lambda path: scipy.io.savemat(path, {"trials": rows}))
written("vectors.mat", lambda path: scipy.io.savemat(path, {**plain, "flag": reward > 0, "i8": choice.astype("i1")}, oned_as="column"))
written("complex.mat", lambda path: scipy.io.savemat(path, {"phase": np.exp(1j * number)}))
written("phased.mat", lambda path: scipy.io.savemat(path, {"phase": np.exp(1j * number), **plain}))
written("version-4.mat", lambda path: scipy.io.savemat(path, plain, format="4"))


def matlab73(path):
    with h5py.File(path, "w", userblock_size=512) as file:
        group = file.create_group("trials")
        group.attrs["MATLAB_class"] = np.bytes_("struct")
        for name, values in plain.items():
            dataset = group.create_dataset(name, data=values.reshape(1, -1), compression="gzip")
            dataset.attrs["MATLAB_class"] = np.bytes_("double")
        references = file.create_group("#refs#")
        cells = []
        for i, word in enumerate(words):
            cell = references.create_dataset(f"w{i}", data=np.array([[ord(letter)] for letter in word] or [[0]], dtype="u2"))
            cell.attrs["MATLAB_class"] = np.bytes_("char")
            if word == "":
                cell.attrs["MATLAB_empty"] = np.uint8(1)
            cells.append(cell.ref)
        holder = group.create_dataset("words", data=np.array([cells], dtype=h5py.ref_dtype), dtype=h5py.ref_dtype)
        holder.attrs["MATLAB_class"] = np.bytes_("cell")
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")


def plain_hdf5(path):
    with h5py.File(path, "w") as file:
        for name, values in plain.items():
            file.create_dataset(f"behaviour/{name}", data=values)
        file.create_dataset("behaviour/words", data=[str(word) for word in words], dtype=h5py.string_dtype())
        file.create_dataset("behaviour/fixed", data=np.array([str(word) for word in words], dtype="S5"))
        file.create_dataset("behaviour/flag", data=reward > 0)
        file.create_dataset("behaviour/whole", data=np.full(trials, 2**60, dtype="i8"))


def linked(path):
    with h5py.File(path, "w") as file:
        file["trials/choice"] = h5py.ExternalLink("/etc/hostname", "/x")
        file["trials/outside"] = h5py.SoftLink("/nowhere")
        file.create_dataset("trials/signed", data=plain["signed"])


def nwb(path):
    start = datetime.datetime(2001, 1, 1, 12, tzinfo=datetime.timezone.utc)
    file = pynwb.NWBFile("made-up trials", "made-up", start, file_create_date=start)
    file.subject = pynwb.file.Subject(subject_id="made-up", species="Mus musculus", age="P90D", sex="U")
    for name in ["signed", "reward"]:
        file.add_trial_column(name, name)
    file.add_trial_column("choice", "choice in words")
    for i in range(trials):
        file.add_trial(
            start_time=float(i),
            stop_time=i + 0.5,
            signed=float(plain["signed"][i]),
            reward=bool(reward[i]),
            choice=str(words[i]),
        )
    with pynwb.NWBHDF5IO(path, "w") as output:
        output.write(file, cache_spec=False)


written("struct-73.mat", matlab73)
written("plain.h5", plain_hdf5)
written("linked.h5", linked)
written("trials.nwb", nwb)

frame = pd.DataFrame({**plain, "choice": choice.astype("i8"), "words": words})
frame["missing"] = pd.array([1, None] * 6, dtype="Int64")
frame["flag"] = reward > 0
frame["kind"] = pd.Categorical(["x", "y"] * 6)
frame["day"] = [datetime.date(2001, 1, 1)] * trials
frame["at"] = pd.to_datetime(["2001-01-01T12:00:00"] * 11 + [None])
frame["void"] = pd.array([None] * trials, dtype="string")
frame["large"] = np.int64(2**60)
frame["lists"] = [[1]] * trials
frame.index = list(range(5, 5 + trials))
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    compression = None if codec == "none" else codec
    written(f"{codec}.parquet", lambda path: frame.to_parquet(path, compression=compression))

with open("trial-files.json", "w") as output:
    json.dump(files, output, indent=1)
    output.write("\n")
print({name: len(data) for name, data in files.items()})
