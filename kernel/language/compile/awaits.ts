import type { AnyNode, AwaitExpression, ForOfStatement } from "acorn"
import type MagicString from "magic-string"
import { HOST_OBJECT } from "../../host/messages.ts"
import { childrenOf, opensFunctionScope } from "./tree.ts"

/**
 * Lets the host look at every suspension of a cell (each `await` throws once its request was stopped),
 * and sends `import()` and `import.meta` to it, as V8 knows neither in REPL mode.
 */
export function routeThroughHost(text: MagicString, node: AnyNode, isTop = true): void {
  if (node.type === "AwaitExpression") guardAwait(text, node, isTop ? "beforeTop" : "before")
  else if (node.type === "ForOfStatement" && node.await) guardLoop(text, node)
  else if (node.type === "ImportExpression") {
    text.update(node.start, node.start + "import".length, `${HOST_OBJECT}.dynamicImport`)
  } else if (node.type === "MetaProperty" && node.meta.name === "import") {
    text.update(node.start, node.end, `${HOST_OBJECT}.meta`)
  }
  const isStillTop = isTop && !opensFunctionScope(node)
  for (const child of childrenOf(node)) routeThroughHost(text, child, isStillTop)
}

/** `await x` becomes `after(await before(x))`. */
function guardAwait(text: MagicString, node: AwaitExpression, before: string): void {
  text.appendLeft(node.start, `${HOST_OBJECT}.after(`)
  text.appendLeft(node.argument.start, `${HOST_OBJECT}.${before}(`)
  text.appendLeft(node.argument.end, ")")
  text.appendLeft(node.end, ")")
}

/** `for await (const v of x) body` becomes `for await (const v of before(x)) { check(); body }`. */
function guardLoop(text: MagicString, node: ForOfStatement): void {
  const { body, right } = node
  text.appendLeft(right.start, `${HOST_OBJECT}.before(`)
  text.appendLeft(right.end, ")")
  if (body.type === "BlockStatement") {
    text.appendLeft(body.start + 1, ` ${HOST_OBJECT}.check();`)
  } else {
    text.appendLeft(body.start, `{ ${HOST_OBJECT}.check(); `)
    text.appendLeft(body.end, " }")
  }
}
