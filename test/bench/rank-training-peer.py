"""The training of `rank-training.bench.ts` in PyTorch or JAX, float32 on one core, turn by turn as `turn-taker.ts` says.

Usage: python rank-training-peer.py PyTorch|JAX TRAINING, a record of JSON. h_t = relu(W_h h_{t-1} + W_x x_t), y_t = W_o h_t, cross-entropy
over all steps, descent with momentum; each turn draws its own trials at once and then does so many iterations. Weights lie as products
want them, from units in rows to units in columns.
"""
import json
import sys
import time

training = json.loads(sys.argv[2])
units, batch, iterations, turns = (training[name] for name in ("units", "batch", "iterations", "turns"))
rate, momentum, gain = training["rate"], training["momentum"], training["gain"]
# Two-alternative forced choice: seven steps of two noisy stimuli, then the choice; classes: fixate, left, right.
steps, channels, classes, noise = 8, 3, 3, 0.1
coherences = [0, 6.4, 12.8, 25.6, 51.2]


def pytorch():
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)  # moments of silent units decay for ever
    torch.manual_seed(1)
    tilts = torch.tensor(coherences) / 200

    def draw(blocks, trials):
        """Inputs (blocks, steps, trials, channels) and labels (blocks, steps x trials)."""
        choice = torch.randint(2, (blocks, trials))
        tilt = tilts[torch.randint(len(coherences), (blocks, trials))] * (1 - 2 * choice)
        x = torch.zeros(blocks, steps, trials, channels)
        x[:, :-1, :, 0] = 1
        x[:, :-1, :, 1:] = 0.5 + torch.stack([tilt, -tilt], 2)[:, None] + noise * torch.randn(blocks, steps - 1, trials, 2)
        labels = torch.zeros(blocks, steps, trials, dtype=torch.long)
        labels[:, -1] = 1 + choice
        return x, labels.reshape(blocks, -1)

    def uniform(rows, columns):
        return (2 * torch.rand(rows, columns) - 1) / rows**0.5

    def start():
        recurrent = gain * torch.randn(units, units) / units**0.5
        weights = [w.requires_grad_() for w in (recurrent, uniform(channels, units), uniform(units, classes))]
        return weights, torch.optim.SGD(weights, lr=rate, momentum=momentum, fused=True)

    def outputs(weights, x):
        recurrent, into, out = weights
        drive = (x @ into).unbind()
        rates = [torch.relu(drive[0])]
        for step in range(1, steps):
            rates.append(torch.relu(torch.addmm(drive[step], rates[-1], recurrent)))
        return (torch.stack(rates) @ out).view(-1, classes)

    def turn(state):
        weights, optimizer = state
        losses = []
        for x, labels in zip(*(drawn.unbind() for drawn in draw(iterations, batch))):
            loss = torch.nn.functional.cross_entropy(outputs(weights, x), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        return state, torch.stack(losses).mean().item()

    def accuracy(state, trials):
        with torch.no_grad():
            x, labels = draw(1, trials)
            right = outputs(state[0], x[0]).argmax(1) == labels[0]
        return right[-trials:].float().mean().item()

    return f"PyTorch {torch.__version__.split('+')[0]}", start, turn, accuracy


def jax():
    import jax
    import jax.numpy as jnp

    def draw(key, blocks, trials):
        """Inputs (blocks, steps, trials, channels) and labels (blocks, steps, trials)."""
        of_choice, of_tilt, of_noise = jax.random.split(key, 3)
        choice = jax.random.randint(of_choice, (blocks, trials), 0, 2)
        strength = jax.random.randint(of_tilt, (blocks, trials), 0, len(coherences))
        tilt = jnp.array(coherences)[strength] / 200 * (1 - 2 * choice)
        noisy = noise * jax.random.normal(of_noise, (blocks, steps - 1, trials, 2))
        x = jnp.zeros((blocks, steps, trials, channels)).at[:, :-1, :, 0].set(1)
        x = x.at[:, :-1, :, 1:].set(0.5 + jnp.stack([tilt, -tilt], 2)[:, None] + noisy)
        return x, jnp.zeros((blocks, steps, trials), jnp.int32).at[:, -1].set(1 + choice)

    def uniform(key, rows, columns):
        return jax.random.uniform(key, (rows, columns), minval=-1, maxval=1) / rows**0.5

    def start():
        key, *keys = jax.random.split(jax.random.PRNGKey(1), 4)
        recurrent = gain * jax.random.normal(keys[0], (units, units)) / units**0.5
        weights = (recurrent, uniform(keys[1], channels, units), uniform(keys[2], units, classes))
        return key, weights, jax.tree.map(jnp.zeros_like, weights)

    def outputs(weights, x):
        recurrent, into, out = weights

        def step(rates, drive):
            rates = jax.nn.relu(drive + rates @ recurrent)
            return rates, rates

        # Unrolled, a step costs a quarter less.
        return jax.lax.scan(step, jnp.zeros((x.shape[1], units)), x @ into, unroll=steps)[1] @ out

    def loss_of(weights, x, labels):
        likelihoods = jax.nn.log_softmax(outputs(weights, x))
        return -jnp.mean(jnp.take_along_axis(likelihoods, labels[..., None], 2))

    def iterate(state, trials):
        weights, moments = state
        loss, gradient = jax.value_and_grad(loss_of)(weights, *trials)
        moments = jax.tree.map(lambda m, g: momentum * m + g, moments, gradient)
        return (jax.tree.map(lambda w, m: w - rate * m, weights, moments), moments), loss

    @jax.jit
    def compiled(state):
        """A turn as one program: nothing of it runs in Python."""
        key, *state = state
        key, own = jax.random.split(key)
        (weights, moments), losses = jax.lax.scan(iterate, tuple(state), draw(own, iterations, batch))
        return (key, weights, moments), losses.mean()

    def turn(state):
        state, loss = jax.block_until_ready(compiled(state))
        return state, loss.item()

    def accuracy(state, trials):
        key, weights, _ = state
        x, labels = draw(jax.random.fold_in(key, 1), 1, trials)
        return jnp.mean(outputs(weights, x[0])[-1].argmax(1) == labels[0, -1]).item()

    return f"JAX {jax.__version__}", start, turn, accuracy


def say(**line):
    print(json.dumps(line), flush=True)


def told():
    """Returns when the next line is there; ends the process where nobody is there to write one."""
    if not sys.stdin.readline():
        sys.exit()


name, start, turn, accuracy = {"PyTorch": pytorch, "JAX": jax}[sys.argv[1]]()
turn(start())  # everything is loaded, compiled and allocated once before it is timed
say(name=name)
state, loss = start(), None
for _ in range(turns):
    told()
    began, used = time.perf_counter(), time.process_time()
    state, loss = turn(state)
    say(seconds=time.perf_counter() - began, processorSeconds=time.process_time() - used)
told()
say(loss=loss, accuracy=accuracy(state, training["accuracyTrials"]))
