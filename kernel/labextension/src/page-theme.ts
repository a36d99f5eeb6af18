import type { PageTheme } from "./figure-theme.ts"

/** Reads the colours and the font that JupyterLab's theme gives the page. */
export function pageTheme(): PageTheme {
  const style = getComputedStyle(document.body)
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise
  return {
    background: read("--jp-layout-color0", "white"),
    text: read("--jp-content-font-color1", "black"),
    grid: read("--jp-border-color2", "lightgrey"),
    line: read("--jp-content-font-color3", "grey"),
    font: read("--jp-content-font-family", "sans-serif"),
  }
}
