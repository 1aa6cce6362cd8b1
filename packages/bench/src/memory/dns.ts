/** DNS: one signature that is kept, of messages that hold several. */
import { decodeMessage, encodeMessage, type Message } from '@mailwire/dns'
import { everyday } from '../inputs/dns-everyday.js'
import type { MemoryTopic } from './memory.js'

const SIGNATURES = 5_000

/** What the long fields of a message may share, and what the memory of one array takes beside its bytes. */
const SHARED = 4_096 + 400

export const dns: readonly MemoryTopic[] = [
  { name: 'dns/signature/of a small message', count: SIGNATURES, most: 2_200, keep: count => signatures(count, 1) },
  { name: 'dns/signature/of 60,000 bytes', count: SIGNATURES, most: SHARED, keep: count => signatures(count, 190) },
]

/** The first signature of as many messages, whose answer section is there so many times. */
function signatures(count: number, sets: number): readonly Uint8Array[] {
  const { message } = everyday.find(({ name }) => name === 'dnssec')!
  const { answers = [] } = message
  const bytes = encodeMessage({ ...message, answers: Array.from({ length: sets }, () => answers).flat() })
  return Array.from({ length: count }, () => firstSignature(decodeMessage(bytes.slice())))
}

function firstSignature({ answers }: Message): Uint8Array {
  for (const { type, data } of answers) if (type === 'RRSIG' && data !== undefined && 'signature' in data) return data.signature
  throw new Error('no signature')
}
