/** Parts of an ALF file name, `_namespace_object.attribute.extra.ext`. */
export interface AlfName {
  /** Empty where there is none. */
  readonly namespace: string
  readonly object: string
  /** With its time scale, as in `goCue_times`. */
  readonly attribute: string
  readonly extension: string
}

const uuid = /\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=\.[^.]+$)/i

/** A file's name without the UUID that servers put before its extension. */
export function withoutUuid(name: string): string {
  return name.replace(uuid, "")
}

/** A file's name with the UUID before its extension, as files are called on a server. */
export function withUuid(name: string, id: string): string {
  const dot = name.lastIndexOf(".")
  return dot < 0 ? `${name}.${id}` : `${name.slice(0, dot)}.${id}${name.slice(dot)}`
}

/** The parts of an ALF file name, its UUID left out; null where it is none. */
export function alfName(name: string): AlfName | null {
  const match =
    /^(?:_([a-z0-9]+)_)?([A-Za-z0-9]+)\.([A-Za-z0-9]+(?:_[A-Za-z0-9]+)*)(?:\.[\w.-]+)?\.([A-Za-z0-9]+)$/.exec(
      withoutUuid(name),
    )
  if (match === null) return null
  const [, namespace = "", object, attribute, extension] = match
  return { namespace, object: object!, attribute: attribute!, extension: extension! }
}

/** Whether a file is of the trials object. */
export function isTrialsFile(name: string): boolean {
  const parts = alfName(name)
  return parts !== null && parts.object === "trials" && (parts.extension === "npy" || parts.extension === "pqt")
}
