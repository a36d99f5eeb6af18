import { normal, uniform } from "../numerics/distributions.ts"
import { integerOption } from "../numerics/options.ts"
import { type Key, split } from "../numerics/random-key.ts"
import type { LabelledImages } from "./labelled-images.ts"

/** Bitmaps of the digits, 7 rows of 5. */
const bitmaps = [
  "01110 10001 10011 10101 11001 10001 01110",
  "00100 01100 00100 00100 00100 00100 01110",
  "01110 10001 00001 00010 00100 01000 11111",
  "11111 00010 00100 00010 00001 10001 01110",
  "00010 00110 01010 10010 11111 00010 00010",
  "11111 10000 11110 00001 00001 10001 01110",
  "00110 01000 10000 11110 10001 10001 01110",
  "11111 00001 00010 00100 01000 01000 01000",
  "01110 10001 10001 01110 10001 10001 01110",
  "01110 10001 10001 01111 00001 00010 01100",
]
const [bitmapColumns, scale] = [5, 2]
const [size, width] = [14, bitmapColumns * scale]
const latentsOfImage = 4
const pixelNoise = 0.05

/**
 * Digits as images of 14 x 14: bitmaps of 5 x 7 scaled by two, blurred, dimmed by 0.7 to 1, placed at a column of 0 to 4, rolled vertically by at most
 * one row, sheared by at most a quarter column a row, with normal noise of 0.05, within 0 and 1. They stand in for MNIST where it is not at hand.
 * @throws where the count is impossible.
 */
export function rowGlyphs(key: Key, count: number): LabelledImages {
  integerOption("rowGlyphs: count", count, 1)
  const [classKey, latentKey, noiseKey] = split(key, 3)
  const labels = Uint8Array.from(uniform(classKey!, count), (share) => Math.floor(share * bitmaps.length))
  const latents = uniform(latentKey!, count * latentsOfImage)
  const noise = normal(noiseKey!, count * size * size)
  const pixels = new Float32Array(count * size * size)
  for (let image = 0; image < count; image++) {
    const own = latents.subarray(image * latentsOfImage, (image + 1) * latentsOfImage)
    const glyph = placed(blurredDigits[labels[image]!]!, own)
    for (let i = 0; i < size * size; i++) {
      const at = image * size * size + i
      pixels[at] = Math.min(1, Math.max(0, glyph[i]! + pixelNoise * noise[at]!))
    }
  }
  return Object.freeze({ count, rows: size, columns: size, classes, pixels, labels })
}

const classes = Object.freeze(bitmaps.map((_, digit) => String(digit)))

/** Each digit scaled and blurred by [1/4, 1/2, 1/4] along both axes, 14 x 10, with zeros around it. */
const blurredDigits = bitmaps.map((text) => {
  const rows = text.split(" ")
  const at = (r: number, c: number) => Number(rows[Math.floor(r / scale)]?.[Math.floor(c / scale)] ?? 0)
  const across = (r: number, c: number) => at(r, c - 1) / 4 + at(r, c) / 2 + at(r, c + 1) / 4
  return Float64Array.from({ length: size * width }, (_, i) => {
    const [r, c] = [Math.floor(i / width), i % width]
    return across(r - 1, c) / 4 + across(r, c) / 2 + across(r + 1, c) / 4
  })
})

function placed(digit: Float64Array, [bright, across, down, lean]: Float64Array): Float64Array {
  const brightness = 0.7 + 0.3 * bright!
  const offset = Math.floor(5 * across!)
  const roll = Math.floor(3 * down!) - 1
  const shear = (lean! - 0.5) / 2
  const image = new Float64Array(size * size)
  for (let r = 0; r < size; r++)
    for (let c = 0; c < width; c++) {
      const row = (r + roll + size) % size
      const column = (offset + c + Math.round(shear * (row - 7)) + size) % size
      image[row * size + column] = brightness * digit[r * width + c]!
    }
  return image
}
