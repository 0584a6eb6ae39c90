/**
 * The page's own styles as one text that needs nothing else: a picture file has no other file at hand, so the faces that its words
 * are set in stand in it. Monaco's styles are left out.
 */
export async function pageStyles(words: string): Promise<string> {
  const faces: Promise<string>[] = []
  const rules: string[] = []
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (/monaco|codicon/.test(rule.cssText)) continue
      if (!(rule instanceof CSSFontFaceRule)) rules.push(rule.cssText)
      else if (covers(rule.style.getPropertyValue('unicode-range'), words))
        faces.push(embedded(rule.cssText, sheet.href ?? document.baseURI))
    }
  return [...(await Promise.all(faces)), ...rules].join('\n')
}

/** Whether a face of `U+0-FF, U+131` has any of the letters; one without a range has them all. */
export function covers(range: string, words: string): boolean {
  const ranges = [...range.matchAll(/U\+([0-9A-F?]+)(?:-([0-9A-F]+))?/gi)].map(([, from = '', to]) => ({
    from: Number.parseInt(from.replaceAll('?', '0'), 16),
    to: Number.parseInt(to ?? from.replaceAll('?', 'F'), 16),
  }))
  if (ranges.length === 0) return true
  return [...words].some((letter) => {
    const code = letter.codePointAt(0) ?? 0
    return ranges.some(({ from, to }) => code >= from && code <= to)
  })
}

/** A rule whose files are written into it. */
async function embedded(rule: string, base: string): Promise<string> {
  let whole = rule
  for (const [, address = ''] of rule.matchAll(/url\("?([^")]+)"?\)/g)) {
    if (address.startsWith('data:')) continue
    const answer = await fetch(new URL(address, base))
    whole = whole.replace(address, await dataAddress(await answer.blob()))
  }
  return whole
}

function dataAddress(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
