"""Golden rows of test/lib/inference/rule-network/golden.test.ts: loss and gradient of variants of rule networks by automatic differentiation.

pip install jax; python rule-network-variants.py
Two animals of 40 and 27 trials, sessions of 10, gradients cut every 16 trials; data and parameters from an integer recurrence, so that
both sides have the same numbers to the last bit. Parameters end in the weights that each animal starts from where these are trained.
"""
import json

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
ANIMALS, TRIALS, CHUNK = 2, 40, 16
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
day = 1.0 * (jnp.arange(TRIALS) % 10 == 0)


def told(a, t):
    return jnp.array([s[a, t], 1, day[t], y[a, t], r[a, t], 1.0 * (s[a, t] > 0)])


def stimulus_and_bias(a, t):
    return jnp.array([s[a, t], 1])


def both_sides(a, t):
    return jnp.array([jnp.maximum(s[a, t], 0), jnp.minimum(s[a, t], 0), 1])


def with_past(count):
    def of(a, t):
        return jnp.concatenate([told(a, t - j) if t >= j else jnp.zeros(6) for j in range(count + 1)])

    return of


def parts(theta, shapes):
    read, found = 0, []
    for shape in shapes:
        size = int(jnp.prod(jnp.array(shape)))
        found.append(theta[read : read + size].reshape(shape))
        read += size
    return found, theta[read:]


def gru(wi, wh, bi, bh, u, h):
    (ir, iz, i_n), (hr, hz, hn) = jnp.split(u @ wi + bi, 3), jnp.split(h @ wh + bh, 3)
    reset, update = jax.nn.sigmoid(ir + hr), jax.nn.sigmoid(iz + hz)
    return (1 - update) * jnp.tanh(i_n + reset * hn) + update * h


def gru_shapes(inputs, units):
    return [(inputs, 3 * units), (units, 3 * units), (3 * units,), (3 * units,)]


def rule_loss(kind, units, d, regressors, inputs_of, width, trained, direct):
    perceptron = [(width if kind == "dnn" else units, units), (units,), (units, units), (units,), (units, d), (d,), (d,)]
    shapes = perceptron if kind == "dnn" else gru_shapes(width, units) + perceptron

    def loss(theta):
        found, starts = parts(theta, shapes)
        total = 0.0
        for a, trials in enumerate(LENGTHS):
            w = starts[a * d : (a + 1) * d] if trained else jnp.zeros(d)
            h = jnp.zeros(units)
            for t in range(trials):
                w, h = jax.lax.stop_gradient((w, h)) if t > 0 and t % CHUNK == 0 else (w, h)
                logit = w @ regressors(a, t)
                total += jnp.logaddexp(0, logit) - y[a, t] * logit
                u = jnp.concatenate([w, inputs_of(a, t)])
                h = u if kind == "dnn" else gru(*found[:4], u, h)
                w1, b1, w2, b2, w3, b3, g = found[-7:]
                change = g * (jax.nn.relu(jax.nn.relu(h @ w1 + b1) @ w2 + b2) @ w3 + b3)
                w = change if direct else w + change
                h = jnp.zeros(units) if kind == "dnn" else h
        return total / sum(LENGTHS)

    return loss, sum(int(jnp.prod(jnp.array(shape))) for shape in shapes) + (ANIMALS * d if trained else 0)


def tiny_loss(units):
    shapes = gru_shapes(3, units) + [(units, 2), (2,)]

    def loss(theta):
        found, _ = parts(theta, shapes)
        total = 0.0
        for a, trials in enumerate(LENGTHS):
            h = jnp.zeros(units)
            for t in range(trials):
                h = jax.lax.stop_gradient(h) if t % CHUNK == 0 else h
                signed = jnp.zeros(2) if t % 10 == 0 else jnp.array([2 * y[a, t - 1] - 1, 2 * r[a, t - 1] - 1])
                h = gru(*found[:4], jnp.concatenate([s[a, t : t + 1], signed]), h)
                logits = h @ found[4] + found[5]
                # Trial 0 is not scored, as in the published order.
                total -= jax.nn.log_softmax(logits)[int(y[a, t])] if t > 0 else 0
        return total / (sum(LENGTHS) - ANIMALS)

    return loss, sum(int(jnp.prod(jnp.array(shape))) for shape in shapes)


variants = {
    "bothSides": rule_loss("dnn", 6, 3, both_sides, told, 9, True, False),
    "pastTrials": rule_loss("dnn", 6, 2, stimulus_and_bias, with_past(2), 20, False, False),
    "recurrentBothSides": rule_loss("rnn", 5, 3, both_sides, told, 9, True, False),
    "direct": rule_loss("rnn", 5, 2, stimulus_and_bias, told, 8, True, True),
    "tiny": tiny_loss(8),
}
rows = {}
for name, (loss, size) in variants.items():
    value, gradient = jax.value_and_grad(loss)(0.5 * numbers(4, size))
    chosen = sorted({*range(0, size, size // 8), *range(size - 4, size)})
    rows[name] = {
        "size": size,
        "loss": float(value),
        "norm": float(jnp.linalg.norm(gradient)),
        "gradient": {i: float(gradient[i]) for i in chosen},
    }
print(json.dumps(rows, indent=2))
