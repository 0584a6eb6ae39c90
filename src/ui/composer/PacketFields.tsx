import { useTexts } from '../texts/use-texts'
import type { Draft, DraftProblems } from './draft'
import { Row, SelectField, TextField } from './Field'

const FLAGS = ['S', 'A', 'F', 'R', 'P', 'U', 'E', 'C'] as const
const FLAG_NAMES = { S: 'SYN', A: 'ACK', F: 'FIN', R: 'RST', P: 'PSH', U: 'URG', E: 'ECE', C: 'CWR' } as const
const ICMP_TYPES = ['8', '0', '3', '11'] as const

/** What one packet is made of. */
export function PacketFields({
  draft,
  problems,
  change,
}: {
  draft: Draft
  problems: DraftProblems
  change: (part: Partial<Draft>) => void
}) {
  const texts = useTexts().composer
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
            <TextField
              numeric
              label={texts.sourcePort}
              value={draft.sport}
              problem={problems.sport}
              onChange={(sport) => change({ sport })}
            />
            <TextField
              numeric
              label={texts.destinationPort}
              value={draft.dport}
              problem={problems.dport}
              onChange={(dport) => change({ dport })}
            />
          </>
        )}
        {draft.protocol === 'icmp' && (
          <>
            <TextField
              numeric
              label={texts.icmpType}
              value={draft.icmpType}
              list={ICMP_TYPES}
              problem={problems.icmpType}
              onChange={(icmpType) => change({ icmpType })}
            />
            <TextField
              numeric
              label={texts.icmpCode}
              value={draft.icmpCode}
              problem={problems.icmpCode}
              onChange={(icmpCode) => change({ icmpCode })}
            />
          </>
        )}
        {draft.protocol === 'other' && (
          <TextField
            numeric
            label={texts.otherProtocol}
            value={draft.otherProtocol}
            problem={problems.otherProtocol}
            onChange={(otherProtocol) => change({ otherProtocol })}
          />
        )}
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
        <TextField numeric label={texts.ttl} value={draft.ttl} problem={problems.ttl} onChange={(ttl) => change({ ttl })} />
        <TextField numeric label={texts.tos} value={draft.tos} problem={problems.tos} onChange={(tos) => change({ tos })} />
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
            <TextField numeric label={texts.mark} value={draft.mark} problem={problems.mark} onChange={(mark) => change({ mark })} />
          ) : (
            <TextField label={texts.mac} value={draft.mac} problem={problems.mac} onChange={(mac) => change({ mac })} />
          )}
          <TextField numeric label={texts.after} value={draft.after} problem={problems.after} onChange={(after) => change({ after })} />
        </Row>
      </details>
    </>
  )
}
