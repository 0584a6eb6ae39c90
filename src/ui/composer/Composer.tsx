import { useState } from 'react'
import { Modal } from '../app/Modal'
import { actions, pageStore, usePage } from '../store/page-store'
import { refresh } from '../store/simulate'
import { useWords } from '../texts/use-texts'
import { COMPOSER } from './words'
import './composer.css'
import { Choices } from './Choices'
import { type Draft, type DraftProblems, draftOf, draftOfPacket, readDraft } from './draft'
import { ExchangeFields } from './ExchangeFields'
import { Row, SelectField, TextField } from './Field'
import { PacketFields } from './PacketFields'
import { applyPreset, firstDraft, PRESETS } from './presets'
import { SendingList } from './SendingList'

/** Suggestions that are offered as buttons; a large ruleset has hundreds. */
const MOST_SUGGESTIONS = 8

/** Compose a packet or an exchange, and send it. */
export function Composer() {
  const texts = useWords(COMPOSER)
  return (
    <Modal dialog="compose" title={texts.title} description={texts.description} wide>
      <ComposerForm />
    </Modal>
  )
}

function ComposerForm() {
  const texts = useWords(COMPOSER)
  const network = usePage((state) => state.opened?.network ?? null)
  const [draft, setDraft] = useState<Draft>(() => lastDraft ?? firstDraft(network))
  const [problems, setProblems] = useState<DraftProblems>({})
  const [editing, setEditing] = useState<number | null>(null)

  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    // What is being mended is no longer called wrong until it is sent again.
    setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in part))))
  }
  const use = (next: Draft) => {
    setDraft(next)
    setProblems({})
  }
  const edit = (index: number | null) => {
    setEditing(index)
    const sending = index === null ? undefined : pageStore.getState().scenario.traffic[index]
    if (sending !== undefined) use(draftOf(sending))
  }

  function submit(play: boolean): void {
    const read = readDraft(draft)
    if (!read.ok) {
      setProblems(read.problems)
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer [aria-invalid="true"]')?.focus())
      return
    }
    lastDraft = draft
    const { run, scenario } = pageStore.getState()
    const seen = run?.events.length ?? 0
    const replaced = editing
    actions.editScenario((before) => ({
      ...before,
      traffic:
        replaced === null
          ? [...before.traffic, read.sending]
          : before.traffic.map((sending, index) => (index === replaced ? read.sending : sending)),
    }))
    setEditing(null)
    if (!play) return
    actions.openDialog('none')
    // What was on the list has been watched: the show goes on with what is new.
    const from = replaced === null && scenario.traffic.length > 0 ? seen : 0
    refresh({ kind: 'at', cursor: from }, () => actions.play())
  }

  const interfaces = network?.network.interfaces ?? []
  return (
    <form
      className="composer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(true)
      }}
    >
      <div className="composer__form">
        <Choices
          label={texts.kind}
          value={draft.kind}
          options={(['packet', 'exchange'] as const).map((value) => ({ value, label: texts.kinds[value] }))}
          onChange={(kind) => change({ kind })}
        />
        {draft.kind === 'packet' && (
          <fieldset className="composer__presets" aria-label={texts.presets}>
            {PRESETS.map((preset) => (
              <button key={preset} type="button" className="button button--small" onClick={() => use(applyPreset(draft, preset))}>
                {texts.presetNames[preset]}
              </button>
            ))}
          </fieldset>
        )}
        {network !== null && network.suggestions.length > 0 && (
          <fieldset className="composer__presets" aria-label={texts.suggestions}>
            <span className="overline">{texts.suggestions}</span>
            {network.suggestions.slice(0, MOST_SUGGESTIONS).map((suggestion) => (
              <button
                key={texts.suggestion(suggestion.what)}
                type="button"
                className="button button--small"
                onClick={() => {
                  const next = draftOfPacket(suggestion.packet)
                  use({ ...next, kind: draft.kind, what: next.protocol === 'icmp' ? 'ping' : next.protocol === 'udp' ? 'udp' : 'tcp' })
                }}
              >
                {texts.suggestion(suggestion.what)}
              </button>
            ))}
          </fieldset>
        )}
        <Row>
          <SelectField
            label={texts.from}
            value={draft.from}
            options={[
              ...interfaces.filter((entry) => !entry.loopback).map((entry) => ({ value: entry.name, label: entry.name })),
              ...(draft.from !== '' && !interfaces.some((entry) => entry.name === draft.from)
                ? [{ value: draft.from, label: draft.from }]
                : []),
              { value: '', label: texts.local },
            ]}
            onChange={(from) => change({ from })}
          />
          <TextField label={texts.source} value={draft.src} problem={problems.src} onChange={(src) => change({ src })} />
          <TextField label={texts.destination} value={draft.dst} problem={problems.dst} onChange={(dst) => change({ dst })} />
        </Row>
        {draft.kind === 'packet' ? (
          <PacketFields draft={draft} problems={problems} change={change} />
        ) : (
          <ExchangeFields draft={draft} problems={problems} change={change} />
        )}
        <div className="composer__actions">
          <button type="button" className="button" onClick={() => submit(false)}>
            {editing === null ? texts.addOnly : texts.replace(editing + 1)}
          </button>
          <button type="submit" className="button button--solid">
            {texts.send}
          </button>
        </div>
      </div>
      <SendingList editing={editing} onEdit={edit} />
    </form>
  )
}

/** What was sent last stands in the form when it is opened again. */
let lastDraft: Draft | null = null
