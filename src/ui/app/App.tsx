import { type ReactNode, Suspense, useState } from 'react'
import { useStore } from 'zustand'
import { Diagram } from '../diagram/Diagram'
import { EditorPane } from '../editor/EditorPane'
import { Inspector } from '../inspector/Inspector'
import { NowLine } from '../inspector/NowLine'
import { Logs } from '../logs/Logs'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { Timeline } from '../timeline/Timeline'
import { fetchedPart } from './fetched-part'
import './app.css'
import { useFileDrop } from './file-drop'
import { Header } from './Header'
import { useLayout } from './layout'
import { ledStore } from './led'
import { Notices } from './Notices'
import { type Part, partStore, showPart } from './phone-part'
import { Split } from './Split'
import { useShortcuts } from './shortcuts'

/** The workbench: editor, diagram and inspector beside each other, the timeline and the logs below. */
export function App() {
  useShortcuts()
  const layout = useLayout()
  const fileHeld = useFileDrop()
  const texts = useTexts().dialogs.share
  return (
    <div className="app" data-layout={layout}>
      <Header phone={layout === 'phone'} />
      <main className="workbench">{layout === 'phone' ? <OneAtATime /> : <Columns inspectorBelow={layout === 'medium'} />}</main>
      <DialogsWhenWanted />
      <Notices />
      {fileHeld && <div className="drop-here">{texts.import}</div>}
    </div>
  )
}

const Dialogs = fetchedPart(
  () => import('./Dialogs'),
  () => actions.openDialog('none'),
)

/** The dialogs stay once they have been wanted, so that a closing one can give the focus back. */
function DialogsWhenWanted() {
  const isOpen = usePage((state) => state.dialog !== 'none')
  return <Suspense fallback={null}>{(isOpen || Dialogs.isThere()) && <Dialogs />}</Suspense>
}

/** Three columns over the timeline; where there is less width the inspector shares the lower part with the logs. */
function Columns({ inspectorBelow }: { inspectorBelow: boolean }) {
  const texts = useTexts().shell
  const notes = usePage((state) => state.scenario.notes)
  const comparing = usePage((state) => state.tab.log === 'difference')
  const led = useStore(ledStore, (state) => state.led) && notes !== ''
  const fold = useFold()
  const diagram = (
    <Region name="diagram">
      <Diagram />
    </Region>
  )
  const inspector = (
    <Region name="inspector">
      <Inspector />
    </Region>
  )
  const logs = (
    <Region name="logs">
      <Logs />
    </Region>
  )
  const upper = (
    <Split direction="row" sized="first" share={inspectorBelow ? 27 : 22} least={{ sized: 240, other: 320 }} label={texts.resize.editor}>
      <Region name="editor">
        <EditorPane />
      </Region>
      {inspectorBelow ? (
        diagram
      ) : (
        <Split direction="row" sized="second" share={23.5} least={{ sized: 250, other: 320 }} label={texts.resize.inspector}>
          {diagram}
          {inspector}
        </Split>
      )}
    </Split>
  )
  return (
    <Split
      direction="column"
      sized="second"
      // A story beside the logs is read at once, puzzle and buttons.
      share={inspectorBelow ? 34 : 26}
      grown={comparing ? 46 : inspectorBelow ? (notes !== '' && fold.open ? 44 : null) : led ? 33 : null}
      least={{ sized: 120, other: 220 }}
      label={texts.resize.logs}
    >
      {upper}
      <div className="lower">
        <Region name="timeline">
          <Timeline />
        </Region>
        <div className="lower__rest">
          {inspectorBelow ? (
            <Split direction="row" sized="second" share={46} least={{ sized: 240, other: 240 }} label={texts.resize.inspector}>
              <div className="storied">
                <FoldedNotes notes={notes} fold={fold} />
                <div className="storied__logs">{logs}</div>
              </div>
              {inspector}
            </Split>
          ) : notes === '' ? (
            logs
          ) : (
            <Split direction="row" sized="second" share={40} least={{ sized: 280, other: 320 }} label={texts.resize.notes}>
              {logs}
              <Region name="notes">
                <Notes notes={notes} />
              </Region>
            </Split>
          )}
        </div>
      </div>
    </Split>
  )
}

const PARTS: readonly Part[] = ['rules', 'diagram', 'inspector', 'logs']

/** A phone shows one part, with the timeline always at hand. */
function OneAtATime() {
  const texts = useTexts().shell
  const part = useStore(partStore, (state) => state.part)
  const notes = usePage((state) => state.scenario.notes)
  const fold = useFold()
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = PARTS[(PARTS.indexOf(part) + step + PARTS.length) % PARTS.length] ?? 'diagram'
    showPart(next)
    document.getElementById(`part-${next}`)?.focus()
  }
  return (
    <div className="one">
      <div className="tabs one__tabs" role="tablist" aria-label={texts.regions.diagram} onKeyDown={onKeyDown}>
        {PARTS.map((name) => (
          <button
            key={name}
            id={`part-${name}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={name === part}
            tabIndex={name === part ? 0 : -1}
            aria-controls="part"
            onClick={() => showPart(name)}
          >
            {texts.parts[name]}
          </button>
        ))}
      </div>
      <FoldedNotes notes={notes} fold={fold} />
      <div id="part" className="one__part" role="tabpanel" aria-labelledby={`part-${part}`}>
        <h2 className="visually-hidden">{texts.parts[part]}</h2>
        {part === 'rules' && <EditorPane />}
        {part === 'diagram' && <Diagram />}
        {part === 'inspector' && <Inspector />}
        {part === 'logs' && <Logs />}
      </div>
      {part !== 'inspector' && <NowLine />}
      <Region name="timeline">
        <Timeline />
      </Region>
    </div>
  )
}

const StoryNotes = fetchedPart(() => import('../stories/StoryNotes'))

function Notes({ notes }: { notes: string }) {
  return (
    <Suspense fallback={null}>
      <StoryNotes notes={notes} />
    </Suspense>
  )
}

interface Fold {
  readonly open: boolean
  readonly set: (open: boolean) => void
}

/** Every story is told until the person folds it away, and the next one again; where a window is this low, when it is asked for. */
const LOW = '(max-height: 640px)'

function useFold(): Fold {
  const title = usePage((state) => state.scenario.title)
  const [chosen, choose] = useState<{ readonly title: string; readonly open: boolean } | null>(null)
  return { open: chosen?.title === title ? chosen.open : !matchMedia(LOW).matches, set: (open) => choose({ title, open }) }
}

/** Where there is less room the notes can be folded away: above the logs, or above whichever part a phone shows. */
function FoldedNotes({ notes, fold }: { readonly notes: string; readonly fold: Fold }) {
  const texts = useTexts().dialogs.stories
  if (notes === '') return null
  return (
    <details className="notes-fold" open={fold.open} onToggle={(event) => fold.set(event.currentTarget.open)}>
      <summary>
        <h2>{texts.notes}</h2>
      </summary>
      <div className="notes-fold__text">
        <Notes notes={notes} />
      </div>
    </details>
  )
}

function Region({ name, children }: { name: 'editor' | 'diagram' | 'inspector' | 'timeline' | 'logs' | 'notes'; children: ReactNode }) {
  const texts = useTexts().shell
  return (
    <section className={`pane pane--${name}`} aria-label={texts.regions[name]}>
      <h2 className="visually-hidden">{texts.regions[name]}</h2>
      {children}
    </section>
  )
}
