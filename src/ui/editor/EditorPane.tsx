import { useState } from 'react'
import { ImportOffer } from '../importing/ImportOffer'
import { InferredBar } from '../network/InferredBar'
import { actions, usePage } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { useTexts } from '../texts/use-texts'
import './editor.css'
import { Problems } from './Problems'
import { TextEditor } from './TextEditor'

const TABS: readonly EditorTab[] = ['rules', 'network', 'sets', 'services', 'connections']

/** The person's own texts, one tab each. */
export function EditorPane() {
  const texts = useTexts().editor
  const tab = usePage((state) => state.tab.editor)
  const ruleCount = usePage((state) => state.opened?.rules.ruleCount ?? null)
  const diagnostics = usePage((state) => state.opened?.diagnostics)
  const [problemAsked, setProblemAsked] = useState(0)

  function onKeyDown(event: React.KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? 'rules'
    actions.showTab({ editor: next })
    document.getElementById(`editor-tab-${next}`)?.focus()
  }

  return (
    <div className="editor">
      <div className="editor__head">
        <div className="tabs editor__tabs" role="tablist" aria-label={texts.tabList} onKeyDown={onKeyDown}>
          {TABS.map((name) => (
            <button
              key={name}
              id={`editor-tab-${name}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab === name}
              aria-controls="editor-text"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => actions.showTab({ editor: name })}
            >
              {texts.tabs[name]}
              {diagnostics?.[name].some((diagnostic) => diagnostic.severity === 'error') === true && (
                <span className="tab__error" aria-hidden="true" />
              )}
            </button>
          ))}
        </div>
        {tab === 'rules' && ruleCount !== null && <span className="editor__count terminal">{texts.ruleCount(ruleCount)}</span>}
      </div>
      <InferredBar tab={tab} />
      <ImportOffer shown={tab === 'rules'} />
      <div id="editor-text" className="editor__text" role="tabpanel" aria-labelledby={`editor-tab-${tab}`}>
        <TextEditor tab={tab} problemAsked={problemAsked} />
      </div>
      <Problems tab={tab} onNext={() => setProblemAsked((count) => count + 1)} />
    </div>
  )
}
