/** Declarations of the built-in functions with which cells show and save things. */
export const DISPLAY_GLOBALS = `
/** Shows a value below the cell, as the cell's last expression would be shown. */
declare function display(value: unknown, options?: display.Options): void
declare namespace display {
  interface Options {
    /** Name under which a later call can redraw what is shown. */
    readonly id?: string
    /** True to redraw what was shown under \`id\`. */
    readonly update?: boolean
  }
  /** Shows a value whole where \`display\` would cut it. */
  function full(value: unknown, options?: Options): void
  /** Takes away what the cell has shown so far; with \`wait\` only when the next output comes. */
  function clear(options?: { readonly wait?: boolean }): void
  /** Shows HTML. */
  function html(markup: string, options?: Options): void
  /** Shows Markdown, in which \`$...$\` is mathematics. */
  function markdown(text: string, options?: Options): void
  /** Shows mathematics in LaTeX. */
  function latex(text: string, options?: Options): void
  /** Shows an SVG. */
  function svg(markup: string, options?: Options): void
  /** Shows a value as a tree of JSON that can be opened and closed. */
  function json(value: unknown, options?: Options): void
  /** Shows a picture: the bytes of a PNG, JPEG, GIF or WebP file, or the path of such a file or of an SVG. Sizes are in pixels. */
  function image(
    source: string | URL | Uint8Array,
    options?: Options & { readonly width?: number; readonly height?: number },
  ): void
}

/** Shows a bar while the items are gone through with \`for\` or \`for await\`; a count n stands for 0 to n - 1. */
declare function progress(count: number, options?: progress.Options): Iterable<number>
declare function progress<Item>(items: Iterable<Item>, options?: progress.Options): Iterable<Item>
declare function progress<Item>(items: AsyncIterable<Item>, options?: progress.Options): AsyncIterable<Item>
declare namespace progress {
  interface Options {
    /** What the work is called; "progress" by default. */
    readonly label?: string
    /** How many items there are, where the items do not tell. */
    readonly total?: number
  }
  /** Opens a bar for work that is no loop; without \`total\` it only counts. */
  function start(
    label: string,
    total?: number,
  ): {
    /** Says how many units are done; cheap enough for an inner loop. */
    report(done: number, detail?: string): void
    /** Says that no more is coming. */
    finish(): void
    [Symbol.dispose](): void
  }
}

/**
 * Saves a figure (.svg, .pdf, .png, .html, .json) or a table (.csv, .json, .parquet) in the format that the file's ending names,
 * relative to the notebook's folder. The file is written whole or not at all.
 * Width and height of a picture are in pixels, a 96th of an inch on paper; \`scale\` is the pixels of a PNG for one of these, 2 by default.
 */
declare function save(
  value: object,
  file: string,
  options?: { readonly width?: number; readonly height?: number; readonly scale?: number },
): Promise<string>
`
