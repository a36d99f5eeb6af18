import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import fc from "fast-check"
import { digests } from "../../../kernel/protocol/connection.ts"
import { decode, encode, RefusedMessage } from "../../../kernel/protocol/frames.ts"
import { createMessage, type Json } from "../../../kernel/protocol/messages.ts"
import { createSigner, type Signer } from "../../../kernel/protocol/signature.ts"

const delimiter = Buffer.from("<IDS|MSG>")
const signer = () => createSigner({ digest: "sha256", key: "secret" })
const request = (content: Json = {}, buffers: Uint8Array[] = []) =>
  createMessage({ session: "s", type: "kernel_info_request", content, buffers })

/** Frames with these four JSON texts, correctly signed. */
function signed(header: string, parent = "{}", metadata = "{}", content = "{}"): Buffer[] {
  const json = [header, parent, metadata, content].map((text) => Buffer.from(text))
  const hmac = createHmac("sha256", "secret")
  for (const frame of json) hmac.update(frame)
  return [delimiter, Buffer.from(hmac.digest("hex")), ...json]
}

const goodHeader = JSON.stringify(request().header)

function refused(frames: readonly Uint8Array[], reason: RegExp, verifier: Signer = signer()): void {
  assert.throws(
    () => decode(frames, verifier),
    (error) => error instanceof RefusedMessage && reason.test(error.message),
  )
}

describe("frames of a message", () => {
  it("come back as they went out: any content, any number of identities and buffers, every digest", () => {
    const bytes = fc.uint8Array({ maxLength: 40 })
    const identities = fc.array(
      bytes.map((one) => Buffer.from(one)),
      { maxLength: 4 },
    )
    const content = fc
      .dictionary(fc.string(), fc.jsonValue())
      .filter((one) => !JSON.stringify(one).includes("__proto__"))
    fc.assert(
      fc.property(identities, content, fc.array(bytes), fc.constantFrom(...digests), (peers, body, buffers, digest) => {
        const message = request(JSON.parse(JSON.stringify(body)) as Json, buffers)
        const frames = encode(peers, message, createSigner({ digest, key: "k" }))
        const back = decode(frames, createSigner({ digest, key: "k" }))
        assert.deepEqual(back.header, message.header)
        assert.deepEqual(back.content, message.content)
        assert.deepEqual(back.identities, peers)
        assert.deepEqual(back.buffers, buffers)
      }),
    )
  })

  it("are signed over the four JSON frames and never over the buffers", () => {
    const message = request({ a: 1 }, [Buffer.from("buffer")])
    const frames = encode([], message, signer())
    const hmac = createHmac("sha256", "secret")
    for (const frame of frames.slice(2, 6)) hmac.update(frame)
    assert.equal(Buffer.from(frames[1]!).toString(), hmac.digest("hex"))
    frames[6] = Buffer.from("another buffer")
    assert.deepEqual(decode(frames, signer()).content, { a: 1 })
  })

  it("are refused when any byte of the JSON or the signature was changed", () => {
    const frames = encode([], request({ text: "hello" }), signer())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (index, at, change) => {
        const copy = frames.map((frame) => Buffer.from(frame))
        const frame = copy[index]!
        frame[at % frame.length]! ^= change
        refused(copy, /wrong or repeated signature/)
      }),
    )
  })

  it("are refused without being parsed when the signature is wrong", () => {
    const notJson = [delimiter, Buffer.alloc(64, "0"), ...Array.from({ length: 4 }, () => Buffer.from("not JSON"))]
    refused(notJson, /wrong or repeated signature/)
    refused([delimiter, Buffer.alloc(0), ...notJson.slice(2)], /wrong or repeated signature/)
  })

  it("are refused the second time", () => {
    const verifier = signer()
    const frames = encode([], request(), verifier)
    assert.equal(decode(frames, verifier).header.msg_type, "kernel_info_request")
    refused(frames, /wrong or repeated signature/, verifier)
  })

  it("are refused when there are too few", () => {
    refused([], /no <IDS\|MSG> among 0 frames/)
    refused([Buffer.from("hello")], /no <IDS\|MSG> among 1 frames/)
    for (let kept = 1; kept < 6; kept++) refused(signed(goodHeader).slice(0, kept), /frames after <IDS\|MSG>/)
  })

  it("are refused when correctly signed JSON is none, no object, too deep or names a prototype", () => {
    refused(signed("not JSON"), /not valid JSON|Unexpected token/)
    refused(signed("[]"), /the header is no object/)
    refused(signed("{}"), /msg_id of the header is undefined, expected a string/)
    refused(signed(JSON.stringify({ ...request().header, msg_type: 5 })), /msg_type of the header is 5/)
    refused(signed(goodHeader, "null"), /the parent header is no object/)
    refused(signed(goodHeader, "{}", "{}", `{"a":${"[".repeat(600)}${"]".repeat(600)}}`), /nested more than 512 deep/)
    refused(signed(goodHeader, "{}", "{}", "[".repeat(1_000_000)), /nested more than 512 deep/)
    refused(signed(goodHeader, "{}", "{}", '{"a":[{"__proto__":{"polluted":1}}]}'), /key "__proto__"/)
    refused(signed(goodHeader, "{}", "{}", '{"__pr\\u006fto__":1}'), /key "__proto__"/)
    refused([...signed(goodHeader).slice(0, 5), Buffer.from([0x22, 0xff])], /signature/)
  })

  it("may hold brackets and prototype names inside strings", () => {
    const code = `${"[{".repeat(1000)}\\"__proto__"`
    const content = JSON.stringify({ code })
    assert.equal(decode(signed(goodHeader, "{}", "{}", content), signer()).content.code, code)
  })

  it("are neither signed nor verified where the key is empty", () => {
    const open = createSigner({ digest: "sha256", key: "" })
    const frames = encode([], request(), open)
    assert.equal(frames[1]?.length, 0)
    assert.equal(decode(frames, open).header.msg_type, "kernel_info_request")
    assert.equal(decode(frames, open).header.msg_type, "kernel_info_request")
  })

  it("of 100 MB without a signature are refused before they are hashed", () => {
    const spy: Signer = { ...signer(), verify: () => assert.fail("hashed") }
    refused([delimiter, Buffer.alloc(0), Buffer.alloc(100e6), ...signed(goodHeader).slice(3)], /bytes of JSON/, spy)
  })
})
