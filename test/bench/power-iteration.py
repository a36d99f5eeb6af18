"""Leading Hessian eigenvalue of a network by power iteration on PyTorch's products, float32, CPU.

Usage: python power-iteration.py FOLDER, which holds problem.json and raw arrays that `leading-eigenvalue.bench.ts` writes. Prints a line of JSON.
"""
import json
import sys
import time
from pathlib import Path

import torch

folder = Path(sys.argv[1])
problem = json.loads((folder / "problem.json").read_text())
torch.set_num_threads(problem["threads"])
units, inputs, outputs = problem["units"], problem["inputs"], problem["outputs"]
steps, trials = problem["steps"], problem["trials"]


def numbers(name, dtype, *shape):
    return torch.frombuffer(bytearray((folder / name).read_bytes()), dtype=dtype).reshape(shape)


# Ours has a row for each unit that is led to, the peer a column.
recurrent = numbers("recurrent", torch.float32, units, units).T.contiguous().requires_grad_()
into = numbers("input", torch.float32, units, inputs).T.contiguous()
out = numbers("readout", torch.float32, outputs, units).T.contiguous()
x = numbers("inputs", torch.float32, steps, trials, inputs)
labels = numbers("labels", torch.int32, trials).long()
start = numbers("start", torch.float32, units, units).T.contiguous()


def graph():
    """Loss, and the gradient with its graph, which each product uses again, as PyHessian does."""
    state, z = torch.zeros(trials, units), torch.zeros(trials, units)
    for step in range(steps):
        state = 0.5 * state + 0.5 * (z @ recurrent + x[step] @ into)
        z = torch.relu(state)
    loss = torch.nn.functional.cross_entropy(z @ out, labels)
    return loss, torch.autograd.grad(loss, recurrent, create_graph=True)[0]


def power_iteration(most, ended):
    """Rayleigh quotients, signed, with the seconds at which they were there, the making of the graph included."""
    began = time.perf_counter()
    loss, gradient = graph()
    v, found = start / start.norm(), []
    for _ in range(most):
        (product,) = torch.autograd.grad(gradient, recurrent, v, retain_graph=True)
        found.append((torch.sum(v * product).item(), time.perf_counter() - began))
        if ended(found):
            break
        v = product / product.norm()
    return loss.item(), found


def settled(found):
    """PyHessian's rule: the quotient changes by less than 1e-3."""
    if len(found) < 2:
        return False
    (before, _), (now, _) = found[-2:]
    return abs(now - before) / (abs(now) + 1e-6) < problem["tolerance"]


def close(found):
    """What no user can know: the quotient is within 1e-3 of the eigenvalue."""
    return abs(found[-1][0] / problem["eigenvalue"] - 1) < problem["tolerance"]


power_iteration(3, lambda found: False)  # everything is loaded and allocated once before it is timed
report = {"torch": torch.__version__.split("+")[0]}
for name, rule in (("settled", settled), ("close", close)):
    loss, found = power_iteration(problem["most"], rule)
    report[name] = {"loss": loss, "eigenvalue": found[-1][0], "products": len(found), "seconds": found[-1][1], "reached": rule(found)}
print(json.dumps(report))
