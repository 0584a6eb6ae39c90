import { useState } from 'react'
import type { ExportFormat } from '../../model'
import { actions } from '../store/page-store'
import type { LogTab } from '../store/state'
import { useWords } from '../texts/use-texts'
import { askExportHere } from './ask-export'
import { openExport } from './export-choice'
import { COMMANDS } from './formats'
import { EXPORTING } from './words'
import './exporting.css'

/** What a tab's content can be copied as. */
export const TAB_FORMATS: { readonly [tab in LogTab]?: readonly ExportFormat[] } = {
  trace: ['kernel-trace', 'xtables-monitor', 'tcpdump', 'tcpdump-verbose', 'tcpdump-link'],
  connections: ['conntrack', 'conntrack-extended', 'conntrack-proc'],
  log: ['kernel-log', 'kernel-trace'],
  counters: ['list-numbers', 'list-exact', 'save-counters', 'specs-counters'],
}

/** The formats of a tab, each a press away from the clipboard, and the way to all of them. */
export default function CopyAs({ tab }: { readonly tab: LogTab }) {
  const texts = useWords(EXPORTING)
  const [said, setSaid] = useState('')
  const copy = async (format: ExportFormat): Promise<void> => {
    try {
      await navigator.clipboard.writeText((await askExportHere(format)) ?? '')
      setSaid(`${COMMANDS[format] ?? texts.names[format] ?? ''}: ${texts.copied}`)
    } catch {
      actions.notify({ severity: 'warning', text: texts.notCopied, diagnostics: [] })
    }
  }
  return (
    <div className="copy-as">
      <p className="overline">{texts.copyAs}</p>
      {(TAB_FORMATS[tab] ?? []).map((format) => (
        <button key={format} type="button" className="button button--plain copy-as__format" onClick={() => void copy(format)}>
          {COMMANDS[format] === null ? texts.names[format] : <code>{COMMANDS[format]}</code>}
        </button>
      ))}
      <button type="button" className="button copy-as__more" onClick={() => openExport(TAB_FORMATS[tab]?.[0] ?? null)}>
        {texts.more}
      </button>
      <p className="copy-as__said" role="status">
        {said}
      </p>
    </div>
  )
}
