"""Golden rows of test/lib/analysis/rank-correlation.test.ts: Spearman's rho and its two-sided p by SciPy.

pip install scipy; python rank-correlation.py
Columns from an integer recurrence, coarse where there are ties; p up to 9 pairs over all orders of the second column, else by t.
"""
import json
from itertools import permutations

from scipy.stats import spearmanr


def numbers(seed, count, levels):
    values = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append(seed >> 16 if levels is None else (seed >> 16) % levels)
    return values


def row(seed, count, levels):
    x, noise = numbers(seed, count, levels), numbers(seed + 1, count, levels)
    y = [2 * one + 3 * other for one, other in zip(x, noise)]
    rho, p = spearmanr(x, y)
    if count <= 7:
        orders = [abs(spearmanr(x, order).statistic) >= abs(rho) - 1e-12 for order in permutations(y)]
        p = sum(orders) / len(orders)
    return {"seed": seed, "count": count, "levels": levels, "rho": rho, "p": p}


cases = [(1, 6, None), (2, 6, 3), (5, 7, 4), (3, 20, None), (4, 20, 5), (6, 100, None), (7, 100, 3)]
print(json.dumps([row(*case) for case in cases], indent=1))
