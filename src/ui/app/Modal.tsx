import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { actions, usePage } from '../store/page-store'
import type { PageState } from '../store/state'
import { useTexts } from '../texts/use-texts'

/** One of the page's dialogs: open while the page's state says so. */
export function Modal({
  dialog,
  title,
  description,
  wide = false,
  children,
}: {
  dialog: Exclude<PageState['dialog'], 'none'>
  title: string
  description: string
  wide?: boolean
  children: ReactNode
}) {
  const open = usePage((state) => state.dialog === dialog)
  const texts = useTexts().shell
  return (
    <Dialog.Root open={open} onOpenChange={(isOpen) => actions.openDialog(isOpen ? dialog : 'none')}>
      <Dialog.Portal>
        <Dialog.Overlay className="modal__overlay" />
        <Dialog.Content className={wide ? 'floating modal modal--wide' : 'floating modal'}>
          <div className="modal__head">
            <div>
              <Dialog.Title className="modal__title">{title}</Dialog.Title>
              <Dialog.Description className="modal__description">{description}</Dialog.Description>
            </div>
            <Dialog.Close className="button button--plain button--icon" aria-label={texts.close}>
              <X size={16} aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="modal__body">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
