/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { throwsOnly } from '@mailwire/tooling/testing'
import {
  canonicalRecord,
  decodeMessage,
  decodeName,
  encodeMessage,
  encodeName,
  formatMessage,
  formatZone,
  type Message,
  MessageView,
  parseMessage,
  parseZone,
  recordTypes,
  TcpDecoder,
} from '../src/index.js'

/** Any octets are a message or a DnsError; a message encodes, and decodes to itself; printing it never fails. */
export function messageInvariant(bytes: Uint8Array): void {
  let message: Message | undefined
  throwsOnly('DnsError', () => {
    message = decodeMessage(bytes)
  })
  throwsOnly('DnsError', () => partialInvariant(bytes, message))
  if (message === undefined) return
  digTextInvariant(message)
  const { warnings: _warnings, ...rest } = message
  let encoded: Uint8Array
  try {
    encoded = encodeMessage(message)
  } catch (error) {
    // What was compressed where we do not compress may not fit when it is written in full.
    if (error instanceof Error && 'code' in error && error.code === 'too-long') return
    throw error
  }
  const { warnings, ...again } = decodeMessage(encoded)
  if (warnings.length > 0 || JSON.stringify(again, plain) !== JSON.stringify(rest, plain))
    throw new Error('decode(encode(x)) is not x')
}

/** A partial result has errors just where there is no whole one, and else is the same. */
function partialInvariant(bytes: Uint8Array, whole: Message | undefined): void {
  const { errors, ...partial } = decodeMessage(bytes, { partial: true })
  if ((errors.length === 0) !== (whole !== undefined)) throw new Error('partial and whole results disagree')
  if (whole !== undefined && JSON.stringify(partial, plain) !== JSON.stringify(whole, plain))
    throw new Error('a partial result is another message')
  for (const error of errors) if (error.section === undefined) throw new Error('an error without a place')
}

/** A view has the records that decoding gives, each where it says. */
export function viewInvariant(bytes: Uint8Array): void {
  throwsOnly('DnsError', () => sameRecords(bytes))
}

function sameRecords(bytes: Uint8Array): void {
  const view = new MessageView(bytes)
  const records = [...view.records()]
  const { answers, authorities, additionals } = decodeMessage(bytes)
  const shown = records
    .filter(({ section, type, data }) => section !== 'additional' || !isApart(type, data))
    .map(record => record.decode())
  if (JSON.stringify(shown, plain) !== JSON.stringify([...answers, ...authorities, ...additionals], plain))
    throw new Error('a view is another message')
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

/** What `run` gives; `undefined` where it refuses with a DnsError. Only the one call that may refuse belongs in it. */
export function accepted<Value>(run: () => Value): Value | undefined {
  let value: Value | undefined
  throwsOnly('DnsError', () => {
    value = run()
  })
  return value
}

/** Any octets are refused, or a name whose text gives the same name. */
export function nameInvariant(bytes: Uint8Array): void {
  const found = accepted(() => decodeName(bytes))
  if (found === undefined) return
  const again = decodeName(encodeName(found.name))
  if (again.name !== found.name) throw new Error('decode(encode(x)) is not x')
}

/** Any text is refused, or records that have a wire form, and print to text that gives the same records. */
export function zoneInvariant(text: string): void {
  const records = accepted(() => parseZone(text, { origin: 'example', ttl: 60 }))
  if (records === undefined) return
  for (const record of records) canonicalRecord(record)
  const again = parseZone(formatZone(records))
  if (JSON.stringify(again, plain) !== JSON.stringify(records, plain)) throw new Error('parse(format(x)) is not x')
}

/** Any text is refused, or a message that prints to text that gives it again. */
export function digInvariant(text: string): void {
  const message = accepted(() => parseMessage(text))
  if (message !== undefined) digTextInvariant(message)
}

/** Any octets, cut anyhow, are frames or a DnsError. */
export function tcpInvariant(bytes: Uint8Array): void {
  throwsOnly('DnsError', () => {
    const decoder = new TcpDecoder()
    for (const octet of bytes) {
      decoder.push(Uint8Array.of(octet))
      while (decoder.next() !== undefined);
    }
    decoder.end()
  })
}

const plain = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Array.from(value) : typeof value === 'bigint' ? `${value}n` : value
