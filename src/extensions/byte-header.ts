import type { Packet } from '../model'
import type { Test } from './semantics'

/** The bytes of a transport header that the model does not take apart (SCTP, DCCP); empty for the others. */
export function headerBytes({ transport }: Packet): string {
  return transport.kind === 'other' ? transport.payload : ''
}

/** What asks whether a header of `length` bytes is there: none in a later fragment, and one that is cut short drops the packet at once. */
export function wholeHeader(name: string, length: number): Test {
  return {
    subject: `${name} header`,
    wants: 'there',
    holds: (environment) => {
      const { packet } = environment
      if (packet.fragmentOffset !== 0) return false
      const whole = headerBytes(packet).length >= length
      if (!whole) environment.hotdrop()
      return whole
    },
    is: ({ packet }) => (packet.fragmentOffset !== 0 ? 'fragment' : headerBytes(packet).length >= length ? 'there' : 'cut short'),
  }
}
