import { useTexts } from '../texts/use-texts'
import type { Draft, DraftProblems } from './draft'
import { Row, SelectField, TextField } from './Field'

/** What an exchange is made of: who talks, and who answers at the far end. */
export function ExchangeFields({
  draft,
  problems,
  change,
}: {
  draft: Draft
  problems: DraftProblems
  change: (part: Partial<Draft>) => void
}) {
  const texts = useTexts().composer
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
          <TextField numeric label={texts.count} value={draft.count} problem={problems.count} onChange={(count) => change({ count })} />
        </Row>
      ) : (
        <Row>
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
          <TextField
            numeric
            label={texts.request}
            value={draft.request}
            problem={problems.request}
            onChange={(request) => change({ request })}
          />
          <TextField
            numeric
            label={texts.response}
            value={draft.response}
            problem={problems.response}
            onChange={(response) => change({ response })}
          />
        </Row>
      )}
      <details className="form__more">
        <summary>{texts.more}</summary>
        <Row>
          <TextField numeric label={texts.after} value={draft.after} problem={problems.after} onChange={(after) => change({ after })} />
        </Row>
      </details>
    </>
  )
}
