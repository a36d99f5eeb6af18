"""Golden row of test/lib/inference/rnn-glm/golden.test.ts: loss and gradient of the RNNGLM by automatic differentiation.

pip install jax; python rnn-glm.py
Two animals of 40 and 27 trials, 8 hidden units, gradients cut every 16 trials; data and parameters from an integer recurrence, so that
both sides have the same numbers to the last bit.
"""
import json

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
ANIMALS, TRIALS, UNITS, CHUNK = 2, 40, 8, 16
LENGTHS = [40, 27]


def numbers(seed, count):
    """Multiples of 2^-16 in [-1, 1)."""
    values = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append((seed >> 15) / 2**16 - 1)
    return jnp.array(values)


s, y, r = (numbers(seed, ANIMALS * TRIALS).reshape(ANIMALS, TRIALS) for seed in (1, 2, 3))
y, r = 1.0 * (y > 0), 1.0 * (r > 0)
day = jnp.broadcast_to(1.0 * (jnp.arange(TRIALS) % 10 == 0), s.shape)
shapes = [(8, 3 * UNITS), (UNITS, 3 * UNITS), (3 * UNITS,), (3 * UNITS,)]
shapes += [(UNITS, UNITS), (UNITS,), (UNITS, UNITS), (UNITS,), (UNITS, 2), (2,), (2,)]
sizes = [int(jnp.prod(jnp.array(shape))) for shape in shapes]
theta = 0.5 * numbers(4, sum(sizes))


def network(theta, u, h):
    parts, at = [], 0
    for shape, size in zip(shapes, sizes):
        parts.append(theta[at : at + size].reshape(shape))
        at += size
    wi, wh, bi, bh, w1, b1, w2, b2, w3, b3, g = parts
    (ir, iz, i_n), (hr, hz, hn) = jnp.split(u @ wi + bi, 3), jnp.split(h @ wh + bh, 3)
    reset, update = jax.nn.sigmoid(ir + hr), jax.nn.sigmoid(iz + hz)
    h = (1 - update) * jnp.tanh(i_n + reset * hn) + update * h
    hidden = jax.nn.relu(jax.nn.relu(h @ w1 + b1) @ w2 + b2)
    return g * (hidden @ w3 + b3), h


def loss(theta):
    total = 0.0
    for a, trials in enumerate(LENGTHS):
        w, h = jnp.zeros(2), jnp.zeros(UNITS)
        for t in range(trials):
            w, h = jax.lax.stop_gradient((w, h)) if t % CHUNK == 0 else (w, h)
            logit = w[0] * s[a, t] + w[1]
            total += jnp.logaddexp(0, logit) - y[a, t] * logit
            u = jnp.concatenate([w, jnp.array([s[a, t], 1, day[a, t], y[a, t], r[a, t], s[a, t] > 0])])
            change, h = network(theta, u, h)
            w = w + change
    return total / sum(LENGTHS)


value, gradient = jax.value_and_grad(loss)(theta)
starts = [sum(sizes[:i]) for i in range(len(sizes))]
chosen = sorted(start + offset for start, size in zip(starts, sizes) for offset in {0, min(13, size - 1)})
row = {"loss": float(value), "norm": float(jnp.linalg.norm(gradient)), "gradient": {i: float(gradient[i]) for i in chosen}}
print(json.dumps(row, indent=2))
