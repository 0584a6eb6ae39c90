import { TABLES } from '../../model'
import { help as en } from '../texts/en/help'
import { useWords, type Words } from '../texts/use-texts'
import { help as zh } from '../texts/zh/help'
import { Modal } from './Modal'

const HELP: Words<typeof en> = { en, zh }

export function HelpDialog() {
  const texts = useWords(HELP)
  return (
    <Modal dialog="help" title={texts.title} description={texts.description}>
      <h3 className="overline">{texts.shortcuts}</h3>
      <dl className="help__keys">
        {texts.keys.map(([keys, what]) => (
          <div key={what} className="help__row">
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h3 className="overline">{texts.colours}</h3>
      <p className="help__tables">
        {(['conntrack', ...TABLES] as const).map((table) => (
          <span key={table} className="table-name" data-table={table}>
            {table}
          </span>
        ))}
      </p>
      {texts.sections.map(({ title, text }) => (
        <section key={title} className="help__section">
          <h3 className="overline">{title}</h3>
          <p>{text}</p>
        </section>
      ))}
    </Modal>
  )
}
