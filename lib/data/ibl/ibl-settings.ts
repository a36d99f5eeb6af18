import { join } from "node:path"
import { env } from "node:process"
import type { Environment } from "../../numerics/places.ts"
import { placesOfEnvironment } from "../places.ts"
import { type Alyx, openAlyx } from "./alyx.ts"
import type { AlyxLogin } from "./alyx-login.ts"
import { openCacheTables } from "./cache-tables.ts"
import type { TrialsIndex } from "./trials-index.ts"

/** Asks the user for a login; null where they have none. */
export type AskLogin = (question: string) => Promise<AlyxLogin | null>

/** Where public animals are looked up, and where their files are kept. */
export interface IblSettings {
  /** Folder of all public animals. */
  readonly root: string
  /** Opens the index: a server, or cache tables. */
  readonly open: (ask?: AskLogin) => Promise<TrialsIndex>
  /** Opens the server, also where cache tables are the index: they come from it. */
  readonly openServer: (ask?: AskLogin) => Alyx
}

const publicServer = "https://openalyx.internationalbrainlab.org"
const publicFiles = "https://ibl.flatironinstitute.org/public"

/**
 * Settings of the environment: DELTAW_ALYX_URL, DELTAW_ALYX_USER and DELTAW_ALYX_PASSWORD name a server and its login; where
 * DELTAW_ALYX_TABLES names a folder of cache tables, these are asked instead, their files lying below DELTAW_ALYX_FILES.
 */
export function iblSettings(environment: Environment = env): IblSettings {
  const set = (name: string): string | undefined => environment[name]?.trim() || undefined
  const [username, password, tables] = [
    set("DELTAW_ALYX_USER"),
    environment.DELTAW_ALYX_PASSWORD,
    set("DELTAW_ALYX_TABLES"),
  ]
  const openServer = (ask?: AskLogin): Alyx =>
    openAlyx({
      url: set("DELTAW_ALYX_URL") ?? publicServer,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined || password === "" ? {} : { password }),
      ...(ask === undefined ? {} : { ask }),
    })
  return {
    root: join(placesOfEnvironment(environment).cache, "ibl"),
    openServer,
    open: async (ask) =>
      tables === undefined
        ? openServer(ask)
        : openCacheTables({ folder: tables, files: set("DELTAW_ALYX_FILES") ?? publicFiles }),
  }
}
