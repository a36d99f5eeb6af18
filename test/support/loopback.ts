import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** Runs work against a server on this machine that answers every request by `answer`, and ends the server after it. */
export async function withLoopback(
  answer: (response: ServerResponse, path: string) => void,
  work: (origin: string) => Promise<void>,
): Promise<void> {
  const server: Server = createServer((request, response) => answer(response, request.url ?? "/"))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
