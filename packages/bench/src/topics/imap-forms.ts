/**
 * One form for all readers of IMAP responses: what a mail program takes from them. Each reader's result is first put as the input says it (`of...`, by
 * reader), then all are folded alike, by what imapflow's formatted result no longer tells: encoded words are decoded, dates are points in
 * time, an end of a group is nothing. None of this is timed.
 */
import type { FetchItems, Response, ResponseEvent } from '@mailwire/imap'
import type { ImapFlow } from 'imapflow'
import { decodePath } from 'imapflow/lib/tools.js'
import type { Mailbox } from '../inputs/imap.js'
import type { Envelope, Message, Parameters, Part, Person } from '../inputs/imap-message.js'
import type { Formatted, Tree } from './imap-clients.js'

// ----- The form -----

export const fetchForm = (message: Message): unknown => ({
  ...message,
  flags: [...message.flags],
  internalDate: Date.parse(message.internalDate),
  envelope: envelopeForm(message.envelope),
  structure: structureForm(message.structure),
})

export function structureForm(part: Part): unknown {
  const { disposition, language, location } = part
  const common = [
    parametersForm(part.parameters),
    disposition && [disposition[0], parametersForm(disposition[1])],
    language,
    location,
  ]
  if ('parts' in part) return ['multipart', part.subtype, part.parts.map(structureForm), ...common]
  const { type, subtype, id, description, encoding, size, lines, message } = part
  const inner = message && [envelopeForm(message[0]), structureForm(message[1])]
  return [type, subtype, id, description, encoding, size, lines, inner, ...common]
}

export const listForm = ({ attributes, delimiter, name }: Mailbox): unknown => [attributes, delimiter, name]

const envelopeForm = ({ date, subject, people, inReplyTo, messageId }: Envelope): unknown => [
  Date.parse(date),
  words(subject),
  people.map(addressesForm),
  inReplyTo,
  messageId,
]

const addressesForm = (people: readonly Person[] | null): unknown =>
  people
    ?.filter(({ mailbox }) => mailbox !== null)
    .map(({ name, mailbox, host }) => (host === null ? [mailbox] : [words(name) ?? '', mailbox, host])) ?? null

const parametersForm = (parameters: Parameters): unknown => parameters?.map(([name, value]) => [name, words(value)]) ?? null

/** Encoded words of the kind that the inputs have (RFC 2047). */
const words = (text: string | null): string | null =>
  text?.replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, value: string) => Buffer.from(value, 'base64').toString()) ?? null

// ----- mailwire -----

/** As much of its items as is looked at. */
interface Items extends Pick<FetchItems, 'uid' | 'flags' | 'internalDate' | 'size' | 'envelope' | 'sections' | 'modseq'> {
  readonly bodyStructure: Structure | undefined
}

/** Any of its body structures. */
interface Structure {
  readonly kind?: string | undefined
  readonly type?: string | undefined
  readonly subtype?: string | undefined
  readonly parts?: readonly Structure[] | undefined
  readonly parameters?: Parameters | undefined
  readonly disposition?: { readonly type: string; readonly parameters: Parameters } | null | undefined
  readonly envelope?: Items['envelope'] | undefined
  readonly body?: Structure | undefined
}

/** The response, which must be of this type and without warnings. */
/** The member of the union with this `type`, which may be one of several. */
type Of<Type, Union = Response> = Union extends { readonly type: infer Types } ? (Type extends Types ? Union : never) : never

function only<Type extends Response['type']>(event: ResponseEvent, type: Type): Of<Type> {
  if (event.type !== type) throw new Error(`it is ${event.type}, not ${type}`)
  const { warnings } = event as Response
  if (warnings.length > 0) throw new Error(`it warns: ${JSON.stringify(warnings[0])}`)
  return event as Of<Type>
}

export function ofFetch(event: ResponseEvent): unknown {
  const { sequence, items } = only(event, 'fetch')
  const { uid, flags, internalDate, size, envelope, sections, bodyStructure, modseq }: Items = items
  return fetchForm({
    sequence,
    uid: uid!,
    flags: flags!,
    internalDate: internalDate!,
    size: size!,
    modseq: String(modseq),
    envelope: ofEnvelope(envelope!),
    structure: ofStructure(bodyStructure!),
    header: Buffer.from(sections[0]!.data as Uint8Array).toString(),
  })
}

