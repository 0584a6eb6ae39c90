import { ImageDown, Maximize, Minus, Plus } from 'lucide-react'
import { fetchedOrTold } from '../store/fetched'
import { actions } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { whyFailed } from '../texts/why-failed'
import type { Camera } from './camera'

export function DiagramControls({ camera }: { readonly camera: Camera }) {
  const texts = useTexts().diagram
  return (
    <div className="diagram__controls">
      <button
        type="button"
        className="button button--icon"
        aria-label={texts.zoomIn}
        title={texts.zoomIn}
        onClick={() => camera.zoom(1.25)}
      >
        <Plus size={15} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button button--icon"
        aria-label={texts.zoomOut}
        title={texts.zoomOut}
        onClick={() => camera.zoom(0.8)}
      >
        <Minus size={15} aria-hidden="true" />
      </button>
      <button type="button" className="button button--icon" aria-label={texts.fit} title={texts.fit} onClick={() => camera.overview()}>
        <Maximize size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button button--icon"
        aria-label={texts.savePicture}
        title={texts.savePicture}
        onClick={() => void savePicture(texts.pictureFailed)}
      >
        <ImageDown size={15} aria-hidden="true" />
      </button>
    </div>
  )
}

async function savePicture(failed: (why: string) => string): Promise<void> {
  const file = await fetchedOrTold(() => import('./picture-file/save-picture'))
  if (file === null) return
  try {
    await file.savePicture()
  } catch (failure) {
    actions.notify({ severity: 'error', text: failed(whyFailed(failure)), diagnostics: [] })
  }
}
