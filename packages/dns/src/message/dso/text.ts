/** TLVs as text, one per line: `; DSO=64: 05 61 ...`. dig has no text form for them, so the bytes are shown. */

import type { Registry } from '../../codec.js'
import { formatPairsAndText, parsePairs } from '../../edns/options/text.js'
import { DnsError } from '../../error.js'
import { u16At } from '../../wire/integers.js'
import { MessageReader } from '../../wire/reader.js'
import { MessageWriter } from '../../wire/writer.js'
import { type DsoTlv, decodeDso, encodeDso } from './dso.js'

export function formatTlv(tlv: DsoTlv, registry: Registry): string {
  const writer = new MessageWriter(64, false, registry)
  writer.inFull = true
  encodeDso(writer, registry, { tlvs: [tlv] })
  const bytes = formatPairsAndText(writer.bytes.slice(4, writer.pos))
  return `; DSO=${u16At(writer.bytes, 0)}:${bytes === '' ? '' : ` ${bytes}`}`
}

/** The TLV of a line; `undefined` for any other line. */
export function parseTlv(line: string, registry: Registry): DsoTlv | undefined {
  const match = /^; DSO=(\d{1,5}):(?: (.*))?$/.exec(line.trimEnd())
  const data = parsePairs(match?.[2] ?? '')
  if (match === null || data === undefined || Number(match[1]) > 0xffff || data.length > 0xffff) return undefined
  const writer = new MessageWriter(data.length + 4)
  writer.u16(Number(match[1]))
  writer.u16(data.length)
  writer.raw(data)
  try {
    return decodeDso(new MessageReader(writer.finish(), 0, undefined, registry), registry, false, undefined).tlvs[0]
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}
