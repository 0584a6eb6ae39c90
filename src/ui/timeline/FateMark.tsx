import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX } from 'lucide-react'
import { isAgainst } from './tick-marks'

type FateKind = 'transmitted' | 'delivered' | 'dropped' | 'rejected' | 'died' | 'untold' | 'walking'

/** A packet's fate as a sign; the words are beside it. Red only against the packet. */
export function FateMark({ fate, certain, size = 14 }: { readonly fate: FateKind; readonly certain: boolean; readonly size?: number }) {
  const Icon = iconOf(fate, certain)
  const tone = fate === 'walking' || fate === 'untold' ? 'walking' : !certain ? 'unknown' : isAgainst(fate) ? 'against' : 'favour'
  return <Icon className="fate-mark" data-tone={tone} size={size} aria-hidden="true" />
}

function iconOf(fate: FateKind, certain: boolean): typeof Ban {
  if (fate === 'walking' || fate === 'untold') return CircleDashed
  if (!certain) return CircleHelp
  if (fate === 'dropped') return Ban
  return isAgainst(fate) ? CircleX : CircleCheck
}
