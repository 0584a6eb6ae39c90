import { useWords } from '../texts/use-texts'
import { type DraftFormProps, NumberField, Row, SelectField, TextField } from './Field'
import { COMPOSER } from './words'

const FLAGS = ['S', 'A', 'F', 'R', 'P', 'U', 'E', 'C'] as const
const FLAG_NAMES = { S: 'SYN', A: 'ACK', F: 'FIN', R: 'RST', P: 'PSH', U: 'URG', E: 'ECE', C: 'CWR' } as const
const ICMP_TYPES = ['8', '0', '3', '11'] as const

/** What one packet is made of. */
export function PacketFields(form: DraftFormProps) {
  const { draft, problems, change } = form
  const texts = useWords(COMPOSER)
  const hasPorts = draft.protocol === 'tcp' || draft.protocol === 'udp'
  return (
    <>
      <Row>
        <SelectField
          label={texts.protocol}
          value={draft.protocol}
          options={[
            { value: 'tcp', label: 'TCP' },
            { value: 'udp', label: 'UDP' },
            { value: 'icmp', label: 'ICMP' },
            { value: 'other', label: texts.otherProtocol },
          ]}
          onChange={(protocol) => change({ protocol })}
        />
        {hasPorts && (
          <>
            <NumberField of="sport" label={texts.sourcePort} {...form} />
            <NumberField of="dport" label={texts.destinationPort} {...form} />
          </>
        )}
        {draft.protocol === 'icmp' && (
          <>
            <NumberField of="icmpType" label={texts.icmpType} list={ICMP_TYPES} {...form} />
            <NumberField of="icmpCode" label={texts.icmpCode} {...form} />
          </>
        )}
        {draft.protocol === 'other' && <NumberField of="otherProtocol" label={texts.otherProtocol} {...form} />}
      </Row>
      {draft.protocol === 'tcp' && (
        <fieldset className="flags">
          <legend>{texts.flags}</legend>
          {FLAGS.map((letter) => (
            <label key={letter} className="flags__flag terminal">
              <input
                type="checkbox"
                checked={draft.flags.includes(letter)}
                onChange={(event) =>
                  change({
                    flags: FLAGS.filter((other) => (other === letter ? event.target.checked : draft.flags.includes(other))).join(''),
                  })
                }
              />
              {FLAG_NAMES[letter]}
            </label>
          ))}
        </fieldset>
      )}
      <Row>
        <NumberField of="ttl" label={texts.ttl} {...form} />
        <NumberField of="tos" label={texts.tos} {...form} />
        <TextField
          numeric
          label={texts.payload}
          value={draft.payload}
          problem={problems.payload}
          onChange={(payload) => {
            const { payload: _, ...others } = draft.others
            change({ payload, others })
          }}
        />
      </Row>
      <details className="form__more">
        <summary>{texts.more}</summary>
        <Row>
          {draft.from === '' ? (
            <NumberField of="mark" label={texts.mark} {...form} />
          ) : (
            <TextField label={texts.mac} value={draft.mac} problem={problems.mac} onChange={(mac) => change({ mac })} />
          )}
          <NumberField of="after" label={texts.after} {...form} />
        </Row>
      </details>
    </>
  )
}
