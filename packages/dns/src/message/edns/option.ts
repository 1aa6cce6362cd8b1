/**
 * EDNS options in messages (RFC 6891 6.1.2). An option without a description is opaque, never an error; a described option that is malformed is an
 * error. The descriptions are listed in `options/index.ts`.
 */

import type { Registry } from '../../codec.js'
import type { OptionType } from '../../edns/option-type.js'
import type * as described from '../../edns/options/index.js'
import { DnsError, fail } from '../../error.js'
import { checkKeys, checkObject, unknownName } from '../../given.js'
import { checkUnsigned } from '../../rdata/fields/numbers.js'
import { MessageReader } from '../../wire/reader.js'
import { MessageWriter } from '../../wire/writer.js'

/** The described options. */
type Described = (typeof described)[keyof typeof described]

/** The data of each option by its mnemonic. */
export type OptionDataByName = {
  [Type in Described as Type['name']]: Type extends OptionType<infer Data, string> ? Data : never
}

/** An option without a description here, or a damaged one. */
export interface OpaqueOption {
  readonly code: number
  readonly name: `OPT${number}`
  readonly data: Uint8Array
  /** Why a described option could not be decoded and was kept as bytes: `decodeMessage` with `keepDamaged` or `partial`, and `parseMessage`. */
  readonly error?: DnsError | undefined
}

/** One option: `option.name === 'ECS'` narrows it. */
export type EdnsOption =
  | {
      [Name in keyof OptionDataByName]: { readonly code: number; readonly name: Name } & OptionDataByName[Name]
    }[keyof OptionDataByName]
  | OpaqueOption

/** An option to encode: by name or by code with its data, or any option with its bytes as `data`. */
export type EdnsOptionInit =
  | {
      [Name in keyof OptionDataByName]: { readonly name: Name; readonly code?: number | undefined } & OptionDataByName[Name]
    }[keyof OptionDataByName]
  | {
      readonly code: number
      readonly name?: string | undefined
      readonly data: Uint8Array
      /** Marks a damaged option, which is encoded only with `allowDamaged`. */
      readonly error?: DnsError | undefined
    }

/** The options of one's own: those whose description has a literal name, `OptionType<Color, 'COLOR'>`. */
export type OwnOption<Type> =
  Type extends OptionType<infer Data, infer Name>
    ? string extends Name
      ? never
      : { readonly code: number; readonly name: Name } & Data
    : never

/** Decodes the option `code` from the bytes up to `reader.end`. @throws `bad-edns` for a malformed one */
export function decodeOption(reader: MessageReader, registry: Registry, code: number): EdnsOption {
  const type = registry.option(code)
  if (type === undefined) return { code, name: `OPT${code}`, data: reader.opaque(reader.end - reader.pos) }
  let data: object
  try {
    data = type.decode(reader)
    if (reader.pos !== reader.end) fail('bad-edns', reader.pos, `${reader.end - reader.pos} extra bytes`)
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    throw new DnsError('bad-edns', error.offset, `decode option ${type.name}: ${error.message}`, { field: type.name })
  }
  // Data that is only `data` bytes is allowed, as that is also the form of an option given by its bytes.
  const kept = Object.keys(data).length > 1 ? ['code', 'name', 'data'] : ['code', 'name']
  checkKeys(data, kept, `decode option ${type.name}`)
  return { code, name: type.name, ...data } as EdnsOption
}

/** Writes code, length and bytes. An option given as bytes must be valid for its code. */
export function encodeOption(writer: MessageWriter, registry: Registry, option: EdnsOptionInit): void {
  const code = optionCode(registry, option)
  writer.u16(code)
  const start = writer.openLength()
  const type = registry.option(code)
  if (isBytes(option)) {
    writer.raw(option.data)
    if (type !== undefined && !(writer.allowDamaged && option.error !== undefined))
      decodeOption(new MessageReader(option.data, 0, undefined, registry), registry, code)
  } else if (type === undefined) fail('bad-edns', writer.pos, `encode option ${code}: no description; give its bytes as data`)
  else type.encode(writer, option)
  writer.closeLength(start, 'EDNS option')
}

/** The bytes of an option, without code and length. */
export function optionBytes(registry: Registry, option: EdnsOptionInit): Uint8Array {
  checkObject(option, 'encode option')
  if (isBytes(option)) return option.data
  const writer = new MessageWriter(64, false, registry)
  encodeOption(writer, registry, option)
  return writer.bytes.slice(4, writer.pos)
}

/** The number of an option, which may be given by name only. */
export function optionCode(registry: Registry, option: EdnsOptionInit): number {
  checkObject(option, 'encode option')
  const { code, name } = option
  const found = code ?? (name === undefined ? undefined : registry.optionCode(name))
  if (found === undefined) fail('bad-edns', 0, `encode option: ${unknownName('option', name, 'code and data')}`)
  checkUnsigned(found, 2)
  return found
}

const isBytes = (
  option: EdnsOptionInit,
): option is { readonly code: number; readonly data: Uint8Array; readonly error?: DnsError | undefined } =>
  'data' in option && option.data instanceof Uint8Array
