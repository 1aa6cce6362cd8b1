/** Bytes of a DNS message to a value, every field of every record. */
import { decodeMessage, encodeMessage } from '@mailwire/dns'
import dns2 from 'dns2'
import { type MessageInput, messages } from '../inputs/dns.js'
import { everyday, mix } from '../inputs/dns-everyday.js'
import { fromDns2, fromMailwire, fromPacket, isKnownToDns2, packetLibraries } from '../inputs/dns-forms.js'
import { contender, type Topic } from '../topic.js'

export const dnsDecode = (): readonly Topic[] => [
  ...[...messages, ...everyday].map(({ name, about, message }): Topic => {
    const bytes = encodeMessage(message)
    // Sockets give a Buffer, and two of the peers take nothing else: all get the same one.
    const buffer = Buffer.from(bytes)
    return {
      name: `dns/decode/${name}`,
      about: `decode ${about}`,
      incumbent: 'dns-packet',
      expected: fromMailwire(message),
      contenders: [
        contender('mailwire', () => decodeMessage(buffer), fromMailwire),
        ...packetLibraries.map(([library, { decode }]) => contender(library, () => decode(buffer), fromPacket)),
        ...(isKnownToDns2(message) ? [contender('dns2', () => dns2.Packet.parse(buffer), fromDns2)] : []),
      ],
    }
  }),
  ...everyday.filter(({ name }) => BORROWED.includes(name)).map(borrowed),
  mixed(),
]

/** The messages that are nearly all keys and signatures. */
const BORROWED = ['dnssec', 'dnskey']

/** Opaque fields that are views, as dns-packet's are. */
function borrowed({ name, about, message }: MessageInput): Topic {
  const buffer = Buffer.from(encodeMessage(message))
  const options = { borrow: true }
  return {
    name: `dns/decode/${name}-borrow`,
    about: `decode ${about}; the fields are views of the message`,
    incumbent: 'dns-packet',
    expected: fromMailwire(message),
    contenders: [
      contender('mailwire', () => decodeMessage(buffer, options), fromMailwire),
      ...packetLibraries.map(([library, { decode }]) => contender(library, () => decode(buffer), fromPacket)),
    ],
  }
}

/** Many messages, one after the other. */
function mixed(): Topic {
  const buffers = mix.map(message => Buffer.from(encodeMessage(message)))
  const all =
    <Value>(decode: (buffer: Buffer) => Value): (() => Value[]) =>
    () =>
      buffers.map(buffer => decode(buffer))
  return {
    name: 'dns/decode/mix',
    about: `decode ${mix.length} messages as a resolver sees them, queries and responses`,
    incumbent: 'dns-packet',
    expected: mix.map(fromMailwire),
    contenders: [
      contender(
        'mailwire',
        all(buffer => decodeMessage(buffer)),
        each => each.map(fromMailwire),
      ),
      ...packetLibraries.map(([library, { decode }]) => contender(library, all(decode), each => each.map(fromPacket))),
    ],
  }
}
