import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((found) => [
    found[1],
    { light: found[2], dark: found[3] },
  ]),
)

function colour(token: string, theme: 'light' | 'dark'): string {
  const value = tokens.get(token)?.[theme]
  if (value === undefined) throw new Error(`no colour ${token}`)
  return value
}

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function check(floor: number, inks: readonly string[], papers: readonly string[]) {
  for (const theme of ['light', 'dark'] as const)
    for (const ink of inks)
      for (const paper of papers)
        test(`${theme}: ${ink} on ${paper} >= ${floor}`, () => {
          expect(contrast(colour(ink, theme), colour(paper, theme))).toBeGreaterThanOrEqual(floor)
        })
}

const SURFACES = ['canvas', 'paper', 'card', 'sunken']
const TABLES = ['table-raw', 'table-conntrack', 'table-mangle', 'table-nat', 'table-filter', 'table-security']

describe('words are readable (WCAG AA, 4.5)', () => {
  check(
    4.5,
    ['text', 'text-soft', 'text-quiet', 'link', 'against', 'favour', 'unknown', 'error', 'warning', 'information', ...TABLES],
    SURFACES,
  )
  check(4.5, ['text', 'text-soft', 'text-quiet', 'link'], ['hover', 'pressed', 'hatch'])
  check(4.5, ['text', 'text-soft', 'here-text', 'against', 'favour', 'link', ...TABLES], ['here-wash'])
  check(4.5, ['text', 'text-soft', 'against'], ['against-wash'])
  check(4.5, ['text', 'favour'], ['favour-wash'])
  check(4.5, ['text', 'unknown'], ['unknown-wash'])
  check(4.5, ['text-inverse'], ['solid', 'against-solid'])
})

describe('controls and focus are visible (WCAG AA, 3)', () => {
  check(3, ['line-control', 'focus', 'here-strong'], SURFACES)
})
