import type { AnyNode, Pattern } from "acorn"

/** The nodes directly below a node, in source order as far as acorn keeps it. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = []
  for (const [key, value] of Object.entries(node)) {
    // In `{ x }` key and value stand at the same place; the value is the reference.
    if (key === "key" && node.type === "Property" && node.shorthand) continue
    if (Array.isArray(value)) children.push(...value.filter(isNode))
    else if (isNode(value)) children.push(value)
  }
  return children
}

/** The names that a binding pattern declares. */
export function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name]
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === "RestElement" ? property.argument : property.value),
      )
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)))
    case "AssignmentPattern":
      return patternNames(pattern.left)
    case "RestElement":
      return patternNames(pattern.argument)
    default:
      return []
  }
}

/** Whether a node opens a scope of its own for `var`. */
export function opensFunctionScope(node: AnyNode): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "StaticBlock"
  )
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value
}
