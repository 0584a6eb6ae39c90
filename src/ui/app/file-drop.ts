import { useEffect, useState } from 'react'
import { fetchedOrTold } from '../store/fetched'

/** A file may be dropped anywhere on the page; answers whether one is being held over it. */
export function useFileDrop(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      // Leaving the window has nothing that is entered instead.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file === undefined) return
      event.preventDefault()
      event.stopPropagation()
      void fetchedOrTold(() => import('../sharing/import-file')).then((piece) => piece?.importFile(file))
    }
    document.addEventListener('dragover', onDragOver)
    document.addEventListener('dragleave', onDragLeave)
    // Before the editor, which would paste the file's name.
    document.addEventListener('drop', onDrop, { capture: true })
    return () => {
      document.removeEventListener('dragover', onDragOver)
      document.removeEventListener('dragleave', onDragLeave)
      document.removeEventListener('drop', onDrop, { capture: true })
    }
  }, [])
  return over
}
