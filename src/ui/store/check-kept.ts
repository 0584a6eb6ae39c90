import * as v from 'valibot'
import { openDocument } from '../../scenario/migrate'
import type { Kept } from './kept'

const WindowShape = v.object({
  editorTab: v.fallback(v.picklist(['rules', 'network', 'sets', 'services', 'connections']), 'rules'),
  logTab: v.fallback(v.picklist(['trace', 'connections', 'log', 'counters', 'difference', 'recorded', 'moves']), 'trace'),
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  language: v.fallback(v.picklist(['en', 'zh']), 'en'),
  speed: v.fallback(v.pipe(v.number(), v.minValue(0.1), v.maxValue(20)), 1),
  breakpoints: v.fallback(v.array(v.string()), []),
})

/** What was kept, if it still means something; a window that does not is forgotten. */
export function checkKept(value: unknown): Kept | null {
  if (typeof value !== 'object' || value === null || !('document' in value)) return null
  const document = openDocument(value.document)
  if (!document.ok) return null
  const parsed = v.safeParse(WindowShape, 'window' in value ? value.window : {})
  if (!parsed.success) return { scenario: document.scenario, ...document.view, window: {} }
  const { editorTab, logTab, theme, language, speed, breakpoints } = parsed.output
  return {
    scenario: document.scenario,
    ...document.view,
    window: { tab: { editor: editorTab, log: logTab }, theme, language, speed, breakpoints },
  }
}
