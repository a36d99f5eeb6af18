import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { inScratch } from "../../support/bootstrap.ts"
import { type Ended, runToEnd } from "../../support/deltaw.ts"
import { installWithLinks, npm, type Packed, packPackage } from "../../support/packed-package.ts"

const program = `
import { type Key, key, learners, plots, split } from "deltaw"
const [first]: readonly Key[] = split(key(7), 2)
console.log(JSON.stringify(first), Object.keys(learners).length > 0, typeof plots.modelComparison)
`
const cells = [
  'import { key } from "deltaw"\nconst first = key(7)',
  "let rate: number = 0.1",
  "console.log(rate * 2, typeof first)\nlet wrong: string = key(1)",
]

/** What a user does after installing: types, import, kernel for Jupyter, a notebook, and the doctor. */
async function assertUsable(folder: string): Promise<void> {
  const modules = path.join(folder, "node_modules")
  const bin = path.join(modules, "deltaw", "kernel", "install", "bin.mjs")
  const node = (...argv: string[]): Promise<Ended> =>
    runToEnd(process.execPath, argv, { folder, env: { DELTAW_BLAS: "none" } })
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }))

  await writeFile(path.join(folder, "use.ts"), program)
  await writeFile(path.join(folder, "wrong.ts"), 'import { key } from "deltaw"\nkey("seven")\n')
  const tsc = path.join(modules, "typescript", "bin", "tsc")
  // Arquero's own declarations do not pass a strict check.
  const settings = ["--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2023", "--outDir", "out"]
  const types = await node(tsc, ...settings, "use.ts")
  assert.equal(types.code, 0, types.stdout)
  const wrong = await node(tsc, ...settings, "--noEmit", "wrong.ts")
  assert.match(wrong.stdout, /wrong\.ts\(2,5\): error TS2345: Argument of type 'string' is not assignable/)
  const used = await node(path.join("out", "use.js"))
  assert.match(used.stdout, /^\{?.* true function\n$/, used.stderr)

  const installed = await node(bin, "install", "--prefix", "prefix")
  assert.equal(installed.code, 0, installed.stderr)
  const kernel = path.join(folder, "prefix", "share", "jupyter", "kernels", "deltaw", "kernel.json")
  const { argv } = JSON.parse(await readFile(kernel, "utf8"))
  assert.ok(argv[1].includes(`${path.sep}node_modules${path.sep}deltaw${path.sep}`) && existsSync(argv[1]), argv[1])

  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source, index) => {
      const tags = index === 1 ? ["parameters"] : []
      return { cell_type: "code", id: `c${index}`, metadata: { tags }, source, execution_count: null, outputs: [] }
    }),
  }
  await writeFile(path.join(folder, "a.ipynb"), JSON.stringify(notebook))
  const ran = await node(bin, "run", "a.ipynb", "-p", "rate", "3")
  assert.equal(ran.code, 0, ran.stderr)
  const last = JSON.parse(await readFile(path.join(folder, "a.out.ipynb"), "utf8")).cells.at(-1)
  const [printed, warned] = last.outputs.map(({ text }: { text: string[] }) => text.join(""))
  assert.equal(printed, "6 object\n")
  assert.match(warned, /TS2322.*not assignable to type 'string'/)

  const doctor = await node(bin, "doctor")
  assert.equal(doctor.code, 0, doctor.stderr)
  assert.match(doctor.stdout, /^WebAssembly with SIMD/m)
}

describe("the packed package", function () {
  this.timeout(120_000)

  let folder: string
  let packed: Packed
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "deltaw-packed-"))
    packed = await packPackage(folder)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it("holds compiled code, types, both engines and the extension, and nothing that only this checkout needs", () => {
    const { files, size, unpackedSize } = packed
    const needed = [
      ...[
        ".build/lib/index.js",
        ".build/lib/index.d.ts",
        ".build/lib/engine/exact.wasm",
        ".build/lib/engine/fast.wasm",
      ],
      ...[".build/kernel/server/main.js", ".build/kernel/notebook/run-command.js", ".build/labextension/package.json"],
      ...[
        "kernel/install/bin.mjs",
        "kernel/install/logos/logo-svg.svg",
        "kernel/install/papermill/deltaw_papermill.py",
      ],
      ...["datasets/manifest.json", "notebooks/00-tour.ipynb", "LICENSE", "README.md", "CHANGELOG.md", "package.json"],
    ]
    assert.deepEqual(
      needed.filter((file) => !files.includes(file)),
      [],
    )
    const kinds: [name: string, pattern: RegExp][] = [
      ["sources", /(?<!\.d)\.ts$/],
      ["maps", /\.map$/],
      ["tests", /^(?:\.build\/)?test\//],
      ["the library's own sources", /^lib\//],
      [
        "the set-up of the checkout",
        /requirements|setup|python-environment|(?:compile-|steps\/)assembly|mocha|counting/,
      ],
      ["parts of compilations", /\.build\/(?:stamps|kernel\/labextension)|tsbuildinfo|\.sha256$/],
    ]
    for (const [name, pattern] of kinds)
      assert.deepEqual(
        files.filter((file) => pattern.test(file)),
        [],
        name,
      )
    // Code is 7.5 MB, more than half of it the page's Plotly; the rest are notebooks with their figures, each under 1 MB, and tables of results.
    assert.ok(size < 4e6 && unpackedSize < 13e6, `${size} bytes packed, ${unpackedSize} unpacked`)
  })

  it("works where it was unpacked beside its dependencies: types, import, kernel, notebook, doctor", async () => {
    await inScratch(async (scratch) => {
      await installWithLinks(scratch, packed.tarball)
      await assertUsable(scratch)
    })
  })

  it("works after npm install in an empty folder @long", async function () {
    this.timeout(600_000)
    await inScratch(async (scratch) => {
      await writeFile(path.join(scratch, "package.json"), "{}")
      await npm(scratch, "install", "--no-audit", "--no-fund", "--prefer-offline", packed.tarball)
      assert.equal(existsSync(path.join(scratch, "node_modules", "mocha")), false)
      await assertUsable(scratch)
    })
  })
})
