/** mailwire: the structure of messages, fields of a hop, and a name server's answers. */
import { decodeMessage, encodeMessage } from '@mailwire/dns'
import { answerQuery, loadZone } from '../../../mailwire/src/authority.js'
import { parseMime, parseStructured } from '../../../mailwire/src/node/mime.js'
import { receivedField } from '../../../mailwire/src/received.js'
import { bytesOf } from './drive.js'
import type { GrowthTopic } from './growth.js'

/** What of a message is read; more costs nothing. */
const FIELDS = 10_000
const FOLDS = 100_000
const PARTS = 1_000
const LINES = 100_000

const ofBytes = (name: string, text: (size: number) => string, most?: number): GrowthTopic => ({
  name: `mailwire/mime/${name}`,
  from: Math.min(1_000, (most ?? Number.POSITIVE_INFINITY) / 4),
  most,
  make: size => {
    const bytes = bytesOf(text(size))
    return () => parseMime(bytes)
  },
})

const zone = (size: number): string =>
  Array.from({ length: size }, (_, at) => `h${at} 60 A 10.0.${(at >> 8) & 255}.${at & 255}\n`).join('')
const query = (name: string) => decodeMessage(encodeMessage({ id: 1, questions: [{ name, type: 'A' }] }))

export const mailwire: readonly GrowthTopic[] = [
  ofBytes('header', size => `${'Header: value\r\n folded\r\n'.repeat(size)}\r\nbody\r\n`, FIELDS),
  ofBytes('folded', size => `Header: value${'\r\n folded'.repeat(size)}\r\n\r\nbody\r\n`, FOLDS),
  ofBytes('parts', size => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(size)}--b--\r\n`, PARTS),
  ofBytes('bare-boundaries', size => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(size)}`, PARTS),
  ofBytes(
    'hyphens',
    size => `Content-Type: multipart/mixed; boundary="A${'-'.repeat(size)}"\r\n\r\n${'-'.repeat(20 * size)}`,
    20_000,
  ),
  ofBytes('body', size => `\r\n${'a line of text\r\n'.repeat(size)}`, LINES),
  {
    name: 'mailwire/mime/parameters',
    from: 500,
    make: size => {
      const text = `text/plain${Array.from({ length: size }, (_, at) => `; p${at}=v`).join('')}`
      return () => parseStructured(text)
    },
  },
  {
    name: 'mailwire/received',
    from: 1_000,
    make: size => {
      const hop = { remoteAddress: '192.0.2.1', by: 'mx.example', secure: true, authenticated: false, id: '1', date: new Date(0) }
      const helo = '(x)'.repeat(size)
      return () => receivedField({ ...hop, helo })
    },
  },
  {
    name: 'mailwire/authority/load',
    from: 1_000,
    make: size => {
      const text = zone(size)
      return () => loadZone(text, { origin: 'some.domain' })
    },
  },
  {
    name: 'mailwire/authority/answer',
    from: 500,
    make: size => {
      const zones = [loadZone(`@ 60 SOA ns host 1 2 3 4 5\n${zone(size)}`, { origin: 'some.domain' })]
      const queries = Array.from({ length: size }, (_, at) => query(`h${at}.some.domain`))
      return () => queries.map(one => answerQuery(one, zones))
    },
  },
  {
    name: 'mailwire/authority/answer-nobody',
    from: 500,
    make: size => {
      const zones = [loadZone(`@ 60 SOA ns host 1 2 3 4 5\n${zone(1000)}`, { origin: 'some.domain' })]
      const queries = Array.from({ length: size }, (_, at) => query(`n${at}.some.domain`))
      return () => queries.map(one => answerQuery(one, zones))
    },
  },
]
