/** Helpers for the text of options. */
import { decodeHex, encodeHex, latin1 } from '@mailwire/bytes'
import { DnsError, fail } from '../../error.js'

/** `41 42 0a ("AB.")`. */
export const formatPairsAndText = (data: Uint8Array): string =>
  data.length === 0 ? '' : `${formatPairs(data)}("${shown(data)}")`

/** The same without quotes, as dig prints EDE text that is not UTF-8: `41 ff (A.)`. */
export const formatTextBytes = (data: Uint8Array): string => `${formatPairs(data)}(${shown(data)})`

/** `41 42 0a `: each followed by a blank, as dig prints it. */
export const formatPairs = (data: Uint8Array): string => encodeHex(data).toLowerCase().replace(/../g, '$& ')

/** `41420a`. */
export const formatHex = (data: Uint8Array): string => encodeHex(data).toLowerCase()

const shown = (data: Uint8Array): string => latin1(data, 0, data.length).replace(/[^ -~]/g, '.')

/** Parses any of these forms, and `41 42  (A) (B)` of BIND 9.9; the text in parentheses only repeats the bytes. */
export function parsePairs(text: string): Uint8Array | undefined {
  const pairs = /^((?:[\da-f]{2} ?)*)(?: ?\(.*\))?$/is.exec(text)
  return pairs === null ? undefined : parseHex(pairs[1]!.replaceAll(' ', ''))
}

/** The bytes of `41420a`; `undefined` for anything else. */
export const parseHex = (hex: string): Uint8Array | undefined => withoutError(() => decodeHex(hex, fail))

/** The result of `run`; `undefined` if it throws an error of this package. */
export function withoutError<Value>(run: () => Value): Value | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

/** A decimal number of at most `max`. */
export const parseNumber = (digits: string | undefined, max: number): number | undefined =>
  digits !== undefined && /^\d{1,10}$/.test(digits) && Number(digits) <= max ? Number(digits) : undefined

/** `1, 2`: 16-bit numbers. */
export function parseNumbers(text: string): number[] | undefined {
  const values = text === '' ? [] : text.split(', ').map(digits => parseNumber(digits, 0xffff))
  return values.includes(undefined) ? undefined : (values as number[])
}

/** A domain name in quotes, as BIND 9.20 prints it. */
export const parseQuotedName = (text: string): string | undefined => /^"([^"]{1,1000})"$/.exec(text)?.[1]
