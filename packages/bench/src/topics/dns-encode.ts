/**
 * A DNS message to its octets. mailwire and dns2 compress names, dns-packet and its kin do not and so write more octets for less work;
 * each is checked by what dns-packet reads from its octets.
 */
import { encodeMessage } from '@mailwire/dns'
import dnsPacket from 'dns-packet'
import { messages } from '../inputs/dns.js'
import { fromMailwire, fromPacket, packetLibraries, toDns2, toPacket } from '../inputs/dns-forms.js'
import { contender, type Topic } from '../topic.js'

export const dnsEncode = (): readonly Topic[] =>
  messages.map(({ name, about, message }) => {
    const forDns2 = toDns2(message)
    const read = (bytes: Uint8Array): unknown => fromPacket(dnsPacket.decode(Buffer.from(bytes)))
    return {
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
        contender('dns2', () => forDns2.toBuffer(), read),
      ],
    }
  })
