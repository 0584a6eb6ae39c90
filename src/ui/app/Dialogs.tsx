import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Composer } from '../composer/Composer'
import { ImportDialog } from '../importing/ImportDialog'
import { ShareDialog } from '../sharing/ShareDialog'
import { usePage } from '../store/page-store'
import type { PageState } from '../store/state'
import { HelpDialog } from './HelpDialog'
import './modal.css'

/** Wanted now and then, and not small. */
const ExportDialog = lazy(() => import('../exporting/ExportDialog'))
const StoriesDialog = lazy(() => import('../stories/StoriesDialog'))

/** All dialogs, loaded when the first of them is wanted. */
export default function Dialogs() {
  return (
    <>
      <Composer />
      <ShareDialog />
      <OnceWanted dialog="export">
        <ExportDialog />
      </OnceWanted>
      <ImportDialog />
      <OnceWanted dialog="stories">
        <StoriesDialog />
      </OnceWanted>
      <HelpDialog />
    </>
  )
}

/** Loads a dialog when it is first opened. It stays, since only a dialog that closes itself gives the focus back. */
function OnceWanted({ dialog, children }: { readonly dialog: PageState['dialog']; readonly children: ReactNode }) {
  const isOpen = usePage((state) => state.dialog === dialog)
  const [wasOpen, setWasOpen] = useState(isOpen)
  if (isOpen && !wasOpen) setWasOpen(true)
  return wasOpen && <Suspense fallback={null}>{children}</Suspense>
}
