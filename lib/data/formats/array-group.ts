import { DataError } from "../data-error.ts"
import type { ColumnValues } from "../named-columns.ts"

/** A vector of a file that is read when it is asked for. */
export interface LazyColumn {
  readonly length: number
  readonly read: () => ColumnValues
}

/** Vectors by name and groups of further ones: a struct of MATLAB, a dictionary, a group of HDF5. */
export interface ArrayGroup {
  readonly columns: ReadonlyMap<string, LazyColumn>
  readonly groups: ReadonlyMap<string, () => ArrayGroup>
}

/** How deep, and in how many groups, a table of trials is looked for. */
const deepest = 8
const mostGroups = 2_000
/** Where Neurodata Without Borders keeps trials. */
const neurodataTrials = "intervals/trials"

/**
 * Finds the table of trials in a file of groups: the one asked for; else the trials of an NWB file; else the vectors that
 * stand in no group; else the only group with vectors, or the only one named "trials".
 * @param table path of names, separated by "/" or "."
 * @throws DataError where it is not there or it is not clear which is meant; it lists the groups found
 */
export function findTable(root: ArrayGroup, file: string, table?: string): ArrayGroup {
  const groups = tablesIn(root)
  if (table !== undefined)
    return groups.get(pathOf(table)) ?? refuse(file, `has no table ${JSON.stringify(table)}`, groups)
  const known = groups.get(neurodataTrials) ?? groups.get("")
  if (known !== undefined) return known
  const named = [...groups].filter(([path]) => /(?:^|\/)trials$/i.test(path))
  const candidates = named.length > 0 ? named : [...groups]
  if (candidates.length === 1) return candidates[0]![1]
  return refuse(
    file,
    groups.size === 0 ? "holds no vectors" : "holds several tables; choose one by the option table",
    groups,
  )
}

/**
 * The columns of a group, read.
 * @param needed which of them are needed, of those there are; the others come empty. All of them without it.
 */
export function readColumns(
  { columns }: ArrayGroup,
  needed?: (found: readonly string[]) => readonly string[],
): ReadonlyMap<string, ColumnValues> {
  const names = [...columns.keys()]
  const wanted = new Set(needed === undefined ? names : needed(names))
  return new Map([...columns].map(([name, column]) => [name, wanted.has(name) ? column.read() : []]))
}

/** Groups that hold a vector of more than one element, by path. */
function tablesIn(root: ArrayGroup): ReadonlyMap<string, ArrayGroup> {
  const found = new Map<string, ArrayGroup>()
  let seen = 0
  const visit = (group: ArrayGroup, path: string, depth: number): void => {
    seen += 1
    if ([...group.columns.values()].some(({ length }) => length > 1)) found.set(path, group)
    if (depth === deepest) return
    for (const [name, open] of group.groups)
      if (seen < mostGroups) visit(open(), path === "" ? name : `${path}/${name}`, depth + 1)
  }
  visit(root, "", 0)
  return found
}

function pathOf(table: string): string {
  return table.replaceAll(".", "/").replace(/^\/+|\/+$/g, "")
}

function refuse(file: string, what: string, groups: ReadonlyMap<string, ArrayGroup>): never {
  const names = [...groups.keys()].slice(0, 20).map((path) => (path === "" ? "(no group)" : path))
  throw new DataError(
    "missing-columns",
    `${file} ${what}; found were ${names.length === 0 ? "none" : names.join(", ")}.`,
  )
}
