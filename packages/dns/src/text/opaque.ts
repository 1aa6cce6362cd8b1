/** RDATA of any type as `\# length hex` (RFC 3597 5). */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { RdataTokens } from './rdata-tokens.js'
import { attempt, refuse } from './token.js'

/** Hex digits are written in pieces of this many, as BIND does. */
const PIECE = /.{1,56}/g

/** Parses the length and the hex digits after `\#`. @throws {@link DnsError} `bad-value`, `rdata-length`, `bad-hex` */
export function parseOpaque(tokens: RdataTokens): Uint8Array {
  tokens.next('\\#')
  const length = tokens.next('a length')
  if (!/^\d{1,5}$/.test(length.text) || Number(length.text) > 0xffff)
    refuse('bad-value', 'a length of at most 65535 expected', length)
  const bytes = attempt(tokens.peek() ?? length, () => decodeHex(tokens.rest(), fail))
  if (Number(length.text) !== bytes.length)
    refuse('rdata-length', `length is ${length.text}, but ${bytes.length} bytes follow`, length)
  return bytes
}

export const formatOpaque = (rdata: Uint8Array): string =>
  ['\\#', rdata.length, ...(encodeHex(rdata).match(PIECE) ?? [])].join(' ')
