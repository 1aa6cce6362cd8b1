/** What a record is, decoded and as it is given to encode (RFC 1035 3.2.1). Which types there are is in `rdata/index.ts`. */
import type { DnsError } from '../error.js'
import type { RecordTypeName } from '../iana/types.js'
import type * as described from './index.js'
import type { RecordType } from './record-type.js'

/** The described types. */
type Described = (typeof described)[keyof typeof described]

/** The data of each type by its mnemonic. */
export type RecordDataByType = {
  [Type in Described as Type['name']]: Type extends RecordType<infer Data, string> ? Data : never
}

/** What every record has. */
interface RecordBase<Type extends string, Data> {
  /** The owner name. */
  readonly name: string
  readonly type: Type
  /** `IN`, another mnemonic, or `CLASSn`. */
  readonly class: string
  /** Seconds; as it stands on the wire, see `effectiveTtl`. */
  readonly ttl: number
  readonly data: Data
  /** Multicast DNS: replace what is cached (RFC 6762 10.2). */
  readonly cacheFlush?: true | undefined
}

/** RDATA that is taken as it is (RFC 3597): a type without codec, or a type of IN in another class. */
export interface OpaqueData {
  readonly bytes: Uint8Array
}

/**
 * A resource record. `type` tells the data: `record.type === 'MX'` narrows it. A type without codec is `TYPEn` with opaque data.
 * `data` is `undefined` where RDATA is empty and may be: in UPDATE messages (RFC 2136 2.4 and 2.5).
 */
export type DnsRecord =
  | { [Type in keyof RecordDataByType]: RecordBase<Type, RecordDataByType[Type] | undefined> }[keyof RecordDataByType]
  | (RecordBase<`TYPE${number}`, OpaqueData | undefined> & {
      /** Why RDATA could not be read, where it was kept as it came: `decodeMessage` with `keepDamaged` or `partial`. */
      readonly error?: DnsError | undefined
    })
  | RecordBase<Exclude<RecordTypeName, keyof RecordDataByType>, undefined>

/** What every record that is given has. */
interface InitBase<Type extends string | number, Data> {
  readonly name: string
  readonly type: Type
  readonly class?: string | undefined
  readonly ttl?: number | undefined
  readonly data?: Data | undefined
  readonly cacheFlush?: boolean | undefined
  /** Of a record that was kept in spite of its damaged RDATA: it is written only with `allowDamaged`. */
  readonly error?: DnsError | undefined
}

/**
 * A record as `encodeMessage` takes it: class `IN` and time to live 0 unless given. `type` tells the data: a mnemonic has its own or opaque data, a
 * number either, any other string opaque data. A record without data is one of UPDATE.
 *
 * @example
 * const record: RecordInit = { name: 'example.com', type: 'MX', data: { preference: 10, exchange: 'mx.example.com' } }
 */
export type RecordInit =
  | { [Type in keyof RecordDataByType]: InitBase<Type, RecordDataByType[Type]> }[keyof RecordDataByType]
  | InitBase<string, OpaqueData>
  | InitBase<number, object>

/** The records of types of one's own: those whose description has a literal name, `RecordType<Widget, 'WIDGET'>`. */
export type OwnRecord<Type> =
  Type extends RecordType<infer Data, infer Name> ? (string extends Name ? never : RecordBase<Name, Data | undefined>) : never

/** A record as it is given to what has a codec, which knows what its data is. */
export type AnyRecordInit = RecordInit | InitBase<string, object>
