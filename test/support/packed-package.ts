import { existsSync } from "node:fs"
import { mkdir, readFile, rename, symlink } from "node:fs/promises"
import path from "node:path"
import { runToEnd } from "./deltaw.ts"
import { checkout } from "./jupyter-lab.ts"

/** What npm says about a packed package. */
export interface Packed {
  /** Path of the tarball. */
  readonly tarball: string
  /** Sizes in bytes, packed and unpacked. */
  readonly size: number
  readonly unpackedSize: number
  /** Paths inside the package. */
  readonly files: readonly string[]
}

/** Runs npm in a folder; throws with its words where it fails. */
export async function npm(folder: string, ...argv: string[]): Promise<string> {
  const script = npmScript()
  const [program, before] = script === undefined ? ["npm", []] : [process.execPath, [script]]
  const { code, stdout, stderr } = await runToEnd(program, [...before, ...argv], { folder })
  if (code !== 0) throw new Error(`npm ${argv.join(" ")} failed:\n${stderr}`)
  return stdout
}

/** Packs this package, as it would be published, into a folder. */
export async function packPackage(folder: string): Promise<Packed> {
  const answer: unknown = JSON.parse(await npm(checkout, "pack", "--json", "--pack-destination", folder))
  // Newer versions of npm give a record by name instead of a list.
  const [packed] = Object.values(answer as Record<string, PackAnswer>)
  const { filename, size, unpackedSize, files } = packed!
  return { tarball: path.join(folder, filename), size, unpackedSize, files: files.map(({ path }) => path) }
}

/** Unpacks a tarball below `node_modules` of a folder, and puts links to the packages it depends on beside it: no network is needed. */
export async function installWithLinks(folder: string, tarball: string): Promise<void> {
  const modules = path.join(folder, "node_modules")
  await mkdir(modules, { recursive: true })
  const { code, stderr } = await runToEnd("tar", ["-xzf", tarball], { folder })
  if (code !== 0) throw new Error(`tar failed:\n${stderr}`)
  await rename(path.join(folder, "package"), path.join(modules, "deltaw"))
  const { dependencies } = JSON.parse(await readFile(path.join(modules, "deltaw", "package.json"), "utf8"))
  for (const name of Object.keys(dependencies)) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true })
    await symlink(path.join(checkout, "node_modules", name), path.join(modules, name), "junction")
  }
}

interface PackAnswer {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

function npmScript(): string | undefined {
  const bin = path.dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath ?? "",
    path.join(bin, "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(bin, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ]
  return candidates.find((file) => /npm-cli\.c?js$/.test(file) && existsSync(file))
}
