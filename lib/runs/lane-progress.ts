import process from "node:process"
import type { Progress } from "../numerics/solution.ts"
import type { LaneReport } from "./lane-messages.ts"
import { startProgress, surroundings } from "./surroundings.ts"

/** One bar for all lanes: those that ended, plus what the running ones say they have done. */
export interface LaneProgress {
  /** From now on the task with this number speaks for the lane, and none before it. */
  begin(lane: number, number: number): void
  /** Takes what a worker says; what a task says that is not running any more is dropped. */
  receive(report: LaneReport): void
  /** The lane ended; one that was stopped keeps the share it had done. */
  settle(lane: number, stopped: boolean): void
  /** Closes the bar. */
  finish(): void
}

const noTask = 0

/** Starts the bar of `lanes` lanes; what lanes print and display is passed on. */
export function startLaneProgress(
  label: string,
  lanes: number,
  onProgress: ((progress: Progress) => void) | undefined,
): LaneProgress {
  const around = surroundings()
  const bar = startProgress(label, lanes, onProgress)
  const fractions = new Float64Array(lanes)
  const speakers = new Float64Array(lanes).fill(noTask)
  let ended = 0
  const draw = () =>
    bar.report(
      fractions.reduce((sum, fraction) => sum + fraction, 0),
      `${ended} of ${lanes} lanes ended`,
    )
  return {
    begin(lane, number) {
      speakers[lane] = number
      fractions[lane] = 0
    },
    receive(report) {
      const { lane, number, kind } = report
      if (speakers[lane] !== number) return
      if (kind === "print") return void process[report.stream].write(report.text)
      if (kind === "display") return around.display(report.bundle, report.options)
      if (kind === "update") return around.update(report.bundle, report.options)
      fractions[lane] = Math.min(1, Math.max(0, report.fraction))
      draw()
    },
    settle(lane, stopped) {
      speakers[lane] = noTask
      if (stopped) return
      fractions[lane] = 1
      ended += 1
      draw()
    },
    finish: () => bar.finish(),
  }
}
