/** SOA: the start of a zone of authority, with the zone's timers (RFC 1035 3.3.13, RFC 2308 4). */

import { checkUnsigned } from '../given.js'
import { u32At, writeU32 } from '../wire/integers.js'
import { compressibleName } from './fields/names.js'
import { seconds, u32 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Soa {
  /** The primary name server. */
  readonly mname: string
  /** The mailbox of who is responsible, its `@` as a dot. */
  readonly rname: string
  readonly serial: number
  /** Seconds, as the three that follow. */
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  /** For how long "there is no such thing" may be remembered. */
  readonly minimum: number
}

/** Bytes of the serial number and the timers. */
const TIMERS = 20

export const soa: RecordType<Soa, 'SOA'> = {
  name: 'SOA',
  code: 6,
  anyClass: true,
  multiline: [2, 0, 'fields'],
  fields: {
    mname: compressibleName,
    rname: compressibleName,
    serial: u32,
    refresh: seconds,
    retry: seconds,
    expire: seconds,
    minimum: seconds,
  },
  decode: reader => {
    const mname = reader.name()
    const rname = reader.name()
    const at = reader.take(TIMERS)
    const { bytes } = reader
    return {
      mname,
      rname,
      serial: u32At(bytes, at),
      refresh: u32At(bytes, at + 4),
      retry: u32At(bytes, at + 8),
      expire: u32At(bytes, at + 12),
      minimum: u32At(bytes, at + 16),
    }
  },
  encode: (writer, { mname, rname, serial, refresh, retry, expire, minimum }) => {
    writer.name(mname, true)
    writer.name(rname, true)
    checkUnsigned(serial, 4)
    checkUnsigned(refresh, 4)
    checkUnsigned(retry, 4)
    checkUnsigned(expire, 4)
    checkUnsigned(minimum, 4)
    const at = writer.take(TIMERS)
    const { bytes } = writer
    writeU32(bytes, at, serial)
    writeU32(bytes, at + 4, refresh)
    writeU32(bytes, at + 8, retry)
    writeU32(bytes, at + 12, expire)
    writeU32(bytes, at + 16, minimum)
  },
}
