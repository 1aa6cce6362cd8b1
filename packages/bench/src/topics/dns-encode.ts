/**
 * A DNS message to its bytes. mailwire and dns2 compress names, dns-packet and its kin do not and so write more bytes for less work;
 * each is checked by what dns-packet reads from its bytes.
 */
import { encodeMessage, type MessageInit } from '@mailwire/dns'
import dnsPacket from 'dns-packet'
import { messages } from '../inputs/dns.js'
import { everyday, mix } from '../inputs/dns-everyday.js'
import { fromMailwire, fromPacket, isKnownToDns2, packetLibraries, toDns2, toPacket } from '../inputs/dns-forms.js'
import { contender, type Topic } from '../topic.js'

export const dnsEncode = (): readonly Topic[] => [
  ...[...messages, ...everyday].map(
    ({ name, about, message }): Topic => ({
      name: `dns/encode/${name}`,
      about: `encode ${about}`,
      incumbent: 'dns-packet',
      expected: fromMailwire(message),
      contenders: [
        contender('mailwire', () => encodeMessage(message), read),
        ...packetLibraries.map(([library, { encode }]) => {
          const packet = toPacket(message)
          return contender(library, () => encode(packet), read)
        }),
        ...(isKnownToDns2(message) ? [dns2Contender(message)] : []),
      ],
    }),
  ),
  mixed(),
]

const read = (bytes: Uint8Array): unknown => fromPacket(dnsPacket.decode(Buffer.from(bytes)))

function dns2Contender(message: MessageInit): Topic['contenders'][number] {
  const packet = toDns2(message)
  return contender('dns2', () => packet.toBuffer(), read)
}

/** Many messages, one after the other. */
function mixed(): Topic {
  const readAll = (each: readonly Uint8Array[]): unknown => each.map(read)
  return {
    name: 'dns/encode/mix',
    about: `encode ${mix.length} messages as a resolver sees them, queries and responses`,
    incumbent: 'dns-packet',
    expected: mix.map(fromMailwire),
    contenders: [
      contender('mailwire', () => mix.map(message => encodeMessage(message)), readAll),
      ...packetLibraries.map(([library, { encode }]) => {
        const packets = mix.map(toPacket)
        return contender(library, () => packets.map(packet => encode(packet)), readAll)
      }),
    ],
  }
}
