import { memo } from 'react'
import type { LaidEdge } from './layout'
import { CORNER } from './measures'
import { pathData } from './path'
import { usePicture } from './picture'

/** All lines between cards in one drawing under them: quiet ones, and the lit way of the packet. */
export const Lines = memo(function Lines() {
  const { edges, bounds } = usePicture((picture) => picture.layout)
  const margin = 60
  const box = { x: bounds.x - margin, y: bounds.y - margin, width: bounds.width + 2 * margin, height: bounds.height + 2 * margin }
  return (
    <svg
      className="flow-lines"
      aria-hidden="true"
      width={box.width}
      height={box.height}
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      style={{ left: box.x, top: box.y }}
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="6.5"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0.8 7 4 0 7.2Z" className="flow-lines__arrow" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <path
          key={edge.id}
          className={`flow-line flow-line--${edge.kind}`}
          d={pathData(edge.points, CORNER)}
          markerEnd={edge.kind === 'flow' ? 'url(#arrow)' : undefined}
        />
      ))}
      {edges.map((edge) => (
        <LitLine key={edge.id} edge={edge} />
      ))}
    </svg>
  )
})

const LitLine = memo(function LitLine({ edge }: { readonly edge: LaidEdge }) {
  const lit = usePicture((picture) => picture.lit.edges.has(edge.id))
  return lit ? <path className={`flow-line flow-line--lit flow-line--${edge.kind}`} d={pathData(edge.points, CORNER)} /> : null
})
