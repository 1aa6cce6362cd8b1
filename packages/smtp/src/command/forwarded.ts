/** XCLIENT and XFORWARD: what a proxy reports about its client. Not standardized; defined by Postfix's documentation. */
import { byteClass } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import type { Line } from '../grammar/line.js'
import { decodeXtext, encodeXtext } from '../grammar/xtext.js'
import { assertArray, assertObject, assertString } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

/** `value` is `undefined` if the proxy does not know it: `[UNAVAILABLE]`, or `[TEMPUNAVAIL]` if it may learn it later. */
export interface ClientAttribute {
  /** Upper case: NAME, ADDR, PORT, PROTO, HELO, LOGIN, DESTADDR, DESTPORT; IDENT, SOURCE in XFORWARD. */
  readonly name: string
  readonly value: string | undefined
  /** The value may be known later (`[TEMPUNAVAIL]`); only without a value. */
  readonly temporary?: true | undefined
}

export type ForwardedCommand = { readonly verb: 'xclient' | 'xforward'; readonly attributes: readonly ClientAttribute[] }

/** `"XCLIENT" 1*( SP attribute-name "=" attribute-value )` */
export const xclient: Grammar<ByVerb<ForwardedCommand, 'xclient'>> = {
  decode: line => ({ verb: 'xclient', attributes: attributes(line, 'decode XCLIENT'), warnings: line.warnings }),
  encode: command => `XCLIENT${attributesText(command.attributes, 'encode XCLIENT')}`,
}

/** `"XFORWARD" 1*( SP attribute-name "=" attribute-value )` */
export const xforward: Grammar<ByVerb<ForwardedCommand, 'xforward'>> = {
  decode: line => ({ verb: 'xforward', attributes: attributes(line, 'decode XFORWARD'), warnings: line.warnings }),
  encode: command => `XFORWARD${attributesText(command.attributes, 'encode XFORWARD')}`,
}

const NAME: Uint8Array = /* @__PURE__ */ byteClass(byte => /[A-Za-z]/.test(String.fromCharCode(byte)))
const UNAVAILABLE = '[UNAVAILABLE]'
const TEMPORARY = '[TEMPUNAVAIL]'
const isMark = (text: string): boolean => text === UNAVAILABLE || text === TEMPORARY

/** `attribute-value = xtext`, or a mark of absence in its place. */
function attributes(line: Line, action: string): ClientAttribute[] {
  const found: ClientAttribute[] = []
  const seen = new Set<string>()
  for (;;) {
    const start = line.pos
    const name = line.upper(NAME)
    if (name === '' || !line.skip(0x3d)) line.fail('bad-command', `${action}: name=value expected, ${line.shown()} found`, start)
    if (seen.has(name)) line.fail('bad-command', `${action}: ${name} appears twice`, start)
    seen.add(name)
    const at = line.pos
    const text = line.word(action)
    const mark = text.toUpperCase()
    if (mark === TEMPORARY) found.push({ name, value: undefined, temporary: true })
    else if (mark === UNAVAILABLE) found.push({ name, value: undefined })
    else {
      const value = decodeXtext(text, line.origin + at)
      // Encoded again, it would be the mark itself.
      if (isMark(value.toUpperCase()))
        line.fail('bad-command', `${action}: the value of ${name} decodes to a mark of absence`, at)
      found.push({ name, value })
    }
    if (line.atEnd) return found
    line.space('bad-command', action)
    line.extraSpaces()
  }
}

/** The text of an attribute. */
export const attributeText = ({ name, value, temporary }: ClientAttribute): string =>
  `${name.toUpperCase()}=${value !== undefined ? encodeXtext(value) : temporary === true ? TEMPORARY : UNAVAILABLE}`

function attributesText(list: readonly ClientAttribute[], action: string): string {
  assertArray(list, action)
  if (list.length === 0) fail('bad-command', 0, `${action}: at least one attribute is needed`)
  const seen = new Set<string>()
  let text = ''
  for (const attribute of list) {
    assertObject(attribute, action)
    const { name, value, temporary } = attribute
    assertString(name, action)
    if (value !== undefined) assertString(value, action)
    const upper = name.toUpperCase()
    if (!/^[A-Z]+$/.test(upper) || seen.has(upper))
      fail('bad-command', 0, `${action}: attribute name is invalid or appears twice: ${quoted(name)}`)
    if (value === '' || (value !== undefined && (temporary === true || isMark(value.toUpperCase()))))
      fail('bad-command', 0, `${action}: invalid value of ${upper}`)
    seen.add(upper)
    text += ` ${attributeText({ name, value, temporary })}`
  }
  return text
}
