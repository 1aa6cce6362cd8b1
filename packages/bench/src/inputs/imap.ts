/** Responses as servers of today send them, written from what they say. */

import { Dice, type Envelope, type Message, type Parameters, type Part, type Person } from './imap-message.js'
import { base64, chunksOf } from './mail.js'

/** What comes in, and the same cut into responses, for a peer that does no framing. */
export interface Responses {
  /** Pieces of 64 KiB. */
  readonly chunks: readonly Buffer[]
  readonly lines: readonly Buffer[]
}

export const responsesOf = (lines: readonly string[]): Responses => ({
  chunks: chunksOf(Buffer.from(lines.map(line => `${line}\r\n`).join(''))),
  lines: lines.map(line => Buffer.from(line)),
})

// ----- FETCH -----

/** ENVELOPE, BODYSTRUCTURE and six other items of each message. */
export const fetches = (messages: readonly Message[]): Responses => responsesOf(messages.map(fetchLine))

export function fetchLine({ sequence, uid, flags, internalDate, size, modseq, header, ...message }: Message): string {
  return `* ${sequence} FETCH (UID ${uid} FLAGS (${flags.join(' ')}) INTERNALDATE "${internalDate}" RFC822.SIZE ${size} MODSEQ (${modseq}) ENVELOPE ${envelope(message.envelope)} BODYSTRUCTURE ${structure(message.structure)} BODY[HEADER.FIELDS (REFERENCES LIST-ID)] {${header.length}}\r\n${header})`
}

/** BODYSTRUCTURE alone. */
export const structures = (messages: readonly Message[]): Responses =>
  responsesOf(messages.map(message => `* ${message.sequence} FETCH (BODYSTRUCTURE ${structure(message.structure)})`))

const string = (value: string | null): string => (value === null ? 'NIL' : `"${value.replace(/["\\]/g, '\\$&')}"`)

const addresses = (people: readonly Person[] | null): string =>
  people === null
    ? 'NIL'
    : `(${people.map(({ name, mailbox, host }) => `(${string(name)} NIL ${string(mailbox)} ${string(host)})`).join('')})`

const envelope = ({ date, subject, people, inReplyTo, messageId }: Envelope): string =>
  `(${[string(date), string(subject), ...people.map(addresses), string(inReplyTo), string(messageId)].join(' ')})`

const parameters = (values: Parameters): string =>
  values === null ? 'NIL' : `(${values.flatMap(pair => pair.map(string)).join(' ')})`

function structure(part: Part): string {
  const disposition = part.disposition === null ? 'NIL' : `(${string(part.disposition[0])} ${parameters(part.disposition[1])})`
  const language = part.language === null ? 'NIL' : `(${part.language.map(string).join(' ')})`
  const extension = [disposition, language, string(part.location)]
  if ('parts' in part)
    return `(${part.parts.map(structure).join('')} ${[string(part.subtype), parameters(part.parameters), ...extension].join(' ')})`
  const { type, subtype, id, description, encoding, size, lines, message } = part
  const fields = [
    ...[type, subtype].map(string),
    parameters(part.parameters),
    ...[id, description, encoding].map(string),
    String(size),
    ...(message === undefined ? [] : [envelope(message[0]), structure(message[1])]),
    ...(lines === undefined ? [] : [String(lines)]),
    'NIL',
    ...extension,
  ]
  return `(${fields.join(' ')})`
}

// ----- LIST -----

export interface Mailbox {
  readonly attributes: readonly string[]
  readonly delimiter: string
  readonly name: string
}

const PLAIN = 'Archive,Sent Messages,Projects,Receipts,Travel,lists,Contracts (old),Drafts,to-do,Family,2026,Newsletters'.split(
  ',',
)
const ENCODED = 'Entwürfe,Gelöschte Objekte,Éléments envoyés,Отправленные,日本語,Προσωπικά,Clients & Partners'.split(',')
const SPECIAL = ['\\Sent', '\\Drafts', '\\Trash', '\\Junk', '\\Archive']

/** Names of one to three levels, one level in ten in modified UTF-7. */
export const mailboxes = (count: number): readonly Mailbox[] =>
  Array.from({ length: count }, (_, at) => {
    const dice = new Dice(at)
    const level = (): string => dice.one(dice.once(10) ? ENCODED : PLAIN)
    const parents = Array.from({ length: dice.below(3) }, level)
    return {
      attributes: [dice.once(4) ? '\\HasChildren' : '\\HasNoChildren', ...(dice.once(9) ? [dice.one(SPECIAL)] : [])],
      delimiter: '/',
      name: [...parents, `${level()}${at}`].join('/'),
    }
  })

export const lists = (mailboxes: readonly Mailbox[]): Responses =>
  responsesOf(
    mailboxes.map(({ attributes, delimiter, name }) => {
      const wire = modifiedUtf7(name)
      return `* LIST (${attributes.join(' ')}) "${delimiter}" ${/^[\w/-]+$/.test(wire) ? wire : string(wire)}`
    }),
  )

/** RFC 3501 5.1.3 */
const modifiedUtf7 = (name: string): string =>
  name.replace(/&|[^ -~]+/g, text => {
    if (text === '&') return '&-'
    const bytes = Buffer.from(text, 'utf16le').swap16().toString('base64')
    return `&${bytes.replaceAll('=', '').replaceAll('/', ',')}-`
  })

// ----- SEARCH, BODY[] -----

/** What a search in a large mailbox finds: numbers in runs. */
export const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => 1000 + at + 3 * Math.floor(at / 40))

export const search = (found: readonly number[]): Responses => responsesOf([`* SEARCH ${found.join(' ')}`])

/** A message of 10 MiB. */
export const content = (): Buffer => Buffer.from(base64(10 * 1_048_576))

export const body = (content: Buffer): Responses =>
  responsesOf([`* 12 FETCH (UID 4711 BODY[] {${content.length}}\r\n${content.toString('latin1')})`])
