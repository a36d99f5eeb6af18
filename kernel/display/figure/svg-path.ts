import { Path2D } from "@napi-rs/canvas"

/** A place on a path. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Straight pieces that stand for one curve. */
const PIECES = 16

/** Length of a path, as `getTotalLength` answers in a browser. */
export function pathLength(path: string): number {
  return flatten(path).reduce((sum, [from, to]) => sum + distance(from, to), 0)
}

/** The place at a distance along a path, as `getPointAtLength` answers in a browser. */
export function pointAtLength(path: string, length: number): Point {
  const segments = flatten(path)
  let left = Math.max(0, length)
  for (const [from, to] of segments) {
    const size = distance(from, to)
    if (left <= size && size > 0) {
      return { x: from.x + ((to.x - from.x) * left) / size, y: from.y + ((to.y - from.y) * left) / size }
    }
    left -= size
  }
  return segments.at(-1)?.[1] ?? { x: 0, y: 0 }
}

type Segment = readonly [from: Point, to: Point]

/** The path in straight pieces; Skia's own text of it knows only absolute M, L, H, V, Q, C and Z. */
function flatten(path: string): Segment[] {
  const segments: Segment[] = []
  let at: Point = { x: 0, y: 0 }
  let start = at
  for (const [, command = "", list = ""] of new Path2D(path).toSVGString().matchAll(/([MLHVQCZ])([^MLHVQCZ]*)/g)) {
    const numbers = (list.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map(Number)
    if (command === "M") {
      at = pointsOf(numbers)[0] ?? at
      start = at
      continue
    }
    for (const end of pointsAlong(command, at, start, numbers)) {
      segments.push([at, end])
      at = end
    }
  }
  return segments
}

function pointsAlong(command: string, at: Point, start: Point, numbers: readonly number[]): Point[] {
  switch (command) {
    case "Z":
      return [start]
    case "H":
      return [{ x: numbers[0] ?? at.x, y: at.y }]
    case "V":
      return [{ x: at.x, y: numbers[0] ?? at.y }]
    case "L":
      return pointsOf(numbers)
    default:
      return Array.from({ length: PIECES }, (_, index) => curvePoint([at, ...pointsOf(numbers)], (index + 1) / PIECES))
  }
}

/** De Casteljau's construction, for curves with any number of control points. */
function curvePoint(points: readonly Point[], t: number): Point {
  if (points.length === 1) return points[0]!
  const between = (from: Point, to: Point) => ({ x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t })
  return curvePoint(
    points.slice(1).map((point, index) => between(points[index]!, point)),
    t,
  )
}

function pointsOf(numbers: readonly number[]): Point[] {
  return Array.from({ length: numbers.length >> 1 }, (_, i) => ({ x: numbers[2 * i]!, y: numbers[2 * i + 1]! }))
}

function distance(from: Point, to: Point): number {
  return Math.hypot(to.x - from.x, to.y - from.y)
}
