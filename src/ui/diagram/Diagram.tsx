import {
  Background,
  BackgroundVariant,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  ViewportPortal,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import './diagram.css'
import './cards.css'
import './stages.css'
import './chain-rows.css'
import './changing-rules.css'
import { Suspense, useEffect, useMemo, useRef } from 'react'
import { fetchedPart } from '../app/fetched-part'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useCamera } from './camera'
import { followCounters } from './counter-store'
import { DiagramControls } from './DiagramControls'
import { DrawnNode } from './DrawnNode'
import { useFocusInSight } from './focus-in-sight'
import { useDiagramKeys } from './keyboard'
import { Lines } from './Lines'
import type { LaidNode } from './layout'
import { PacketLayer } from './PacketLayer'
import { followPicture, usePicture } from './picture'
import { Refused } from './Refused'
import { RuleMenuWhenWanted } from './RuleMenuWhenWanted'
import { useRuleGestures } from './rule-gestures'
import { sameNode } from './same-node'
import { SMALLEST } from './viewport'

type FlowNode = Node<{ readonly node: LaidNode }, LaidNode['kind']>

/** React Flow gives back the node's data whole. */
function NodeContent({ data: { node } }: NodeProps<FlowNode>) {
  return <DrawnNode node={node} />
}

const NODE_TYPES = {
  hook: NodeContent,
  chain: NodeContent,
  pill: NodeContent,
  local: NodeContent,
  routing: NodeContent,
  uncalled: NodeContent,
}

/** More nodes than these and only what is in view is in the document. */
const MANY_NODES = 24

/** Sizes and a handle are given, so that React Flow measures nothing. Lines are drawn by Lines. */
function flowNode(node: LaidNode, before: FlowNode | undefined): FlowNode {
  const content = before !== undefined && sameNode(before.data.node, node) ? before.data : { node }
  if (before !== undefined && content === before.data && before.position.x === node.x && before.position.y === node.y) return before
  const { width, height } = node
  return {
    id: node.id,
    type: node.kind,
    position: { x: node.x, y: node.y },
    width,
    height,
    measured: { width, height },
    handles: [{ type: 'source', position: Position.Bottom, x: width / 2, y: height, width: 1, height: 1 }],
    data: content,
  }
}

function useFlowNodes(): FlowNode[] {
  const layout = usePicture((picture) => picture.layout)
  const before = useRef<ReadonlyMap<string, FlowNode>>(new Map())
  return useMemo(() => {
    const nodes = layout.nodes.map((node) => flowNode(node, before.current.get(node.id)))
    before.current = new Map(nodes.map((node) => [node.id, node]))
    return nodes
  }, [layout])
}

const NO_EDGES: never[] = []

/** Wanted only where something was recorded. */
const ShownSwitch = fetchedPart(() => import('../recordings/ShownSwitch'))

function Canvas() {
  const texts = useTexts().diagram
  const nodes = useFlowNodes()
  const frame = useRef<HTMLDivElement>(null)
  const camera = useCamera(frame)
  useDiagramKeys(frame, camera)
  useFocusInSight(frame, camera)
  useRuleGestures(frame, camera)
  const refused = usePage((page) => page.opened?.refused?.by === 'kernel')
  return (
    <div ref={frame} className="diagram" data-refused={refused || undefined}>
      <p id="diagram-help" className="visually-hidden">
        {texts.help}
      </p>
      <ReactFlow
        aria-label={texts.name}
        aria-describedby="diagram-help"
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        panOnScroll
        panOnDrag
        zoomOnDoubleClick={false}
        minZoom={SMALLEST}
        maxZoom={2.5}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        // By default the whole page's space bar pans: it would be taken from the editor, where people type.
        panActivationKeyCode={null}
        onlyRenderVisibleElements={nodes.length > MANY_NODES}
        onMoveStart={(event) => camera.moved(event !== null)}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} color="var(--canvas-dot)" bgColor="transparent" />
        <ViewportPortal>
          <Lines />
        </ViewportPortal>
      </ReactFlow>
      <PacketLayer />
      <DiagramControls camera={camera} />
      <RuleMenuWhenWanted />
    </div>
  )
}

/** The picture that everybody knows: hooks, tables, chains and the packets that walk them. Fills its parent. */
export function Diagram() {
  useEffect(() => {
    const stopPicture = followPicture()
    const stopCounters = followCounters()
    return () => {
      stopPicture()
      stopCounters()
    }
  }, [])
  const hasRecorded = usePage(({ scenario }) => (scenario.recording ?? '') !== '' || (scenario.before ?? '') !== '')
  return (
    <ReactFlowProvider>
      <div className="diagram-frame">
        <Refused />
        {hasRecorded && (
          <Suspense fallback={null}>
            <ShownSwitch />
          </Suspense>
        )}
        <Canvas />
      </div>
    </ReactFlowProvider>
  )
}
