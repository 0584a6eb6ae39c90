import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect, useMemo } from 'react'
import type { PacketId } from '../../trace/event'
import { NARROW_PANE } from './measures'
import { arrange, pictureStore } from './picture'
import { prefersReducedMotion } from './reduced-motion'
import { spotOf } from './trail'
import { type Box, fitted, overview, type Size, showing, showingBox, type Viewport } from './viewport'

export interface Camera {
  /** As large as can be read, following the packet. */
  fit(): void
  /** All of it at once. */
  overview(): void
  zoom(by: number): void
  /** Brings a part of the picture into sight, because the person goes there by keyboard: what it shows then is their choice. */
  show(part: Box): void
  /** The view has begun to move; by the person's hand or by ours. */
  moved(byHand: boolean): void
}

/**
 * Where one looks. The whole picture fits as long as the person has not moved it; then it stays where they put it, and only a
 * packet that walks out of sight takes the view with it.
 */
export function useCamera(frame: RefObject<HTMLDivElement | null>): Camera {
  const { setViewport, getViewport, zoomTo } = useReactFlow()
  const store = useStoreApi()
  // `view` is where the view goes: what React Flow answers lags behind while it moves.
  const state = useMemo(
    () => ({ held: false, placed: false, whole: false, view: null as Viewport | null, packet: null as PacketId | null }),
    [],
  )
  const camera = useMemo((): Camera => {
    const pane = () => ({ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 })
    const camera: Camera = {
      fit() {
        const size = pane()
        if (size.width === 0 || size.height === 0) return
        state.held = false
        const duration = state.placed && !prefersReducedMotion() ? 220 : 0
        state.placed = true
        state.view = wholeOrReadable(state.whole, size)
        void setViewport(state.view, { duration })
      },
      overview() {
        state.whole = true
        camera.fit()
      },
      zoom(by) {
        state.held = true
        state.whole = false
        state.view = null
        void zoomTo(getViewport().zoom * by, { duration: prefersReducedMotion() ? 0 : 150 })
      },
      show(part) {
        const now = state.view ?? getViewport()
        const next = showingBox(now, part, pane(), pictureStore.getState().layout.bounds)
        if (next === now) return
        camera.moved(true)
        state.view = next
        void setViewport(next, { duration: prefersReducedMotion() ? 0 : 160 })
      },
      moved(byHand) {
        if (!byHand) return
        state.held = true
        state.whole = false
        state.view = null
      },
    }
    return camera
  }, [setViewport, getViewport, zoomTo, frame, state])

  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const follow = () => {
      const { moment, layout } = pictureStore.getState()
      const spot = moment.station === null ? null : spotOf(layout, moment.station)
      if (spot === null || !state.placed) return
      const pane = { width: element.clientWidth, height: element.clientHeight }
      const now = state.view ?? getViewport()
      // Another packet is looked for from the beginning, not from where the one before has led.
      const from = state.held || moment.packet === state.packet ? now : wholeOrReadable(state.whole, pane)
      state.packet = moment.packet
      const next = showing(from, spot.at, pane, layout.bounds)
      if (next === now) return
      if (state.view !== null) state.view = next
      void setViewport(next, { duration: prefersReducedMotion() ? 0 : 260 })
    }
    const resized = new ResizeObserver(() => {
      const width = element.clientWidth
      if (width === 0) return
      const { held } = state
      arrange.room({ width, height: element.clientHeight })
      if (!held) {
        state.placed = false
        camera.fit()
        follow()
      }
    })
    resized.observe(element)
    const stop = pictureStore.subscribe((picture, before) => {
      const refitted =
        picture.layout.bounds !== before.layout.bounds && !state.held && !sameBounds(picture.layout.bounds, before.layout.bounds)
      if (refitted) camera.fit()
      if (refitted || picture.moment.station !== before.moment.station) follow()
    })
    return () => {
      resized.disconnect()
      stop()
    }
  }, [camera, frame, getViewport, setViewport, state])

  // React Flow's pan and zoom start once its pane is there; the first fit has to come after.
  useEffect(() => {
    if (store.getState().panZoom !== null) camera.fit()
    return store.subscribe((flow, before) => {
      if (flow.panZoom !== null && before.panZoom === null) camera.fit()
    })
  }, [store, camera])
  return camera
}

/** What one sees who has not moved the view: as large as can be read, or all of it since that was asked for. */
function wholeOrReadable(whole: boolean, pane: Size): Viewport {
  const { layout } = pictureStore.getState()
  const column = pane.width < NARROW_PANE
  return whole && !column ? overview(layout, pane) : fitted(layout, pane, column)
}

function sameBounds(
  a: { x: number; y: number; width: number; height: number },
  b: { x: number; y: number; width: number; height: number },
): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}
