import { EllipsisVertical } from 'lucide-react'
import { TrafficPopover } from '../composer/TrafficPopover'
import { useTexts } from '../texts/use-texts'
import { HeaderTools } from './HeaderTools'
import { Popover } from './Popover'

/** On a phone: what the header has no room for. */
export function HeaderMenu() {
  const words = useTexts().shell
  return (
    <Popover
      button={<EllipsisVertical size={16} aria-hidden="true" />}
      buttonClass="button button--plain button--icon"
      buttonLabel={words.more}
      label={words.more}
      panelClass="header-menu"
    >
      <TrafficPopover />
      <HeaderTools />
    </Popover>
  )
}
