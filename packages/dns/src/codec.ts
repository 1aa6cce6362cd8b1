/**
 * The registry of a codec: record types, EDNS options and DSO TLVs by number, and their names. An unknown type, and a type of class IN in another class,
 * is opaque (RFC 3597), never an error; so is an unknown option or TLV.
 */

import type { AnyOptionType } from './edns/option-type.js'
import { fail } from './error.js'
import { checkFunctions, checkObject, checkObjects, checkWhole, shown, unknownType } from './given.js'
import { classCode, recordClasses } from './iana/classes.js'
import { type Codes, codesOf } from './iana/codes.js'
import { ednsOptionCode, ednsOptionName } from './iana/edns-options.js'
import { type TypeNames, typeCode, typeName } from './iana/types.js'
import { type RdataCodec, rdataCodec } from './rdata/rdata-codec.js'
import type { AnyRecordType } from './rdata/record-type.js'
import type { MessageReader } from './wire/reader.js'
import type { MessageWriter } from './wire/writer.js'

export { decodeData, encodeData, fieldText, type RdataCodec } from './rdata/rdata-codec.js'

/** Any description of a TLV of DNS Stateful Operations (RFC 8490 5.4.4), whatever its data. */
export interface AnyTlvType {
  readonly name: string
  readonly code: number
  decode(reader: MessageReader, registry: Registry): object
  encode(writer: MessageWriter, registry: Registry, data: object): void
}

/** The part of a codec from `messageCodec` or `defaultCodec` that functions need which only look up types. */
export interface CodecLike {
  readonly registry: Registry
}

/** The registry of a codec. It is recognized by its methods, not by its class, so that a second copy of this package works too. @throws `bad-value` */
export function registryIn(codec: CodecLike, what: string): Registry {
  checkObject(codec, `${what}: codec`)
  const { registry } = codec
  if (typeof registry?.find !== 'function' || typeof registry.typeCode !== 'function')
    fail('bad-value', 0, `${what}: codec: a codec from messageCodec or defaultCodec expected`, 'local')
  return registry
}

/** A codec's own names, in both directions. */
interface OwnNames {
  readonly byCode: ReadonlyMap<number, string>
  /** By upper-case name. */
  readonly codes: ReadonlyMap<string, number>
}

/**
 * Record types, EDNS options and DSO TLVs by number, and their names. IANA's names are used for everything else, so that a type without a codec has its
 * mnemonic too.
 */
export class Registry implements TypeNames {
  /** Types below 256, which are nearly all that occur in messages: an array is faster than a map. */
  readonly #low: (RdataCodec | undefined)[] = new Array(256).fill(undefined)
  readonly #high = new Map<number, RdataCodec>()

  readonly #options: ReadonlyMap<number, AnyOptionType>
  readonly #tlvs: ReadonlyMap<number, AnyTlvType>
  readonly #typeNames: OwnNames | undefined
  readonly #optionNames: OwnNames | undefined
  readonly #tlvNames: OwnNames | undefined
  readonly #labels: ReadonlyMap<string, AnyOptionType>
  // Most records have the type of the one before, and a comparison is faster than a lookup.
  #lastName: string | number = 'A'
  #lastType = 1

  constructor(types: readonly AnyRecordType[], options: readonly AnyOptionType[] = [], tlvs: readonly AnyTlvType[] = []) {
    this.#typeNames = ownNames(types, 'record type', typeCode, typeName, 'TYPE')
    this.#optionNames = ownNames(options, 'EDNS option', ednsOptionCode, ednsOptionName, 'OPT')
    this.#tlvNames = ownNames(tlvs, 'DSO TLV', numberedTlvs.codeOf, numberedTlvs.nameOf, 'DSO')
    this.#options = new Map(options.map(option => [option.code, option]))
    this.#tlvs = new Map(tlvs.map(tlv => [tlv.code, tlv]))
    for (const type of types) {
      const what = `make message codec: record type ${type.name}: field`
      checkObject(type.fields, `${what}s`)
      for (const [key, field] of Object.entries(type.fields)) {
        if (NO_KEY.test(key)) fail('bad-value', 0, `${what} ${key}: a key must not be a number, __proto__ or bytes`)
        checkObject(field, `${what} ${key}`)
        checkFunctions(field, [...BOTH, 'parse', 'format'], `${what} ${key}`)
      }
      if (type.decode === undefined || type.parse === undefined) checkLast(type.fields, what)
      if (type.code < 256) this.#low[type.code] = rdataCodec(type, this)
      else this.#high.set(type.code, rdataCodec(type, this))
    }
    this.#labels = this.#labelsOf(options)
  }

  /** The name of a type, or `TYPEn`. */
  typeName(code: number): string {
    return this.#typeNames?.byCode.get(code) ?? typeName(code)
  }

