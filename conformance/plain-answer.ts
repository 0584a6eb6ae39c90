import type { Answer, OutFrame } from './case'

/** What the recorder of this project sees of a frame beyond what answers commonly hold. */
const BEYOND: readonly string[] = ['frag', 'ip_options', 'tcp_options', 'info']

/** The answer as other recorders of the same shape give it: frames with the fields that all of them have. */
export function plainAnswer(answer: Answer): Answer {
  if ('error' in answer) return answer
  return { ...answer, packets: answer.packets.map((packet) => ({ ...packet, out: packet.out.map(plainFrame) })) }
}

/** They say of an error also that it quotes no packet. */
export function plainFrame(frame: OutFrame): OutFrame {
  const fields = Object.entries(frame).filter(([name]) => !BEYOND.includes(name))
  return { ...('info' in frame ? { embedded: null } : {}), ...Object.fromEntries(fields) }
}
