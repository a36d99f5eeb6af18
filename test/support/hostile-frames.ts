import type { Json, Sign } from "./client-wire.ts"
import { type Draws, seededDraws } from "./seeded-draws.ts"

/** A message that no kernel should choke on. */
export interface HostileMessage {
  readonly channel: "shell" | "control" | "stdin"
  readonly frames: readonly Buffer[]
  /** What is wrong with it, for the report of a failure. */
  readonly fault: string
}

/** What `hostileMessages` is given. */
export interface HostileOptions {
  readonly seed: number
  readonly count: number
  readonly sign: Sign
  /** What an execute request whose signature is wrong would run. */
  readonly code: string
}

type Fault = (draws: Draws, options: HostileOptions) => readonly Buffer[]

const delimiter = Buffer.from("<IDS|MSG>")
const frame = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value))
const hexDigits = [..."0123456789abcdef"]

/** Request types with content that would be right. */
const requests: Readonly<Record<string, Json>> = {
  execute_request: { code: "0", silent: true },
  complete_request: { code: "Math.h", cursor_pos: 6 },
  inspect_request: { code: "Math.max", cursor_pos: 8, detail_level: 0 },
  is_complete_request: { code: "0" },
  history_request: { hist_access_type: "search", pattern: "*", n: 3, output: true, unique: true, session: 0 },
  comm_info_request: { target_name: "none" },
  comm_open: { comm_id: "c1", target_name: "none", data: {} },
  comm_msg: { comm_id: "c1", data: {} },
  comm_close: { comm_id: "c1", data: {} },
  kernel_info_request: {},
  interrupt_request: {},
  input_reply: { value: "text" },
  connect_request: {},
  debug_request: { command: "initialize" },
  create_subshell_request: {},
}

const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  -(2 ** 53),
  "",
  "\u0000",
  "__proto__",
  "constructor",
  "\ud800",
  "𝐚".repeat(50),
  "*?[".repeat(200),
  "x".repeat(20_000),
  [],
  [[]],
  {},
  { length: 1e9 },
  { constructor: { prototype: { polluted: true } } },
  { toString: 1 },
]

/** Texts that JSON.stringify would not write. */
const oddJson = [
  "",
  "null",
  "[]",
  "1",
  '"text"',
  "{",
  "{}}",
  '{"a":1',
  '{"a":}',
  '{"__proto__":{"polluted":true}}',
  '{"\\u005f_proto__":{"polluted":true}}',
  '{"a":1e400,"cursor_pos":1e400,"n":1e400,"code":"0"}',
  '{"code":"0","code":7}',
  `{"a":${"[".repeat(600)}${"]".repeat(600)}}`,
  "[".repeat(5000),
  '{"a":"\\ud800"}',
  "\ufeff{}",
  "NaN",
]

function header(draws: Draws, type: string): Json {
  const id = Array.from({ length: 16 }, () => draws.pick(hexDigits)).join("")
  const date = "2026-01-01T00:00:00Z"
  return { msg_id: id, session: "hostile", username: "hostile", date, msg_type: type, version: "5.5" }
}

/** The four JSON frames of a request that would be right, and would run the code. */
function attack(draws: Draws, code: string): Buffer[] {
  return [header(draws, "execute_request"), {}, {}, { code, silent: false }].map(frame)
}

function signed(json: readonly Buffer[], sign: Sign, buffers: readonly Buffer[] = []): Buffer[] {
  return [delimiter, frame(sign(json)), ...json, ...buffers]
}

/** The JSON frames of a request with empty content, of any type. */
function anyRequest(draws: Draws): Buffer[] {
  return [header(draws, draws.pick(Object.keys(requests))), {}, {}, {}].map(frame)
}

