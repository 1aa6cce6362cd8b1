/** GENURLAUTH and URLFETCH (RFC 4467 8, text not available; RFC 5524 3.2, text not available): URLs with an authorization, and their data. */
import { isBytes, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { body } from '../fetch/body-structure.js'
import { encodeBodyStructure } from '../fetch/encode-structure.js'
import type { BodyStructure } from '../fetch/structure.js'
import { rawValue, writeRawValue } from '../grammar/raw.js'
import type { Reader, StreamedLiteral } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** GENURLAUTH (RFC 4467 8): the URLs that were asked for, in their order. Each is a secret. */
export interface GenUrlAuthResponse {
  readonly type: 'genurlauth'
  readonly urls: readonly string[]
}

/** The bytes, or what tells that they went by as `body-chunk` events; `null` where there are none: the URL is not valid. */
type UrlData = Uint8Array | StreamedLiteral | null

/** What was asked for of a URL (RFC 5524 3.2). */
export type UrlMetadata =
  | { readonly name: 'BODYPARTSTRUCTURE'; readonly structure: BodyStructure }
  /** `BINARY`: without the transfer encoding, `null` where it could not be undone. */
  | { readonly name: 'BODY' | 'BINARY'; readonly data: UrlData }
  /** An item without a type here: its name in upper case, and its unchanged value. */
  | { readonly name: 'unknown'; readonly item: string; readonly bytes: Uint8Array }

/** One URL, and its data. */
export interface FetchedUrl {
  readonly url: string
  /** `undefined` if the server sends `metadata` instead. */
  readonly data?: UrlData | undefined
  /** `undefined` for the form of RFC 4467. */
  readonly metadata?: readonly UrlMetadata[] | undefined
}

/** URLFETCH (RFC 4467 8, RFC 5524 3.2). */
export interface UrlFetchResponse {
  readonly type: 'urlfetch'
  readonly urls: readonly FetchedUrl[]
}

const LPAREN = 0x28

/** `genurlauth-data = "*" SP "GENURLAUTH" 1*(SP url-full)`, `url-full = astring` */
export const genurlauth: ResponseRule<GenUrlAuthResponse> = {
  name: 'GENURLAUTH',
  type: 'genurlauth',
  section: 'RFC 4467 8',
  decode: reader => {
    const urls = reader.membersToEnd(() => reader.astring())
    if (urls.length === 0) reader.refuse('a URL')
    return { type: 'genurlauth', urls, ...report(reader) }
  },
  encode: (writer, { urls }) => {
    writer.raw('GENURLAUTH')
    if (listOf(urls, 'encode GENURLAUTH').length === 0) fail('bad-value', 0, 'encode GENURLAUTH: urls is empty')
    for (const url of urls) writer.raw(' ').astring(url)
  },
}

/** `urlfetch-data = "*" SP "URLFETCH" 1*(SP url-full (SP nstring / 1*(SP "(" url-metadata-el ")")))` */
export const urlfetch: ResponseRule<UrlFetchResponse> = {
  name: 'URLFETCH',
  type: 'urlfetch',
  section: 'RFC 4467 8',
  decode: reader => {
    const urls = reader.membersToEnd(fetchedUrl)
    if (urls.length === 0) reader.refuse('a URL')
    return { type: 'urlfetch', urls, ...report(reader) }
  },
  encode: (writer, { urls }) => {
    writer.raw('URLFETCH')
    if (listOf(urls, 'encode URLFETCH').length === 0) fail('bad-value', 0, 'encode URLFETCH: urls is empty')
    for (const url of urls) writeFetched(writer.raw(' '), { ...fieldsOf(url, 'encode URLFETCH') })
  },
}

function fetchedUrl(reader: Reader): FetchedUrl {
  const url = reader.astring()
  reader.space()
  if (reader.peek() !== LPAREN) return { url, data: reader.nstringBytes(), metadata: undefined }
  const metadata: UrlMetadata[] = []
  metadataElements(reader, metadata)
  while (reader.peek() === 0x20 && reader.peekNext() === LPAREN) {
    reader.space()
    metadataElements(reader, metadata)
  }
  return { url, data: undefined, metadata }
}

/** `url-metadata-el = "BODYPARTSTRUCTURE" SP body / "BINARY" SP (nstring / literal8) / "BODY" SP nstring`, in its parentheses, in which Dovecot has all of them */
function metadataElements(reader: Reader, metadata: UrlMetadata[]): void {
  if (!reader.beginList()) reader.refuse('a name')
  metadata.push(metadataElement(reader))
  for (let { pos } = reader; reader.nextMember(); pos = reader.pos) {
    reader.warn('joined-metadata', pos)
    metadata.push(metadataElement(reader))
  }
}

function metadataElement(reader: Reader): UrlMetadata {
  const { pos } = reader
  const name = reader.keyword('a name')
  reader.space()
  return reader.whole(elementOf(reader, name, pos))
}

function elementOf(reader: Reader, name: string, at: number): UrlMetadata {
  switch (name) {
    case 'BODYPARTSTRUCTURE':
      return { name, structure: body(reader, name) }
    case 'BODY':
    case 'BINARY':
      return { name, data: reader.nstringBytes(name === 'BINARY') }
    default:
      reader.warn('unknown-item', at)
      return { name: 'unknown', item: name, bytes: rawValue(reader) }
  }
}

function writeFetched(writer: ImapWriter, { url, data, metadata }: FetchedUrl): void {
  writer.astring(url)
  if ((data === undefined) === (metadata === undefined))
    fail('bad-value', 0, 'encode URLFETCH: a URL needs either data or metadata')
  if (data !== undefined) writeData(writer.raw(' '), data, false)
  else {
    if (listOf(metadata!, 'encode URLFETCH').length === 0) fail('bad-value', 0, 'encode URLFETCH: metadata is empty')
    for (const element of metadata!) {
      writeElement(writer.raw(' ('), { ...fieldsOf(element, 'encode URLFETCH') })
      writer.raw(')')
    }
  }
}

function writeElement(writer: ImapWriter, element: UrlMetadata): void {
  switch (element.name) {
    case 'BODYPARTSTRUCTURE':
      encodeBodyStructure(writer.raw('BODYPARTSTRUCTURE '), element.structure)
      break
    case 'BODY':
    case 'BINARY':
      writeData(writer.raw(`${element.name} `), element.data, element.name === 'BINARY')
      break
    case 'unknown': {
      const name = upperAscii(textOf(element.item, 'encode URLFETCH'))
      if (KNOWN.includes(name)) fail('bad-value', 0, `encode URLFETCH: ${name} has a type of its own; write it with that`)
      writeRawValue(writer.atom(name, 'metadata').raw(' '), element.bytes, 'encode URLFETCH')
      break
    }
    default:
      fail('bad-value', 0, 'encode URLFETCH: unknown metadata')
  }
}

const KNOWN: readonly string[] = ['BODYPARTSTRUCTURE', 'BODY', 'BINARY']

function writeData(writer: ImapWriter, data: UrlData, mayBeLiteral8: boolean): void {
  if (data === null) writer.raw('NIL')
  else if (isBytes(data)) writer.literal(data, mayBeLiteral8 ? 'for-nul' : 'never')
  else fail('bad-value', 0, 'encode URLFETCH: data is missing; streamed literals are not kept')
}
