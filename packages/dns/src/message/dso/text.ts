/**
 * TLVs as text, one per line: `; RETRY-DELAY: 00 00 0b b8 ("....")`, and `; DSO=63488: 01 (".")` without a description. dig has no text form for them,
 * so the bytes are shown.
 */
import type { Registry } from '../../codec.js'
import { formatPairsAndText, parsePairs } from '../../edns/options/text.js'
import { u16At } from '../../wire/integers.js'
import { MessageWriter } from '../../wire/writer.js'
import { BareReader } from '../bare-rdata.js'
import { decodeCoded, encodeCoded } from '../coded.js'
import type { DsoTlv } from './dso.js'

/** The line of a TLV, also of a damaged one. @throws {@link DnsError} as `encodeMessage` */
export function formatTlv(tlv: DsoTlv, registry: Registry): string {
  const writer = new MessageWriter(64, false, registry)
  writer.inFull = true
  writer.allowDamaged = true
  encodeCoded(writer, registry, tlv, 'TLV')
  const code = u16At(writer.bytes, 0)
  const bytes = formatPairsAndText(writer.bytes.slice(4, writer.pos))
  return `; ${registry.tlv(code)?.name ?? `DSO=${code}`}:${bytes === '' ? '' : ` ${bytes}`}`
}

/**
 * The TLV of a line; `undefined` for any other line. A malformed one is kept with its error, as by `decodeMessage` with `keepDamaged`; so is one with a
 * pointer, which was about another message.
 */
export function parseTlv(line: string, registry: Registry): DsoTlv | undefined {
  const match = /^; (?:DSO=(\d{1,5})|([A-Z][A-Z\d-]*)):(?: (.*))?$/i.exec(line.trimEnd())
  if (match === null) return undefined
  const [, digits, name, text = ''] = match
  const code = name === undefined ? Number(digits) : registry.tlvCode(name)
  const data = parsePairs(text)
  if (code === undefined || code > 0xffff || data === undefined || data.length > 0xffff) return undefined
  return decodeCoded(new BareReader(data, 0, undefined, registry), registry, code, 'TLV', {}) as DsoTlv
}
