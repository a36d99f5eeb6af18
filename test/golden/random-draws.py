"""Golden row of test/lib/numerics/distributions.test.ts: the first draws of key(7), by an implementation of its own (standard library only)."""
import json
from statistics import NormalDist

ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
MASK = 0xFFFFFFFF


def threefry(key, counter):
    schedule = (*key, key[0] ^ key[1] ^ 0x1BD11BDA)
    x, y = ((c + k) & MASK for c, k in zip(counter, key))
    for i in range(20):
        x = (x + y) & MASK
        y = ((y << ROTATIONS[i % 8] | y >> 32 - ROTATIONS[i % 8]) & MASK) ^ x
        if i % 4 == 3:
            j = i // 4 + 1
            x, y = (x + schedule[j % 3]) & MASK, (y + schedule[(j + 1) % 3] + j) & MASK
    return x, y


uniform = [((a >> 5) * 2**26 + (b >> 6)) / 2**53 for a, b in (threefry((0, 7), (i, 0)) for i in range(4))]
print(json.dumps({"uniform": uniform, "normal": [NormalDist().inv_cdf(u + 2.0**-54) for u in uniform]}))
