import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { Diagram } from '../diagram/Diagram'
import { EditorPane } from '../editor/EditorPane'
import { Inspector } from '../inspector/Inspector'
import { Logs } from '../logs/Logs'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { Timeline } from '../timeline/Timeline'
import './app.css'
import { DropTarget } from './DropTarget'
import { Header } from './Header'
import { useLayout } from './layout'
import { Notices } from './Notices'
import { useShortcuts } from './shortcuts'

/** The workbench: editor, diagram and inspector beside each other, the timeline and the logs below. */
export function App() {
  useShortcuts()
  const layout = useLayout()
  return (
    <DropTarget>
      <div className="app" data-layout={layout}>
        <Header />
        <main className="workbench">{layout === 'phone' ? <OneAtATime /> : <Columns inspectorBelow={layout === 'medium'} />}</main>
        <DialogsWhenWanted />
        <Notices />
      </div>
    </DropTarget>
  )
}

const Dialogs = lazy(() => import('./Dialogs'))

/** The dialogs stay once they have been wanted, so that a closing one can give the focus back. */
function DialogsWhenWanted() {
  const open = usePage((state) => state.dialog !== 'none')
  const [wanted, setWanted] = useState(open)
  if (open && !wanted) setWanted(true)
  return <Suspense fallback={null}>{wanted && <Dialogs />}</Suspense>
}

/** Three columns over the timeline; where there is less width the inspector shares the lower part with the logs. */
function Columns({ inspectorBelow }: { inspectorBelow: boolean }) {
  const texts = useTexts().shell
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
  return (
    <Group orientation="vertical" className="workbench__group">
      <Panel id="upper" minSize="30%">
        <Group orientation="horizontal">
          <Panel id="editor" defaultSize={inspectorBelow ? '36%' : '27%'} minSize="220px">
            <Region name="editor">
              <EditorPane />
            </Region>
          </Panel>
          <Grip label={texts.resize.editor} />
          <Panel id="diagram" minSize="320px">
            <Region name="diagram">
              <Diagram />
            </Region>
          </Panel>
          {!inspectorBelow && (
            <>
              <Grip label={texts.resize.inspector} />
              <Panel id="inspector" defaultSize="21%" minSize="230px">
                {inspector}
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      <Grip label={texts.resize.logs} />
      <Panel id="lower" defaultSize={inspectorBelow ? '38%' : '24%'} minSize="120px">
        <div className="lower">
          <Region name="timeline">
            <Timeline />
          </Region>
          {inspectorBelow ? (
            <Group orientation="horizontal" className="lower__rest">
              <Panel id="logs" minSize="30%">
                {logs}
              </Panel>
              <Grip label={texts.resize.inspector} />
              <Panel id="inspector" defaultSize="44%" minSize="240px">
                {inspector}
              </Panel>
            </Group>
          ) : (
            <div className="lower__rest">{logs}</div>
          )}
        </div>
      </Panel>
    </Group>
  )
}

type Part = 'rules' | 'diagram' | 'inspector' | 'logs'
const PARTS: readonly Part[] = ['rules', 'diagram', 'inspector', 'logs']

/** A phone shows one part, with the timeline always at hand. */
function OneAtATime() {
  const texts = useTexts().shell
  const [part, setPart] = useState<Part>('diagram')
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = PARTS[(PARTS.indexOf(part) + step + PARTS.length) % PARTS.length] ?? 'diagram'
    setPart(next)
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
            onClick={() => setPart(name)}
          >
            {texts.parts[name]}
          </button>
        ))}
      </div>
      <div id="part" className="one__part" role="tabpanel" aria-labelledby={`part-${part}`}>
        {part === 'rules' && <EditorPane />}
        {part === 'diagram' && <Diagram />}
        {part === 'inspector' && <Inspector />}
        {part === 'logs' && <Logs />}
      </div>
      <Region name="timeline">
        <Timeline />
      </Region>
    </div>
  )
}

function Region({ name, children }: { name: 'editor' | 'diagram' | 'inspector' | 'timeline' | 'logs'; children: ReactNode }) {
  const texts = useTexts().shell
  return (
    <section className={`pane pane--${name}`} aria-label={texts.regions[name]}>
      {children}
    </section>
  )
}

function Grip({ label }: { label: string }) {
  return <Separator className="grip" aria-label={label} />
}
