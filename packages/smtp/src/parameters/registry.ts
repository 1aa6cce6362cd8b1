/** The typed parameters of MAIL and RCPT: their types, and how one is found by its keyword. Others are kept in order as `unknown`. */
import type { Line } from '../grammar/line.js'
import * as ofMail from './mail-registry.js'
import type { AnyParameter, Parameter, UnknownParameter } from './parameter.js'
import * as ofRcpt from './rcpt-registry.js'

/** All of a union's members as one type. */
type All<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer Whole) => void ? Whole : never

/** The fields of a list of parameters, with their documentation. */
type FieldsOf<List> = All<List[keyof List] extends infer Each ? (Each extends Parameter<infer Field> ? Field : never) : never>

/** Parameters of MAIL. */
export interface MailParameters extends FieldsOf<typeof ofMail> {
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** Parameters of RCPT. */
export interface RcptParameters extends FieldsOf<typeof ofRcpt> {
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** A parameter, and its bit in the list. */
type Entry = readonly [parameter: AnyParameter, bit: number]

/** Values being filled in, by key; every key is present. */
export type Found = Record<string, unknown> & { unknown: UnknownParameter[] }

/** A lookup table of parameters by the length and the first letter of their keywords. */
export class Registry {
  /** In the order in which they are encoded. */
  readonly parameters: readonly AnyParameter[]
  readonly #byShape: Entry[][] = Array.from({ length: 256 }, () => [])
  readonly #blank: Readonly<Record<string, undefined>>

  constructor(list: Readonly<Record<string, AnyParameter>>) {
    this.parameters = Object.values(list)
    this.#blank = Object.fromEntries([...this.parameters.map(({ key }) => key), 'unknown'].map(key => [key, undefined]))
    for (const [at, parameter] of this.parameters.entries())
      this.#byShape[shape(parameter.keyword.charCodeAt(0), parameter.keyword.length)]!.push([parameter, 1 << at])
  }

  /** An object without values. A copy that already has `unknown` is as fast as a literal; adding the key to one takes ten times as long (Node 20). */
  blank(): Found {
    const found = { ...this.#blank } as unknown as Found
    found.unknown = []
    return found
  }

  /** The parameter whose keyword is in the bytes from `start` to the cursor, ignoring case, without making a string. */
  find(line: Line, start: number): Entry | undefined {
    const length = line.pos - start
    if (length === 0) return undefined
    for (const entry of this.#byShape[shape(line.bytes[start]! & 0xdf, length)]!)
      if (entry[0].keyword.length === length && line.isWord(entry[0].keyword, start)) return entry
    return undefined
  }

  has(keyword: string): boolean {
    return this.parameters.some(parameter => parameter.keyword === keyword)
  }
}

/** The list, of 256, for keywords with this first letter and length. */
const shape = (letter: number, length: number): number => (letter * 8 + length) & 255

export const mailRegistry: Registry = /* @__PURE__ */ new Registry(ofMail)
export const rcptRegistry: Registry = /* @__PURE__ */ new Registry(ofRcpt)
