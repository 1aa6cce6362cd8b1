/** What several options' texts share. */
import { decodeHex, encodeHex, latin1 } from '@mailwire/bytes'
import { DnsError, fail } from '../../error.js'

/** `41 42 0a ("AB.")`. */
export function formatOctets(data: Uint8Array): string {
  if (data.length === 0) return ''
  const shown = latin1(data, 0, data.length).replace(/[^ -~]/g, '.')
  return `${encodeHex(data).toLowerCase().match(/../g)!.join(' ')} ("${shown}")`
}

export function parseOctets(text: string): Uint8Array | undefined {
  const shown = text.indexOf(' ("')
  return octetsOf((shown < 0 ? text : text.slice(0, shown)).replaceAll(' ', ''))
}

export const octetsOf = (hex: string): Uint8Array | undefined => {
  try {
    return decodeHex(hex, fail)
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
