/** The data items of a stored message: ENVELOPE, BODYSTRUCTURE, and its sections (RFC 9051 2.4, 6.4.5 and 7.5.2). */
import type { Address, BodyStructure, Envelope, Section } from '@mailwire/imap'
import addressparser from 'nodemailer/lib/addressparser'
import { fieldOf, type MimePart, parseStructured } from './mime.js'

/** The envelope of a message. Sender and Reply-To are From where they are missing. */
export function envelopeOf(part: MimePart): Envelope {
  const text = (name: string): string | null => fieldOf(part, name) ?? null
  const addresses = (name: string): Address[] | null => addressesIn(fieldOf(part, name))
  const from = addresses('From')
  return {
    date: text('Date'),
    subject: text('Subject'),
    from,
    sender: addresses('Sender') ?? from,
    replyTo: addresses('Reply-To') ?? from,
    to: addresses('To'),
    cc: addresses('Cc'),
    bcc: addresses('Bcc'),
    inReplyTo: text('In-Reply-To'),
    messageId: text('Message-ID'),
  }
}

/** The tree of a message's parts; `extended` for BODYSTRUCTURE, without for BODY. */
export function bodyStructureOf(content: Uint8Array, part: MimePart, extended: boolean): BodyStructure {
  const disposition = extended ? dispositionOf(part) : undefined
  const language = extended ? null : undefined
  const location = extended ? (fieldOf(part, 'Content-Location') ?? null) : undefined
  const more = { disposition, language, location, extensions: [] }
  if (part.children.length > 0) {
    const parts = part.children.map(child => bodyStructureOf(content, child, extended))
    const parameters = extended ? part.parameters : undefined
    return { kind: 'multipart', type: 'multipart', subtype: part.subtype, parts, parameters, ...more }
  }
  const fields = {
    type: part.type,
    subtype: part.subtype,
    parameters: part.parameters.length === 0 ? null : part.parameters,
    id: fieldOf(part, 'Content-ID') ?? null,
    description: fieldOf(part, 'Content-Description') ?? null,
    encoding: fieldOf(part, 'Content-Transfer-Encoding') ?? '7bit',
    size: part.bodyEnd - part.bodyStart,
    md5: extended ? null : undefined,
    ...more,
  }
  const { message } = part
  const lines = (): number => linesIn(content, part.bodyStart, part.bodyEnd)
  if (message !== undefined) {
    const body = bodyStructureOf(content, message, extended)
    return { kind: 'message', ...fields, envelope: envelopeOf(message), body, lines: lines() }
  }
  return part.type === 'text' ? { kind: 'text', ...fields, lines: lines() } : { kind: 'basic', ...fields }
}

/** The bytes of a section; `null` for a part that is not there. `structure` is asked for where the section needs it. */
export function sectionOf(content: Uint8Array, structure: () => MimePart, section: Section): Uint8Array | null {
  if (section.part.length === 0 && section.text === undefined) return content
  const part = partAt(structure(), section.part)
  if (part === undefined) return null
  // HEADER and TEXT of a part are those of the message in it (RFC 9051 6.4.5).
  const inner = section.part.length === 0 ? part : part.message
  switch (section.text) {
    case undefined:
      return content.subarray(part.bodyStart, part.bodyEnd)
    case 'MIME':
      return content.subarray(part.headerStart, part.bodyStart)
    case 'TEXT':
      return inner === undefined ? null : content.subarray(inner.bodyStart, inner.bodyEnd)
    case 'HEADER':
      return inner === undefined ? null : content.subarray(inner.headerStart, inner.bodyStart)
    default:
      return inner === undefined ? null : chosenFields(content, inner, section)
  }
}

function chosenFields(content: Uint8Array, part: MimePart, { text, fields }: Section): Uint8Array {
  const wanted = new Set(fields.map(name => name.toLowerCase()))
  const chosen = part.fields.filter(field => wanted.has(field.name.toLowerCase()) === (text === 'HEADER.FIELDS'))
  return Buffer.concat([...chosen.map(field => content.subarray(field.start, field.end)), Buffer.from('\r\n')])
}

/** The part with that number: `1` of a message that is not a multipart is its whole content. */
function partAt(whole: MimePart, path: readonly number[]): MimePart | undefined {
  let at: MimePart | undefined = whole
  for (const number of path) {
    const holder: MimePart = at.message ?? at
    at = holder.children.length > 0 ? holder.children[number - 1] : number === 1 ? holder : undefined
    if (at === undefined) return undefined
  }
  return at
}

function dispositionOf(part: MimePart): { type: string; parameters: MimePart['parameters'] | null } | null {
  const field = fieldOf(part, 'Content-Disposition')
  if (field === undefined) return null
  const { value, parameters } = parseStructured(field)
  return { type: value, parameters: parameters.length === 0 ? null : parameters }
}

/** The addresses of a header field; groups between their two marks. */
function addressesIn(field: string | undefined): Address[] | null {
  if (field === undefined) return null
  const found = addressparser(field).flatMap((entry): Address[] => {
    if (entry.group === undefined) return [addressOf(entry.name, entry.address)]
    const members = entry.group.flatMap(member => (member.group === undefined ? [addressOf(member.name, member.address)] : []))
    return [
      { name: null, route: null, mailbox: entry.name, host: null },
      ...members,
      { name: null, route: null, mailbox: null, host: null },
    ]
  })
  return found.length === 0 ? null : found
}

function addressOf(name: string, address: string): Address {
  const at = address.lastIndexOf('@')
  return {
    name: name === '' ? null : name,
    route: null,
    mailbox: at < 0 ? address : address.slice(0, at),
    host: at < 0 ? '' : address.slice(at + 1),
  }
}

function linesIn(content: Uint8Array, start: number, end: number): number {
  let lines = 0
  for (let at = content.indexOf(0x0a, start); at >= 0 && at < end; at = content.indexOf(0x0a, at + 1)) lines++
  return lines
}
