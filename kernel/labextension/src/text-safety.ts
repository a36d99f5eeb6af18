const LINK_TAG = /<\s*a(?![a-z0-9-])[^<>]*>?/gi
const STYLED_TAG = /<[^<>]*\bstyle\s*=[^<>]*>?/gi
const HREF = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/i
const STYLE = /\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i
const ALLOWED_LINK = /^(?:https?:\/\/|mailto:)/i
const PLAIN_STYLE = /^[\w\s:;#.,%()'-]*$/
const LOADS = /url|image|expression|import/i

/**
 * Plotly's texts know a few HTML tags. Keeps links to http(s) and mailto, and takes the address from all others;
 * takes styles that could load something from any tag.
 * @param text title, label, annotation or hover text
 * @param onRefused called with each address or style taken out
 */
export function safeText(text: string, onRefused: (what: string) => void): string {
  if (!text.includes("<")) return text
  const linked = text.replace(LINK_TAG, (tag) => safeLinkTag(tag, onRefused))
  return linked.replace(STYLED_TAG, (tag) => safeStyledTag(tag, onRefused))
}

function safeLinkTag(tag: string, onRefused: (what: string) => void): string {
  if (!/href/i.test(tag)) return tag
  const found = HREF.exec(tag)
  const address = (found?.[1] ?? found?.[2] ?? "").trim()
  const links = tag.match(/href/gi)?.length ?? 0
  if (found !== null && links === 1 && ALLOWED_LINK.test(address)) return tag
  onRefused(address === "" ? tag : address)
  return "<a>"
}

function safeStyledTag(tag: string, onRefused: (what: string) => void): string {
  const found = STYLE.exec(tag)
  const style = found?.[1] ?? found?.[2]
  const styles = tag.match(/\bstyle\s*=/gi)?.length ?? 0
  if (style !== undefined && styles === 1 && PLAIN_STYLE.test(style) && !LOADS.test(style)) return tag
  onRefused(style ?? tag)
  return `<${/^<\s*([a-z0-9]*)/i.exec(tag)?.[1] ?? ""}>`
}
