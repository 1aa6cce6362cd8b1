/**
 * Parameters, modifiers and options of commands (RFC 4466 2.1 to 2.5, RFC 5258 6): lists of names, some with a value. An unknown one is
 * kept unchanged.
 */
import { SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { extensionValue, isExtensionLabel, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, fieldsOf, listOf, shownName, textOf } from '../values.js'

/** One that has no type here. */
export interface UnknownOption {
  readonly name: 'unknown'
  /** Its name, in upper case. */
  readonly option: string
  /** Its unchanged value, literals included; `undefined` without a value. */
  readonly bytes: Uint8Array | undefined
}

/** How one option is decoded and encoded, by its name. */
export interface OptionRule<Option extends { readonly name: string }> extends Word {
  readonly name: Option['name']
  /** Where it is defined. */
  readonly section: string
  /** Reads what follows the name. */
  decode(reader: Reader): Option
  /** Writes what follows the name. */
  encode(writer: ImapWriter, option: never): void
}

/** An option that is its name. */
export const plainOption = <Name extends string>(
  name: Name,
  section: string,
  announcedBy?: readonly string[],
): OptionRule<{ readonly name: Name }> => ({
  name,
  section,
  announcedBy,
  decode: () => ({ name }),
  encode: () => undefined,
})

/** How options that are not known look: `tagged-ext-label [SP tagged-ext-val]`, or `atom [SP option-value]`. */
type Form = 'label' | 'atom'

const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])
const LPAREN = 0x28

/** The options of one place, from a registry with one line each. */
export class Options<Option extends { readonly name: string }> {
  /** Every option that is known. */
  readonly rules: readonly OptionRule<Option>[]
  readonly #words: Words<OptionRule<Option>>
  readonly #form: Form
  readonly #mayBeEmpty: boolean

  constructor(rules: readonly OptionRule<Option>[], form: Form, mayBeEmpty: boolean) {
    this.rules = rules
    this.#words = new Words(rules)
    this.#form = form
    this.#mayBeEmpty = mayBeEmpty
  }

  /** `"(" [option *(SP option)] ")"` */
  read(reader: Reader): readonly (Option | UnknownOption)[] {
    const { pos } = reader
    if (!reader.beginList()) {
      if (!this.#mayBeEmpty) reader.warn('empty-list', pos)
      return NONE
    }
    const options: (Option | UnknownOption)[] = []
    do {
      const rule = reader.rule(this.#words, ATOM)
      options.push(reader.whole(rule === undefined ? this.#unknown(reader) : rule.decode(reader)))
    } while (reader.nextMember())
    return options
  }

  /** `[SP "(" ... ")"]`, of which no more than a space may be there. */
  readBehind(reader: Reader): readonly (Option | UnknownOption)[] {
    if (reader.atEnd) return NONE
    reader.space()
    if (!reader.atEnd) return this.read(reader)
    reader.warn('extra-space')
    return NONE
  }

  #unknown(reader: Reader): UnknownOption {
    const { pos } = reader
    const option = upperAscii(reader.run(ATOM))
    if (!this.#isName(option)) {
      reader.pos = pos
      reader.refuse('an option')
    }
    if (reader.peek() !== SP || !this.#beginsValue(reader.peekNext())) return { name: 'unknown', option, bytes: undefined }
    reader.pos++
    const start = reader.pos
    const bytes = extensionValue(reader)
    // `option-value` has a member, where `tagged-ext-val` need not have one.
    if (this.#form === 'atom' && bytes.length === 2) reader.warn('empty-list', start)
    return { name: 'unknown', option, bytes }
  }

  #isName(option: string): boolean {
    return this.#form === 'label' ? isExtensionLabel(option) : isRun(option, ATOM)
  }

  /** Where the names are atoms, only a parenthesis tells a value from the next name. */
  #beginsValue(byte: number): boolean {
    return byte === LPAREN || (this.#form === 'label' && VALUE_STARTS.includes(byte))
  }

  /** `"(" [option *(SP option)] ")"` */
  write(writer: ImapWriter, options: readonly (Option | UnknownOption)[], action: string): void {
    writer.list(options, given => {
      const option = { ...fieldsOf(given, action) }
      if (isUnknown(option)) this.#writeUnknown(writer, option, action)
      else {
        const rule = this.#words.get(textOf(option.name, action))
        if (rule === undefined)
          fail('bad-value', 0, `${action}: unknown option ${shownName(option.name)}; write it with name: 'unknown'`)
        rule.encode(writer.needing(rule).raw(rule.name), option as never)
      }
    })
  }

  /** The same after a space; nothing if there are none. */
  writeBehind(writer: ImapWriter, options: readonly (Option | UnknownOption)[] | undefined, action: string): void {
    if (options !== undefined && listOf(options, action).length > 0) this.write(writer.raw(' '), options, action)
  }

  #writeUnknown(writer: ImapWriter, { option, bytes }: UnknownOption, action: string): void {
    const name = upperAscii(textOf(option, action))
    if (!this.#isName(name)) fail('bad-value', 0, `${action}: invalid option name ${shownName(name)}`)
    if (this.#words.get(name) !== undefined) fail('bad-value', 0, `${action}: ${name} has a type of its own; write it with that`)
    writer.raw(name)
    if (bytes === undefined) return
    if (!this.#beginsValue(bytesOf(bytes, action)[0] ?? -1))
      fail('bad-value', 0, `${action}: the value of ${name} must be a list or a number`)
    writeRawValue(writer.raw(' '), bytes, action)
  }
}

/** `"`, `$`, `*`, `{` and the digits: what a name does not begin with. */
const VALUE_STARTS: readonly number[] = /* @__PURE__ */ (() => Array.from('"$*{0123456789', char => char.charCodeAt(0)))()

const isUnknown = (option: { readonly name: string }): option is UnknownOption => option.name === 'unknown'
