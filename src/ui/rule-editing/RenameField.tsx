import { useId, useState } from 'react'
import { useWords } from '../texts/use-texts'
import { renameChain } from './rename-chain'
import { RULE_CHANGES } from './words'

/** Another name for a user chain, everywhere. */
export function RenameField({ table, chain, onDone }: { readonly table: string; readonly chain: string; readonly onDone: () => void }) {
  const texts = useWords(RULE_CHANGES)
  const [name, setName] = useState(chain)
  const [why, setWhy] = useState('')
  const id = useId()
  return (
    <form
      className="rule-field"
      onSubmit={(event) => {
        event.preventDefault()
        void renameChain(table, chain, name.trim()).then((refused) => {
          if (refused === null) onDone()
          else setWhy(refused)
        })
      }}
    >
      <label className="rule-field__line">
        <span className="rule-field__label">{texts.newName}</span>
        <input
          className="field terminal"
          value={name}
          spellCheck={false}
          autoCapitalize="off"
          aria-invalid={why !== ''}
          aria-describedby={id}
          onChange={(event) => {
            setName(event.target.value)
            setWhy('')
          }}
        />
      </label>
      <p id={id} className="rule-field__said" role="status">
        {why}
      </p>
      <div className="rule-field__actions">
        <button type="button" className="button" onClick={onDone}>
          {texts.cancel}
        </button>
        <button type="submit" className="button button--solid">
          {texts.renameEverywhere}
        </button>
      </div>
    </form>
  )
}