  /** The number of a type by its name or `TYPEn`, ignoring case, or by the number itself; `undefined` for anything else. */
  typeCode(name: string | number): number | undefined {
    return codeOf(this.#typeNames, name) ?? typeCode(name)
  }

  /** The number of a type to encode. @throws `bad-type` */
  typeNumber(name: string | number): number {
    if (name === this.#lastName) return this.#lastType
    const type = this.typeCode(name) ?? fail('bad-type', 0, `encode type: ${unknownType(name)}`)
    this.#lastName = name
    this.#lastType = type
    return type
  }

  /** The name of an EDNS option, or `OPTn`. */
  optionName(code: number): string {
    return this.#optionNames?.byCode.get(code) ?? ednsOptionName(code)
  }

  /** The name of an option that has another name, or none, at IANA. */
  ownOptionName(code: number): string | undefined {
    return this.#optionNames?.byCode.get(code)
  }

  /** The number of an EDNS option; `undefined` for an unknown name. */
  optionCode(name: string): number | undefined {
    return codeOf(this.#optionNames, name) ?? ednsOptionCode(name)
  }

  /** The number of a DSO TLV; `undefined` for an unknown name. */
  tlvCode(name: string): number | undefined {
    return codeOf(this.#tlvNames, name) ?? numberedTlvs.codeOf(name)
  }

  /** The description of a DSO TLV; `undefined` if it is opaque. */
  tlv(code: number): AnyTlvType | undefined {
    return this.#tlvs.get(code)
  }

  /** The option with this label in dig's text. */
  optionLabelled(label: string): AnyOptionType | undefined {
    return this.#labels.get(label)
  }

  /** Options by their labels in dig's text. A label belongs to one option only, so that text reads back as the same option. */
  #labelsOf(options: readonly AnyOptionType[]): ReadonlyMap<string, AnyOptionType> {
    const labels = new Map<string, AnyOptionType>()
    for (const type of options) {
      const { label, aliases = [] } = type.text ?? {}
      for (const each of [this.ownOptionName(type.code) ?? [], label ?? [], aliases].flat()) {
        const what = `make message codec: EDNS option ${type.name}: label ${shown(each)}`
        if (typeof each !== 'string' || !LABEL.test(each))
          fail('bad-value', 0, `${what}: a letter, then letters, digits, hyphens or spaces expected`)
        const other = labels.get(each)
        if (other !== undefined && other.code !== type.code) fail('bad-value', 0, `${what}: already used by ${other.name}`)
        labels.set(each, type)
      }
    }
    return labels
  }

  /** The description of an EDNS option; `undefined` if it is opaque. */
  option(code: number): AnyOptionType | undefined {
    return this.#options.get(code)
  }

  /** The codec of a type in a class; `undefined` if its RDATA is opaque. */
  find(code: number, recordClass: number): RdataCodec | undefined {
    const codec = code < 256 ? this.#low[code] : this.#high.get(code)
    return codec !== undefined && (codec.anyClass || isInternet(recordClass)) ? codec : undefined
  }
}

/** Types of class IN also apply in UPDATE's NONE and ANY, which mean the zone's class (RFC 2136 2.4). */
const isInternet = (recordClass: number): boolean =>
  recordClass === recordClasses.IN || recordClass === recordClasses.NONE || recordClass === recordClasses.ANY

const codeOf = (names: OwnNames | undefined, name: string | number): number | undefined =>
  names === undefined || typeof name !== 'string' ? undefined : (names.codes.get(name) ?? names.codes.get(name.toUpperCase()))

/** Refuses a field that takes the rest before others, as nothing would be left for them. */
function checkLast(fields: AnyRecordType['fields'], what: string): void {
  for (const key of Object.keys(fields).slice(0, -1))
    if (fields[key]!.greedy === true) fail('bad-value', 0, `${what} ${key}: takes the rest, so that it must be last`)
}

/** The names of TLVs without a description: a table of names would be larger than the descriptions. */
const numberedTlvs: Codes = /* @__PURE__ */ codesOf({}, 'DSO', 0xffff)

/** Keys that a field must not have: JavaScript orders numbers first and sets prototypes, and `bytes` is the key of opaque data (RFC 3597). */
const NO_KEY = /^(?:bytes|__proto__|\d+)$/

/** The functions of a field, an option and a TLV, and those that a record type may have in place of the loops over its fields. */
const BOTH = ['decode', 'encode'] as const
const BY_HAND = [...BOTH, 'parse', 'format', 'check'] as const

/** A name in zone text and in dig's text, and a label in dig's text. */
const MNEMONIC = /^[A-Z][A-Z0-9-]{0,62}$/i
const LABEL = /^[A-Z][A-Z0-9 -]*$/i

/**
 * Checks descriptions, and gives the names that IANA does not have; `undefined` if there are none. A name belongs to one number and a number has one
 * name in one spelling, so that decoded data encodes to the same bytes and a message has one name for a type.
 */
function ownNames(
  described: readonly { readonly name: string; readonly code: number }[],
  what: string,
  ianaCode: (name: string) => number | undefined,
  ianaName: (code: number) => string,
  prefix: string,
): OwnNames | undefined {
  checkObjects(described, `make message codec: ${what}s`)
  const seen = new Map<string, number>()
  const given = new Map<number, string>()
  const byCode = new Map<number, string>()
  const codes = new Map<string, number>()
  for (const each of described) {
    const { name, code } = each
    const which = `make message codec: ${what} ${shown(name)}`
    const refuse = (reason: string): never => fail('bad-value', 0, `${which}: ${reason}`)
    checkWhole(code, 0xffff, `${which}: code`)
    const isType = prefix === 'TYPE'
    checkFunctions(each, isType ? BY_HAND.filter(key => (each as AnyRecordType)[key] !== undefined) : BOTH, which)
    if (typeof name !== 'string' || !MNEMONIC.test(name)) refuse('a letter, then letters, digits or hyphens expected')
    if (isType && classCode(name) !== undefined) refuse('the name of a class')
    const key = name.toUpperCase()
    const isKnown = ianaCode(name) === code
    const other = seen.get(key) ?? ianaCode(name) ?? code
    if (other !== code) refuse(`name of both ${code} and ${other}`)
    const known = ianaName(code)
    for (const one of [isKnown || known !== prefix + code ? known : name, given.get(code) ?? name])
      if (one !== name) refuse(`number ${code} is ${one}`)
    seen.set(key, code)
    given.set(code, name)
    if (isKnown) continue
    byCode.set(code, name)
    codes.set(key, code)
  }
  return codes.size === 0 ? undefined : { byCode, codes }
}
