import { protocolVersion } from "../../protocol/messages.ts"
import { implementationVersion, languageInfo } from "../language-info.ts"
import { field, type Handler, quoted, RequestError } from "./handler.ts"

const helpLinks = [
  { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
  { text: "Plotly figure reference", url: "https://plotly.com/javascript/reference/" },
  { text: "Arquero tables", url: "https://idl.uw.edu/arquero/" },
]

/** Says what this kernel is; answered before the child process and the language service are up. */
export const kernelInfo: Handler = ({ reply }) => {
  reply({
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "deltaw",
    implementation_version: implementationVersion,
    language_info: languageInfo,
    banner: `Δw ${implementationVersion}: TypeScript ${languageInfo.version} on Node ${process.versions.node}`,
    help_links: helpLinks,
    debugger: false,
    supported_features: [],
  })
}

/** Hands out cells of this process: the last ones, a range of counts, or those that match a glob. */
export const history: Handler = ({ content, reply }, kernel) => {
  const output = field(content, "output", false)
  const kind = field(content, "hist_access_type", "")
  const n = field(content, "n", 0)
  const entries = () => {
    if (kind === "tail") return kernel.history.query({ kind, n, output })
    if (kind === "range") {
      const session = field(content, "session", 0)
      const start = field(content, "start", 0)
      return kernel.history.query({ kind, session, start, stop: field(content, "stop", Infinity), output })
    }
    if (kind === "search") {
      const unique = field(content, "unique", false)
      return kernel.history.query({ kind, pattern: field(content, "pattern", "*"), n, unique, output })
    }
    throw new RequestError(`hist_access_type is ${quoted(kind)}: expected "tail", "range" or "search"`)
  }
  reply({ status: "ok", history: entries() })
}
