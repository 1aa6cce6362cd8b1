/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import { unlessRefused, unlessRejected } from '@mailwire/tooling/testing'
import {
  canonicalRecord,
  decodeMessage,
  decodeName,
  defaultCodec,
  type EncodeOptions,
  encodeMessage,
  encodeName,
  formatMessage,
  formatZone,
  isDnsError,
  type Message,
  MessageView,
  parseMessage,
  parseZone,
  recordTypes,
  TcpDecoder,
} from '../src/all.js'

/** What a decoder gives, or `undefined` where it refuses the input. */
export const decoded = <Value>(decode: () => Value): Value | undefined => unlessRefused('DnsError', decode)

/** What a value of the caller's is written as, or `undefined` where it is refused. */
export const encoded = <Value>(encode: () => Value): Value | undefined => unlessRejected('DnsError', encode)

/** Any bytes are a message or a DnsError; a message encodes, and decodes to itself; printing it never fails. */
export function messageInvariant(bytes: Uint8Array): void {
  const message = decoded(() => decodeMessage(bytes))
  partialInvariant(bytes, message)
  if (message === undefined) return
  digTextInvariant(message)
  lawInvariant(message)
}

/**
 * What our encoder may refuse of what our decoder gave, with the reason; anything else is a fault.
 *
 * - `too-long`: names that were compressed where we do not compress (RFC 3597 4) may not fit when they are written in full.
 */
const REFUSED_AGAIN: readonly string[] = ['too-long']

function written(message: Message, options: EncodeOptions): Uint8Array | undefined {
  try {
    return encodeMessage(message, options)
  } catch (error) {
    if (isDnsError(error) && REFUSED_AGAIN.includes(error.code)) return undefined
    throw error
  }
}

/** What decode gives, encode writes, and decoding that gives it again. */
function lawInvariant(message: Message): void {
  const { warnings: reported, ...rest } = message
  const bytes = written(message, {})
  if (bytes === undefined) return
  const { warnings, ...again } = decodeMessage(bytes)
  const before = new Set(reported.map(({ code }) => code))
  if (!warnings.every(({ code }) => before.has(code)) || JSON.stringify(again, plain) !== JSON.stringify(rest, plain))
    throw new Error('decode(encode(x)) is not x')
}

/** A partial result has errors just where there is no whole one, and else is the same. */
function partialInvariant(bytes: Uint8Array, whole: Message | undefined): void {
  const result = decoded(() => decodeMessage(bytes, { partial: true }))
  if (result === undefined) {
    if (whole !== undefined || bytes.length >= 12) throw new Error('a partial result needs a header and nothing else')
    return
  }
  const { errors, ...partial } = result
  if ((errors.length === 0) !== (whole !== undefined)) throw new Error('partial and whole results disagree')
  if (whole !== undefined && JSON.stringify(partial, plain) !== JSON.stringify(whole, plain))
    throw new Error('a partial result is another message')
  for (const error of errors) if (error.section === undefined) throw new Error('an error without a place')
}

/**
 * With damage kept, a message encodes under `allowDamaged`, and each damaged part goes back byte for byte. A pointer in it may mean something in the
 * new message, so that decoding may read it there: the rest is the same.
 */
export function damagedInvariant(bytes: Uint8Array): void {
  const message = decoded(() => decodeMessage(bytes, { keepDamaged: true }))
  const whole = decoded(() => decodeMessage(bytes))
  if (message === undefined) {
    if (whole !== undefined) throw new Error('keepDamaged refuses a message that is not damaged')
    return
  }
  if (whole !== undefined) {
    if (JSON.stringify(message, plain) !== JSON.stringify(whole, plain))
      throw new Error('keepDamaged changes a message that is not damaged')
    return
  }
  const copy = written(message, { allowDamaged: true })
  if (copy === undefined) return
  const views = [...new MessageView(copy).records()]
  const again = decodeMessage(copy, { keepDamaged: true })
  for (const section of ['answers', 'authorities', 'additionals'] as const)
    for (const [index, record] of message[section].entries()) {
      const view = views.find(each => each.index === index && each.section === SECTIONS[section])
      if (!('error' in record)) {
        if (JSON.stringify(again[section][index], plain) !== JSON.stringify(record, plain))
          throw new Error('a whole record changed')
      } else if (JSON.stringify(view?.data, plain) !== JSON.stringify(record.data?.bytes, plain))
        throw new Error('damaged data changed')
    }
}

const SECTIONS = { answers: 'answer', authorities: 'authority', additionals: 'additional' } as const

/** A view has the records that decoding gives, each where it says. */
export function viewInvariant(bytes: Uint8Array): void {
  const view = decoded(() => new MessageView(bytes))
  const records = view === undefined ? undefined : decoded(() => [...view.records()])
  const message = decoded(() => decodeMessage(bytes))
  if (message === undefined) {
    // One record after the other is read by itself, and refused by itself.
    for (const record of records ?? []) decoded(() => record.decode(defaultCodec()))
    decoded(() => view?.edns(defaultCodec()))
    return
  }
  if (records === undefined) throw new Error('a view refuses what decode reads')
  const shown = records
    .filter(({ section, type, data }) => section !== 'additional' || !isApart(type, data))
    .map(record => record.decode(defaultCodec()))
  const { answers, authorities, additionals } = message
  if (JSON.stringify(shown, plain) !== JSON.stringify([...answers, ...authorities, ...additionals], plain))
    throw new Error('a view is another message')
  if (JSON.stringify(view!.edns(defaultCodec()), plain) !== JSON.stringify(message.edns, plain))
    throw new Error('a view has other EDNS options')
}

/** OPT, TSIG and SIG(0). */
const isApart = (type: number, data: Uint8Array): boolean =>
  type === recordTypes.OPT || type === recordTypes.TSIG || (type === recordTypes.SIG && data[0] === 0 && data[1] === 0)

/** Printed as dig prints it, a message reads back as itself. */
export function digTextInvariant(message: Message): void {
  const again = parseMessage(formatMessage(message))
  if (JSON.stringify(again, plain) !== JSON.stringify({ ...message, warnings: [] }, plain))
    throw new Error('parse(format(x)) is not x')
}

/** Any bytes are a name or a DnsError, and a name's text gives the same name. */
export function nameInvariant(bytes: Uint8Array): void {
  const name = decoded(() => decodeName(bytes))?.name
  if (name !== undefined && decodeName(encodeName(name)).name !== name) throw new Error('decode(encode(x)) is not x')
}

/** Any text is refused, or records that have a wire form, and print to text that gives the same records. */
export function zoneInvariant(text: string): void {
  const records = decoded(() => parseZone(text, { origin: 'example', ttl: 60 }))
  if (records === undefined) return
  for (const record of records) canonicalRecord(record)
  const again = parseZone(formatZone(records))
  if (JSON.stringify(again, plain) !== JSON.stringify(records, plain)) throw new Error('parse(format(x)) is not x')
}

/** Any text is refused, or a message that prints to text that gives it again. */
export function digInvariant(text: string): void {
  const message = decoded(() => parseMessage(text))
  if (message !== undefined) digTextInvariant(message)
}

/** Any bytes, cut anyhow, are frames or a DnsError. */
export function tcpInvariant(bytes: Uint8Array): void {
  decoded(() => {
    const decoder = new TcpDecoder()
    for (const byte of bytes) {
      decoder.push(Uint8Array.of(byte))
      while (decoder.next() !== undefined);
    }
    decoder.end()
  })
}

const plain = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Array.from(value) : typeof value === 'bigint' ? `${value}n` : value
