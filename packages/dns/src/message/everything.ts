/** Everything that this package describes, and the codec that knows it all: that of the functions that are given no other. */
import { type CodecLike, Registry, registryIn } from '../codec.js'
import type { AnyOptionType } from '../edns/option-type.js'
import * as options from '../edns/options/index.js'
import { checkObject } from '../given.js'
import * as types from '../rdata/index.js'
import type { AnyRecordType } from '../rdata/record-type.js'
import { allDsoTlvs } from './dso/tlvs.js'

/** By number. */
const inOrder = <Type extends { readonly code: number }>(described: Readonly<Record<string, Type>>): readonly Type[] =>
  Object.values(described).sort((one, other) => one.code - other.code)

/** Every record type that is described, by number. */
export const allRecordTypes: readonly AnyRecordType[] = /* @__PURE__ */ inOrder<AnyRecordType>(types)

/** Every EDNS option that is described, by number. */
export const allEdnsOptions: readonly AnyOptionType[] = /* @__PURE__ */ inOrder<AnyOptionType>(options)

let all: Registry | undefined

/** The registry of everything, made when it is first asked for. */
export const allTypes = (): Registry => (all ??= new Registry(allRecordTypes, allEdnsOptions, allDsoTlvs))

/** Whose record types, EDNS options and DSO TLVs are known, and what they are called. */
export interface CodecOptions {
  /** What `messageCodec` gave; everything that this package knows unless given. */
  readonly codec?: CodecLike | undefined
}

/** The registry of the codec that was given, or of everything. @throws `bad-value` for options or a codec that are not such */
export function registryOf(options: CodecOptions, what: string): Registry {
  checkObject(options, `${what}: options`)
  return options.codec === undefined ? allTypes() : registryIn(options.codec, what)
}
