import { useMemo } from 'react'
import { secondsText } from '../../trace/packet-text'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useTimeline } from '../timeline/use-timeline'
import { LineList } from './LineList'

/** What LOG rules wrote, as `dmesg` shows it. */
export function KernelLog() {
  const words = useTexts().logs
  const timeline = useTimeline()
  const cursor = usePage((page) => page.cursor)
  const { lines, cursors } = useMemo(() => {
    const lines: { readonly text: string }[] = []
    const cursors: number[] = []
    timeline.events.forEach((event, index) => {
      if (event.kind !== 'line logged') return
      lines.push({ text: `[${secondsText(event.at).replace(' ', '').padStart(12)}] ${event.line.trimEnd()}` })
      cursors.push(index + 1)
    })
    return { lines, cursors }
  }, [timeline])
  if (lines.length === 0) return <p className="logs__empty">{words.emptyLog}</p>
  return (
    <LineList
      label={words.logList}
      cursors={cursors}
      cursor={cursor}
      line={(index) => {
        const line = lines[index]
        return line === undefined
          ? null
          : { tone: 'kernel', label: line.text, parts: <span className="log-line__text">{line.text}</span>, begins: false }
      }}
    />
  )
}
