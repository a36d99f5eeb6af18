import { PLOTLY_TYPE } from "../display/plotly-figure.ts"
import type { DrawingOrder, DrawingResult } from "../host/messages.ts"
import type { Language, LanguageBackend } from "../language/language.ts"
import { type Session, type SessionOptions, startSession } from "./session.ts"
import type { DrawFigure } from "./shown-output.ts"
import { streamLimitSetting } from "./stream-cap.ts"
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
  const streamLimit = streamLimitSetting(process.env.DELTAW_OUTPUT_LIMIT)
  const figures = figureRoom()
  const session = startSession({
    publish,
    startHost: async (onOutput, onQuestion) => {
      const { startHost } = await import("../host/supervisor.ts")
      return startHost({ folder, onOutput, onQuestion, drawFigure: figures.order })
    },
    startLanguage: (onNotice) => startLanguageRoom(folder, onNotice),
    drawFigure: figures.draw,
    typeCheck,
    streamLimit,
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

/** Starts the real language service alone; `onNotice` takes what the user is to know of it, in a sentence. */
export async function startLanguageRoom(folder: string, onNotice?: (sentence: string) => void): Promise<Language> {
  const backend = backendSetting(process.env.DELTAW_LANGUAGE)
  const { startLanguage } = await import("../language/typescript-service.ts")
  return startLanguage({
    folder,
    ...(onNotice === undefined ? {} : { onNotice }),
    ...(backend === null ? {} : { backend }),
  })
}

/** Reads the setting DELTAW_LANGUAGE, null where it is not set; throws a sentence that quotes a value it does not know. */
export function backendSetting(value: string | undefined): LanguageBackend | null {
  if (value === undefined || value === "") return null
  if (value === "native" || value === "tslab") return value
  throw new Error(`DELTAW_LANGUAGE is "${value}": expected "native", "tslab"`)
}

/** Draws figures with what is loaded at the first one. */
function figureRoom(): {
  readonly draw: DrawFigure
  order(order: DrawingOrder): Promise<DrawingResult>
  close(): Promise<void>
} {
  let loaded: Promise<typeof import("../display/static-figure.ts")> | null = null
  return {
    draw(bundle) {
      if (!(PLOTLY_TYPE in bundle)) return null
      loaded ??= import("../display/static-figure.ts")
      return loaded.then(({ withStaticImage }) => withStaticImage(bundle))
    },
    async order(order) {
      loaded ??= import("../display/static-figure.ts")
      return (await loaded).drawOrder(order)
    },
    async close() {
      await (await loaded)?.closeStaticFigures()
    },
  }
}
