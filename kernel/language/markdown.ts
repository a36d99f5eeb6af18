/** Documentation as language servers hand it over: Markdown, with or without a wrapping. */
export type ServerText = string | { readonly value: string } | undefined

/** The Markdown itself, or "". */
export function markdownOf(text: ServerText): string {
  return (typeof text === "string" ? text : (text?.value ?? "")).trim()
}

/** Code in a block of its own. */
export function codeBlock(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``
}

/** Markdown as a terminal or a pager reads it. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, "")
    .replace(/^\*@(\w+)\*/gm, "@$1")
    .trim()
}
