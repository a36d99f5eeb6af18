import type { CommContent } from "../../host/messages.ts"
import type { Json } from "../../protocol/messages.ts"
import { field, type Handler, type Handling, quoted, RequestError } from "./handler.ts"

/** Lists the open comms, all or those of one target. */
export const commInfo: Handler = ({ content, reply }, { session }) => {
  const wanted = content.target_name == null ? null : field(content, "target_name", "")
  const found = [...session.comms].filter(([, target]) => wanted === null || target === wanted)
  reply({ status: "ok", comms: Object.fromEntries(found.map(([id, target]) => [id, { target_name: target }])) })
}

/** A client opens a comm; on a target that nobody knows it is closed at once. */
export const commOpen: Handler = (handling, { session }) =>
  session.handleComm(handling.header.msg_id, {
    ...message(handling, "open"),
    target: field(handling.content, "target_name", ""),
  })

/** A client sends something on a comm; on one that is not open it is lost, as the protocol has no answer. */
export const commMessage: Handler = (handling, { session }) =>
  session.handleComm(handling.header.msg_id, message(handling, "message"))

/** A client closes a comm. */
export const commClose: Handler = (handling, { session }) =>
  session.handleComm(handling.header.msg_id, message(handling, "close"))

function message({ content, metadata, buffers }: Handling, action: CommContent["action"]) {
  const data = content.data ?? {}
  if (typeof data !== "object" || Array.isArray(data)) {
    throw new RequestError(`data is ${quoted(data)}: expected an object`)
  }
  const comm = field(content, "comm_id", "")
  if (comm === "") throw new RequestError("comm_id is missing: expected a string")
  return { action, comm, data: data as Json, metadata, buffers }
}
