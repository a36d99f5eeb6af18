"""Two-sided tails and half widths of Student's t, for test/lib/numerics/student-t.test.ts.

pip install scipy; python student-t.py
"""

from scipy import stats

for degrees in (1, 2, 3, 4, 7, 11, 12, 30, 199):
    for t in (0.0, 0.3, 1.0, 2.5, 8.0, 40.0):
        print(f"  [{degrees}, {t}, {2 * stats.t.sf(t, degrees)!r}],".replace("np.float64(", "").replace(")", ""))
for degrees in (1, 3, 11, 60):
    for level in (0.5, 0.95, 0.999):
        print(f"  [{degrees}, {level}, {stats.t.ppf(0.5 + level / 2, degrees)!r}],".replace("np.float64(", "").replace(")", ""))
