/**
 * DNS messages (RFC 1035 4, RFC 2181, RFC 6891): header, four sections, and apart from them the records that are no data: OPT, TSIG, SIG(0).
 *
 * Always: `decodeMessage(encodeMessage(m))` is `m` for every `m` that decode gives; encode changes nothing that it is given.
 */

import { MessageWriter } from './compress.js'
import type { AnyTlvType } from './dso/tlvs.js'
import type { AnyOptionType } from './edns/option.js'
import { blamed } from './error.js'
import { checkObject, checkWhole } from './given.js'
import { decodeWith } from './message/decode.js'
import { encodeWith } from './message/encode.js'
import {
  type DecodeOptions,
  type EncodeOptions,
  MAX_MESSAGE,
  type Message,
  type MessageInit,
  type PartialMessage,
} from './message/types.js'
import type { AnyRecordType } from './record.js'
import { allTypes, Registry } from './registry.js'

export {
  type DecodeOptions,
  type EncodeOptions,
  type Flags,
  MAX_MESSAGE,
  type Message,
  type MessageInit,
  type PartialMessage,
  type Question,
  type QuestionInit,
} from './message/types.js'

/** No options: one object, so that a call that gives none makes none. */
const NONE = {}

/** Decodes and encodes messages with a chosen set of record types. */
export interface MessageCodec {
  decode(bytes: Uint8Array, options: DecodeOptions & { readonly partial: true }): PartialMessage
  decode(bytes: Uint8Array, options?: DecodeOptions): Message
  encode(message: MessageInit, options?: EncodeOptions): Uint8Array
  encodeInto(message: MessageInit, target: Uint8Array, offset?: number, options?: EncodeOptions): number
}

/**
 * A message from its octets, with every record type that this package knows.
 *
 * A record whose type has no codec is `TYPEn` with opaque data. Octets after the last record are reported in `warnings`. With `partial`
 * only the header must be there; what else is wrong stands in `errors`.
 *
 * @throws {@link DnsError} with the section, index, field and offset: `truncated`, `rdata-length`, `bad-label`, `bad-pointer`,
 * `name-too-long`, `bad-edns`, `bad-signature`, `bad-dso`, `too-long` and what the fields of records refuse; with `strict` also `trailing`
 *
 * @example
 * const reply = decodeMessage(encodeMessage({ id: 7, questions: [{ name: 'gmail.com', type: 'MX' }] }))
 * reply.questions[0] // => { name: 'gmail.com', type: 'MX', class: 'IN' }
 */
export function decodeMessage(bytes: Uint8Array, options: DecodeOptions & { readonly partial: true }): PartialMessage
export function decodeMessage(bytes: Uint8Array, options?: DecodeOptions): Message
export function decodeMessage(bytes: Uint8Array, options: DecodeOptions = NONE): Message {
  return decodeWith(allTypes(), bytes, options)
}

/**
 * The octets of a message. Names are compressed as far as RFC 3597 4 allows; OPT is written behind the additional records, and then TSIG or
 * SIG(0).
 *
 * With `maxSize`, what does not fit is left out by whole RRsets, from the end: additional records first, and those without a word.
 * TC is set only when an answer or authority RRset is missing, or an address that a referral cannot do without (RFC 2181 9, RFC 9471).
 * OPT, TSIG and SIG(0) stay.
 *
 * @throws {@link DnsError} `bad-name`, `bad-label`, `name-too-long`, `bad-type`, `bad-class`, `bad-value`, `bad-text`, `rdata-length`,
 * `bad-edns`, `bad-signature`, `bad-dso`, `too-long`; nothing that does not fit is ever wrapped or cut
 *
 * @example
 * encodeMessage({ id: 1985, flags: { rd: true }, questions: [{ name: 'gmail.com', type: 'MX' }], edns: { udpPayloadSize: 4096 } }).length // => 38
 */
export const encodeMessage = (message: MessageInit, options: EncodeOptions = NONE): Uint8Array =>
  encodeOnce(allTypes(), message, options)

