/** Words under which laboratories keep what a trial needs, by its role. */
const words: Readonly<Record<string, readonly string[]>> = {
  contrastLeft: ["contrastleft", "leftcontrast", "stimulusleft", "stimleft", "left"],
  contrastRight: ["contrastright", "rightcontrast", "stimulusright", "stimright", "right"],
  signedContrast: ["signedcontrast", "contrast", "stimulus", "stim", "signedstimulus"],
  contrast: ["contrast", "stimulus", "stim", "intensity"],
  side: ["side", "stimulusside", "stimside", "position", "location"],
  evidence: ["evidence", "coherence", "difference", "stimulus", "stim"],
  choice: ["choice", "response", "resp", "report", "action", "answered", "lick", "decision"],
  feedbackType: ["feedback", "feedbacktype", "reward", "rewarded", "correct", "outcome", "hit", "success"],
  reward: ["reward", "rewarded", "correct", "outcome", "feedback", "hit", "success"],
  answer: ["answer", "target", "correctside", "correctchoice", "label"],
  session: ["session", "sessionid", "sess", "day", "run"],
  date: ["date", "day", "sessiondate", "time"],
  subject: ["subject", "animal", "mouse", "rat", "id", "name"],
}

/**
 * Columns that are likeliest meant, best first, at most three.
 * @param asked the name that was not found, or a role such as "choice"
 */
export function likeliestColumns(asked: string, found: readonly string[]): readonly string[] {
  const wanted = [plain(asked), ...(words[asked] ?? [])]
  const scored = found.map((name) => ({ name, score: Math.max(...wanted.map((word) => likeness(word, plain(name)))) }))
  return scored
    .filter(({ score }) => score >= 0.7)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ name }) => name)
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, 60)
}

/** 1 where the words are equal, 0 where they have nothing in common. */
function likeness(word: string, name: string): number {
  if (word === "" || name === "") return 0
  if (word === name) return 1
  const within = word.length > 2 && name.length > 2 && (name.includes(word) || word.includes(name))
  const distance = 1 - editDistance(word, name) / Math.max(word.length, name.length)
  return within ? Math.max(0.8, distance) : distance
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(row[j - 1]! + 1, above[j]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    above = row
  }
  return above.at(-1)!
}
