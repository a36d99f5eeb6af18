// Stands for the process that measures a BLAS, where the library brings it down: as an instruction does that the processor lacks.
process.once("message", () => {
  process.stderr.write("about to crash\n")
  process.kill(process.pid, "SIGKILL")
})
