/**
 * IMAP responses, one at a time. The peers give a tree of atoms, strings and lists, and leave it to the caller to make something of it;
 * mailwire gives the typed response. They are handed the response without its line end, mailwire also does the framing.
 */
import { type BodyStructure, type Envelope, ResponseDecoder, type ResponseEvent } from '@mailwire/imap'
import emailjs from 'emailjs-imap-handler'
import imapflowParser from 'imapflow/lib/handler/imap-parser.js'
import { envelope, list, search, structure } from '../inputs/imap.js'
import { contender, type Topic } from '../topic.js'

const inputs = [
  { name: 'fetch-envelope', about: 'FETCH with flags, date, size and envelope', line: envelope },
  { name: 'fetch-structure', about: 'FETCH with the structure of a message of four parts', line: structure },
  { name: 'list', about: 'LIST of one mailbox', line: list },
  { name: 'search', about: 'SEARCH with 2,000 numbers', line: search },
] as const

export const imapResponse = (): readonly Topic[] =>
  inputs.map(({ name, about, line }) => {
    const bytes = Buffer.from(line)
    const decode = mailwire(Buffer.from(`${line}\r\n`))
    return {
      name: `imap/response/${name}`,
      about: `decode ${about}`,
      incumbent: 'imapflow',
      expected: fromTree(emailjs.parser(bytes)),
      contenders: [
        contender('mailwire', decode, fromMailwire),
        contender('imapflow', () => imapflowParser(bytes), fromTree),
        contender('emailjs-imap-handler', () => emailjs.parser(bytes), fromTree),
      ],
    }
  })

function mailwire(bytes: Uint8Array): () => ResponseEvent | undefined {
  const decoder = new ResponseDecoder()
  return () => {
    decoder.push(bytes)
    return decoder.next()
  }
}

// ----- One form for all: what a mail program takes from the response -----

function fromMailwire(response: ResponseEvent | undefined): unknown {
  switch (response?.type) {
    case 'search':
      return response.numbers
    case 'list':
      return [response.attributes, response.delimiter, response.mailbox]
    case 'fetch': {
      const { uid, flags, internalDate, size, envelope, bodyStructure } = response.items
      return {
        uid,
        flags,
        internalDate,
        size,
        envelope: envelope && envelopeFields(envelope),
        parts: bodyStructure && parts(bodyStructure),
      }
    }
    default:
      return response
  }
}

const envelopeFields = (fields: Envelope): unknown => [
  fields.date,
  fields.subject,
  ...[fields.from, fields.sender, fields.replyTo, fields.to, fields.cc, fields.bcc].map(
    addresses => addresses?.map(({ name, route, mailbox, host }) => [name, route, mailbox, host]) ?? null,
  ),
  fields.inReplyTo,
  fields.messageId,
]

const parts = (body: BodyStructure): unknown =>
  'parts' in body ? [...body.parts.map(parts), body.subtype] : [body.type, body.subtype, body.size]

type Node = Node[] | { readonly type: string; readonly value: string } | null

interface Tree {
  readonly command: string
  readonly attributes?: unknown
  /** What imapflow makes of SEARCH. */
  readonly numbers?: readonly number[]
}

function fromTree(tree: unknown): unknown {
  const { command, attributes, numbers } = tree as Tree
  if (numbers !== undefined) return numbers
  const values = plain(attributes as Node) as Plain[]
  if (command === 'SEARCH') return values.map(Number)
  if (command === 'LIST') return values
  const items = values[1] as Plain[]
  const item = (name: string): Plain | undefined => (items.includes(name) ? items[items.indexOf(name) + 1] : undefined)
  const number = (name: string): number | undefined => (item(name) === undefined ? undefined : Number(item(name)))
  const body = item('BODYSTRUCTURE')
  return {
    uid: number('UID'),
    flags: item('FLAGS'),
    internalDate: item('INTERNALDATE'),
    size: number('RFC822.SIZE'),
    envelope: item('ENVELOPE'),
    parts: body && treeParts(body as Plain[]),
  }
}

type Plain = string | null | Plain[]

const plain = (node: Node): Plain => (Array.isArray(node) ? node.map(plain) : (node?.value ?? null))

function treeParts(body: readonly Plain[]): unknown {
  const inner = body.filter((part, at) => Array.isArray(part) && body.slice(0, at).every(Array.isArray)) as Plain[][]
  return inner.length > 0 ? [...inner.map(treeParts), body[inner.length]] : [body[0], body[1], Number(body[6])]
}
