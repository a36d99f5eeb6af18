// Stands for the process that measures a BLAS, where the library never comes back.
process.once("message", () => {
  for (;;);
})
