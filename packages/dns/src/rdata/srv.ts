/** SRV: where a service is offered (RFC 2782). Its name is not compressed, though some servers do. IN only. */

import { checkUnsigned } from '../given.js'
import { u16At, writeU16 } from '../wire/integers.js'
import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Srv {
  /** The lowest is tried first. */
  readonly priority: number
  /** The share among those of one priority. */
  readonly weight: number
  readonly port: number
  /** The host; "." says that the service is not offered. */
  readonly target: string
}

/** Bytes before the target. */
const NUMBERS = 6

export const srv: RecordType<Srv, 'SRV'> = {
  name: 'SRV',
  code: 33,
  fields: { priority: u16, weight: u16, port: u16, target: foldedName },
  decode: reader => {
    const at = reader.take(NUMBERS)
    const { bytes } = reader
    return { priority: u16At(bytes, at), weight: u16At(bytes, at + 2), port: u16At(bytes, at + 4), target: reader.name() }
  },
  encode: (writer, data) => {
    checkUnsigned(data.priority, 2)
    checkUnsigned(data.weight, 2)
    checkUnsigned(data.port, 2)
    const at = writer.take(NUMBERS)
    const { bytes } = writer
    writeU16(bytes, at, data.priority)
    writeU16(bytes, at + 2, data.weight)
    writeU16(bytes, at + 4, data.port)
    writer.name(data.target, false)
  },
}
