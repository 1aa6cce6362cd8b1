/**
 * EDNS options as dig writes them, a line each, and read back: the options that a resolver's answer holds by their meaning, all others as
 * `OPT=n` with octets in hex.
 *
 * Always: what is written reads back as the same octets. An option that its words would not tell exactly is written as `OPT=n`.
 */
import {
  decodeHex,
  decodeText,
  encodeHex,
  encodeText,
  equalBytes,
  formatIPv4,
  formatIPv6,
  latin1,
  parseIPv4,
  parseIPv6,
} from '@mailwire/bytes'
import { DnsError, fail } from '../error.js'
import { ednsOptionName, ednsOptions } from '../iana/edns-options.js'
import { extendedErrors } from '../iana/extended-errors.js'
import type { EdnsOption } from './edns.js'

/** How an option is written behind its label; `undefined` for what is none of it. */
interface OptionText {
  readonly label: string
  /** Other labels that versions of dig use. */
  readonly aliases?: readonly string[]
  format(data: Uint8Array): string | undefined
  parse(text: string): Uint8Array | undefined
}

/**
 * The line of an option: `; COOKIE: 0011223344556677`.
 *
 * @throws {@link DnsError} `bad-value` for a code above 16 bits
 */
export function formatOption({ code, data }: Pick<EdnsOption, 'code' | 'data'>): string {
  if (!Number.isInteger(code) || code < 0 || code > 0xffff) fail('bad-value', 0, `format option: ${String(code)} is no code`)
  const known = texts.get(code)
  const text = known?.format(data)
  const back = text === undefined ? undefined : known!.parse(text)
  return known !== undefined && back !== undefined && equalBytes(back, data)
    ? line(known.label, text!)
    : line(`OPT=${code}`, formatOctets(data))
}

/** The option of a line, or `undefined` for a line that is none. */
export function parseOption(text: string): EdnsOption | undefined {
  const match = /^; ([A-Z][A-Z -]*|OPT=\d{1,5}):(?: (.*))?$/.exec(text.trimEnd())
  if (match === null) return undefined
  const label = match[1]!
  const opaque = /^OPT=(\d+)$/.exec(label)?.[1]
  const code = opaque === undefined ? codes.get(label) : Number(opaque)
  if (code === undefined || code > 0xffff) return undefined
  const data = opaque === undefined ? texts.get(code)!.parse(match[2] ?? '') : parseOctets(match[2] ?? '')
  return data === undefined ? undefined : { code, name: ednsOptionName(code), data }
}

const line = (label: string, text: string): string => `; ${label}:${text === '' ? '' : ` ${text}`}`

/** `41 42 0a ("AB.")`. */
function formatOctets(data: Uint8Array): string {
  if (data.length === 0) return ''
  const shown = latin1(data, 0, data.length).replace(/[^ -~]/g, '.')
  return `${encodeHex(data).toLowerCase().match(/../g)!.join(' ')} ("${shown}")`
}

function parseOctets(text: string): Uint8Array | undefined {
  const shown = text.indexOf(' ("')
  return octetsOf((shown < 0 ? text : text.slice(0, shown)).replaceAll(' ', ''))
}

