/** Name of the global object through which a compiled cell reaches its host: `await`, `import` and the like go there. */
export const HOST_OBJECT = "__deltaw"

/** What a cell's top-level name is given as suffix where the plain one would hide a global such as `performance`. */
export const CELL_SUFFIX = "$cell"
