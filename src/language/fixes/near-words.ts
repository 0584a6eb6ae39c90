/** Words of a list that a mistyped word is most likely to stand for, the nearest first. Case does not count. */
export function nearWords(word: string, known: readonly string[]): readonly string[] {
  const lower = word.toLowerCase()
  const most = word.length <= 3 ? 1 : 2
  return known
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase(), most) }))
    .filter(({ candidate, distance }) => distance <= most && candidate !== word && distance < candidate.length)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 2)
    .map(({ candidate }) => candidate)
}

/** Letters to add, leave out, change or swap with the next one; more than `most` is said to be `most + 1`. */
function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      let least = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return Math.min(rows[one.length]?.[other.length] ?? most + 1, most + 1)
}
