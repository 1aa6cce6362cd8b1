/** The fields of a part that come from its header (RFC 9051 9, `body-fld-param`, `body-ext-1part`), with what servers make of them. */
import { framedCopy } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { wholeSize } from './size.js'
import type { Disposition, Extension, Parameters } from './structure.js'

const LPAREN = 0x28
const RPAREN = 0x29
const DQUOTE = 0x22
const LBRACE = 0x7b
const SP = 0x20

const NO_EXTENSIONS: readonly Uint8Array[] = /* @__PURE__ */ Object.freeze([])

type Language = readonly string[] | null | undefined
/** What may be in the place of either: strings alone are languages, or the type of a disposition. */
type InPlace = Disposition | Language

/** True before a string. */
export const isString = (byte: number): boolean => byte === DQUOTE || byte === LBRACE

/** The extension data of BODY, which has none. */
export const NO_EXTENSION: Extension = {
  disposition: undefined,
  language: undefined,
  location: undefined,
  extensions: NO_EXTENSIONS,
}

/** True after the space before another field of a part; false at its end. */
export function nextField(reader: Reader): boolean {
  const { bytes, pos, end } = reader
  if (pos + 1 >= end || bytes[pos] !== SP || bytes[pos + 1] === RPAREN) return false
  if (bytes[pos + 1] !== SP) {
    reader.pos = pos + 1
    return true
  }
  reader.space()
  return reader.peek() !== RPAREN
}

/** `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil` */
export function bodyParameters(reader: Reader): Parameters | null {
  if (reader.nil()) return null
  if (!reader.beginList()) {
    reader.warn('empty-list')
    return null
  }
  const found = [parameter(reader)]
  while (reader.nextMember()) found.push(parameter(reader))
  return found
}

/** `string SP string`, a name and a value. */
function parameter(reader: Reader): readonly [string, string] {
  const name = reader.nilForString() ? '' : reader.commonString()
  if (reader.peek() === RPAREN) {
    reader.warn('missing-value')
    return [name, '']
  }
  reader.space()
  return [name, reader.nilForString() ? '' : reader.commonString()]
}

/**
 * `[SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]`, after `md5` or the parameters of a multipart, which are `undefined`
 * where the part is over: so is each field where the one before it is.
 */
export const partDisposition = (reader: Reader, before: unknown): InPlace =>
  before === undefined ? undefined : reader.spaceNil() ? null : nextField(reader) ? bodyDisposition(reader) : undefined

export const partLanguage = (reader: Reader, before: InPlace): InPlace =>
  before === undefined ? undefined : reader.spaceNil() ? null : nextField(reader) ? bodyLanguage(reader, before) : undefined

export const partLocation = (reader: Reader, before: unknown): string | null | undefined =>
  before === undefined ? undefined : reader.spaceNil() ? null : nextField(reader) ? bodyLocation(reader) : undefined

export const partExtensions = (reader: Reader, before: unknown): readonly Uint8Array[] =>
  before !== undefined && reader.peek() === SP ? bodyExtensions(reader) : NO_EXTENSIONS

const isList = (field: InPlace): field is readonly string[] => Array.isArray(field)

/** Both fields in their own places: some servers have them in each other's. A string alone in the place of the disposition is its type. */
export function inPlaces(first: InPlace, second: InPlace): [Disposition | null | undefined, Language] {
  if (second && !isList(second)) return [second, isList(first) ? first : first && [first.type]]
  if (!isList(first)) return [first, second]
  return first.length === 1 ? [ofType(first), second] : [second ? ofType(second) : null, first]
}

const ofType = (strings: readonly string[]): Disposition => ({ type: strings[0]!, parameters: null })

/** `body-fld-dsp = "(" string SP body-fld-param ")" / nil`; strings alone are a type without parameters, or languages. */
function bodyDisposition(reader: Reader): InPlace {
  if (reader.nil()) return null
  const { pos } = reader
  if (reader.peek() !== LPAREN) {
    reader.warn('bad-disposition')
    return [reader.commonString()]
  }
  if (reader.beginList()) return dispositionMembers(reader, pos)
  reader.warn('bad-disposition', pos)
  return null
}

function dispositionMembers(reader: Reader, start: number): InPlace {
  const type = reader.nilForString() ? null : reader.commonString()
  const hasMore = reader.nextMember()
  if (type !== null && (!hasMore || isString(reader.peek()))) {
    reader.warn('bad-disposition', start)
    return hasMore ? [type, ...strings(reader)] : [type]
  }
  const parameters = hasMore ? bodyParameters(reader) : null
  let count = hasMore ? 2 : 1
  for (; hasMore && reader.nextMember(); count++) bodyExtension(reader)
  if (count !== 2) reader.warn('bad-disposition', start)
  return type === null ? null : { type, parameters }
}

/** The members of a list from here on, all of them strings. */
function strings(reader: Reader): string[] {
  const found = [reader.commonString()]
  while (reader.nextMember()) found.push(reader.commonString())
  return found
}

/** `body-fld-lang = nstring / "(" string *(SP string) ")"`; with NIL in place of parameters it is a disposition unless there is one before it. */
function bodyLanguage(reader: Reader, before: InPlace): InPlace {
  const { pos } = reader
  const mayBeDisposition = before === null || isList(before)
  if (reader.peek() !== LPAREN) {
    const language = reader.nstring()
    return language === null ? null : [language]
  }
  if (!reader.beginList()) {
    reader.warn('empty-list', pos)
    return null
  }
  const languages: string[] = []
  do {
    if (languages.length === 1 && (reader.peek() === LPAREN || (mayBeDisposition && isNilAtEnd(reader)))) {
      reader.warn('bad-disposition', pos)
      const parameters = bodyParameters(reader)
      return reader.nextMember() ? reader.refuse("')'") : { type: languages[0]!, parameters }
    }
    if (!reader.nilForString()) languages.push(reader.commonString())
  } while (reader.nextMember())
  return languages.length > 0 ? languages : null
}

/** True before NIL that is the last member of its list. */
function isNilAtEnd(reader: Reader): boolean {
  const { pos } = reader
  const isNil = reader.nil() && reader.peek() === RPAREN
  reader.pos = pos
  return isNil
}

/** `body-fld-loc = nstring`; IceWarp has an empty list there. */
function bodyLocation(reader: Reader): string | null {
  if (reader.peek() !== LPAREN) return reader.nstring()
  const { pos } = reader
  if (reader.beginList()) reader.refuse('a string or NIL')
  reader.warn('empty-list', pos)
  return null
}

/** `*(SP body-extension)`, each unchanged. */
function bodyExtensions(reader: Reader): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  while (nextField(reader)) {
    const start = reader.pos
    bodyExtension(reader)
    found.push(framedCopy(reader, start))
  }
  return found.length > 0 ? found : NO_EXTENSIONS
}

/** `body-extension = nstring / number / number64 / "(" body-extension *(SP body-extension) ")"` */
export function bodyExtension(reader: Reader): void {
  const byte = reader.peek()
  if (byte >= 0x30 && byte <= 0x39) wholeSize(reader, true)
  else if (byte !== LPAREN) reader.nstring()
  else if (!reader.beginList()) reader.warn('empty-list')
  else
    do bodyExtension(reader)
    while (reader.nextMember())
}
