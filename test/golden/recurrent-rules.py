"""Golden rows of test/lib/rules/recurrent-rule-golden.test.ts: G_W of every recurrent rule, from the backward recursions of Liu et al. 2022
(arXiv 2206.00823) and of the articles it takes them from; RTRL from Williams and Zipser's own, forward.

pip install numpy; python recurrent-rules.py
N = 6, N_in = 2, N_out = 2, T = 7, B = 3, alpha = 0.6, half the mean squared error, no self-connections. Data and parameters are from an
integer recurrence, so that both sides have the same numbers to the last bit.
"""
import json

import numpy as np

N, INPUTS, OUTPUTS, T, B, ALPHA = 6, 2, 2, 7, 3, 0.6
TYPES = [0, 1, 1, 0, 2, 1]


def numbers(seed, *shape):
    """Multiples of 2^-16 in [-1, 1)."""
    values = []
    for _ in range(int(np.prod(shape))):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append((seed >> 15) / 2**16 - 1)
    return np.array(values).reshape(shape)


W, U, w, b = numbers(1, N, N) * (1 - np.eye(N)), numbers(2, N, INPUTS), numbers(3, OUTPUTS, N), numbers(4, OUTPUTS)
x, target, feedback = numbers(5, T, B, INPUTS), numbers(6, T, B, OUTPUTS), numbers(7, N, OUTPUTS)
members = [[i for i in range(N) if TYPES[i] == kind] for kind in TYPES]
M = np.array([[W[np.ix_(members[j], members[p])].mean() for p in range(N)] for j in range(N)])


def forward(activation):
    f = np.tanh if activation == "tanh" else lambda v: np.maximum(v, 0)
    slope = (lambda v: 1 - np.tanh(v) ** 2) if activation == "tanh" else lambda v: 1.0 * (v > 0)
    v, z, psi = np.zeros((T, B, N)), np.zeros((T + 1, B, N)), np.zeros((T + 1, B, N))
    for t in range(T):
        v[t] = (ALPHA * v[t - 1] if t else 0) + (1 - ALPHA) * (z[t] @ W.T + x[t] @ U.T)
        z[t + 1], psi[t] = f(v[t]), slope(v[t])
    errors = (z[1:] @ w.T + b - target) / (T * B * OUTPUTS)
    return z, psi, errors  # z[t] is what step t sees; psi[T] = 0 stands behind the last step


def backward(psi, signals, step):
    """g of every step; `step(t, l, g_next)` is the rule's line, without the leak."""
    g = np.zeros((T + 1, B, N))
    for t in reversed(range(T)):
        g[t] = step(t, signals[t], g[t + 1]) + ALPHA * g[t + 1]
    return g[:T]


def weights_gradient(g, z):
    return (1 - ALPHA) * np.einsum("tbp,tbq->pq", g, z[:T])


def rtrl(z, psi, signals):
    gradient = np.zeros((N, N))
    for trial in range(B):
        J = np.zeros((N, N, N))
        for t in range(T):
            direct = np.einsum("lp,q->lpq", np.eye(N), z[t, trial])
            across = np.einsum("lm,m,mpq->lpq", W, psi[t - 1, trial], J) if t else 0
            J = ALPHA * J + (1 - ALPHA) * (direct + across)
            gradient += np.einsum("l,lpq->pq", psi[t, trial] * signals[t, trial], J)
    return gradient


def rules(activation):
    z, psi, errors = forward(activation)
    local = np.concatenate([errors @ w, np.zeros((1, B, N))])
    W_back, M_back = (lambda g: (1 - ALPHA) * g @ W), (lambda g: (1 - ALPHA) * g @ M)
    lines = {
        "bptt": lambda t, l, g: psi[t] * (l + W_back(g)),
        "truncatedBptt": lambda t, l, g: psi[t] * (l + (W_back(g) if (T - (t + 1)) % 2 else 0)),
        "threeFactor": lambda t, l, g: psi[t] * l,
        "rflo": lambda t, l, g: psi[t] * (errors[t] @ feedback.T),
        "mdgl": lambda t, l, g: psi[t] * (l + M_back(psi[t + 1] * local[t + 1])),
        "modProp": lambda t, l, g: psi[t] * l + 0.25 * M_back(g),
    }
    gradients = {name: weights_gradient(backward(psi, local, line), z) for name, line in lines.items()}
    gradients["rtrl"] = rtrl(z, psi, local)
    return {name: row(G * (1 - np.eye(N))) for name, G in gradients.items()}


def row(G):
    return {"norm": float(np.linalg.norm(G)), "first": float(G[0, 1]), "last": float(G[5, 2])}


print(json.dumps({activation: rules(activation) for activation in ("tanh", "relu")}, indent=2))
