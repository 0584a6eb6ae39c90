import { ArrowDown, ArrowUp, Copy, Pencil, Trash2 } from 'lucide-react'
import type { Sending } from '../../scenario/scenario'
import { actions, usePage } from '../store/page-store'
import { useWords } from '../texts/use-texts'
import { sendingText } from './draft'
import { COMPOSER } from './words'

/** Everything that is sent, in order, each undoable in its own step. */
export function SendingList({ editing, onEdit }: { editing: number | null; onEdit: (index: number | null) => void }) {
  const texts = useWords(COMPOSER)
  const traffic = usePage((state) => state.scenario.traffic)
  const change = (edit: (traffic: readonly Sending[]) => readonly Sending[]) => {
    onEdit(null)
    actions.editScenario((scenario) => ({ ...scenario, traffic: edit(scenario.traffic) }))
  }
  const move = (index: number, by: -1 | 1) =>
    change((all) => {
      const result = [...all]
      const [moved] = result.splice(index, 1)
      if (moved !== undefined) result.splice(index + by, 0, moved)
      return result
    })
  return (
    <section className="sendings" aria-label={texts.list}>
      <div className="sendings__head">
        <h3 className="overline">{texts.list}</h3>
        {traffic.length > 0 && (
          <button type="button" className="button button--small button--plain" onClick={() => change(() => [])}>
            {texts.clear}
          </button>
        )}
      </div>
      {traffic.length === 0 && <p className="sendings__empty">{texts.listEmpty}</p>}
      <ol>
        {numbered(traffic.slice(0, MOST_SHOWN)).map(({ sending, index, key }) => (
          <li key={key} className="sendings__item" aria-current={editing === index ? true : undefined}>
            <span className="sendings__number terminal">{index + 1}</span>
            <span className="sendings__text terminal">
              {sendingText(sending)}
              {sending.after > 0 && <span className="sendings__wait">{texts.wait(String(sending.after / 1_000))}</span>}
            </span>
            <span className="sendings__tools">
              <Tool label={texts.edit(index + 1)} icon={Pencil} onClick={() => onEdit(index)} />
              <Tool label={texts.moveUp(index + 1)} icon={ArrowUp} disabled={index === 0} onClick={() => move(index, -1)} />
              <Tool
                label={texts.moveDown(index + 1)}
                icon={ArrowDown}
                disabled={index === traffic.length - 1}
                onClick={() => move(index, 1)}
              />
              <Tool
                label={texts.duplicate(index + 1)}
                icon={Copy}
                onClick={() => change((all) => [...all.slice(0, index + 1), sending, ...all.slice(index + 1)])}
              />
              <Tool
                label={texts.remove(index + 1)}
                icon={Trash2}
                onClick={() => change((all) => all.filter((_, other) => other !== index))}
              />
            </span>
          </li>
        ))}
        {traffic.length > MOST_SHOWN && <li className="sendings__empty">+ {traffic.length - MOST_SHOWN}</li>}
      </ol>
    </section>
  )
}

/** Rows of the list that are drawn; a scenario file may hold ten thousand. */
const MOST_SHOWN = 200

function Tool({
  label,
  icon: Icon,
  onClick,
  disabled = false,
}: {
  label: string
  icon: typeof Copy
  onClick: () => void
  disabled?: boolean
}) {
  return (
    <button type="button" className="sendings__tool" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon size={14} aria-hidden="true" />
    </button>
  )
}

/** Equal sendings are told apart by which of them they are, so that a moved one keeps its row. */
function numbered(traffic: readonly Sending[]) {
  const seen = new Map<string, number>()
  return traffic.map((sending, index) => {
    const text = sendingText(sending)
    const nth = (seen.get(text) ?? 0) + 1
    seen.set(text, nth)
    return { sending, index, key: `${text} ${nth}` }
  })
}
