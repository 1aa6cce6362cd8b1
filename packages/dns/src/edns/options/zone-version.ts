/** ZONEVERSION: the version of the zone that the answer is from (RFC 9660 2); empty in a query. */
import { checkBytes, checkObject, checkUnsigned } from '../../given.js'
import { splitLabels } from '../../names/name.js'
import type { OptionType } from '../option-type.js'
import { refuseOption } from './refuse.js'
import { parseNumber, parsePairs } from './text.js'

export interface ZoneVersion {
  /** `undefined` in a query. */
  readonly version:
    | undefined
    | {
        /** The number of labels of the zone's name, without the root: the zone is that many last labels of the question's name. */
        readonly labelCount: number
        /** 0: the serial number of the zone's SOA record, four bytes. */
        readonly type: number
        readonly data: Uint8Array
      }
}

const SOA_SERIAL = 0

export const zoneVersionOption: OptionType<ZoneVersion, 'ZONEVERSION'> = {
  name: 'ZONEVERSION',
  code: 19,
  decode: reader => {
    if (reader.pos === reader.end) return { version: undefined }
    const labelCount = reader.u8('label count')
    const type = reader.u8('type')
    const { pos } = reader
    const data = reader.opaque(reader.end - pos)
    checkData(type, data, pos)
    return { version: { labelCount, type, data } }
  },
  encode: (writer, { version }) => {
    if (version === undefined) return
    checkObject(version, 'encode option ZONEVERSION')
    checkBytes(version.data, 'encode option ZONEVERSION')
    checkUnsigned(version.labelCount, 1)
    checkUnsigned(version.type, 1)
    checkData(version.type, version.data)
    writer.u8(version.labelCount)
    writer.u8(version.type)
    writer.raw(version.data)
  },
  text: { aliases: ['ZONEVERSION'], format: () => undefined, parse: parseVersion },
}

/** `ZONE: a.b, SOA-SERIAL: 1`, `ZONE: a.b, TYPE: 1, VALUE: 0102 ("..")` and `LABELS: 2, TYPE: 1, VALUE: ...`, as BIND 9.20 prints it. */
function parseVersion(text: string): ZoneVersion | undefined {
  if (text === '') return { version: undefined }
  const match = /^(?:ZONE: (\S{1,1000})|LABELS: (\d+)), (?:SOA-SERIAL: (\d+)|TYPE: (\d+), VALUE: (.*))$/s.exec(text)
  if (match === null) return undefined
  const [, zone, labels, serial] = match
  const labelCount = zone === undefined ? parseNumber(labels, 255) : splitLabels(zone).length
  const type = serial === undefined ? parseNumber(match[4], 255) : SOA_SERIAL
  const data = serial === undefined ? parsePairs(match[5]!) : serialBytes(serial)
  return labelCount === undefined || type === undefined || data === undefined
    ? undefined
    : { version: { labelCount, type, data } }
}

function serialBytes(serial: string): Uint8Array | undefined {
  const number = parseNumber(serial, 0xffffffff)
  return number === undefined ? undefined : Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number)
}

/** `start` as for {@link refuseOption}. */
function checkData(type: number, data: Uint8Array, start?: number): void {
  if (type === SOA_SERIAL && data.length !== 4)
    refuseOption('ZONEVERSION', `serial number of ${data.length} bytes, 4 expected`, start)
}
