import { useWords } from '../texts/use-texts'
import { type DraftFormProps, NumberField, Row, SelectField } from './Field'
import { COMPOSER } from './words'

/** What an exchange is made of: who talks, and who answers at the far end. */
export function ExchangeFields(form: DraftFormProps) {
  const { draft, change } = form
  const texts = useWords(COMPOSER)
  return (
    <>
      <Row>
        <SelectField
          label={texts.what}
          value={draft.what}
          options={(['tcp', 'ping', 'udp'] as const).map((value) => ({ value, label: texts.whats[value] }))}
          onChange={(what) => change({ what })}
        />
        <SelectField
          label={texts.peer}
          value={draft.peer}
          options={(['open', 'closed', 'silent'] as const).map((value) => ({ value, label: texts.peers[value] }))}
          onChange={(peer) => change({ peer })}
        />
      </Row>
      {draft.what === 'ping' ? (
        <Row>
          <NumberField of="count" label={texts.count} {...form} />
        </Row>
      ) : (
        <Row>
          <NumberField of="sport" label={texts.sourcePort} {...form} />
          <NumberField of="dport" label={texts.destinationPort} {...form} />
          <NumberField of="request" label={texts.request} {...form} />
          <NumberField of="response" label={texts.response} {...form} />
        </Row>
      )}
      <details className="form__more">
        <summary>{texts.more}</summary>
        <Row>
          <NumberField of="after" label={texts.after} {...form} />
        </Row>
      </details>
    </>
  )
}
