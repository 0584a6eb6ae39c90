import type { Figure } from '../../stories'
import { usePage } from '../store/page-store'

/** Amounts as bars of one scale. The numbers stand beside them, so that nobody has to measure. */
export function FigureBars({ figure: { caption, bars } }: { readonly figure: Figure }) {
  const language = usePage((page) => page.language)
  const most = Math.max(...bars.map(({ value }) => value))
  return (
    <figure className="lesson-figure">
      <figcaption>{caption[language]}</figcaption>
      <ul>
        {bars.map(({ label, value }) => (
          <li key={label.en}>
            <span className="lesson-figure__label">{label[language]}</span>
            <span className="lesson-figure__scale" aria-hidden="true">
              <span className="lesson-figure__bar" style={{ width: `${(100 * value) / most}%` }} />
            </span>
            <span className="lesson-figure__value">{value}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
