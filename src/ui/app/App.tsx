import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { Diagram } from '../diagram/Diagram'
import { EditorPane } from '../editor/EditorPane'
import { Inspector } from '../inspector/Inspector'
import { Logs } from '../logs/Logs'
import { useTexts } from '../texts/use-texts'
import { Timeline } from '../timeline/Timeline'
import './app.css'
import { Header } from './Header'
import { useLayout } from './layout'

/** The workbench: editor, diagram and inspector beside each other, the timeline and the logs below. */
export function App() {
  const words = useTexts().shell
  const layout = useLayout()
  const editor = (
    <section className="pane pane--editor" aria-label={words.regions.editor}>
      <EditorPane />
    </section>
  )
  const diagram = (
    <section className="pane pane--diagram" aria-label={words.regions.diagram}>
      <Diagram />
    </section>
  )
  const inspector = (
    <section className="pane pane--inspector" aria-label={words.regions.inspector}>
      <Inspector />
    </section>
  )
  const timeline = (
    <section className="pane pane--timeline" aria-label={words.regions.timeline}>
      <Timeline />
    </section>
  )
  const logs = (
    <section className="pane pane--logs" aria-label={words.regions.logs}>
      <Logs />
    </section>
  )
  return (
    <div className="app" data-layout={layout}>
      <Header />
      <main className="workbench">
        <Group orientation="vertical" id="workbench">
          <Panel id="upper" minSize="30%">
            <Group orientation="horizontal" id="upper-columns">
              <Panel id="editor" defaultSize="27%" minSize="220px">
                {editor}
              </Panel>
              <Grip label={words.resize.editor} />
              <Panel id="diagram" minSize="320px">
                {diagram}
              </Panel>
              <Grip label={words.resize.editor} />
              <Panel id="inspector" defaultSize="21%" minSize="230px">
                {inspector}
              </Panel>
            </Group>
          </Panel>
          <Grip label={words.resize.editor} />
          <Panel id="lower" defaultSize="23%" minSize="120px">
            <div className="lower">
              {timeline}
              {logs}
            </div>
          </Panel>
        </Group>
      </main>
    </div>
  )
}

function Grip({ label }: { label: string }): ReactNode {
  return <Separator className="grip" aria-label={label} />
}
