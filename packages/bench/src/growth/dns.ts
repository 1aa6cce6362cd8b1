/** DNS: messages up to their 64 KiB, zones and streams beyond it. */
import { type DnsRecord, decodeMessage, encodeMessage, MessageView, splitLabels } from '@mailwire/dns'
import { annotateMessage } from '@mailwire/dns/annotate'
import { formatMessage, parseMessage } from '@mailwire/dns/dig'
import { messageFromDohJson, messageFromJson, messageToDohJson, messageToJson } from '@mailwire/dns/json'
import { joinTxt } from '@mailwire/dns/rdata'
import {
  decodeDohParameter,
  encodeDohParameter,
  encodeTcp,
  encodeTransfer,
  TcpDecoder,
  TransferDecoder,
} from '@mailwire/dns/transport'
import { formatZone, parseZone, ZoneParser } from '@mailwire/dns/zone'
import { cut, drain } from './drive.js'
import type { GrowthTopic } from './growth.js'

const zone = (size: number): string =>
  Array.from({ length: size }, (_, at) => `h${at}.some.domain. 60 IN A 10.${at >> 16}.${(at >> 8) & 255}.${at & 255}\n`).join('')
const records = (size: number): DnsRecord[] => parseZone(zone(size))
const message = (size: number) => ({
  id: 1,
  flags: { qr: true },
  questions: [{ name: 'some.domain', type: 'A' }],
  answers: records(size),
})
const encoded = (size: number): Uint8Array => encodeMessage(message(size))
const soa = parseZone('some.domain. 60 SOA ns.some.domain. host.some.domain. 1 2 3 4 5')
const transfer = (answers: readonly DnsRecord[]): Uint8Array[] => [
  ...encodeTransfer({ id: 1, questions: [{ name: 'some.domain', type: 'AXFR' }] }, [...soa, ...answers, ...soa]),
]

/** Records that fit a message: 2,000 of these are 62 KiB. */
const MOST = 2_000
const ofMessage = (name: string, make: GrowthTopic['make']): GrowthTopic => ({ name: `dns/${name}`, from: 500, most: MOST, make })

export const dns: readonly GrowthTopic[] = [
  ofMessage('decode', size => {
    const bytes = encoded(size)
    return () => decodeMessage(bytes)
  }),
  ofMessage('encode', size => {
    const full = message(size)
    return () => encodeMessage(full)
  }),
  ofMessage('truncate', size => {
    const full = message(size)
    return () => encodeMessage(full, { maxSize: 512 })
  }),
  ofMessage('view', size => {
    const bytes = encoded(size)
    return () => [...new MessageView(bytes).answers()].map(view => view.type)
  }),
  ofMessage('annotate', size => {
    const bytes = encoded(size)
    return () => annotateMessage(bytes)
  }),
  ofMessage('dig/format', size => {
    const decoded = decodeMessage(encoded(size))
    return () => formatMessage(decoded)
  }),
  ofMessage('dig/parse', size => {
    const text = formatMessage(decodeMessage(encoded(size)))
    return () => parseMessage(text)
  }),
  ofMessage('json', size => {
    const decoded = decodeMessage(encoded(size))
    return () => messageFromJson(messageToJson(decoded))
  }),
  ofMessage('doh-json', size => {
    const decoded = decodeMessage(encoded(size))
    return () => messageFromDohJson(messageToDohJson(decoded))
  }),
  ofMessage('doh-parameter', size => {
    const bytes = encoded(size)
    return () => decodeDohParameter(encodeDohParameter(bytes))
  }),
  {
    name: 'dns/labels',
    from: 1_000,
    make: size => {
      const name = 'a.'.repeat(size)
      return () => {
        try {
          return splitLabels(name)
        } catch (error) {
          return error
        }
      }
    },
  },
  {
    name: 'dns/txt',
    from: 5_000,
    make: size => {
      const strings = Array.from({ length: size }, () => new Uint8Array(20).fill(97))
      return () => joinTxt(strings)
    },
  },
  {
    name: 'dns/zone/parse',
    from: 1_000,
    make: size => {
      const text = zone(size)
      return () => parseZone(text)
    },
  },
  {
    name: 'dns/zone/parse-in-pieces',
    from: 1_000,
    make: size => {
      const pieces = zone(size).match(/.{1,7}/gs)!
      return () => drain(new ZoneParser(), pieces)
    },
  },
  {
    name: 'dns/zone/format',
    from: 1_000,
    make: size => {
      const parsed = records(size)
      return () => formatZone(parsed)
    },
  },
  {
    name: 'dns/transfer/encode',
    from: 1_000,
    make: size => {
      const answers = records(size)
      return () => transfer(answers)
    },
  },
  {
    name: 'dns/transfer/decode',
    from: 1_000,
    make: size => {
      const messages = transfer(records(size)).map(bytes => decodeMessage(bytes))
      return () => drain(new TransferDecoder({ zone: 'some.domain', id: 1 }), messages)
    },
  },
  {
    name: 'dns/tcp/small-pieces',
    from: 1_000,
    make: size => {
      const stream = Buffer.concat(Array.from({ length: size }, () => encodeTcp(encoded(1))))
      return () => drain(new TcpDecoder(), cut(stream, 3))
    },
  },
]
