/**
 * DNS Stateful Operations (RFC 8490): after the header, such a message has TLVs in place of the four sections. The first is the operation, the
 * others qualify it; a response may have none.
 *
 * Always: a TLV without a description is opaque and kept in order; a described TLV that is malformed is an error.
 */
import type { Registry } from '../../codec.js'
import { type DnsError, located } from '../../error.js'
import { checkList } from '../../given.js'
import type { DnsRecord, RecordInit } from '../../rdata/record.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import { decodeCoded, encodeCoded } from '../coded.js'
import type { TlvType } from './tlv-type.js'
import type * as described from './tlvs.js'
import type { DsoPush } from './tlvs.js'

/** The described TLVs. */
type Described = (typeof described)[keyof typeof described]

/** The data of each TLV by its mnemonic; `Own` is the type of records with your own types. */
export type DsoDataByName<Own = never> = {
  [Type in Described as Type['name']]: Type extends TlvType<infer Data, string>
    ? Data extends DsoPush
      ? DsoPush<DnsRecord | Own>
      : Data
    : never
}

/** A TLV without a description here, or a damaged one. */
export interface OpaqueTlv {
  readonly code: number
  readonly name: `DSO${number}`
  readonly data: Uint8Array
  /** Why a described TLV could not be decoded and was kept as bytes: `decodeMessage` with `keepDamaged` or `partial`. */
  readonly error?: DnsError | undefined
}

/** One TLV: `tlv.name === 'KEEPALIVE'` narrows it. `Own` is the type of records with your own types, which PUSH may have. */
export type DsoTlv<Own = never> =
  | {
      [Name in keyof DsoDataByName]: { readonly code: number; readonly name: Name } & DsoDataByName<Own>[Name]
    }[keyof DsoDataByName]
  | OpaqueTlv

/** The contents of a DSO message; `Own` is the type of records with your own types, `OwnTlv` that of your own TLVs. */
export interface DsoMessage<Own = never, OwnTlv = never> {
  readonly tlvs: readonly (DsoTlv<Own> | OwnTlv)[]
}

/** A TLV to encode: by name with its data, or by code with its bytes. `Any` is the type of records in PUSH. */
export type DsoTlvInit<Any = RecordInit> =
  | {
      [Name in keyof DsoDataByName]: { readonly name: Name; readonly code?: number | undefined } & (Name extends 'PUSH'
        ? DsoPush<Any>
        : DsoDataByName[Name])
    }[keyof DsoDataByName]
  | RawTlv

/** Any TLV, given by its bytes. */
interface RawTlv {
  readonly code: number
  readonly name?: string | undefined
  readonly data: Uint8Array
  /** Marks a damaged TLV, which is encoded only with `allowDamaged`. */
  readonly error?: DnsError | undefined
}

export interface DsoInit {
  readonly tlvs: readonly DsoTlvInit[]
}

/** The TLVs up to `reader.end`. With `keepDamaged` a malformed one is opaque and has the error, which is also added to `errors`. */
export function decodeDso(
  reader: MessageReader,
  registry: Registry,
  keepDamaged: boolean,
  errors: DnsError[] | undefined,
): DsoMessage {
  const tlvs: DsoTlv[] = []
  const messageEnd = reader.end
  for (let index = 0; reader.pos < messageEnd; index++) {
    try {
      const code = reader.u16('DSO type')
      const start = reader.take(reader.u16('DSO length'), 'DSO data')
      const end = reader.pos
      reader.pos = start
      reader.end = end
      tlvs.push(decodeCoded(reader, registry, code, 'TLV', keepDamaged ? { section: 'dso', index, errors } : undefined) as DsoTlv)
      reader.pos = end
      reader.end = messageEnd
    } catch (error) {
      throw located(error, { section: 'dso', index })
    }
  }
  return { tlvs }
}

/** Writes all TLVs after the header. */
export function encodeDso(writer: MessageWriter, registry: Registry, { tlvs }: DsoInit): void {
  checkList(tlvs, 'encode DSO')
  for (let index = 0; index < tlvs.length; index++) {
    try {
      encodeCoded(writer, registry, tlvs[index]!, 'TLV')
    } catch (error) {
      throw located(error, { section: 'dso', index })
    }
  }
}
