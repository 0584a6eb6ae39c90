import { Check, Copy, Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { EXPORT_GROUPS, type ExportFormat, type ExportGroup } from '../../model'
import { Modal } from '../app/Modal'
import { download } from '../sharing/download'
import { usePage } from '../store/page-store'
import { hasRecordingShown } from '../store/shown'
import { useWords } from '../texts/use-texts'
import { askExport, exportCursor } from './ask-export'
import { exportChoice } from './export-choice'
import { COMMANDS, fileName } from './formats'
import { EXPORTING } from './words'
import './exporting.css'

/** Lines of the preview: a browser's text field is slow with more. Copying and downloading take all. */
const MOST_SHOWN = 2_000

/** The moment that is looked at, in the words of the real tools. */
export default function ExportDialog() {
  const texts = useWords(EXPORTING)
  return (
    <Modal dialog="export" title={texts.title} description={texts.description} wide>
      <ExportForm />
    </Modal>
  )
}

function ExportForm() {
  const { format } = useStore(exportChoice)
  const form = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The dialog, which opens just after this, gives the focus to the first format: it belongs to the chosen one.
    queueMicrotask(() => form.current?.querySelector<HTMLElement>('input:checked')?.focus())
  }, [])
  return (
    <div className="exporting" ref={form}>
      <FormatList chosen={format} />
      <Preview format={format} />
    </div>
  )
}

/** One list of radio buttons: the arrow keys go through all of it. */
function FormatList({ chosen }: { readonly chosen: ExportFormat }) {
  const texts = useWords(EXPORTING)
  const groups = Object.keys(EXPORT_GROUPS) as readonly ExportGroup[]
  return (
    <div className="exporting__formats" role="radiogroup" aria-label={texts.formats}>
      {groups.map((group) => (
        <fieldset key={group} className="exporting__group">
          <legend className="overline">{texts.groups[group]}</legend>
          {EXPORT_GROUPS[group].map((format) => (
            <label key={format} className="exporting__format">
              <input
                type="radio"
                name="export-format"
                value={format}
                checked={format === chosen}
                onChange={() => exportChoice.setState({ format })}
              />
              <FormatName format={format} />
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  )
}

function FormatName({ format }: { readonly format: ExportFormat }) {
  const texts = useWords(EXPORTING)
  const command = COMMANDS[format]
  return command === null ? <span>{texts.names[format]}</span> : <code>{command}</code>
}

function Preview({ format }: { readonly format: ExportFormat }) {
  const texts = useWords(EXPORTING)
  const scenario = usePage((state) => state.scenario)
  const cursor = usePage(exportCursor)
  const steps = usePage((state) => state.run?.events.length ?? 0)
  const recorded = usePage(hasRecordingShown)
  const [written, setWritten] = useState<{ readonly of: string; readonly text: string } | null>(null)
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const field = useRef<HTMLTextAreaElement>(null)
  const wanted = `${format} ${cursor} ${recorded}`

  useEffect(() => {
    let gone = false
    setCopied('no')
    askExport(scenario, { cursor, recorded }, format).then(
      (text) => !gone && setWritten({ of: `${format} ${cursor} ${recorded}`, text: text ?? '' }),
      // The page has been told of a lost worker already.
      () => {},
    )
    return () => {
      gone = true
    }
  }, [format, cursor, recorded, scenario])

  const text = written?.of === wanted ? written.text : null
  const lines = text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const shown = lines.length > MOST_SHOWN ? `${lines.slice(0, MOST_SHOWN).join('\n')}\n` : (text ?? '')

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text ?? '')
      setCopied('yes')
    } catch {
      field.current?.select()
      setCopied('refused')
    }
  }

  const number = (count: number): string => count.toLocaleString('en')
  return (
    <section className="exporting__preview" aria-label={texts.preview}>
      <textarea
        ref={field}
        className="field terminal exporting__text"
        readOnly
        wrap="off"
        spellCheck={false}
        aria-label={texts.preview}
        aria-busy={text === null}
        data-format={text === null ? undefined : format}
        value={shown}
      />
      <p className="exporting__status" role="status">
        {text === null
          ? texts.writing
          : lines.length === 0
            ? texts.empty
            : [
                cursor === null ? texts.atEnd : texts.atStep(number(cursor), number(steps)),
                texts.lines(number(lines.length)),
                ...(lines.length > MOST_SHOWN ? [texts.cut(number(MOST_SHOWN))] : []),
              ].join(' · ')}
        {copied === 'yes' && ` ${texts.copied}`}
        {copied === 'refused' && ` ${texts.notCopied}`}
      </p>
      <div className="exporting__actions">
        <button
          type="button"
          className="button"
          disabled={text === null || lines.length === 0}
          onClick={() => download(fileName(format), text ?? '', 'text/plain')}
        >
          <Download size={15} aria-hidden="true" />
          {texts.download}
        </button>
        <button type="button" className="button button--solid" disabled={text === null || lines.length === 0} onClick={copy}>
          {copied === 'yes' ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          {texts.copy}
        </button>
      </div>
    </section>
  )
}
