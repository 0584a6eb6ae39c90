import { lazy, Suspense } from 'react'
import { Composer } from '../composer/Composer'
import { ImportDialog } from '../importing/ImportDialog'
import { ShareDialog } from '../sharing/ShareDialog'
import { usePage } from '../store/page-store'
import { StoriesDialog } from '../stories/StoriesDialog'
import { HelpDialog } from './HelpDialog'
import './modal.css'

/** Wanted now and then, and not small. */
const ExportDialog = lazy(() => import('../exporting/ExportDialog'))

/** All dialogs, loaded when the first of them is wanted. */
export default function Dialogs() {
  const exporting = usePage((state) => state.dialog === 'export')
  return (
    <>
      <Composer />
      <ShareDialog />
      {exporting && (
        <Suspense fallback={null}>
          <ExportDialog />
        </Suspense>
      )}
      <ImportDialog />
      <StoriesDialog />
      <HelpDialog />
    </>
  )
}
