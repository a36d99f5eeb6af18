import type { MimeBundle } from "../host/messages.ts"
import { type Session, type SessionOptions, startSession } from "./session.ts"
import { typeCheckSetting } from "./type-check.ts"

const plotlyType = "application/vnd.plotly.v1+json"

/** What `startRooms` is given. */
export interface RoomOptions {
  /** Folder of the notebook. */
  readonly folder: string
  readonly publish: SessionOptions["publish"]
  readonly checkPatienceMs?: number
}

/** Starts a session on the real child process and the real language service, loaded only now: kernel_info does not wait for them. */
export function startRooms(options: RoomOptions): Session {
  const { folder, publish, checkPatienceMs } = options
  return startSession({
    publish,
    startHost: async (onOutput) => {
      const { startHost } = await import("../host/supervisor.ts")
      return startHost({ folder, onOutput })
    },
    startLanguage: async () => {
      const { startLanguage } = await import("../language/typescript-service.ts")
      return startLanguage({ folder })
    },
    drawFigure,
    typeCheck: typeCheckSetting(process.env.DELTAW_TYPE_CHECK),
    ...(checkPatienceMs === undefined ? {} : { checkPatienceMs }),
  })
}

function drawFigure(bundle: MimeBundle): Promise<MimeBundle> | null {
  if (!(plotlyType in bundle)) return null
  return load<{ withStaticImage: (bundle: MimeBundle) => Promise<MimeBundle> }>("../display/static-figure.js").then(
    ({ withStaticImage }) => withStaticImage(bundle),
  )
}

function load<T>(module: string): Promise<T> {
  return import(module) as Promise<T>
}