const octetsOf = (hex: string): Uint8Array | undefined => {
  try {
    return decodeHex(hex, fail)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

const u16At = (data: Uint8Array, at: number): number => (data[at]! << 8) | data[at + 1]!
const u16Octets = (value: number): number[] => [value >> 8, value & 0xff]
const number = (digits: string | undefined, max: number): number | undefined =>
  digits !== undefined && /^\d{1,10}$/.test(digits) && Number(digits) <= max ? Number(digits) : undefined

/** RFC 7873 4: dig adds what it thinks of a server's cookie. */
const cookie: OptionText = {
  label: 'COOKIE',
  format: data => encodeHex(data).toLowerCase(),
  parse: text => octetsOf(text.replace(/ \((?:good|bad|echoed)\)$/, '')),
}

/** RFC 5001 2.3. */
const nsid: OptionText = { label: 'NSID', format: formatOctets, parse: parseOctets }

/** `192.0.2.0/24/0`: address, source prefix length, scope prefix length (RFC 7871 6). */
const clientSubnet: OptionText = {
  label: 'CLIENT-SUBNET',
  format: data => {
    if (data.length < 4) return undefined
    const family = u16At(data, 0)
    const address = new Uint8Array(16)
    if (data.length > 20 || family > 2) return undefined
    address.set(data.subarray(4))
    const shown = family === 0 ? '0' : family === 1 ? formatIPv4(address) : formatIPv6(address)
    return `${shown}/${data[2]}/${data[3]}`
  },
  parse: text => {
    const [address = '', source, scope, ...more] = text.split('/')
    const octets = address === '0' ? new Uint8Array(0) : (parseIPv4(address) ?? parseIPv6(address))
    const sourceLength = number(source, 255)
    const scopeLength = number(scope, 255)
    if (octets === undefined || sourceLength === undefined || scopeLength === undefined || more.length > 0) return undefined
    const family = octets.length === 0 ? 0 : octets.length === 4 ? 1 : 2
    const significant = Math.ceil(sourceLength / 8)
    if (significant > octets.length) return undefined
    return Uint8Array.of(...u16Octets(family), sourceLength, scopeLength, ...octets.subarray(0, significant))
  },
}

/** `18 (Prohibited): (text)` (RFC 8914 2). */
const extendedError: OptionText = {
  label: 'EDE',
  format: data => {
    if (data.length < 2) return undefined
    const code = u16At(data, 0)
    const text = decodeText(data, 2)
    // What cannot be shown as it is, line ends above all, is left to the octets.
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return undefined
    const name = extendedErrors[code]
    return `${code}${name === undefined ? '' : ` (${name})`}${text === '' ? '' : `: (${text})`}`
  },
  parse: text => {
    const match = /^(\d{1,5})(?: \([^()]*\))?(?:: \((.*)\))?$/.exec(text)
    const code = number(match?.[1], 0xffff)
    return code === undefined ? undefined : Uint8Array.of(...u16Octets(code), ...encodeText(match?.[2] ?? '', fail))
  },
}

/** `30.0 secs`, kept in tenths; nothing in a query (RFC 7828 3.1). */
const keepalive: OptionText = {
  label: 'TCP KEEPALIVE',
  aliases: ['TCP-KEEPALIVE'],
  format: data => (data.length === 0 ? '' : data.length === 2 ? `${(u16At(data, 0) / 10).toFixed(1)} secs` : undefined),
  parse: text => {
    if (text === '') return new Uint8Array(0)
    const match = /^(\d{1,4})\.(\d) secs$/.exec(text)
    const tenths = match === null ? undefined : number(match[1]! + match[2]!, 0xffff)
    return tenths === undefined ? undefined : Uint8Array.from(u16Octets(tenths))
  },
}

/** `(3 bytes)` of zeros (RFC 7830 3). */
const padding: OptionText = {
  label: 'PAD',
  aliases: ['PADDING'],
  format: data => (data.length === 0 ? '' : `(${data.length} bytes)`),
  parse: text => {
    const length = text === '' ? 0 : number(/^\((\d+) bytes?\)$/.exec(text)?.[1], 0xffff)
    return length === undefined ? undefined : new Uint8Array(length)
  },
}

/** `604800 (1 week)`; nothing in a query (RFC 7314 2). */
const expire: OptionText = {
  label: 'EXPIRE',
  format: data => {
    if (data.length === 0) return ''
    if (data.length !== 4) return undefined
    const seconds = u16At(data, 0) * 0x10000 + u16At(data, 2)
    return `${seconds} (${inWords(seconds)})`
  },
  parse: text => {
    if (text === '') return new Uint8Array(0)
    const seconds = number(/^(\d+)(?: \([^()]*\))?$/.exec(text)?.[1], 0xffffffff)
    return seconds === undefined
      ? undefined
      : Uint8Array.of(...u16Octets(Math.floor(seconds / 0x10000)), ...u16Octets(seconds & 0xffff))
  },
}

/** `1, 2`: 16-bit numbers (RFC 8145 4.1); of the tags just one. */
const numbers = (label: string): OptionText => ({
  label,
  format: data =>
    data.length === 0 || data.length % 2 !== 0
      ? undefined
      : Array.from({ length: data.length / 2 }, (_, index) => u16At(data, 2 * index)).join(', '),
  parse: text => {
    const values = text.split(', ').map(digits => number(digits, 0xffff))
    return values.includes(undefined) ? undefined : Uint8Array.from(values.flatMap(value => u16Octets(value!)))
  },
})

/** `1 week 2 days`. */
function inWords(seconds: number): string {
  const words: string[] = []
  let left = seconds
  for (const [unit, length] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(left / length)
    left -= count * length
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return words.length === 0 ? '0 seconds' : words.join(' ')
}

const texts: ReadonlyMap<number, OptionText> = /* @__PURE__ */ new Map<number, OptionText>([
  [ednsOptions.NSID, nsid],
  [ednsOptions.ECS, clientSubnet],
  [ednsOptions.EXPIRE, expire],
  [ednsOptions.COOKIE, cookie],
  [ednsOptions.KEEPALIVE, keepalive],
  [ednsOptions.PADDING, padding],
  [ednsOptions['KEY-TAG'], /* @__PURE__ */ numbers('KEY-TAG')],
  [ednsOptions.EDE, extendedError],
  [ednsOptions['CLIENT-TAG'], /* @__PURE__ */ numbers('CLIENT-TAG')],
  [ednsOptions['SERVER-TAG'], /* @__PURE__ */ numbers('SERVER-TAG')],
])

const codes: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Array.from(texts, ([code, { label, aliases = [] }]) =>
    [label, ...aliases].map(each => [each, code] as const),
  ).flat(),
)
