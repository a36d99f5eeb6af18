import assert from "node:assert/strict"
import { type SourceFile, sourceTree } from "../support/source-tree.ts"

/** Folder of lib -> folders of lib it may stand on. */
const ground = ["numerics"]
const middle = [...ground, "engine", "tasks", "data", "plots", "runs"]
const standsOn: Record<string, readonly string[]> = {
  numerics: [],
  engine: ground,
  tasks: ground,
  // Tables of choices are what plots draw and what synthetic animals are written as.
  data: [...ground, "tasks"],
  runs: ground,
  plots: [...ground, "data", "runs"],
  control: middle,
  networks: [...middle, "control"],
  rules: [...middle, "control", "networks"],
  inference: [...middle, "control", "networks", "rules"],
  analysis: [...middle, "control", "networks", "rules"],
  reports: [...middle, "networks", "rules", "inference", "analysis"],
}

/** Folder of kernel -> what of the kernel it may import, folders or single doors. */
const kernelDoors: Record<string, readonly string[]> = {
  protocol: [],
  display: ["host/messages.ts"],
  host: ["display"],
  language: ["host/messages.ts"],
  server: ["protocol", "display", "host/messages.ts", "language/language.ts"],
  notebook: ["server", "display", "host/messages.ts", "language/language.ts"],
  install: [],
}

/** Where host and language are put together: the one file that may start them. */
const roots = new Set(["kernel/server/rooms.ts"])
const starters = ["host/supervisor.ts", "language/typescript-service.ts"]

function forbidden({ path, imports }: SourceFile): string[] {
  const [room, folder] = path.split("/") as [string, string]
  return imports.flatMap(({ file }) => {
    if (file === null) return []
    const [otherRoom, otherFolder] = file.split("/") as [string, string]
    const fault = `${path} imports ${file}`
    if (otherRoom !== room) return [fault]
    if (folder === otherFolder || path === "lib/index.ts") return []
    if (room === "lib") return standsOn[folder]?.includes(otherFolder) || folder === "studies" ? [] : [fault]
    const door = file.slice("kernel/".length)
    const doors = [...(kernelDoors[folder] ?? []), ...(roots.has(path) ? starters : [])]
    return doors.some((allowed) => door === allowed || otherFolder === allowed) ? [] : [fault]
  })
}

/** Files in a cycle of imports, found by removing files that import nothing left. */
function cyclic(files: readonly SourceFile[]): string[] {
  const left = new Map(files.map(({ path, imports }) => [path, imports.map(({ file }) => file)]))
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const [path, imports] of left) if (!imports.some((file) => file !== null && left.has(file))) left.delete(path)
  }
  return [...left.keys()]
}

describe("imports", () => {
  const files = sourceTree()

  it("go only where the house allows", () => {
    assert.deepEqual(files.flatMap(forbidden), [])
  })

  it("name existing files, never a package by a path into node_modules", () => {
    const paths = new Set(files.map(({ path }) => path))
    const lost = files.flatMap(({ path, imports }) =>
      imports.filter(({ file }) => file !== null && !paths.has(file)).map(({ file }) => `${path} imports ${file}`),
    )
    assert.deepEqual(lost, [])
  })

  it("form no cycle", () => {
    assert.deepEqual(cyclic(files), [])
  })

  it("of ZeroMQ stand in one file, and so does the reading of the host by the library", () => {
    const importers = files.filter(({ imports }) => imports.some(({ specifier }) => specifier === "zeromq"))
    assert.deepEqual(
      importers.map(({ path }) => path),
      ["kernel/protocol/sockets.ts"],
    )
    const readers = files.filter(
      ({ path, text }) => path.startsWith("lib/") && /Symbol\.for\("Jupyter\.host"\)\]/.test(text),
    )
    assert.deepEqual(
      readers.map(({ path }) => path),
      ["lib/runs/surroundings.ts"],
    )
  })

  it("of a study by another, or across lib and kernel, are found by the same rule", () => {
    const file = (path: string, target: string): SourceFile => ({
      path,
      text: "",
      imports: [{ specifier: "./x.ts", file: target }],
      exports: [],
    })
    assert.equal(forbidden(file("lib/numerics/a.ts", "lib/data/b.ts")).length, 1)
    assert.equal(forbidden(file("lib/data/a.ts", "kernel/host/b.ts")).length, 1)
    assert.equal(forbidden(file("kernel/server/a.ts", "kernel/host/child.ts")).length, 1)
    assert.equal(forbidden(file("kernel/server/a.ts", "kernel/host/messages.ts")).length, 0)
    assert.deepEqual(cyclic([file("a", "b"), file("b", "a"), file("c", "a")]).sort(), ["a", "b", "c"])
  })

  it("keep library sources free of global randomness and clocks", () => {
    const faults = files
      .filter(({ path }) => path.startsWith("lib/"))
      .flatMap(({ path, text }) =>
        text
          .split("\n")
          .flatMap((line, i) =>
            /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)/.test(line) ? [`${path}:${i + 1}`] : [],
          ),
      )
    assert.deepEqual(faults, [])
  })
})
