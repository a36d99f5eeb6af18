/** An affine map as SVG writes it: x' = a x + c y + e, y' = b x + d y + f. */
export type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** A rectangle that stands upright. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const IDENTITY: Transform = [1, 0, 0, 1, 0, 0]

/** The map that a `transform` attribute describes; the identity where there is none. */
export function parseTransform(attribute: string | null): Transform {
  let result = IDENTITY
  for (const [, name = "", list = ""] of (attribute ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    result = compose(
      result,
      single(
        name,
        list
          .split(/[\s,]+/)
          .filter(Boolean)
          .map(Number),
      ),
    )
  }
  return result
}

/** First `inner`, then `outer`. */
export function compose(outer: Transform, inner: Transform): Transform {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** The upright rectangle around a mapped one. */
export function mapBox([a, b, c, d, e, f]: Transform, { x, y, width, height }: Box): Box {
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const
  const xs = corners.map(([u, v]) => a * u + c * v + e)
  const ys = corners.map(([u, v]) => b * u + d * v + f)
  return spanning(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
}

/** The rectangle around several; null for none. */
export function unionOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null
  return spanning(
    Math.min(...boxes.map((box) => box.x)),
    Math.min(...boxes.map((box) => box.y)),
    Math.max(...boxes.map((box) => box.x + box.width)),
    Math.max(...boxes.map((box) => box.y + box.height)),
  )
}

/** The rectangle from its left, top, right and bottom. */
export function spanning(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function single(name: string, numbers: readonly number[]): Transform {
  const [p = 0, q = 0, r = 0] = numbers
  switch (name) {
    case "translate":
      return [1, 0, 0, 1, p, q]
    case "scale":
      return [p, 0, 0, numbers.length > 1 ? q : p, 0, 0]
    case "rotate": {
      const [cos, sin] = [Math.cos((p * Math.PI) / 180), Math.sin((p * Math.PI) / 180)]
      return compose([1, 0, 0, 1, q, r], compose([cos, sin, -sin, cos, 0, 0], [1, 0, 0, 1, -q, -r]))
    }
    case "matrix":
      return [p, q, r, numbers[3] ?? 1, numbers[4] ?? 0, numbers[5] ?? 0]
    default:
      return IDENTITY
  }
}
