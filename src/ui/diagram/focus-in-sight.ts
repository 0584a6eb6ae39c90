import { type RefObject, useEffect } from 'react'
import type { Camera } from './camera'
import { pictureStore } from './picture'

/** What gets the focus by keyboard comes into sight, and stays there while the person changes the picture around it. */
export function useFocusInSight(frame: RefObject<HTMLDivElement | null>, camera: Camera): void {
  useEffect(() => {
    const root = frame.current
    if (root === null) return
    let request = 0
    const look = () => {
      const focused = document.activeElement
      if (focused === null || !root.contains(focused) || !focused.matches(':focus-visible')) return
      const picture = focused.closest<HTMLElement>('.react-flow__viewport')
      if (picture === null) return
      // Both are measured at the same moment, so that it does not matter how far a moving view has come.
      const [origin, box] = [picture.getBoundingClientRect(), focused.getBoundingClientRect()]
      const zoom = origin.width / picture.offsetWidth
      camera.show({
        x: (box.left - origin.left) / zoom,
        y: (box.top - origin.top) / zoom,
        width: box.width / zoom,
        height: box.height / zoom,
      })
    }
    // A box of rows scrolls to the focus first, and another picture is first drawn.
    const lookSoon = () => {
      cancelAnimationFrame(request)
      request = requestAnimationFrame(look)
    }
    const stop = pictureStore.subscribe((picture, before) => {
      // Where a packet goes the view follows that.
      if (picture.layout !== before.layout && picture.moment.station === before.moment.station) lookSoon()
    })
    root.addEventListener('focusin', lookSoon)
    return () => {
      cancelAnimationFrame(request)
      stop()
      root.removeEventListener('focusin', lookSoon)
    }
  }, [frame, camera])
}
