/** Whether the name of an archive's entry is none, or leads out of the folder that the archive is unpacked into on some system. */
export function leavesArchive(name: string): boolean {
  return name === "" || /^[/\\]|^[A-Za-z]:|[\\\0]/.test(name) || name.split("/").includes("..")
}
