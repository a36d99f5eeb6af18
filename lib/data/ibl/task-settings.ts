import { readFile } from "node:fs/promises"
import { join } from "node:path"

const places = ["raw_behavior_data", "raw_task_data_00"]
const names = ["PYBPOD_PROTOCOL", "PROTOCOL"]

/** The task protocol that the rig wrote beside a session's trials; empty where it did not, or not where it is looked for. */
export async function taskProtocolOf(session: string): Promise<string> {
  for (const place of places) {
    const text = await readFile(join(session, place, "_iblrig_taskSettings.raw.json"), "utf8").catch(() => null)
    if (text === null) continue
    const settings: unknown = parsed(text)
    if (typeof settings !== "object" || settings === null) continue
    for (const name of names) {
      const value: unknown = Reflect.get(settings, name)
      if (typeof value === "string" && value !== "") return value
    }
  }
  return ""
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
