const style = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`

/** Text in bold, as terminals and Jupyter front ends read it. */
export const bold = style(1, 22)
/** Text in red. */
export const red = style(31, 39)
/** Text in green. */
export const green = style(32, 39)
/** Text in yellow. */
export const yellow = style(33, 39)
/** Text in cyan. */
export const cyan = style(36, 39)
