import { type ReactNode, useState } from 'react'
import { importFile } from '../sharing/import-file'
import { useTexts } from '../texts/use-texts'

/** A file may be dropped anywhere on the page. */
export function DropTarget({ children }: { children: ReactNode }) {
  const texts = useTexts().dialogs.share
  const [over, setOver] = useState(false)
  const hasFile = (event: React.DragEvent) => event.dataTransfer.types.includes('Files')
  return (
    <div
      onDragOver={(event) => {
        if (!hasFile(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false)
      }}
      onDropCapture={(event) => {
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file === undefined) return
        event.preventDefault()
        event.stopPropagation()
        void importFile(file)
      }}
    >
      {children}
      {over && <div className="drop-here">{texts.import}</div>}
    </div>
  )
}
