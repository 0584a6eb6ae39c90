import { Composer } from '../composer/Composer'
import { ImportDialog } from '../importing/ImportDialog'
import { ShareDialog } from '../sharing/ShareDialog'
import { StoriesDialog } from '../stories/StoriesDialog'
import { HelpDialog } from './HelpDialog'
import './modal.css'

/** All dialogs, loaded when the first of them is wanted. */
export default function Dialogs() {
  return (
    <>
      <Composer />
      <ShareDialog />
      <ImportDialog />
      <StoriesDialog />
      <HelpDialog />
    </>
  )
}