/** Without a valid signature: nothing of these may run. */
const forgeries: Readonly<Record<string, Fault>> = {
  "random frames": (draws) =>
    Array.from({ length: 1 + draws.below(8) }, () =>
      draws.pick([delimiter, draws.bytes(draws.below(200)), frame("{}")]),
    ),
  "a wrong signature": (draws, { code, sign }) => {
    const json = attack(draws, code)
    const right = sign(json)
    const digit = draws.below(right.length)
    const other = draws.pick(hexDigits.filter((one) => one !== right[digit]))
    return [delimiter, frame(right.slice(0, digit) + other + right.slice(digit + 1)), ...json]
  },
  "a signature of another length or form": (draws, { code, sign }) => {
    const json = attack(draws, code)
    const right = sign(json)
    const forms = ["", right.slice(0, -1), `${right}0`, `${right}\n`, ` ${right}`, right.slice(0, 8), "0".repeat(64)]
    return [delimiter, frame(draws.pick(forms)), ...json]
  },
  "the signature of another message": (draws, { code, sign }) => [
    delimiter,
    frame(sign([header(draws, "kernel_info_request"), {}, {}, {}].map(frame))),
    ...attack(draws, code),
  ],
  "one frame changed after signing": (draws, { code, sign }) => {
    const frames = signed(attack(draws, code), sign)
    const index = 2 + draws.below(4)
    const changed = Buffer.concat([frames[index]!, frame(" ")])
    return frames.map((one, i) => (i === index ? changed : one))
  },
  "frames in another order": (draws, { code, sign }) => {
    const [ids, signature, ...json] = signed(attack(draws, code), sign)
    const shift = 1 + draws.below(3)
    return [ids!, signature!, ...json.slice(shift), ...json.slice(0, shift)]
  },
  "frames missing": (draws, { code, sign }) => signed(attack(draws, code), sign).slice(0, draws.below(6)),
  "no delimiter": (draws, { code, sign }) => signed(attack(draws, code), sign).slice(1),
  "a second delimiter": (draws, { code, sign }) => [delimiter, ...signed(attack(draws, code), sign)],
  "a frame cut short": (draws, { code, sign }) => {
    const frames = signed(attack(draws, code), sign)
    const index = draws.below(6)
    const cut = frames[index]!.subarray(0, draws.below(frames[index]!.length))
    return frames.map((one, i) => (i === index ? cut : one))
  },
}

/** With a valid signature, from a client that has gone wrong. */
const mistakes: Readonly<Record<string, Fault>> = {
  "odd JSON": (draws, { sign }) => {
    const json = anyRequest(draws)
    json[draws.below(4)] = frame(draws.pick(oddJson))
    return signed(json, sign)
  },
  "bytes that are no UTF-8": (draws, { sign }) => {
    const json = anyRequest(draws)
    const text = [frame('{"a":"'), draws.bytes(1 + draws.below(20)), Buffer.from([0xff]), frame('"}')]
    json[draws.below(4)] = Buffer.concat(text)
    return signed(json, sign)
  },
  "fields of another type": (draws, { sign }) => {
    const [type, content] = draws.pick(Object.entries(requests))
    const wrong = Object.fromEntries(
      Object.entries(content).map(([name, value]) => [name, draws.chance(0.5) ? draws.pick(oddValues) : value]),
    )
    return signed([header(draws, type), {}, {}, wrong].map(frame), sign)
  },
  "odd fields in the header": (draws, { sign }) => {
    const type = draws.pick([...Object.keys(requests), "", "__proto__", "constructor", "execute_reply", "status"])
    const odd = draws.pick(["msg_id", "session", "date", "version", "subshell_id", "extra"])
    const whole: Json = { ...header(draws, type), [odd]: draws.pick(oddValues) }
    if (draws.chance(0.2)) delete whole[draws.pick(["msg_id", "msg_type", "session"])]
    const content = Object.hasOwn(requests, type) ? requests[type] : {}
    return signed([whole, {}, {}, content].map(frame), sign)
  },
  "an odd parent or odd metadata": (draws, { sign }) => {
    const [type, content] = draws.pick(Object.entries(requests))
    const parts = [header(draws, type), { msg_id: draws.pick(oddValues) }, { a: draws.pick(oddValues) }, content]
    return signed(parts.map(frame), sign)
  },
  "further identities and buffers": (draws, { sign }) => {
    const [type, content] = draws.pick(Object.entries(requests))
    const some = () => Array.from({ length: draws.below(6) }, () => draws.bytes(draws.below(300)))
    return [...some(), ...signed([header(draws, type), {}, {}, content].map(frame), sign, some())]
  },
}

/** Makes hostile messages, the same ones for the same seed; about half are signed. */
export function* hostileMessages(options: HostileOptions): Generator<HostileMessage> {
  const draws = seededDraws(options.seed)
  for (let i = 0; i < options.count; i++) {
    const [fault, make] = draws.pick(Object.entries(draws.chance(0.5) ? forgeries : mistakes))
    const channel = draws.pick(["shell", "shell", "control", "stdin"] as const)
    yield { channel, frames: make(draws, options), fault: `message ${i}: ${fault}` }
  }
}
