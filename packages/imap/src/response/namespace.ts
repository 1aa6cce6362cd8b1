/** NAMESPACE (RFC 9051 5.1.2, 7.3.2, RFC 2342 6): where mailboxes of one's own, of others and of all are. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, wireNameOf } from '../mailbox/read-name.js'
import { fieldsOf, listOf } from '../values.js'
import { hierarchyDelimiter } from './delimiter.js'
import { type Report, type ResponseRule, report } from './rule.js'

/** One namespace: what the names of its mailboxes begin with. */
export interface Namespace {
  /** Decoded like the name of a mailbox. */
  readonly prefix: string
  readonly wirePrefix: string
  readonly delimiter: string | null
  /** Extensions (RFC 2342 6): each a name and its values. */
  readonly extensions: readonly { readonly name: string; readonly values: readonly string[] }[]
}

/** `null` is NIL: there are none of the kind. */
export interface NamespaceResponse {
  readonly type: 'namespace'
  readonly personal: readonly Namespace[] | null
  readonly otherUsers: readonly Namespace[] | null
  readonly shared: readonly Namespace[] | null
}

const NONE: Namespace['extensions'] = /* @__PURE__ */ Object.freeze([])

/** `namespace-response = "NAMESPACE" SP namespace SP namespace SP namespace` */
function namespaceData(reader: Reader): NamespaceResponse & Report {
  reader.space()
  const personal = namespaces(reader)
  reader.space()
  const otherUsers = namespaces(reader)
  reader.space()
  return { type: 'namespace', personal, otherUsers, shared: namespaces(reader), ...report(reader) }
}

/** `namespace = nil / "(" 1*namespace-descr ")"`; nothing is between two of them, where servers put spaces. */
function namespaces(reader: Reader): readonly Namespace[] | null {
  if (reader.nil()) return null
  const found: Namespace[] = []
  reader.expect(0x28)
  reader.enter()
  reader.extraSpaces()
  while (!reader.skip(0x29)) {
    found.push(description(reader))
    reader.extraSpaces()
  }
  reader.depth--
  if (found.length === 0) reader.warn('empty-list')
  return found.length === 0 ? null : found
}

/** `namespace-descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [namespace-response-extensions] ")"` */
function description(reader: Reader): Namespace {
  if (!reader.beginList()) reader.refuse('a prefix')
  const { pos } = reader
  const wirePrefix = reader.string()
  const prefix = nameOf(reader, wirePrefix, pos)
  if (!reader.nextMember()) reader.refuse('a delimiter')
  const delimiter = hierarchyDelimiter(reader, 'NAMESPACE')
  const extensions: Namespace['extensions'][number][] = []
  while (reader.nextMember()) {
    const name = reader.string()
    reader.space()
    const values: string[] = []
    if (!reader.beginList()) reader.refuse('a string')
    do values.push(reader.string())
    while (reader.nextMember())
    extensions.push({ name, values })
  }
  return { prefix, wirePrefix, delimiter, extensions: extensions.length > 0 ? extensions : NONE }
}

function encodeNamespace(writer: ImapWriter, { personal, otherUsers, shared }: NamespaceResponse): void {
  writer.raw('NAMESPACE')
  for (const kind of [personal, otherUsers, shared]) {
    writer.raw(' ')
    if (kind === null || listOf(kind, 'encode NAMESPACE').length === 0) writer.raw('NIL')
    else {
      writer.raw('(')
      for (const one of kind) encodeDescription(writer, fieldsOf(one, 'encode NAMESPACE'))
      writer.raw(')')
    }
  }
}

function encodeDescription(writer: ImapWriter, { prefix, wirePrefix, delimiter, extensions }: Namespace): void {
  writer
    .raw('(')
    .string(wireNameOf(writer, prefix, wirePrefix))
    .raw(' ')
  writer.delimiter(delimiter)
  for (const one of listOf(extensions, 'encode NAMESPACE')) {
    const { name, values } = fieldsOf(one, 'encode NAMESPACE')
    if (listOf(values, 'encode NAMESPACE').length === 0) fail('bad-value', 0, 'encode NAMESPACE: an extension needs values')
    writer
      .raw(' ')
      .string(name)
      .raw(' ')
      .list(values, value => writer.string(value))
  }
  writer.raw(')')
}

export const namespace: ResponseRule<NamespaceResponse> = {
  name: 'NAMESPACE',
  type: 'namespace',
  section: 'RFC 9051 7.3.2',
  decode: namespaceData,
  encode: encodeNamespace,
}
