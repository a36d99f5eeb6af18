import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { parse } from "acorn"
import { bootstrap, bootstrapPath, inScratch, runBootstrap, writeFiles } from "../../support/bootstrap.ts"

interface NodeCheck {
  readonly nodeProblem: (version: string) => string | undefined
}

describe("the entry of the bootstrap", () => {
  it("takes Node 20.19 and later", async () => {
    const { nodeProblem } = await bootstrap<NodeCheck>("node-check.mjs")
    for (const version of ["20.19.0", "20.20.2", "22.0.0", "26.1.0"])
      assert.equal(nodeProblem(version), undefined, version)
    for (const version of ["12.22.1", "18.20.8", "20.18.3"]) {
      assert.match(nodeProblem(version) ?? "", new RegExp(`^Node ${version} is too old: Δw needs Node 20.19 or later`))
    }
  })

  it("says on an old Node that it is too old, and does nothing else", async () => {
    await inScratch(async (scratch) => {
      const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.2.0" } })`
      await writeFiles(scratch, { "old-node.cjs": old })
      for (const entry of ["start.mjs", "test.mjs", "build.mjs", "bench.mjs", "bin.mjs"]) {
        const { code, output } = await runBootstrap(entry, [], {
          nodeArgs: ["--require", path.join(scratch, "old-node.cjs")],
        })
        assert.equal(code, 1, entry)
        assert.equal(output.split("\n")[0], "Node 18.2.0 is too old: Δw needs Node 20.19 or later.", entry)
      }
    })
  })

  it("can be parsed by an old Node: ES2020 and no static import but the check", async () => {
    const files = (await readdir(bootstrapPath("."))).filter((name) =>
      /^(start|test|build|bench|bin|node-check)\.mjs$/.test(name),
    )
    assert.equal(files.length, 6)
    for (const file of files) {
      const text = await readFile(bootstrapPath(file), "utf8")
      const program = parse(text, { ecmaVersion: 2020, sourceType: "module", allowHashBang: true })
      const imported = program.body.flatMap((node) => (node.type === "ImportDeclaration" ? [node.source.value] : []))
      assert.deepEqual(imported, file === "node-check.mjs" ? [] : ["./node-check.mjs"], file)
    }
  })
})

describe("the command line", () => {
  const cases = [
    {
      file: "start.mjs",
      args: ["--prot", "9"],
      wrong: 'Unknown option "--prot".',
      allowed: "Allowed: --port N, --no-browser, --help.",
    },
    { file: "start.mjs", args: ["--port"], wrong: "Option --port wants a value.", allowed: "Say --port N." },
    {
      file: "start.mjs",
      args: ["--port", "high"],
      wrong: '--port "high" is not a port.',
      allowed: "Say a whole number from 1 to 65535",
    },
    {
      file: "start.mjs",
      args: ["--port=70000"],
      wrong: '--port "70000" is not a port.',
      allowed: "Say a whole number from 1 to 65535",
    },
    {
      file: "start.mjs",
      args: ["--no-browser=1"],
      wrong: 'Option --no-browser takes no value, not "1".',
      allowed: "Say --no-browser alone.",
    },
    {
      file: "bench.mjs",
      args: ["rule-dnn", "--rouds", "3"],
      wrong: 'Unknown option "--rouds".',
      allowed: "Allowed: --peers PYTHON, --peer-scripts DIR, --rounds N, --budget-seconds S, --out DIR, --help.",
    },
    { file: "build.mjs", args: ["all"], wrong: 'Unknown option "all".', allowed: "Allowed: --help." },
    {
      file: "bin.mjs",
      args: ["instal"],
      wrong: 'Unknown command "instal".',
      allowed:
        "Allowed: run, verify, convert, clean, install, uninstall, data, fit, study, setup, doctor, --help, --version.",
    },
    {
      file: "bin.mjs",
      args: ["install", "--perfix", "x"],
      wrong: 'Unknown option "--perfix".',
      allowed: "Allowed: --user, --prefix DIR, --sys-prefix, --help.",
    },
    {
      file: "bin.mjs",
      args: ["install", "--user", "--prefix", "x"],
      wrong: "--user and --prefix exclude each other.",
      allowed: "Say one of them",
    },
  ]

  for (const { file, args, wrong, allowed } of cases) {
    it(`${file} ${args.join(" ")} is refused: ${wrong}`, async () => {
      const { code, output } = await runBootstrap(file, args)
      const [first, second] = output.trim().split("\n")
      assert.equal(code, 1)
      assert.equal(first, wrong)
      assert.ok(second?.startsWith(allowed), second)
    })
  }

  it("deltaw --version prints the version of the package", async () => {
    const { version } = JSON.parse(await readFile(bootstrapPath("../../package.json"), "utf8"))
    assert.deepEqual(await runBootstrap("bin.mjs", ["--version"]), { code: 0, output: `${version}\n` })
  })

  it("deltaw --help names every command", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["--help"])
    assert.equal(code, 0)
    for (const command of [
      "run NOTEBOOK",
      "verify",
      "convert",
      "clean",
      "install",
      "uninstall",
      "data list",
      "fit",
      "setup",
      "doctor",
    ])
      assert.ok(output.includes(`deltaw ${command}`), command)
  })
})
