/** All descriptions of this package, and the registry of all of them, which is the default of functions that take a codec. */
import { type AnyTlvType, type CodecLike, Registry, registryIn } from '../codec.js'
import type { AnyOptionType } from '../edns/option-type.js'
import * as options from '../edns/options/index.js'
import { checkObject } from '../given.js'
import * as types from '../rdata/index.js'
import type { AnyRecordType } from '../rdata/record-type.js'
import * as tlvs from './dso/tlvs.js'

/** Sorted by number. */
const inOrder = <Type extends { readonly code: number }>(described: Readonly<Record<string, Type>>): readonly Type[] =>
  Object.values(described).sort((one, other) => one.code - other.code)

/** Every described record type, by number. */
export const allRecordTypes: readonly AnyRecordType[] = /* @__PURE__ */ inOrder<AnyRecordType>(types)

/** Every described EDNS option, by number. */
export const allEdnsOptions: readonly AnyOptionType[] = /* @__PURE__ */ inOrder<AnyOptionType>(options)

/** Every described TLV, by number. */
export const allDsoTlvs: readonly AnyTlvType[] = /* @__PURE__ */ inOrder<AnyTlvType>(tlvs)

let all: Registry | undefined

/** The registry of everything, created on first use. */
export const allTypes = (): Registry => (all ??= new Registry(allRecordTypes, allEdnsOptions, allDsoTlvs))

/** The codec to use, with its record types, EDNS options, DSO TLVs and their names. */
export interface CodecOptions {
  /** A codec from `messageCodec`; everything in this package by default. */
  readonly codec?: CodecLike | undefined
}

/** The registry of the given codec, or of everything. @throws `bad-value` for invalid options or an invalid codec */
export function registryOf(options: CodecOptions, what: string): Registry {
  checkObject(options, `${what}: options`)
  return options.codec === undefined ? allTypes() : registryIn(options.codec, what)
}
