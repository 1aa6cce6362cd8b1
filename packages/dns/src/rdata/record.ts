/** The types of a record, as decoders return it and as encoders take it (RFC 1035 3.2.1). The list of record types is in `rdata/index.ts`. */
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
  /** Seconds, unchanged from the wire; see `effectiveTtl`. */
  readonly ttl: number
  readonly data: Data
  /** Multicast DNS: replace what is cached (RFC 6762 10.2). */
  readonly cacheFlush?: true | undefined
}

/** Opaque RDATA (RFC 3597): of a type without a codec, or of an IN-only type in another class. */
export interface OpaqueData {
  readonly bytes: Uint8Array
}

/**
 * A resource record. `type` determines the data: `record.type === 'MX'` narrows it. A type without a codec is `TYPEn` with opaque data.
 * `data` is `undefined` for empty RDATA where that is valid: in UPDATE messages (RFC 2136 2.4 and 2.5).
 */
export type DnsRecord =
  | { [Type in keyof RecordDataByType]: RecordBase<Type, RecordDataByType[Type] | undefined> }[keyof RecordDataByType]
  | (RecordBase<`TYPE${number}`, OpaqueData | undefined> & {
      /** Why RDATA could not be decoded, where it was kept as opaque data: `decodeMessage` with `keepDamaged` or `partial`. */
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
  /** The error of a record that was kept though its RDATA is damaged. It is written only with `allowDamaged`. */
  readonly error?: DnsError | undefined
}

/**
 * A record as `encodeMessage` takes it: class `IN` and time to live 0 unless given. `type` determines the data: typed or opaque for a mnemonic or
 * a number, opaque for any other string. Only records of UPDATE have no data.
 *
 * @example
 * const record: RecordInit = { name: 'example.com', type: 'MX', data: { preference: 10, exchange: 'mx.example.com' } }
 */
export type RecordInit =
  | { [Type in keyof RecordDataByType]: InitBase<Type, RecordDataByType[Type]> }[keyof RecordDataByType]
  | InitBase<string, OpaqueData>
  | InitBase<number, object>

/** The records of the caller's own types: those whose description has a literal name, `RecordType<Widget, 'WIDGET'>`. */
export type OwnRecord<Type> =
  Type extends RecordType<infer Data, infer Name> ? (string extends Name ? never : RecordBase<Name, Data | undefined>) : never

/**
 * A record as functions with a codec take it. The codec determines its data, so that to the compiler any object is data, also for a known type; a value
 * that is missing or wrong is refused when it is used, and other keys are ignored.
 */
export type AnyRecordInit = RecordInit | InitBase<string, object>
