import { animals } from "../../lib/data/animals.ts"
import { type AnimalChoices, choices } from "../../lib/data/choices.ts"
import { DataError } from "../../lib/data/data-error.ts"

/** The choices of mouse KS014, or null on a machine that does not have them. */
export async function loadKs014(): Promise<AnimalChoices | null> {
  try {
    return choices(await animals.load("KS014"))
  } catch (error) {
    if (error instanceof DataError && error.fault === "not-found") return null
    throw error
  }
}
