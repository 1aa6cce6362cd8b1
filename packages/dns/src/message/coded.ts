/**
 * What EDNS options and DSO TLVs have in common: a code, a length, and data that a description decodes, or bytes as `data` where there is none.
 *
 * Always: the name tells bytes from the data of a description. With the description's name it encodes the value; without, bytes in `data` are written as
 * they are, if they are valid for the code.
 */
import { isBytes } from '@mailwire/bytes'
import type { AnyTlvType, Registry } from '../codec.js'
import type { AnyOptionType } from '../edns/option-type.js'
import { DnsError, type DnsErrorCode, type DnsErrorPlace, fail, isDnsError, located, ofDescription } from '../error.js'
import { checkObject, checkUnsigned, unknownName } from '../given.js'
import { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'

/** Which of the two. */
export type Kind = 'option' | 'TLV'

type Description = AnyOptionType | AnyTlvType

const typeOf = (registry: Registry, code: number, kind: Kind): Description | undefined =>
  kind === 'option' ? registry.option(code) : registry.tlv(code)

/** The code of errors. */
const damageOf = (kind: Kind): DnsErrorCode => (kind === 'option' ? 'bad-edns' : 'bad-dso')

/** How damage is kept: the error gets this place, and is also added to `errors`. */
export interface Damage extends Pick<DnsErrorPlace, 'section' | 'index'> {
  readonly errors?: DnsError[] | undefined
}

interface Given {
  readonly code?: number
  readonly name?: string
}

interface RawData extends Given {
  readonly data: Uint8Array
  /** Why it is kept as bytes. */
  readonly error?: DnsError | undefined
}

/**
 * The option or TLV `code` from the bytes up to `reader.end`. With `damage` a malformed one is opaque and has the error. @throws `bad-edns` or `bad-dso`
 */
export function decodeCoded(reader: MessageReader, registry: Registry, code: number, kind: Kind, damage?: Damage): object {
  const { pos, end } = reader
  const type = typeOf(registry, code, kind)
  const opaque = (): object => ({ code, name: `${kind === 'option' ? 'OPT' : 'DSO'}${code}`, data: reader.opaque(end - pos) })
  if (type === undefined) return opaque()
  try {
    return decodeDescribed(reader, registry, code, type, kind)
  } catch (error) {
    if (damage === undefined || !isDnsError(error)) throw error
    located(error, damage)
    damage.errors?.push(error)
    reader.pos = pos
    reader.end = end
    return { ...opaque(), error }
  }
}

function decodeDescribed(reader: MessageReader, registry: Registry, code: number, type: Description, kind: Kind): object {
  const { end } = reader
  const { name } = type
  const action = `decode ${kind} ${name}`
  let data: object
  try {
    data = type.decode(reader, registry)
    if (reader.pos !== end) fail(damageOf(kind), reader.pos, `${end - reader.pos} extra bytes`)
  } catch (error) {
    if (!isDnsError(error)) throw ofDescription(error, action, damageOf(kind), reader.pos)
    throw new DnsError(damageOf(kind), error.offset, `${action}: ${error.message}`, { field: name })
  }
  checkObject(data, action)
  // `data` beside other keys would be taken for bytes if it is encoded by its code.
  for (const key of ['code', 'name', 'data'])
    if (key in data && (key !== 'data' || Object.keys(data).length > 1))
      fail('bad-value', 0, `${action}: its data has the reserved key ${key}`, 'local')
  return { code, name, ...data }
}

/** Its number; it may be given by name only. */
export function codeOfGiven(registry: Registry, given: object, kind: Kind): number {
  checkObject(given, `encode ${kind}`)
  const { name, code = kind === 'option' ? registry.optionCode(name!) : registry.tlvCode(name!) } = given as Given
  if (code === undefined) fail(damageOf(kind), 0, `encode ${kind}: ${unknownName(kind, name, 'code and data')}`)
  checkUnsigned(code, 2)
  return code
}

/** Writes code, length and data. */
export function encodeCoded(writer: MessageWriter, registry: Registry, given: object, kind: Kind): void {
  const code = codeOfGiven(registry, given, kind)
  const type = typeOf(registry, code, kind)
  const refuse = (reason: string): never => fail(damageOf(kind), writer.pos, `encode ${kind} ${code}: ${reason}`)
  writer.u16(code)
  const start = writer.openLength()
  if (isRaw(given, type)) {
    const { data, error } = given
    if (error !== undefined && !writer.allowDamaged) refuse('it is damaged; set allowDamaged to write its bytes')
    writer.raw(data)
    if (error === undefined) {
      // Pointers of a TLV count from the start of the message. An option has none, and a reader of its bytes alone is small.
      const from = kind === 'option' ? data : writer.bytes.subarray(0, writer.pos)
      decodeCoded(new MessageReader(from, from === data ? 0 : start, undefined, registry), registry, code, kind)
    }
  } else if (type === undefined) refuse('no description; give its bytes as data')
  else {
    try {
      if (kind === 'option') (type as AnyOptionType).encode(writer, given)
      else (type as AnyTlvType).encode(writer, registry, given)
    } catch (error) {
      throw ofDescription(error, `encode ${kind} ${type.name}`)
    }
  }
  writer.closeLength(start, kind)
}

/** True for an option or TLV that is given by its bytes. */
export function isRaw(given: object, type: Description | undefined): given is RawData {
  const { name, data, error } = given as RawData
  if (!isBytes(data)) return false
  return type === undefined || error !== undefined || typeof name !== 'string' || name.toUpperCase() !== type.name.toUpperCase()
}
