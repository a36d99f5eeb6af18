/** Stage (from 0) of a session (from 0), where all sessions are cut into runs of about equal number. */
export function stageOf(session: number, sessions: number, stages: number): number {
  return Math.floor((session * stages) / sessions)
}

/** Name of a stage: its sessions, counted from 1. */
export function stageLabel(stage: number, sessions: number, stages: number): string {
  const first = Math.ceil((stage * sessions) / stages) + 1
  const last = Math.ceil(((stage + 1) * sessions) / stages)
  return first === last ? `session ${first}` : `sessions ${first}–${last}`
}