export function ofStructureAlone(event: ResponseEvent): unknown {
  const { bodyStructure }: Items = only(event, 'fetch').items
  return structureForm(ofStructure(bodyStructure!))
}

export function ofList(event: ResponseEvent): unknown {
  const { attributes, delimiter, mailbox } = only(event, 'list')
  return [attributes, delimiter, mailbox]
}

export const ofSearch = (event: ResponseEvent): unknown => Array.from(only(event, 'search').numbers)

const ofEnvelope = ({ date, subject, inReplyTo, messageId, ...people }: NonNullable<Items['envelope']>): Envelope => ({
  date: date!,
  subject,
  people: [people.from, people.sender, people.replyTo, people.to, people.cc, people.bcc],
  inReplyTo,
  messageId: messageId!,
})

const ofStructure = ({ parts, envelope, body, ...part }: Structure): Part =>
  ({
    ...part,
    disposition: part.disposition ? [part.disposition.type, part.disposition.parameters] : null,
    ...(parts === undefined
      ? { message: envelope && body && [ofEnvelope(envelope), ofStructure(body)] }
      : { parts: parts.map(ofStructure) }),
  }) as Part

// ----- The trees of imapflow and emailjs-imap-handler -----

type Plain = string | null | readonly Plain[]

function plain(node: unknown): Plain {
  if (Array.isArray(node)) return node.map(plain)
  return node === null ? null : String((node as { readonly value: unknown }).value)
}

const treeOf = (tree: unknown): readonly Plain[] => plain((tree as Tree).attributes) as readonly Plain[]

/** Items by name, sections left out. */
function itemsOf(tree: unknown): Readonly<Record<string, Plain>> {
  const items = treeOf(tree)[1] as readonly Plain[]
  return Object.fromEntries(items.flatMap((name, at) => (at % 2 === 0 ? [[name as string, items[at + 1]!]] : [])))
}

export function ofFetchTree(tree: unknown): unknown {
  const items = itemsOf(tree)
  return fetchForm({
    sequence: Number((tree as Tree).command),
    uid: Number(items['UID']),
    flags: items['FLAGS'] as readonly string[],
    internalDate: items['INTERNALDATE'] as string,
    size: Number(items['RFC822.SIZE']),
    modseq: items['MODSEQ']![0] as string,
    envelope: ofEnvelopeTree(items['ENVELOPE'] as readonly Plain[]),
    structure: ofPartTree(items['BODYSTRUCTURE'] as readonly Plain[]),
    header: items['BODY'] as string,
  })
}

export const ofStructureTree = (tree: unknown): unknown =>
  structureForm(ofPartTree(itemsOf(tree)['BODYSTRUCTURE'] as readonly Plain[]))

/** A session in which names are in modified UTF-7. */
const REV1 = { enabled: new Set(), capabilities: new Map() } as unknown as ImapFlow

/** As `list` of imapflow reads the name. */
export function ofListTree(tree: unknown): unknown {
  const [attributes, delimiter, name] = treeOf(tree)
  return [attributes, delimiter, decodePath(REV1, name as string)]
}

export const ofSearchTree = (tree: unknown): unknown => (tree as Tree).numbers ?? treeOf(tree).map(Number)

export const literalOf = (tree: Tree): Buffer =>
  (tree.attributes as readonly { readonly [at: number]: { value: Buffer } }[])[1]![3]!.value

function ofEnvelopeTree(fields: readonly Plain[]): Envelope {
  const [date, subject, inReplyTo, messageId] = [0, 1, 8, 9].map(at => fields[at] as string | null)
  const people = fields.slice(2, 8).map(list =>
    list === null
      ? null
      : (list as readonly (readonly (string | null)[])[]).map(([name, , mailbox, host]) => ({
          name: name!,
          mailbox: mailbox!,
          host: host!,
        })),
  )
  return { date: date!, subject: subject!, people, inReplyTo: inReplyTo!, messageId: messageId! }
}

