import { useEffect, useRef } from 'react'
import { startPacketPainter } from './packet-painter'
import { viewStore } from './view'

/** One canvas over the pane: packets are painted, never elements. What they do is told in words elsewhere. */
export function PacketLayer() {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current === null) return
    return startPacketPainter(canvas.current, { viewport: viewStore.getState, onViewport: viewStore.subscribe })
  }, [])
  return (
    <div className="packet-layer" aria-hidden="true">
      <canvas ref={canvas} className="packet-layer__canvas" />
    </div>
  )
}
