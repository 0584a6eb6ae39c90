import { Check, ClipboardPaste, Copy, Download, FileOutput, Upload } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { encodeLink } from '../../scenario/url'
import { writeDocument } from '../../scenario/write-document'
import { Modal } from '../app/Modal'
import { openExport } from '../exporting/export-choice'
import { openImport } from '../importing/pending-import'
import { IMPORTING } from '../importing/words'
import { actions, pageStore, usePage } from '../store/page-store'
import { viewOf } from '../store/shown'
import { currentSimulation } from '../store/simulate'
import { useTexts, useWords } from '../texts/use-texts'
import { whyFailed } from '../texts/why-failed'
import { download } from './download'
import { importFile } from './import-file'
import { SHARING } from './words'
import './sharing.css'

/** Links longer than this are cut by some chat programs and mailers. */
const SAFE_LINK = 8_000

/** The link to this moment, and the files. */
export function ShareDialog() {
  const texts = useWords(SHARING)
  return (
    <Modal dialog="share" title={texts.title} description={texts.description}>
      <LinkPart />
      <FilePart />
    </Modal>
  )
}

function LinkPart() {
  const texts = useWords(SHARING)
  const scenario = usePage((state) => state.scenario)
  const cursor = usePage((state) => viewOf(state).cursor)
  const shown = usePage((state) => state.shown)
  const link = useMemo(
    () =>
      `${location.origin}${location.pathname}${location.search}#${encodeLink(scenario, { cursor, ...(shown === 'recorded' && { shown }) })}`,
    [scenario, cursor, shown],
  )
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const field = useRef<HTMLInputElement>(null)

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link)
      setCopied('yes')
    } catch {
      field.current?.select()
      setCopied('refused')
    }
  }

  return (
    <>
      <div className="share__link">
        <input
          ref={field}
          className="field terminal"
          readOnly
          value={link}
          aria-label={texts.link}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button button--solid" onClick={copy}>
          {copied === 'yes' ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          {texts.copy}
        </button>
      </div>
      <p className="share__length" role="status">
        {texts.length(link.length.toLocaleString('en'))}
        {link.length > SAFE_LINK && <span className="share__long"> {texts.long}</span>}
        {copied === 'yes' && ` ${texts.copied}`}
        {copied === 'refused' && ` ${texts.notCopied}`}
      </p>
    </>
  )
}

function FilePart() {
  const texts = useWords(SHARING)
  const { dialogs } = useTexts()
  const importing = useWords(IMPORTING)
  const [counters, setCounters] = useState(false)
  const picker = useRef<HTMLInputElement>(null)

  async function saveRules(): Promise<void> {
    const simulation = currentSimulation()
    if (simulation === null) return
    try {
      const { text } = await simulation.ask('save', { scenario: pageStore.getState().scenario, counters })
      download('rules.v4', text, 'text/plain')
    } catch (failure) {
      actions.notify({ severity: 'error', text: whyFailed(failure), diagnostics: [] })
    }
  }

  return (
    <section className="share__files" aria-label={texts.file}>
      <h3 className="overline">{texts.file}</h3>
      <div className="share__row">
        <button
          type="button"
          className="button"
          onClick={() => {
            const state = pageStore.getState()
            const document = writeDocument(state.scenario, { ...viewOf(state), cursor: state.cursor })
            download('scenario.json', `${JSON.stringify(document, null, 2)}\n`, 'application/json')
          }}
        >
          <Download size={15} aria-hidden="true" />
          {texts.exportScenario}
        </button>
        <button type="button" className="button" onClick={() => openExport()}>
          <FileOutput size={15} aria-hidden="true" />
          {texts.exportAs}
        </button>
      </div>
      <div className="share__row">
        <button type="button" className="button" onClick={saveRules}>
          <Download size={15} aria-hidden="true" />
          {texts.exportRules}
        </button>
        <label className="share__counters">
          <input type="checkbox" checked={counters} onChange={(event) => setCounters(event.target.checked)} />
          {texts.withCounters}
        </label>
      </div>
      <div className="share__row">
        <button type="button" className="button" onClick={() => picker.current?.click()}>
          <Upload size={15} aria-hidden="true" />
          {dialogs.share.import}
        </button>
        <button type="button" className="button" onClick={() => openImport({})}>
          <ClipboardPaste size={15} aria-hidden="true" />
          {importing.open}
        </button>
        <input
          ref={picker}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={dialogs.share.import}
          onChange={(event) => {
            const [file] = event.target.files ?? []
            if (file !== undefined) void importFile(file)
            event.target.value = ''
          }}
        />
      </div>
    </section>
  )
}
