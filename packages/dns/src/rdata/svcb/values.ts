/** The value of each service parameter: its wire codec and its text. In text, commas separate the items of a list, and `\,` and `\\` escape (RFC 9460 A.1). */
import {
  decodeBase64,
  decodeText,
  encodeBase64,
  encodeText,
  formatIPv4,
  formatIPv6,
  isBytes,
  isWellFormed,
  kindOf,
  parseIPv4,
  parseIPv6,
} from '@mailwire/bytes'
import { fail } from '../../error.js'
import { checkBytes } from '../../given.js'
import { svcParamCode, svcParamName, svcParams } from '../../iana/svc-params.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import { formatCharacterString } from '../fields/strings.js'

/** One parameter. An unknown key is `keyN` with opaque bytes; a key that takes no value has `undefined`. */
export type SvcParam =
  /** Keys that a client must know to use the record. */
  | { readonly key: 'mandatory'; readonly value: readonly string[] }
  /** Protocol identifiers of ALPN; `docpath`: the segments of a CoAP path (RFC 9953). */
  | { readonly key: 'alpn' | 'docpath'; readonly value: readonly string[] }
  | { readonly key: 'no-default-alpn' | 'ohttp' | 'pvd'; readonly value: undefined }
  | { readonly key: 'port'; readonly value: number }
  | { readonly key: 'ipv4hint' | 'ipv6hint'; readonly value: readonly string[] }
  /** An ECHConfigList (RFC 9848). */
  | { readonly key: 'ech'; readonly value: Uint8Array }
  /** A path that is a URI template with the variable `dns` (RFC 9461 5); `oots`: text. */
  | { readonly key: 'dohpath' | 'oots'; readonly value: string }
  /** Numbers of groups. */
  | { readonly key: 'tls-supported-groups'; readonly value: readonly number[] }
  | { readonly key: `key${number}`; readonly value: Uint8Array }

/** How one key's value is read and written. `decode` reads to the end of its reader; in text a key without `=` has no bytes. */
export interface ValueCodec<Value> {
  decode(reader: MessageReader): Value
  encode(writer: MessageWriter, value: Value): void
  parse(bytes: Uint8Array): Value
  format(value: Value): string | undefined
}

