import { DrawnNode } from '../DrawnNode'
import { Lines } from '../Lines'
import type { Layout } from '../layout'
import './picture-file.css'

/** Around the diagram: a packet's tag stands left of it. */
export const MARGIN = 40
export const FOOT = 30

/** The whole diagram as it stands, at its own size, with nothing to press. */
export function Sheet({ layout, title }: { readonly layout: Layout; readonly title: string }) {
  const { x, y, width, height } = layout.bounds
  return (
    <div className="picture-sheet" style={{ width: width + 2 * MARGIN, height: height + 2 * MARGIN + FOOT }}>
      <div className="picture-sheet__diagram" style={{ transform: `translate(${MARGIN - x}px, ${MARGIN - y}px)` }}>
        <Lines />
        {layout.nodes.map((node) => (
          <div key={node.id} className="picture-sheet__node" style={{ left: node.x, top: node.y, width: node.width, height: node.height }}>
            <DrawnNode node={node} />
          </div>
        ))}
      </div>
      <footer className="picture-sheet__foot">
        <span>{title}</span>
        <span>Five Chains</span>
      </footer>
    </div>
  )
}
