/** Octets of a DNS message to a value, every field of every record. */
import { decodeMessage, encodeMessage } from '@mailwire/dns'
import dns2 from 'dns2'
import { messages } from '../inputs/dns.js'
import { fromDns2, fromMailwire, fromPacket, packetLibraries } from '../inputs/dns-forms.js'
import { contender, type Topic } from '../topic.js'

export const dnsDecode = (): readonly Topic[] =>
  messages.map(({ name, about, message }) => {
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
        contender('dns2', () => dns2.Packet.parse(buffer), fromDns2),
      ],
    }
  })