const left = (reader: MessageReader): number => reader.end - reader.pos
const bad = (reason: string, offset = 0): never => fail('bad-value', offset, `read SVCB: ${reason}`)
const list = <Item>(value: readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : bad(`an array expected, not ${kindOf(value)}`)
const textOf = (value: string): string => (typeof value === 'string' ? value : bad(`a string expected, not ${kindOf(value)}`))
const needed = (bytes: Uint8Array): Uint8Array => (bytes.length === 0 ? bad('value missing') : bytes)

/** A value as a quoted string. */
const quoted = (bytes: Uint8Array): string => formatCharacterString(decodeText(bytes))

/** Any bytes; may be empty. */
export const opaqueValue: ValueCodec<unknown> = {
  decode: reader => reader.opaque(left(reader)),
  encode: (writer, value) => (isBytes(value) ? writer.raw(value) : bad('a Uint8Array expected')),
  parse: bytes => bytes,
  format: value => ((value as Uint8Array).length === 0 ? undefined : quoted(value as Uint8Array)),
}

const mandatory: ValueCodec<readonly string[]> = {
  decode: reader => {
    const start = reader.pos
    const names: string[] = []
    let last = 0
    if (left(reader) === 0) bad('mandatory without keys', start)
    while (left(reader) > 0) {
      const code = reader.u16('key')
      if (code <= last)
        bad(code === svcParams.mandatory ? 'mandatory contains itself' : 'mandatory keys out of order', reader.pos - 2)
      names.push(svcParamName(code))
      last = code
    }
    return names
  },
  encode: (writer, value) => {
    for (const code of mandatoryCodes(value)) writer.u16(code)
  },
  parse: bytes => mandatoryCodes(splitList(needed(bytes))).map(svcParamName),
  format: value => mandatoryCodes(value).map(svcParamName).join(','),
}

function mandatoryCodes(names: readonly string[]): number[] {
  const codes = list(names)
    .map(name => svcParamCode(textOf(name)) ?? bad(`mandatory contains an unknown key: ${JSON.stringify(name)}`))
    .sort((a, b) => a - b)
  if (codes.length === 0 || codes.includes(svcParams.mandatory) || new Set(codes).size < codes.length)
    bad('mandatory must contain at least one key, each once, and not itself')
  return codes
}

/** At least `min` items of 1 to 255 bytes, each after its length. */
const strings = (min: number): ValueCodec<readonly string[]> => ({
  decode: reader => {
    const items: string[] = []
    if (left(reader) === 0 && min > 0) bad('the list is empty', reader.pos)
    while (left(reader) > 0) {
      const length = reader.u8('item')
      if (length === 0) bad('the list has an empty item', reader.pos - 1)
      const at = reader.take(length, 'item')
      items.push(decodeText(reader.bytes, at, at + length))
    }
    return items
  },
  encode: (writer, value) => {
    if (list(value).length < min) bad('the list is empty')
    for (const item of value) {
      const bytes = encodeText(textOf(item), fail)
      if (bytes.length === 0 || bytes.length > 255) bad('items of 1 to 255 bytes expected')
      writer.u8(bytes.length)
      writer.raw(bytes)
    }
  },
  parse: bytes => (min === 0 && bytes.length === 0 ? [] : splitList(needed(bytes))),
  format: value =>
    value.length === 0 ? undefined : quoted(encodeText(value.map(item => item.replace(/[\\,]/g, '\\$&')).join(','), fail)),
})

/** A key without a value. */
const flag: ValueCodec<undefined> = {
  decode: reader => (left(reader) === 0 ? undefined : bad('unexpected value', reader.pos)),
  encode: (_writer, value) => {
    if (value !== undefined) bad('unexpected value')
  },
  parse: bytes => (bytes.length === 0 ? undefined : bad('unexpected value')),
  format: () => undefined,
}

const port: ValueCodec<number> = {
  decode: reader => reader.u16('port'),
  encode: (writer, value) => writer.u16(value),
  parse: bytes => numberIn(decodeText(needed(bytes))),
  format: value => String(value),
}

const numberIn = (text: string): number =>
  /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : bad('a number of at most 65535 expected')

const addresses = (
  size: 4 | 16,
  parse: (text: string) => Uint8Array | undefined,
  format: (bytes: Uint8Array, at?: number) => string,
): ValueCodec<readonly string[]> => {
  const addressBytes = (text: string): Uint8Array => parse(text) ?? bad(`invalid address ${JSON.stringify(text)}`)
  return {
    decode: reader => {
      if (left(reader) === 0) bad('the hint has no addresses', reader.pos)
      const found: string[] = []
      while (left(reader) > 0) found.push(format(reader.bytes, reader.take(size, 'address')))
      return found
    },
    encode: (writer, value) => {
      if (list(value).length === 0) bad('the hint has no addresses')
      for (const text of value) writer.raw(addressBytes(textOf(text)))
    },
    parse: given => splitList(needed(given)).map(text => format(addressBytes(text))),
    format: value => value.map(text => format(addressBytes(text))).join(','),
  }
}

const ech: ValueCodec<Uint8Array> = {
  decode: reader => (left(reader) === 0 ? bad('ech is empty', reader.pos) : reader.opaque(left(reader))),
  encode: (writer, value) => {
    checkBytes(value, 'encode SVCB ech')
    writer.raw(needed(value))
  },
  parse: bytes => decodeBase64(decodeText(needed(bytes)), fail),
  format: encodeBase64,
}

/** UTF-8 that `fits` accepts; `what` names it in errors. */
const text = (what: string, fits: (value: string) => boolean): ValueCodec<string> => {
  const check = (value: string, offset: number): string =>
    typeof value === 'string' && isWellFormed(value) && fits(value) ? value : bad(`${what} expected`, offset)
  return {
    decode: reader => {
      const at = reader.take(left(reader))
      return check(decodeText(reader.bytes, at, reader.end), at)
    },
    encode: (writer, value) => writer.raw(encodeText(check(value, 0), fail)),
    parse: bytes => decodeText(needed(bytes)),
    format: value => quoted(encodeText(value, fail)),
  }
}

/** A path that is a URI template (RFC 6570 2) and names the variable `dns` (RFC 9461 5). */
const isDohPath = (value: string): boolean => (template ??= uriTemplate()).test(value) && DNS_VARIABLE.test(value)
let template: RegExp | undefined

function uriTemplate(): RegExp {
  const variable = '(?:\\w|%[\\da-f]{2})(?:\\.?(?:\\w|%[\\da-f]{2}))*(?::[1-9]\\d{0,3}|\\*)?'
  const expression = `\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\}`
  return new RegExp(`^/(?:[^\\0-\\x20"'%<>\\\\^\`{|}\\x7f]|%[\\da-f]{2}|${expression})*$`, 'i')
}

const DNS_VARIABLE = /\{[^\w{}]?(?:[^{}]*,)?dns[:*,}]/

const groups: ValueCodec<readonly number[]> = {
  decode: reader => {
    if (left(reader) === 0) bad('the list of groups is empty', reader.pos)
    const start = reader.pos
    const found: number[] = []
    while (left(reader) > 0) found.push(reader.u16('group'))
    return distinct(found, start)
  },
  encode: (writer, value) => {
    if (list(value).length === 0) bad('the list of groups is empty')
    for (const group of distinct(value, 0)) writer.u16(group)
  },
  parse: bytes => splitList(needed(bytes)).map(numberIn),
  format: value => value.join(','),
}

const distinct = (numbers: readonly number[], offset: number): readonly number[] =>
  new Set(numbers).size === numbers.length ? numbers : bad('a group appears twice', offset)

/** The items of a list in text: commas separate them, and a backslash escapes the next byte. */
function splitList(bytes: Uint8Array): string[] {
  const items: number[][] = [[]]
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0x2c) items.push([])
    else if (bytes[at] === 0x5c) items.at(-1)!.push(bytes[++at] ?? bad('the list ends in a backslash'))
    else items.at(-1)!.push(bytes[at]!)
  }
  if (items.some(item => item.length === 0)) bad('the list has an empty item')
  return items.map(item => decodeText(Uint8Array.from(item)))
}

/** By the key's number. */
export function valueCodec(key: number): ValueCodec<unknown> {
  return CODECS[key] ?? opaqueValue
}

/** In the order of `svcParams`, whose numbers these are. */
const CODECS: readonly ValueCodec<unknown>[] = [
  mandatory,
  /* @__PURE__ */ strings(1), // alpn
  flag, // no-default-alpn
  port,
  /* @__PURE__ */ addresses(4, parseIPv4, formatIPv4),
  ech,
  /* @__PURE__ */ addresses(16, parseIPv6, formatIPv6),
  /* @__PURE__ */ text('a path with the variable dns', isDohPath), // dohpath
  flag, // ohttp
  groups,
  /* @__PURE__ */ strings(0), // docpath
  flag, // pvd
  /* @__PURE__ */ text('text', value => value !== ''), // oots
]
