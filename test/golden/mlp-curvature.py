"""Golden row of test/lib/rules/tensorflow/golden.test.ts: leading eigenvalues of the Hessian of a perceptron by PyHessian.

pip install torch pyhessian; python mlp-curvature.py
8 inputs, two layers of 16 tanh units, 3 classes, cross-entropy of 40 trials, f64; data and weights from an integer recurrence, so that
both sides have the same numbers to the last bit.
"""
import json

import torch
from pyhessian import hessian

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
SIZES, TRIALS = [8, 16, 16, 3], 40


def numbers(seed, count):
    """Multiples of 2^-16 in [-1, 1)."""
    values = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append((seed >> 15) / 2**16 - 1)
    return torch.tensor(values)


layers = []
for index, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
    layer = torch.nn.Linear(inputs, outputs)
    with torch.no_grad():
        layer.weight.copy_(numbers(10 + index, inputs * outputs).reshape(inputs, outputs).T)
        layer.bias.copy_(0.5 * numbers(20 + index, outputs))
    layers += [layer] if index == len(SIZES) - 2 else [layer, torch.nn.Tanh()]
model = torch.nn.Sequential(*layers)
x = numbers(1, TRIALS * SIZES[0]).reshape(TRIALS, SIZES[0])
labels = torch.argmax(x[:, :3], 1)
loss = torch.nn.CrossEntropyLoss()
computation = hessian(model, loss, data=(x, labels), cuda=False)
eigenvalues, _ = computation.eigenvalues(maxIter=5000, tol=1e-10, top_n=2)
print(json.dumps({"loss": loss(model(x), labels).item(), "eigenvalues": eigenvalues, "torch": torch.__version__}))
