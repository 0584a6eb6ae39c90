import { ListVideo } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState } from 'react'
import { secondsText } from '../../trace/packet-text'
import type { PacketTrack } from '../../trace/timeline'
import { useVisibleRows } from '../app/visible-rows'
import { actions } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { FateMark } from './FateMark'
import { useClock, useCurrentPacket, useTimeline } from './use-timeline'

const ROW = 30

/** All packets of the run, to jump to one's end: the place where its verdict is. */
export function PacketList() {
  const words = useTexts().timeline
  const { packets } = useTimeline()
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="button packets-button"
        ref={button}
        popoverTarget={id}
        aria-expanded={open}
        aria-label={`${words.packets}: ${words.packetCount(packets.length)}`}
        disabled={packets.length === 0}
      >
        <ListVideo size={15} aria-hidden="true" />
        <span className="packets-button__count">{packets.length}</span>
      </button>
      <div
        id={id}
        ref={panel}
        popover="auto"
        className="packets floating"
        onToggle={(event) => {
          const opens = event.newState === 'open'
          setOpen(opens)
          if (opens) placeAbove(panel.current, button.current)
        }}
      >
        {open && <Packets packets={packets} onChosen={() => panel.current?.hidePopover()} />}
      </div>
    </>
  )
}

function placeAbove(panel: HTMLElement | null, button: HTMLElement | null): void {
  if (panel === null || button === null) return
  const box = button.getBoundingClientRect()
  panel.style.bottom = `${window.innerHeight - box.top + 6}px`
  panel.style.right = `${Math.max(8, window.innerWidth - box.right)}px`
}

function Packets({ packets, onChosen }: { readonly packets: readonly PacketTrack[]; readonly onChosen: () => void }) {
  const words = useTexts().timeline
  const current = useCurrentPacket()
  const hasClock = useClock()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, height, reveal } = useVisibleRows(scroller, { count: packets.length, rowHeight: ROW, spare: 8 })
  // Where the list opens; it does not follow.
  const placed = useRef(false)
  useLayoutEffect(() => {
    if (placed.current || current === null) return
    placed.current = true
    reveal(packets.indexOf(current), 'middle')
  }, [current, packets, reveal])
  return (
    <div className="packets__scroller" ref={scroller}>
      <ul aria-label={words.packets} style={{ height: height }}>
        {rows.map(({ index, start }) => {
          const packet = packets[index]
          if (packet === undefined) return null
          const fate = packet.fate?.kind ?? 'walking'
          const said = packet.certain ? words.fates[fate] : `${words.fates[fate]}, ${words.uncertain}`
          return (
            <li key={packet.id} style={{ transform: `translateY(${start}px)` }}>
              <button
                type="button"
                aria-label={words.jumpTo(packet.id, packet.label, said)}
                aria-current={packet === current}
                title={packet.certain ? undefined : words.uncertain}
                onClick={() => {
                  actions.seek(packet.last + 1)
                  onChosen()
                }}
              >
                <span className="packets__number">{packet.id}</span>
                <span className="packets__label terminal">{packet.label}</span>
                <FateMark fate={fate} certain={packet.certain} />
                <span className="packets__fate">{words.fates[fate]}</span>
                <span className="packets__time terminal">{hasClock ? secondsText(packet.from) : ''}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
