import type { Locator } from "playwright-core"

/** What the tests use of an element, inside the page. */
interface Styled {
  readonly parentElement: Styled | null
}

interface StyledWindow {
  getComputedStyle(element: unknown): {
    readonly backgroundColor: string
    readonly color: string
    readonly fill: string
  }
}

/** The colour that a drawn figure has behind it, as CSS says it. */
export async function figureBackground(figure: Locator): Promise<string> {
  return figure
    .locator("svg.main-svg")
    .first()
    .evaluate((svg) => (globalThis as unknown as StyledWindow).getComputedStyle(svg).backgroundColor)
}

/** Contrast of a text of the page with what is behind it, from 1 to 21, as WCAG 2.1 defines it. */
export async function textContrast(text: Locator): Promise<number> {
  const [colour, behind] = await text.evaluate((element) => {
    const style = (one: unknown) => (globalThis as unknown as StyledWindow).getComputedStyle(one)
    let at = element as unknown as Styled
    while (/^transparent$|, 0\)$/.test(style(at).backgroundColor) && at.parentElement !== null) at = at.parentElement
    return [style(element).color, style(at).backgroundColor] as const
  })
  return contrast(colour, behind)
}

/** Contrast of a figure's title with the figure's background. */
export async function titleContrast(figure: Locator): Promise<number> {
  const title = figure.locator(".gtitle").first()
  const colour = await title.evaluate((one) => (globalThis as unknown as StyledWindow).getComputedStyle(one).fill)
  return contrast(colour, await figureBackground(figure))
}

function contrast(text: string, behind: string): number {
  const background = channels(behind)
  const [red = 0, green = 0, blue = 0, alpha = 1] = channels(text)
  const mixed = [red, green, blue].map((value, index) => alpha * value + (1 - alpha) * (background[index] ?? 0))
  const [brighter, darker] = [mixed, background].map(luminance).sort((a, b) => b - a) as [number, number]
  return (brighter + 0.05) / (darker + 0.05)
}

function channels(colour: string): number[] {
  const found = /^rgba?\(([^)]+)\)$/.exec(colour)?.[1]
  if (found === undefined) throw new Error(`"${colour}" is no colour of the form rgb(...)`)
  return found.split(",").map(Number)
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
