import type { MovedCounter } from '../../worker/protocol-recordings'
import { actions } from '../store/page-store'
import { useTexts, useWords } from '../texts/use-texts'
import { deltaText, useMoves } from './moves'
import { RECORDED } from './words'
import './recordings.css'

/** Rows that are drawn at most: nobody reads further down a list that begins with the biggest. */
const MOST_ROWS = 500

/** Which counters moved between two readings, and by how much. */
export default function MovesPanel() {
  const words = useWords(RECORDED).moves
  const moves = useMoves()
  if (moves === null)
    return (
      <p className="logs__empty" role="status">
        {words.loading}
      </p>
    )
  return (
    <div className="moves">
      <div className="recordings__head">
        <p role="status">{words.summary(moves.moved.length, moves.still)}</p>
        <button
          type="button"
          className="button button--small"
          onClick={() => actions.editScenario(({ before: _before, ...scenario }) => scenario)}
        >
          {words.forget}
        </button>
      </div>
      {moves.moved.length > 0 && (
        <table className="moves__table">
          <caption className="visually-hidden">{words.table}</caption>
          <thead>
            <tr>
              <th scope="col">{words.columns.packets}</th>
              <th scope="col">{words.columns.bytes}</th>
              <th scope="col" className="moves__was">
                {words.columns.before}
              </th>
              <th scope="col" className="moves__was">
                {words.columns.after}
              </th>
              <th scope="col">{words.columns.rule}</th>
            </tr>
          </thead>
          <tbody>
            {moves.moved.slice(0, MOST_ROWS).map((one) => (
              <Move key={`${one.table}/${one.chain}/${one.number ?? 'policy'}`} move={one} />
            ))}
          </tbody>
        </table>
      )}
      {moves.unpaired.length > 0 && (
        <section aria-label={words.unpaired}>
          <h3 className="overline recordings__subtitle">{words.unpaired}</h3>
          <ul className="moves__unpaired">
            {moves.unpaired.slice(0, MOST_ROWS).map((one) => (
              <li key={`${one.in} ${one.table} ${one.chain} ${one.number}`}>
                <span className="moves__in">{words.in[one.in]}</span>
                <span className="table-name" data-table={one.table}>
                  {one.table} {one.chain} {one.number}
                </span>
                <code className="terminal">{one.rule}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Move({ move }: { readonly move: MovedCounter }) {
  const words = useWords(RECORDED).moves
  const { reset: setBack } = useTexts().recordings.moves
  const { table, chain, number, rule, ruleKey, before, after, reset } = move
  const name = `${table} ${chain}${number === null ? '' : ` ${number}`}`
  const text = number === null ? words.policy(rule) : rule
  return (
    <tr title={reset ? words.resetWhy : undefined}>
      <td className="moves__delta">{reset ? setBack : deltaText(before.packets, after.packets, false)}</td>
      <td className="moves__delta">{reset ? '' : deltaText(before.bytes, after.bytes, false)}</td>
      <td className="moves__was">{before.packets.toLocaleString('en')}</td>
      <td className="moves__was">{after.packets.toLocaleString('en')}</td>
      <td className="moves__rule">
        <span className="table-name" data-table={table}>
          {name}
        </span>
        {ruleKey === null ? (
          <code className="terminal">{text}</code>
        ) : (
          <button type="button" className="moves__link terminal" onClick={() => actions.select({ kind: 'rule', ruleKey })}>
            {text === '' ? '–' : text}
          </button>
        )}
      </td>
    </tr>
  )
}
