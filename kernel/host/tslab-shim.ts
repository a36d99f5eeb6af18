import { randomUUID } from "node:crypto"
import type { Surroundings } from "./surroundings.ts"

/** What `import { display } from "tslab"` offers: one function per kind of content. */
export interface Display {
  javascript(code: string): void
  html(markup: string): void
  markdown(text: string): void
  latex(text: string): void
  svg(markup: string): void
  png(bytes: Uint8Array): void
  jpeg(bytes: Uint8Array): void
  gif(bytes: Uint8Array): void
  pdf(bytes: Uint8Array): void
  text(text: string): void
  raw(contentType: string, content: string | Uint8Array): void
}

/** tslab's display: every call shows something new. */
export const display: Display = createDisplay((bundle) => host().display(bundle))

/** A display whose later calls redraw what its first call showed. */
export function newDisplay(): Display {
  const id = randomUUID()
  let isShown = false
  return createDisplay((bundle) => {
    if (isShown) host().update(bundle, { id })
    else host().display(bundle, { id })
    isShown = true
  })
}

function createDisplay(show: (bundle: Record<string, unknown>) => void): Display {
  const as = (contentType: string) => (content: string | Uint8Array) => show({ [contentType]: content })
  return {
    javascript: as("text/javascript"),
    html: as("text/html"),
    markdown: as("text/markdown"),
    latex: as("text/latex"),
    svg: as("image/svg+xml"),
    png: as("image/png"),
    jpeg: as("image/jpeg"),
    gif: as("image/gif"),
    pdf: as("application/pdf"),
    text: as("text/plain"),
    raw: (contentType, content) => as(contentType)(content),
  }
}

function host(): Surroundings {
  return Reflect.get(globalThis, Symbol.for("Jupyter.host")) as Surroundings
}
