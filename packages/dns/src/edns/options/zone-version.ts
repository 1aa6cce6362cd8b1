/** ZONEVERSION: the version of the zone that an answer comes from (RFC 9660 2); empty in a query. */
import { fail } from '../../error.js'
import { checkBytes, checkObject } from '../../given.js'
import { checkUnsigned } from '../../rdata/fields/numbers.js'
import type { OptionType } from '../option.js'

export interface ZoneVersion {
  /** `undefined` in a query. */
  readonly version:
    | undefined
    | {
        /** Labels of the zone's name, without the root's: its last so many of the question's. */
        readonly labelCount: number
        /** 0: the serial number of the zone's SOA record, four octets. */
        readonly type: number
        readonly data: Uint8Array
      }
}

const SOA_SERIAL = 0

export const zoneVersion: OptionType<ZoneVersion> = {
  name: 'ZONEVERSION',
  code: 19,
  decode: reader => {
    if (reader.pos === reader.end) return { version: undefined }
    const labelCount = reader.u8('label count')
    const type = reader.u8('type')
    const data = reader.copy(reader.end - reader.pos)
    checkData(type, data)
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
}

function checkData(type: number, data: Uint8Array): void {
  if (type === SOA_SERIAL && data.length !== 4) fail('bad-edns', 0, `a serial number of ${data.length} octets, 4 needed`)
}
