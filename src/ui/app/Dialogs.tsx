import { Suspense } from 'react'
import { Composer } from '../composer/Composer'
import { ImportDialog } from '../importing/ImportDialog'
import { ShareDialog } from '../sharing/ShareDialog'
import { actions, usePage } from '../store/page-store'
import type { PageState } from '../store/state'
import { fetchedPart } from './fetched-part'
import { HelpDialog } from './HelpDialog'
import './modal.css'

const close = () => actions.openDialog('none')

/** Wanted now and then, and not small. */
const ExportDialog = fetchedPart(() => import('../exporting/ExportDialog'), close)
const StoriesDialog = fetchedPart(() => import('../stories/StoriesDialog'), close)

/** All dialogs, loaded when the first of them is wanted. */
export default function Dialogs() {
  return (
    <>
      <Composer />
      <ShareDialog />
      <OnceWanted dialog="export" Dialog={ExportDialog} />
      <ImportDialog />
      <OnceWanted dialog="stories" Dialog={StoriesDialog} />
      <HelpDialog />
    </>
  )
}

/** Loads a dialog when it is first opened. It stays, since only a dialog that closes itself gives the focus back. */
function OnceWanted({ dialog, Dialog }: { readonly dialog: PageState['dialog']; readonly Dialog: typeof ExportDialog }) {
  const isOpen = usePage((state) => state.dialog === dialog)
  return (
    (isOpen || Dialog.isThere()) && (
      <Suspense fallback={null}>
        <Dialog />
      </Suspense>
    )
  )
}
