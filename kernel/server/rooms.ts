import type { Host, HostOptions, MimeBundle } from "../host/messages.ts"
import type { Language, LanguageOptions } from "../language/language.ts"
import { type Session, type SessionOptions, startSession, type TypeCheck } from "./session.ts"

const typeChecks: readonly TypeCheck[] = ["warn", "block", "off"]
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
      const { startHost } = await load<{ startHost: (options: HostOptions) => Promise<Host> }>("../host/supervisor.js")
      return startHost({ folder, onOutput })
    },
    startLanguage: async () => {
      const { startLanguage } = await load<{ startLanguage: (options: LanguageOptions) => Promise<Language> }>(
        "../language/typescript-service.js",
      )
      return startLanguage({ folder })
    },
    drawFigure,
    typeCheck: typeCheckSetting(process.env.DELTAW_TYPE_CHECK),
    ...(checkPatienceMs === undefined ? {} : { checkPatienceMs }),
  })
}

/** The setting DELTAW_TYPE_CHECK; throws a sentence that quotes a value it does not know. */
export function typeCheckSetting(value: string | undefined): TypeCheck {
  if (value === undefined || value === "") return "warn"
  const found = typeChecks.find((one) => one === value)
  if (found !== undefined) return found
  throw new Error(`DELTAW_TYPE_CHECK is "${value}": expected ${typeChecks.map((one) => `"${one}"`).join(", ")}`)
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
