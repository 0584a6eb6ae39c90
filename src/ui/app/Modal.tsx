import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { actions, usePage } from '../store/page-store'
import type { PageState } from '../store/state'
import { useTexts } from '../texts/use-texts'

/**
 * One of the page's dialogs: open while the page's state says so. The browser's own modal dialog keeps the focus inside, makes
 * the rest inert and gives the focus back.
 */
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
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open && element.current?.open === false) {
      element.current.showModal()
      // What one came for, and not the button that closes it.
      element.current.querySelector<HTMLElement>('.modal__body :is(input, button, select, summary, textarea)')?.focus()
    }
    if (!open && element.current?.open === true) element.current.close()
  }, [open])
  return (
    <dialog
      ref={element}
      className={wide ? 'floating modal modal--wide' : 'floating modal'}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onClose={() => {
        // The browser tells later: it may be open again by then.
        if (open && element.current?.open === false) actions.openDialog('none')
      }}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog itself, everything else to what is in it.
        if (event.target === element.current) actions.openDialog('none')
      }}
    >
      {open && (
        <div className="modal__inside">
          <div className="modal__head">
            <div>
              <h2 id={`${id}-title`} className="modal__title">
                {title}
              </h2>
              <p id={`${id}-description`} className="modal__description">
                {description}
              </p>
            </div>
            <button
              type="button"
              className="button button--plain button--icon"
              aria-label={texts.close}
              onClick={() => actions.openDialog('none')}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
          <div className="modal__body">{children}</div>
        </div>
      )}
    </dialog>
  )
}
