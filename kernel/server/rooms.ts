import { PLOTLY_TYPE } from "../display/plotly-figure.ts"
import type { Language, LanguageBackend } from "../language/language.ts"
import { type Session, type SessionOptions, startSession } from "./session.ts"
import type { DrawFigure } from "./shown-output.ts"
import { typeCheckSetting } from "./type-check.ts"

/** What `startRooms` is given. */
export interface RoomOptions {
  /** Folder of the notebook. */
  readonly folder: string
  readonly publish: SessionOptions["publish"]
  readonly checkPatienceMs?: number
}

/** Starts a session on the real child process and the real language service, loaded only now: kernel_info does not wait for them. */
export function startRooms({ folder, publish, checkPatienceMs }: RoomOptions): Session {
  const typeCheck = typeCheckSetting(process.env.DELTAW_TYPE_CHECK)
  const figures = figureRoom()
  const session = startSession({
    publish,
    startHost: async (onOutput, onQuestion) => {
      const { startHost } = await import("../host/supervisor.ts")
      return startHost({ folder, onOutput, onQuestion })
    },
    startLanguage: (onNotice) => startLanguageRoom(folder, onNotice),
    drawFigure: figures.draw,
    typeCheck,
    ...(checkPatienceMs === undefined ? {} : { checkPatienceMs }),
  })
  return {
    run: session.run,
    interrupt: session.interrupt,
    language: session.language,
    get comms() {
      return session.comms
    },
    get commTargets() {
      return session.commTargets
    },
    handleComm: session.handleComm,
    get count() {
      return session.count
    },
    async close() {
      await Promise.allSettled([session.close(), figures.close()])
    },
  }
}

/** Reads the setting DELTAW_LANGUAGE, null where it is not set; throws a sentence that quotes a value it does not know. */
export function backendSetting(value: string | undefined): LanguageBackend | null {
  if (value === undefined || value === "") return null
  if (value === "native" || value === "tslab") return value
  throw new Error(`DELTAW_LANGUAGE is "${value}": expected "native", "tslab"`)
}

/** Starts the real language service alone; `onNotice` takes what the user is to know of it. */
export async function startLanguageRoom(folder: string, onNotice?: (sentence: string) => void): Promise<Language> {
  const backend = backendSetting(process.env.DELTAW_LANGUAGE)
  const { startLanguage } = await import("../language/typescript-service.ts")
  return startLanguage({ folder, ...(onNotice && { onNotice }), ...(backend && { backend }) })
}

/** Draws figures with what is loaded at the first one. */
function figureRoom(): { draw: DrawFigure; close(): Promise<void> } {
  let loaded: Promise<typeof import("../display/static-figure.ts")> | null = null
  return {
    draw(bundle) {
      if (!(PLOTLY_TYPE in bundle)) return null
      loaded ??= import("../display/static-figure.ts")
      return loaded.then(({ withStaticImage }) => withStaticImage(bundle))
    },
    async close() {
      await (await loaded)?.closeStaticFigures()
    },
  }
}
