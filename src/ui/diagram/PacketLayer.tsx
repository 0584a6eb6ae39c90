import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { startPacketPainter } from './packet-painter'

/** One canvas over the pane: packets are painted, never elements. What they do is told in words elsewhere. */
export function PacketLayer() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    if (canvas.current === null) return
    return startPacketPainter(canvas.current, {
      viewport: () => {
        const [x, y, zoom] = flow.getState().transform
        return { x, y, zoom }
      },
      onViewport: (changed) => flow.subscribe((now, before) => now.transform !== before.transform && changed()),
    })
  }, [flow])
  return (
    <div className="packet-layer" aria-hidden="true">
      <canvas ref={canvas} className="packet-layer__canvas" />
    </div>
  )
}