const pairs = (list: Plain | undefined): Parameters =>
  (list as readonly string[] | null)?.flatMap((name, at, all) => (at % 2 === 0 ? [[name, all[at + 1]!] as const] : [])) ?? null

function ofPartTree(fields: readonly Plain[]): Part {
  const common = (from: number): Pick<Part, 'disposition' | 'language' | 'location'> => ({
    disposition: fields[from] ? [fields[from][0] as string, pairs(fields[from][1] as Plain)] : null,
    language: fields[from + 1] as readonly string[] | null,
    location: fields[from + 2] as string | null,
  })
  const parts = fields.filter(
    (part, at): part is readonly Plain[] => Array.isArray(part) && fields.slice(0, at).every(Array.isArray),
  )
  if (parts.length > 0) {
    const at = parts.length
    return { parts: parts.map(ofPartTree), subtype: fields[at] as string, parameters: pairs(fields[at + 1]), ...common(at + 2) }
  }
  const [type, subtype, , id, description, encoding, size, ...rest] = fields as string[]
  const isMessage = type === 'message'
  const lines = isMessage ? rest[2] : type === 'text' ? rest[0] : undefined
  return {
    type: type!,
    subtype: subtype!,
    parameters: pairs(fields[2]),
    id: id!,
    description: description!,
    encoding: encoding!,
    size: Number(size),
    ...(lines === undefined ? {} : { lines: Number(lines) }),
    ...(isMessage
      ? { message: [ofEnvelopeTree(fields[7] as readonly Plain[]), ofPartTree(fields[8] as readonly Plain[])] as const }
      : {}),
    ...common(isMessage ? 11 : type === 'text' ? 9 : 8),
  }
}

// ----- What imapflow makes of its tree -----

export const ofFormatted = (message: Formatted): unknown =>
  fetchForm({
    sequence: message.seq,
    uid: message.uid,
    flags: [...message.flags!],
    internalDate: String(message.internalDate),
    size: message.size!,
    modseq: String(message.modseq),
    envelope: ofFormattedEnvelope(message.envelope!),
    structure: ofFormattedPart(message.bodyStructure!),
    header: message.headers!.toString(),
  })

export const ofFormattedStructure = (message: Formatted): unknown => structureForm(ofFormattedPart(message.bodyStructure!))

type FormattedEnvelope = NonNullable<Formatted['envelope']>
type FormattedPart = NonNullable<Formatted['bodyStructure']>

const ofFormattedEnvelope = (envelope: FormattedEnvelope): Envelope => ({
  date: String(envelope.date),
  subject: envelope.subject ?? null,
  people: [envelope.from, envelope.sender, envelope.replyTo, envelope.to, envelope.cc, envelope.bcc].map(
    people =>
      people?.map(({ name = '', address = '' }) => {
        const [mailbox, host] = address.split('@')
        return address === '' ? { name: null, mailbox: name, host: null } : { name, mailbox: mailbox!, host: host! }
      }) ?? null,
  ),
  inReplyTo: envelope.inReplyTo ?? null,
  messageId: envelope.messageId!,
})

function ofFormattedPart(node: FormattedPart): Part {
  const [type, subtype] = node.type.split('/') as [string, string]
  const parameters = (values: FormattedPart['parameters']): Parameters => (values === undefined ? null : Object.entries(values))
  const common = {
    subtype,
    parameters: parameters(node.parameters),
    disposition: node.disposition === undefined ? null : ([node.disposition, parameters(node.dispositionParameters)] as const),
    language: node.language ?? null,
    location: node.location ?? null,
  }
  if (type === 'multipart') return { parts: node.childNodes!.map(ofFormattedPart), ...common }
  return {
    type,
    ...common,
    id: node.id ?? null,
    description: node.description ?? null,
    encoding: node.encoding!,
    size: node.size!,
    ...(node.lineCount === undefined ? {} : { lines: node.lineCount }),
    ...(node.envelope === undefined
      ? {}
      : { message: [ofFormattedEnvelope(node.envelope), ofFormattedPart(node.childNodes![0]!)] as const }),
  }
}
