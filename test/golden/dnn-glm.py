"""Golden row of test/lib/inference/dnn-glm/golden.test.ts: loss and gradient of the DNNGLM by automatic differentiation.

pip install jax; python dnn-glm.py
Two animals of 40 trials, 8 hidden units, gradients cut every 16 trials; data and parameters from an integer recurrence, so that both
sides have the same numbers to the last bit.
"""
import json

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
ANIMALS, TRIALS, UNITS, CHUNK = 2, 40, 8, 16


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
sizes = [(8, UNITS), (UNITS, UNITS), (UNITS, 2)]
theta = 0.5 * numbers(4, sum(i * o + o for i, o in sizes) + 2)


def network(theta, u):
    at = 0
    for index, (i, o) in enumerate(sizes):
        u = u @ theta[at : at + i * o].reshape(i, o) + theta[at + i * o : at + i * o + o]
        at += i * o + o
        u = jax.nn.relu(u) if index < 2 else u
    return theta[at:] * u


def loss(theta):
    total = 0.0
    for a in range(ANIMALS):
        w = jnp.zeros(2)
        for t in range(TRIALS):
            w = jax.lax.stop_gradient(w) if t % CHUNK == 0 else w
            logit = w[0] * s[a, t] + w[1]
            total += jnp.logaddexp(0, logit) - y[a, t] * logit
            u = jnp.concatenate([w, jnp.array([s[a, t], 1, day[a, t], y[a, t], r[a, t], s[a, t] > 0])])
            w = w + network(theta, u)
    return total / (ANIMALS * TRIALS)


value, gradient = jax.value_and_grad(loss)(theta)
chosen = [0, 9, 17, 40, 64, 80, 130, 150, 160, 161, 162, 163]
row = {"loss": float(value), "norm": float(jnp.linalg.norm(gradient)), "gradient": {i: float(gradient[i]) for i in chosen}}
print(json.dumps(row, indent=2))
