/**
 * DNS messages (RFC 1035 4, RFC 2181, RFC 6891): header, four sections, and separately the pseudo-records OPT, TSIG and SIG(0).
 *
 * Always: `decodeMessage(encodeMessage(m))` is `m` for every decoded `m`; encode does not change its arguments.
 */

import { type AnyTlvType, Registry } from '../codec.js'
import type { AnyOptionType } from '../edns/option-type.js'
import { blamed, fail } from '../error.js'
import { checkBytes, checkObject, checkWhole, shown } from '../given.js'
import type { OwnRecord } from '../rdata/record.js'
import type { AnyRecordType } from '../rdata/record-type.js'
import { MessageWriter } from '../wire/writer.js'
import { MessageDecoder } from './decode.js'
import type { OwnTlv } from './dso/tlv-type.js'
import type { OwnOption } from './edns/option.js'
import { encodeWith } from './encode.js'
import { allTypes, registryOf } from './everything.js'
import { type MessageParts, messageParts } from './parts.js'
import {
  type AnyMessageInit,
  type DecodeOptions,
  type EncodeOptions,
  MAX_MESSAGE,
  type Message,
  type MessageInit,
  type PartialMessage,
} from './types.js'

export {
  type AnyMessageInit,
  type DecodeOptions,
  type EncodeOptions,
  type Flags,
  MAX_MESSAGE,
  type Message,
  type MessageInit,
  type PartialMessage,
  type Question,
  type QuestionInit,
} from './types.js'

/** The default options: one object, so that a call without options allocates none. */
const NONE = {}

/** Decodes and encodes messages with a chosen set of record types, EDNS options and DSO TLVs. */
export interface MessageCodec<Own = never, OwnOption = never, OwnTlv = never> {
  /** Its types, options and TLVs, for the functions that take a `codec`. */
  readonly registry: Registry
  decode(bytes: Uint8Array, options: DecodeOptions & { readonly partial: true }): PartialMessage<Own, OwnOption, OwnTlv>
  decode(bytes: Uint8Array, options?: DecodeOptions): Message<Own, OwnOption, OwnTlv>
  encode(message: AnyMessageInit, options?: EncodeOptions): Uint8Array
  encodeInto(message: AnyMessageInit, target: Uint8Array, offset?: number, options?: EncodeOptions): number
  /** Reads single questions and records where they are: for {@link MessageView}. */
  parts(bytes: Uint8Array): MessageParts
}

/**
 * Decodes a message, with every record type of this package.
 *
 * A record whose type has no codec is `TYPEn` with opaque data. Bytes after the last record are reported in `warnings`. With `partial` only
 * the header must be complete; other errors are in `errors`.
 *
 * @throws {@link DnsError} with the section, index, field and offset: `truncated`, `rdata-length`, `bad-label`, `bad-pointer`,
 * `name-too-long`, `bad-edns`, `bad-signature`, `bad-dso`, `too-long` and the errors of record fields; with `strict` also `trailing`
 *
 * @example
 * const reply = decodeMessage(encodeMessage({ id: 7, questions: [{ name: 'gmail.com', type: 'MX' }] }))
 * reply.questions[0] // => { name: 'gmail.com', type: 'MX', class: 'IN' }
 */
export function decodeMessage(bytes: Uint8Array, options: DecodeOptions & { readonly partial: true }): PartialMessage
export function decodeMessage(bytes: Uint8Array, options?: DecodeOptions): Message
export function decodeMessage(bytes: Uint8Array, options: DecodeOptions = NONE): Message {
  return defaultCodec().decode(bytes, options)
}

/**
 * Encodes a message. Names are compressed as far as RFC 3597 4 allows; OPT is written after the additional records, and then TSIG or SIG(0).
 *
 * With `maxSize`, whole RRsets that do not fit are omitted from the end, additional records first and without setting TC. TC is set only if an
 * answer or authority RRset is missing, or an address that a referral needs (RFC 2181 9, RFC 9471). OPT, TSIG and SIG(0) are kept.
 *
 * @throws {@link DnsError} `bad-name`, `bad-label`, `name-too-long`, `bad-type`, `bad-class`, `bad-value`, `bad-text`, `rdata-length`,
 * `bad-edns`, `bad-signature`, `bad-dso`, `too-long`; no value is ever wrapped or truncated
 *
 * @example
 * encodeMessage({ id: 1985, flags: { rd: true }, questions: [{ name: 'gmail.com', type: 'MX' }], edns: { udpPayloadSize: 4096 } }).length // => 38
 */
export const encodeMessage = (message: MessageInit, options: EncodeOptions = NONE): Uint8Array =>
  defaultCodec().encode(message, options)

/**
 * Encodes into the caller's array, from `offset` on, and returns the number of bytes written. Little is allocated: a view of the bytes, the text of a
 * parent that new names share, a view for each text of more than 40 characters, and with `maxSize` a list of record offsets.
 *
 * @throws {@link DnsError} as {@link encodeMessage}; `too-long` if the array is too short. Nothing is written then.
 *
 * @example
 * encodeInto({ questions: [{ name: 'gmail.com', type: 'MX' }] }, new Uint8Array(512)) // => 27
 */
export const encodeInto = (message: MessageInit, target: Uint8Array, offset = 0, options: EncodeOptions = NONE): number =>
  defaultCodec().encodeInto(message, target, offset, options)

