/** Why a part was not converted (RFC 5259 9): the error is sent instead of the data. */
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type ConversionParameter, conversionParameters, mimeType, writeConversionParameters } from './conversion.js'

/** Why, by its `code`; `text` is for people. */
export type ConversionError =
  /** `minutes` to wait before the next try, where the server says. */
  | { readonly code: 'TEMPFAIL'; readonly text: string; readonly minutes: number | undefined }
  /** Parameters that are not understood, or without any: the conversion is not possible. `from` is `null` where the part does not exist. */
  | {
      readonly code: 'BADPARAMETERS'
      readonly text: string
      readonly conversions: readonly {
        readonly from: string | null
        readonly to: string
        readonly parameters: readonly ConversionParameter[]
      }[]
    }
  /** Names of parameters that are needed. */
  | {
      readonly code: 'MISSINGPARAMETERS'
      readonly text: string
      readonly conversions: readonly { readonly from: string; readonly to: string; readonly parameters: readonly string[] }[]
    }

interface CodeWord extends Word {
  readonly name: ConversionError['code']
}

const codeWords: Words<CodeWord> = /* @__PURE__ */ (() =>
  new Words<CodeWord>([{ name: 'TEMPFAIL' }, { name: 'BADPARAMETERS' }, { name: 'MISSINGPARAMETERS' }]))()

const LPAREN = 0x28

/** True before `"(" "ERROR"`, which no other value begins with. */
export function isAtError(reader: Reader): boolean {
  const { pos } = reader
  const isError = reader.skip(LPAREN) && reader.word('ERROR') && reader.peek() === 0x20
  reader.pos = pos
  return isError
}

/** `converterror-phrase = "(" "ERROR" SP convert-err-descript SP convert-error-code ")"` */
export function conversionError(reader: Reader): ConversionError {
  if (!reader.beginList() || !reader.word('ERROR')) reader.refuse('ERROR')
  reader.space()
  const text = reader.string()
  reader.space()
  const word = reader.rule(codeWords, ATOM) ?? reader.refuse('the code of an error')
  const error = errorOf(reader, word.name, text)
  return reader.nextMember() ? reader.refuse("')'") : error
}

function errorOf(reader: Reader, code: ConversionError['code'], text: string): ConversionError {
  switch (code) {
    // `"TEMPFAIL" [SP nz-number]`
    case 'TEMPFAIL':
      if (reader.peek() !== 0x20) return { code, text, minutes: undefined }
      reader.space()
      return { code, text, minutes: reader.nzNumber() }
    // `"BADPARAMETERS" 1*(SP (quoted-from-mime-type / nil) SP mimetype-and-params)`
    case 'BADPARAMETERS':
      return { code, text, conversions: each(reader, () => badParameters(reader)) }
    // `"MISSINGPARAMETERS" 1*(SP quoted-from-mime-type SP mimetype-and-missing-params)`
    case 'MISSINGPARAMETERS':
      return { code, text, conversions: each(reader, () => missingParameters(reader)) }
  }
}

/** `1*(SP conversion)`, up to the parenthesis after it */
function each<Conversion>(reader: Reader, read: () => Conversion): Conversion[] {
  const found: Conversion[] = []
  do {
    reader.space()
    reader.countMember()
    found.push(read())
  } while (reader.peek() === 0x20)
  return found
}

/** `mimetype-and-params = quoted-to-mime-type [SP "(" transcoding-params ")"]` */
function badParameters(reader: Reader): Extract<ConversionError, { code: 'BADPARAMETERS' }>['conversions'][number] {
  const from = reader.nil() ? null : mimeType(reader)
  reader.space()
  const to = mimeType(reader)
  if (reader.peek() !== 0x20 || reader.peekNext() !== LPAREN) return { from, to, parameters: [] }
  reader.space()
  return { from, to, parameters: conversionParameters(reader) }
}

/** `mimetype-and-missing-params = quoted-to-mime-type "(" transcoding-param-names ")"`; nothing is between the two. */
function missingParameters(reader: Reader): Extract<ConversionError, { code: 'MISSINGPARAMETERS' }>['conversions'][number] {
  const from = mimeType(reader)
  reader.space()
  const to = mimeType(reader)
  reader.extraSpaces()
  return { from, to, parameters: reader.members(() => reader.astring(), 'a parameter') }
}

const ACTION = 'encode CONVERTED'

export function writeConversionError(writer: ImapWriter, given: ConversionError): void {
  const error = { ...fieldsOf(given, ACTION) }
  if (codeWords.get(textOf(error.code, ACTION)) === undefined) fail('bad-value', 0, `${ACTION}: invalid error code`)
  writer.raw('(ERROR ').string(error.text).raw(` ${error.code}`)
  if (error.code === 'TEMPFAIL') {
    if (error.minutes !== undefined) writer.raw(' ').number(error.minutes, 'minutes', 0xffff_ffff)
    writer.raw(')')
    return
  }
  if (listOf<unknown>(error.conversions, ACTION).length === 0) fail('bad-value', 0, `${ACTION}: ${error.code} needs a conversion`)
  if (error.code === 'BADPARAMETERS')
    for (const one of error.conversions) {
      const { from, to, parameters } = fieldsOf(one, ACTION)
      writeTypes(writer, from, to)
      writeConversionParameters(writer, parameters, ACTION)
    }
  else
    for (const one of error.conversions) {
      const { from, to, parameters } = fieldsOf(one, ACTION)
      if (listOf(parameters, ACTION).length === 0) fail('bad-value', 0, `${ACTION}: the list of missing parameters is empty`)
      writeTypes(writer, from, to)
      writer.list(parameters, name => writer.astring(name))
    }
  writer.raw(')')
}

function writeTypes(writer: ImapWriter, from: string | null, to: string): void {
  writer.raw(' ')
  if (from === null) writer.raw('NIL')
  else writer.quoted(from, ACTION)
  writer.raw(' ').quoted(to, ACTION)
}
