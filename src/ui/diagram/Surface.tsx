import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Camera } from './camera'
import { DrawnNode } from './DrawnNode'
import { Lines } from './Lines'
import type { LaidNode } from './layout'
import { followHand } from './pan-and-zoom'
import { arrangementStore, usePicture } from './picture'
import { viewStore } from './view'
import { isInView, type Viewport } from './viewport'

/** More nodes than these and only what is in view is in the document. */
const MANY_NODES = 24

function useNodesInView(): readonly LaidNode[] {
  const { nodes } = usePicture((picture) => picture.layout)
  const pane = useStore(arrangementStore, (arrangement) => arrangement.pane)
  const inView = (view: Viewport) =>
    nodes.length <= MANY_NODES ? nodes : nodes.filter((node) => pane !== null && isInView(node, view, pane))
  return useStore(viewStore, useShallow(inView))
}

/** The drawing itself, as large as it is, behind a pane through which a part of it is seen. Moving the view draws nothing anew. */
export function Surface({ camera, label, describedBy }: { readonly camera: Camera; readonly label: string; readonly describedBy: string }) {
  const pane = useRef<HTMLDivElement>(null)
  const plane = useRef<HTMLDivElement>(null)
  const dots = useRef<HTMLDivElement>(null)
  const nodes = useNodesInView()
  useFollowedView(plane, dots)
  useEffect(() => (pane.current === null ? undefined : followHand(pane.current, camera.taken)), [camera])
  return (
    <div ref={pane} className="surface" role="application" aria-label={label} aria-describedby={describedBy}>
      <div ref={dots} className="surface__dots" />
      <div ref={plane} className="surface__plane">
        <Lines />
        {nodes.map((node) => (
          <div
            key={node.id}
            className="surface__node"
            style={{ width: node.width, height: node.height, transform: `translate(${node.x}px, ${node.y}px)` }}
          >
            <DrawnNode node={node} />
          </div>
        ))}
      </div>
    </div>
  )
}

function useFollowedView(plane: RefObject<HTMLDivElement | null>, dots: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const follow = ({ x, y, zoom }: Viewport): void => {
      if (plane.current !== null) plane.current.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
      dots.current?.style.setProperty('--view-x', `${x}px`)
      dots.current?.style.setProperty('--view-y', `${y}px`)
      dots.current?.style.setProperty('--view-zoom', String(zoom))
    }
    follow(viewStore.getState())
    return viewStore.subscribe(follow)
  }, [plane, dots])
}
