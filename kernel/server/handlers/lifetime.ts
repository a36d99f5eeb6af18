import { field, type Handler } from "./handler.ts"

/** Stops the running cell; the reply comes when nothing runs any more. */
export const interrupt: Handler = async ({ reply }, { session }) => {
  await session.interrupt()
  reply({ status: "ok" })
}

/** Ends the kernel; `restart` only tells the clients what comes next. */
export const shutdown: Handler = ({ content, reply, publish }, kernel) => {
  const answer = { status: "ok", restart: field(content, "restart", false) }
  reply(answer)
  publish("shutdown_reply", answer)
  kernel.shutdown()
}
