import assert from "node:assert/strict"
import fc from "fast-check"
import { studentHalfWidth, studentTwoSided } from "../../../lib/numerics/student-t.ts"

// From test/golden/student-t.py, by scipy 1.17.1.
const tails = [
  [1, 0.0, 1.0],
  [1, 0.3, 0.8144528418445154],
  [1, 1.0, 0.5000000000000001],
  [1, 2.5, 0.24223788318168682],
  [1, 8.0, 0.07916684832113109],
  [1, 40.0, 0.015912179824051624],
  [2, 0.0, 1.0],
  [2, 0.3, 0.7924856608401776],
  [2, 1.0, 0.4226497308103742],
  [2, 2.5, 0.12961172022151082],
  [2, 8.0, 0.01526807216533814],
  [2, 40.0, 0.0006244146721847406],
  [3, 0.0, 1.0],
  [3, 0.3, 0.783763292039919],
  [3, 1.0, 0.3910022189557705],
  [3, 2.5, 0.08770664700806556],
  [3, 8.0, 0.004076577587785466],
  [3, 40.0, 3.4380680789158506e-5],
  [4, 0.0, 1.0],
  [4, 0.3, 0.7791214282774598],
  [4, 1.0, 0.37390096630005887],
  [4, 2.5, 0.06676654481198814],
  [4, 8.0, 0.0013238969092171672],
  [4, 40.0, 2.3340163226012678e-6],
  [7, 0.0, 1.0],
  [7, 0.3, 0.7728900504021342],
  [7, 1.0, 0.3506166628202074],
  [7, 2.5, 0.04099221858575289],
  [7, 8.0, 9.114921170875357e-5],
  [7, 40.0, 1.5902179984850364e-9],
  [11, 0.0, 1.0],
  [11, 0.3, 0.7697703578893719],
  [11, 1.0, 0.3388006961962016],
  [11, 2.5, 0.029506374087364163],
  [11, 8.0, 6.532217155384708e-6],
  [11, 40.0, 2.89254089812057e-13],
  [12, 0.0, 1.0],
  [12, 0.3, 0.7693104740882523],
  [12, 1.0, 0.33704905795358453],
  [12, 2.5, 0.02791539957132524],
  [12, 8.0, 3.759898224750258e-6],
  [12, 40.0, 3.851229580772032e-14],
  [30, 0.0, 1.0],
  [30, 0.3, 0.7662461052843528],
  [30, 1.0, 0.3253086154260302],
  [30, 2.5, 0.01811564906806669],
  [30, 8.0, 6.265822475700759e-9],
  [30, 40.0, 1.3726045194406417e-27],
  [199, 0.0, 1.0],
  [199, 0.3, 0.7644902948244987],
  [199, 1.0, 0.31852491231977387],
  [199, 2.5, 0.013227259966507704],
  [199, 8.0, 1.0061460058776997e-13],
  [199, 40.0, 4.3394585669291187e-97],
] as const
const halfWidths = [
  [1, 0.5, 1.0000000000000002],
  [1, 0.95, 12.706204736174694],
  [1, 0.999, 636.6192487687897],
  [3, 0.5, 0.7648923284043444],
  [3, 0.95, 3.1824463052837078],
  [3, 0.999, 12.923978636687961],
  [11, 0.5, 0.6974453275598814],
  [11, 0.95, 2.200985160091639],
  [11, 0.999, 4.436979338234516],
  [60, 0.5, 0.6786007206481355],
  [60, 0.95, 2.0002978220142604],
  [60, 0.999, 3.460200469196392],
] as const

const close = (value: number, expected: number, relative: number) =>
  assert.ok(Math.abs(value - expected) <= relative * Math.abs(expected), `${value} for ${expected}`)

describe("Student's t", () => {
  it("has the two-sided tails of scipy to twelve digits, the smallest too", () => {
    for (const [degrees, t, p] of tails) close(studentTwoSided(t, degrees), p, 1e-12)
  })

  it("has the half widths of scipy to ten digits", () => {
    for (const [degrees, level, width] of halfWidths) close(studentHalfWidth(level, degrees), width, 1e-10)
  })

  it("with one degree of freedom is Cauchy's distribution, with two an algebraic one", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (t) => {
        close(studentTwoSided(t, 1), (2 / Math.PI) * Math.atan2(1, t), 1e-12)
        close(studentTwoSided(t, 2), 2 / (Math.sqrt(2 + t * t) * (Math.sqrt(2 + t * t) + t)), 1e-12)
      }),
    )
  })

  it("is even, falls with |t|, and ends at 1 and 0", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 30, noNaN: true }), (degrees, t) => {
        const p = studentTwoSided(t, degrees)
        assert.equal(studentTwoSided(-t, degrees), p)
        assert.ok(p >= studentTwoSided(t + 0.1, degrees))
      }),
    )
    assert.equal(studentTwoSided(0, 5), 1)
    assert.equal(studentTwoSided(Number.POSITIVE_INFINITY, 5), 0)
  })

  it("refuses degrees of freedom and levels that there are not", () => {
    assert.throws(() => studentTwoSided(1, 0), /whole number of at least 1, got 0/)
    assert.throws(() => studentTwoSided(1, 1.5), /got 1.5/)
    assert.throws(() => studentHalfWidth(95, 3), /between 0 and 1, got 95/)
  })
})
