const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysOf(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (monthDays[month - 1] ?? 0) + (leap ? 1 : 0)
}

/** Whether text is a calendar date YYYY-MM-DD, a time of day behind it allowed. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (match === null) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  return day >= 1 && day <= daysOf(year, month)
}

/**
 * The weekday number `index`, from 0 on Monday 1 January 2001, as YYYY-MM-DD: dates of synthetic sessions, which no
 * recording of a present task can have.
 */
export function syntheticWeekday(index: number): string {
  let day = 1 + 7 * Math.floor(index / 5) + (index % 5)
  let month = 1
  let year = 2001
  while (day > daysOf(year, month)) {
    day -= daysOf(year, month)
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
}
