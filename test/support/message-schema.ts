import assert from "node:assert/strict"

type Json = Record<string, unknown>
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === "string"
const count: Check = (value) => Number.isInteger(value) && (value as number) >= 0
const flag: Check = (value) => typeof value === "boolean"
const record: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value)
const texts: Check = (value) => Array.isArray(value) && value.every(text)
const list: Check = Array.isArray
const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value)
/** MIME types as jupyter_kernel_test accepts them: no parameters. */
const bundle: Check = (value) =>
  record(value) && Object.keys(value as Json).every((type) => /^[\w\-+.]+\/[\w\-+.]+$/.test(type))

const display = { data: bundle, metadata: record, transient: record }
const error = { ename: text, evalue: text, traceback: texts }
const published: Record<string, Record<string, Check>> = {
  status: { execution_state: oneOf("starting", "busy", "idle") },
  execute_input: { code: text, execution_count: count },
  stream: { name: oneOf("stdout", "stderr"), text },
  display_data: display,
  update_display_data: display,
  execute_result: { ...display, execution_count: count },
  error,
  clear_output: { wait: flag },
  comm_open: { comm_id: text, target_name: text, data: record },
  comm_msg: { comm_id: text, data: record },
  comm_close: { comm_id: text, data: record },
  input_request: { prompt: text, password: flag },
  shutdown_reply: { status: oneOf("ok"), restart: flag },
  iopub_welcome: { subscription: text },
}
const replies: Record<string, Record<string, Check>> = {
  execute_reply: { execution_count: count, user_expressions: record, payload: list },
  complete_reply: { matches: texts, cursor_start: count, cursor_end: count, metadata: record },
  inspect_reply: { found: flag, data: bundle, metadata: record },
  is_complete_reply: {},
  history_reply: { history: list },
  comm_info_reply: { comms: record },
  kernel_info_reply: {
    protocol_version: (value) => text(value) && /^5\.\d+$/.test(value as string),
    implementation: text,
    implementation_version: text,
    language_info: record,
    banner: text,
    help_links: list,
    supported_features: texts,
  },
  interrupt_reply: {},
  shutdown_reply: { restart: flag },
}

/** Asserts that the content of a published message has the fields that the protocol asks for. */
export function assertPublished(type: string, content: Json): void {
  const schema = published[type]
  assert.ok(schema, `no schema for published ${type}`)
  assertFields(type, content, schema)
}

/** Asserts that the content of a reply has the fields that the protocol asks for. */
export function assertReply(type: string, content: Json): void {
  const schema = replies[type]
  assert.ok(schema, `no schema for reply ${type}`)
  if (type === "is_complete_reply") {
    assert.ok(["complete", "incomplete", "invalid", "unknown", "error"].includes(content.status as string))
    if (content.status === "incomplete") assert.equal(typeof content.indent, "string")
    return
  }
  assert.ok(["ok", "error", "aborted"].includes(content.status as string), `status of ${type}: ${content.status}`)
  if (content.status === "ok") assertFields(type, content, schema)
  else assertFields(type, content, type === "execute_reply" ? { ...error, execution_count: count } : error)
}

function assertFields(type: string, content: Json, schema: Record<string, Check>): void {
  for (const [name, check] of Object.entries(schema)) {
    assert.ok(check(content[name]), `${name} of ${type} is ${JSON.stringify(content[name])}`)
  }
}
