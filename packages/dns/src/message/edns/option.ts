/**
 * EDNS options in messages (RFC 6891 6.1.2). An option without a description is opaque, never an error; a described option that is malformed is an
 * error. The descriptions are listed in `options/index.ts`.
 */

import type { Registry } from '../../codec.js'
import type { OptionType } from '../../edns/option-type.js'
import type * as described from '../../edns/options/index.js'
import type { DnsError } from '../../error.js'
import { MessageWriter } from '../../wire/writer.js'
import { codeOfGiven, encodeCoded, isRaw } from '../coded.js'

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

/** An option to encode: by name or by code with its data, or any option by its code with its bytes as `data`, which must be valid for the code. */
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

/** The bytes of an option, without code and length. */
export function optionBytes(registry: Registry, option: EdnsOptionInit): Uint8Array {
  if (isRaw(option, registry.option(optionCode(registry, option)))) return option.data
  const writer = new MessageWriter(64, false, registry)
  encodeCoded(writer, registry, option, 'option')
  return writer.bytes.slice(4, writer.pos)
}

/** The number of an option, which may be given by name only. */
export const optionCode = (registry: Registry, option: EdnsOptionInit): number => codeOfGiven(registry, option, 'option')
