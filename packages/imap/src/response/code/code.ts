/** The response codes (RFC 9051 7.1), as the registry has them. */
import { Words } from '../../grammar/words.js'
import * as codes from './registry.js'
import type { CodeRule, CodeType } from './rule.js'

/** The code of a line of the registry, or those of a list. */
type CodeOf<Line> = Line extends CodeType<infer Code> | readonly CodeType<infer Code>[] ? Code : never
type KnownCode = CodeOf<(typeof codes)[keyof typeof codes]>

/** A response code, by its `name` (RFC 9051 7.1). An unknown code, or one with an invalid value, is `unknown` and kept unchanged. */
export type ResponseCode = KnownCode | UnknownCode

/** A code that has no type here, or whose value does not follow its rule. */
export interface UnknownCode {
  readonly name: 'unknown'
  /** In upper case. */
  readonly code: string
  /** The text between the space after the name and the bracket, which may hold any byte; `undefined` without one. */
  readonly value: string | undefined
}

/** By name: a namespace has its members in an order that depends on what bundled it. */
const inOrder = (): readonly CodeType<KnownCode>[] =>
  Object.values(codes)
    .flat()
    .sort((one, other) => (one.name < other.name ? -1 : 1))

/** Every code that is known. `codeRule` made each, so that all of the rule is there and not only the type that callers see. */
export const codeRules: readonly CodeRule<KnownCode>[] = /* @__PURE__ */ (() => inOrder() as readonly CodeRule<KnownCode>[])()

/** The same by name. */
export const codeWords: Words<CodeRule<KnownCode>> = /* @__PURE__ */ new Words(codeRules)
