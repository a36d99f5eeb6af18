import { createCanvas, loadImage } from "@napi-rs/canvas"

/** A picture as pixels. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green, blue and opacity of each pixel, 0 to 255. */
  readonly data: Uint8ClampedArray
}

interface Context {
  drawImage(image: unknown, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray }
}

/** Reads a picture in any format. */
export async function readPixels(picture: Buffer): Promise<Pixels> {
  const image = await loadImage(picture)
  const { width, height } = image
  const context = createCanvas(width, height).getContext("2d") as unknown as Context
  context.drawImage(image, 0, 0)
  return { width, height, data: context.getImageData(0, 0, width, height).data }
}

/** The colours of a picture with how many pixels each has. */
export async function coloursOf(picture: Buffer): Promise<Map<string, number>> {
  const { data } = await readPixels(picture)
  const counts = new Map<string, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.subarray(at, at + 3).join()
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

/**
 * How far two pictures of one size are apart, in steps of 0 to 255: the mean over squares of ten pixels of the difference of their mean colours,
 * and the worst square. Squares leave out that edges of letters are smoothed in one way or the other.
 */
export function distanceOf(one: Pixels, other: Pixels): { mean: number; worst: number } {
  if (one.width !== other.width || one.height !== other.height) {
    throw new Error(`${one.width} × ${one.height} against ${other.width} × ${other.height} pixels`)
  }
  const squares: number[] = []
  for (let y = 0; y + SIDE <= one.height; y += SIDE) {
    for (let x = 0; x + SIDE <= one.width; x += SIDE) {
      const [a, b] = [meanColour(one, x, y), meanColour(other, x, y)]
      squares.push(Math.max(...a.map((value, channel) => Math.abs(value - b[channel]!))))
    }
  }
  return { mean: squares.reduce((sum, value) => sum + value, 0) / squares.length, worst: Math.max(...squares) }
}

const SIDE = 10

function meanColour({ width, data }: Pixels, left: number, top: number): number[] {
  const sums = [0, 0, 0]
  for (let y = top; y < top + SIDE; y += 1) {
    for (let x = left; x < left + SIDE; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) sums[channel]! += data[4 * (y * width + x) + channel]!
    }
  }
  return sums.map((sum) => sum / SIDE ** 2)
}
