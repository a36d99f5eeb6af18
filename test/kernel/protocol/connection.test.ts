import assert from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { channelAddress, parseConnection, readConnectionFile } from "../../../kernel/protocol/connection.ts"

const fields = {
  transport: "tcp",
  ip: "127.0.0.1",
  shell_port: 1001,
  control_port: 1002,
  stdin_port: 1003,
  iopub_port: 1004,
  hb_port: 1005,
  key: "secret",
  signature_scheme: "hmac-sha256",
}

describe("connection file", () => {
  it("gives the address of each channel", () => {
    assert.equal(channelAddress(parseConnection(fields), "iopub"), "tcp://127.0.0.1:1004")
    assert.equal(channelAddress(parseConnection({ ...fields, ip: "::1" }), "hb"), "tcp://[::1]:1005")
    const ipc = parseConnection({ ...fields, transport: "ipc", ip: "/run/kernel" })
    assert.equal(channelAddress(ipc, "shell"), "ipc:///run/kernel-1001")
  })

  it("may leave out what has a default, and may hold fields of others", () => {
    const { transport: _, ip: __, key: ___, signature_scheme: ____, ...ports } = fields
    const connection = parseConnection({ ...ports, kernel_name: "deltaw", jupyter_session: "x" })
    assert.deepEqual(
      { ...connection, ports: undefined },
      { transport: "tcp", ip: "127.0.0.1", key: "", digest: "sha256", ports: undefined },
    )
  })

  it("that is wrong is refused with the field, its value and what is accepted", () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ shell_port: 70000 }, /^Error: shell_port is 70000: expected an integer from 1 to 65535$/],
      [{ hb_port: undefined }, /hb_port is missing/],
      [{ stdin_port: "9" }, /stdin_port is "9"/],
      [{ iopub_port: 1001 }, /iopub_port is 1001: expected a port that no other channel uses/],
      [{ transport: "udp" }, /transport is "udp": expected "tcp" or "ipc"/],
      [{ signature_scheme: "sha1" }, /signature_scheme is "sha1": expected "hmac-sha256", "hmac-sha512", "hmac-md5"/],
      [{ key: 5 }, /key is 5/],
      [{ ip: "" }, /ip is ""/],
    ]
    for (const [change, sentence] of wrong) assert.throws(() => parseConnection({ ...fields, ...change }), sentence)
    assert.throws(() => parseConnection([1]), /holds \[1\], expected an object/)
  })

  it("that cannot be read or parsed is named", async () => {
    const folder = await mkdtemp(join(tmpdir(), "deltaw-connection-"))
    try {
      const file = join(folder, "kernel.json")
      await assert.rejects(readConnectionFile(file), /Cannot read the connection file ".*kernel\.json"/)
      await writeFile(file, "{")
      await assert.rejects(readConnectionFile(file), /kernel\.json" is not JSON/)
      await writeFile(file, "{}")
      await assert.rejects(readConnectionFile(file), /kernel\.json" cannot be used: shell_port is missing/)
      await writeFile(file, JSON.stringify(fields))
      assert.equal((await readConnectionFile(file)).ports.shell, 1001)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
