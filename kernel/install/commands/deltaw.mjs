import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { buildFolder, root } from "../places.mjs"
import { Problem } from "../problem.mjs"

const COMMANDS = {
  run: {
    usage: "run NOTEBOOK [-o FILE | --in-place] [-p NAME VALUE]... [--timeout SECONDS] [--keep-going]",
    text: "run a notebook from top to bottom with the Δw kernel, without Jupyter",
    load: async () => (await import(compiled("kernel", "notebook", "run-command.js"))).runCommand,
  },
  verify: {
    usage: "verify NOTEBOOK",
    text: "run a notebook in a fresh kernel and compare what its cells show with what it has stored",
    load: async () => (await import(compiled("kernel", "notebook", "verify-command.js"))).verifyCommand,
  },
  convert: {
    usage: "convert FILE [-o FILE] [--update]",
    text: "turn a notebook into a TypeScript file with // %% above each cell, and back",
    load: async () => (await import(compiled("kernel", "notebook", "convert-command.js"))).convertCommand,
  },
  clean: {
    usage: "clean NOTEBOOK... [--check]",
    text: "remove outputs and other traces of a run, as before a commit",
    load: async () => (await import(compiled("kernel", "notebook", "clean-command.js"))).cleanCommand,
  },
  install: {
    usage: "install [--user | --prefix DIR | --sys-prefix]",
    text: "make kernel and JupyterLab extension known to an existing Jupyter",
    load: async () => (await import("./install.mjs")).installCommand,
  },
  uninstall: {
    usage: "uninstall [--user | --prefix DIR | --sys-prefix]",
    text: "remove what install has written there",
    load: async () => (await import("./uninstall.mjs")).uninstallCommand,
  },
  data: {
    usage: "data list | get ID... | verify [ID...]",
    text: "list, fetch and check the data sets",
    load: async () => {
      compiled("lib", "index.js")
      return (await import("../data-command.mjs")).dataCommand
    },
  },
  fit: {
    usage: "fit SOURCE --report FILE.html [--preset quick|full] [--columns ROLE=COLUMN,...]",
    text: "fit models of learning to the trials of your animals, and write a report",
    load: async () => {
      compiled("lib", "index.js")
      return (await import("./fit.mjs")).fitCommand
    },
  },
  study: {
    usage: "study NAME --out DIR [--preset quick|full] [--seed N] [--store DIR] [--workers N]",
    text: "compute what a study's figures and claims are made of, and write its tables",
    load: async () => {
      compiled("lib", "index.js")
      return (await import("./study.mjs")).studyCommand
    },
  },
  setup: {
    usage: "setup tfjs-node [--prefix DIR] [--where]",
    text: "build TensorFlow.js on the native TensorFlow, for objectives of its models",
    load: async () => {
      compiled("lib", "index.js")
      return (await import("./native-tensorflow.mjs")).setupCommand
    },
  },
  doctor: {
    usage: "doctor [--fix] [--fresh] [--json]",
    text: "say what was found on this machine, what is used of it, and why; mend a kernel that Jupyter cannot start",
    load: async () => {
      compiled("lib", "index.js")
      return (await import("./doctor.mjs")).doctorCommand
    },
  },
}

/**
 * `deltaw COMMAND ...`.
 * @param {string[]} argv the command and its arguments
 * @returns {Promise<number>} exit code
 */
export async function deltawCommand(argv) {
  const [name, ...rest] = argv
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(help())
    return name === undefined ? 1 : 0
  }
  if (name === "--version") {
    console.log(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version)
    return 0
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    const allowed = [...Object.keys(COMMANDS), "--help", "--version"].join(", ")
    throw new Problem(`Unknown command "${name}".`, `Allowed: ${allowed}.`)
  }
  const command = await COMMANDS[name].load()
  return await command(rest)
}

function help() {
  const rows = Object.values(COMMANDS).map(({ usage, text }) => `  deltaw ${usage}\n      ${text}`)
  return [
    "Δw: a Jupyter kernel for TypeScript, and a library for the study of learning.",
    "",
    ...rows,
    "",
    "  deltaw --version, deltaw --help",
  ].join("\n")
}

function compiled(...parts) {
  const file = path.join(buildFolder, ...parts)
  if (!existsSync(file)) throw new Problem(`Δw is not compiled: ${file} is missing.`, `Run npm run build in ${root}.`)
  return pathToFileURL(file).href
}