/**
 * A codec for the given record types, EDNS options and DSO TLVs only; all others are opaque, and not part of a bundle.
 *
 * Your own types and options work like those of this package, under their own names: in questions, records and type lists of messages, and in all
 * functions that take the codec as an option, for zone text, dig's text, JSON, views, annotations and canonical forms. A name belongs to one number
 * only, and IANA's names keep theirs.
 *
 * @throws {@link DnsError} `bad-value` for two descriptions with one name, for a name that IANA assigns to another number, for another name, or another spelling of the name, of a
 * number that has one, for an invalid name (a name is a letter, then letters, digits and hyphens), and for a description without its functions
 *
 * @example
 * messageCodec([mx]).encode({ questions: [{ name: 'gmail.com', type: 'MX' }] }).length // => 27
 * messageCodec([mx, a], [cookieOption, extendedErrorOption])
 *
 * const widget: RecordType<{ size: number }, 'WIDGET'> = { name: 'WIDGET', code: 65_280, fields: { size: u16 } }
 * const codec = messageCodec([...allRecordTypes, widget], allEdnsOptions)
 * parseZone('some.domain. 60 IN WIDGET 7', { codec })[0].data // => { size: 7 }
 */
export function messageCodec<
  const Types extends readonly AnyRecordType[],
  const Options extends readonly AnyOptionType[],
  const Tlvs extends readonly AnyTlvType[],
>(
  types: Types,
  options?: Options,
  tlvs?: Tlvs,
): MessageCodec<OwnRecord<Types[number]>, OwnOption<Options[number]>, OwnTlv<Tlvs[number]>> {
  return makeCodec(new Registry(types, options, tlvs)) as ReturnType<typeof messageCodec<Types, Options, Tlvs>>
}

/** A codec with any types of one's own, as an argument. */
export type AnyMessageCodec = MessageCodec<unknown, unknown, unknown>

let everything: MessageCodec | undefined

/**
 * The codec of `decodeMessage` and `encodeMessage`, with everything in this package.
 *
 * @example
 * new MessageView(bytes).answer()?.decode(defaultCodec())
 */
export const defaultCodec = (): MessageCodec => (everything ??= makeCodec(allTypes()))

/** The given codec, or that of everything. @throws `bad-value` for invalid options or an invalid codec */
export function codecOf<Own, OwnOption, OwnTlv>(
  options: { readonly codec?: MessageCodec<Own, OwnOption, OwnTlv> | undefined },
  what: string,
): MessageCodec<Own, OwnOption, OwnTlv> {
  registryOf(options, what)
  return options.codec ?? (defaultCodec() as MessageCodec<Own, OwnOption, OwnTlv>)
}

function makeCodec(registry: Registry): MessageCodec {
  // Most messages are small, and creating a decoder or writer costs more than using it, so they are reused. A call takes it out of the variable while it
  // runs, so that a nested call from a getter or a codec creates its own; after an error it is not reused.
  let decoder: MessageDecoder | undefined
  let writer: MessageWriter | undefined
  const takeWriter = (): MessageWriter => {
    const taken = writer ?? new MessageWriter(undefined, false, registry)
    writer = undefined
    return taken
  }
  return {
    registry,
    decode: (bytes: Uint8Array, options: DecodeOptions = NONE) => {
      const taken = decoder ?? new MessageDecoder(registry)
      decoder = undefined
      const message = taken.decode(bytes, options)
      decoder = taken
      return message
    },
    encode: (message, options = NONE) => {
      const taken = takeWriter()
      taken.restart()
      write(taken, registry, message, options)
      const bytes = taken.finish()
      writer = taken
      return bytes
    },
    encodeInto: (message, target, offset = 0, options = NONE) => {
      checkBytes(target, 'encode message')
      if (!(Number.isInteger(offset) && offset >= 0 && offset <= target.length))
        fail('too-long', 0, `encode message: offset ${shown(offset)} is outside the array of ${target.length} bytes`)
      const taken = takeWriter()
      taken.restart()
      write(taken, registry, message, options)
      const { bytes, pos } = taken
      writer = taken
      const room = target.length - offset
      if (pos > room) fail('too-long', room, `encode message: ${pos} bytes, ${room} left in the array`)
      target.set(bytes.subarray(0, pos), offset)
      return pos
    },
    parts: bytes => messageParts(bytes, registry),
  }
}

/**
 * The TTL as a resolver uses it: a value above 2^31-1 counts as 0 (RFC 2181 8).
 *
 * @example
 * effectiveTtl(2 ** 31) // => 0
 */
export function effectiveTtl(ttl: number): number {
  checkWhole(ttl, 0xffffffff, 'effective TTL')
  return ttl > 0x7fffffff ? 0 : ttl
}

/**
 * The maximum size of a UDP response to a query, in bytes: the size in its OPT record, at least 512 (RFC 6891 6.2.3), and at most the
 * responder's own limit. For `maxSize`.
 *
 * @example
 * udpLimit({ edns: { udpPayloadSize: 4096 } }) // => 1232
 */
export function udpLimit(query: Pick<AnyMessageInit, 'edns'>, own = 1232): number {
  checkObject(query, 'choose UDP limit: query')
  const { edns } = query
  if (edns !== undefined) checkObject(edns, 'choose UDP limit: edns')
  const asked = edns === undefined ? 512 : (edns.udpPayloadSize ?? 1232)
  checkWhole(asked, MAX_MESSAGE, 'choose UDP limit: payload size')
  checkWhole(own, Number.MAX_SAFE_INTEGER, 'choose UDP limit: own limit')
  return Math.max(512, Math.min(asked, own))
}

/** Encodes; every error is about the caller's value, whichever routine finds it. */
function write(writer: MessageWriter, registry: Registry, message: AnyMessageInit, options: EncodeOptions): void {
  try {
    encodeWith(writer, registry, message as MessageInit, options)
  } catch (error) {
    throw blamed(error, 'local')
  }
}