/**
 * The same into an array of the caller's, from `offset` on; gives how many octets were written. Nothing is allocated, but for the text of a parent
 * that new names have in common, a view for each text of more than 40 characters, and with `maxSize` a list of where records begin.
 *
 * @throws {@link DnsError} as {@link encodeMessage}; `too-long` where the array ends too soon (what was written by then is rubbish)
 *
 * @example
 * encodeInto({ questions: [{ name: 'gmail.com', type: 'MX' }] }, new Uint8Array(512)) // => 27
 */
export const encodeInto = (message: MessageInit, target: Uint8Array, offset = 0, options: EncodeOptions = NONE): number =>
  encodeAt(allTypes(), message, target, offset, options)

/**
 * The same functions for the given record types and EDNS options only, and with `dsoTlvs` for DSO's; all others are opaque. A bundle then holds
 * no others.
 *
 * @example
 * messageCodec([mx]).encode({ questions: [{ name: 'gmail.com', type: 'MX' }] }).length // => 27
 * messageCodec([mx, a], [cookieOption, extendedErrorOption])
 */
export function messageCodec(
  types: readonly AnyRecordType[],
  options: readonly AnyOptionType[] = [],
  tlvs: readonly AnyTlvType[] = [],
): MessageCodec {
  const registry = new Registry(types, options, tlvs)
  return {
    decode: (bytes: Uint8Array, options: DecodeOptions = NONE) => decodeWith(registry, bytes, options),
    encode: (message, options = NONE) => encodeOnce(registry, message, options),
    encodeInto: (message, target, offset = 0, options = NONE) => encodeAt(registry, message, target, offset, options),
  }
}

/**
 * The time to live as a resolver takes it: a value above 2^31-1 counts as 0 (RFC 2181 8).
 *
 * @example
 * effectiveTtl(2 ** 31) // => 0
 */
export function effectiveTtl(ttl: number): number {
  checkWhole(ttl, 0xffffffff, 'effective TTL')
  return ttl > 0x7fffffff ? 0 : ttl
}

/**
 * How many octets a UDP response to a query may have: what its OPT record says, at least 512 (RFC 6891 6.2.3), and at most what the
 * responder wants to send. For `maxSize`.
 *
 * @example
 * udpLimit({ edns: { udpPayloadSize: 4096 } }) // => 1232
 */
export function udpLimit(query: Pick<MessageInit, 'edns'>, own = 1232): number {
  checkObject(query, 'choose UDP limit: query')
  const { edns } = query
  if (edns !== undefined) checkObject(edns, 'choose UDP limit: edns')
  const asked = edns === undefined ? 512 : (edns.udpPayloadSize ?? 1232)
  checkWhole(asked, MAX_MESSAGE, 'choose UDP limit: payload size')
  checkWhole(own, Number.MAX_SAFE_INTEGER, 'UDP limit')
  return Math.max(512, Math.min(asked, own))
}

/** A writer that nobody uses now. Whoever takes it leaves nothing behind, so that a getter that encodes gets one of its own. */
let idle: MessageWriter | undefined

/** What cannot be written is the caller's value, whichever routine finds it. */
function write(writer: MessageWriter, registry: Registry, message: MessageInit, options: EncodeOptions): void {
  try {
    encodeWith(writer, registry, message, options)
  } catch (error) {
    throw blamed(error, 'local')
  }
}

function encodeOnce(registry: Registry, message: MessageInit, options: EncodeOptions): Uint8Array {
  const writer = takeWriter()
  writer.restart()
  write(writer, registry, message, options)
  const bytes = writer.finish()
  idle = writer
  return bytes
}

function encodeAt(registry: Registry, message: MessageInit, target: Uint8Array, offset: number, options: EncodeOptions): number {
  const writer = takeWriter()
  writer.restart(target, offset)
  write(writer, registry, message, options)
  const { length } = writer
  writer.restart()
  idle = writer
  return length
}

function takeWriter(): MessageWriter {
  const writer = idle ?? new MessageWriter()
  idle = undefined
  return writer
}
