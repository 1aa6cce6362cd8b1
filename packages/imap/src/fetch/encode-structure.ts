/** Writes BODYSTRUCTURE and BODY (RFC 9051 9, `body`). */
import { fail } from '../error.js'
import { writeRawValue } from '../grammar/raw.js'
import type { ImapWriter } from '../grammar/writer.js'
import { maxDepth } from '../limits.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { encodeEnvelope } from './envelope.js'
import type { BodyStructure, Disposition, Extension, MultipartStructure, Parameters } from './structure.js'

const ACTION = 'encode body structure'

export function encodeBodyStructure(writer: ImapWriter, value: BodyStructure, depth = 1): void {
  if (depth > maxDepth) fail('too-deep', 0, `${ACTION}: more than ${maxDepth} levels of nesting`)
  // A copy, so that a getter answers once.
  const part = { ...fieldsOf(value, ACTION) }
  // A damaged part is written unchanged: the numbers of the parts after it depend on its position.
  if (part.kind === 'damaged') {
    writeRawValue(writer, part.bytes, ACTION)
    return
  }
  writer.raw('(')
  if (part.kind === 'multipart') encodeMultipart(writer, part, depth)
  else encodePart(writer, part, depth)
  writer.raw(')')
}

function encodeMultipart(writer: ImapWriter, value: MultipartStructure, depth: number): void {
  for (const part of listOf(value.parts, ACTION)) encodeBodyStructure(writer, part, depth + 1)
  if (value.parts.length > 0) writer.raw(' ')
  writer.string(value.subtype)
  if (value.parameters === undefined) return
  encodeParameters(writer.raw(' '), value.parameters)
  encodeExtension(writer, value)
}

type Part = Exclude<BodyStructure, { readonly kind: 'multipart' | 'damaged' }>

function encodePart(writer: ImapWriter, value: Part, depth: number): void {
  writer.string(value.type).raw(' ').string(value.subtype).raw(' ')
  encodeParameters(writer, value.parameters)
  for (const field of [value.id, value.description, value.encoding]) writer.raw(' ').nstring(field)
  writer.raw(' ').number(value.size, 'size')
  switch (value.kind) {
    case 'text':
      writer.raw(' ').number(value.lines, 'lines')
      break
    case 'message':
      encodeEnvelope(writer.raw(' '), value.envelope)
      encodeBodyStructure(writer.raw(' '), value.body, depth + 1)
      writer.raw(' ').number(value.lines, 'lines')
      break
    case 'basic':
      break
    default:
      fail('bad-value', 0, `${ACTION}: unknown kind of part`)
  }
  if (value.md5 !== undefined) encodeExtension(writer.raw(' ').nstring(value.md5), value)
}

function encodeParameters(writer: ImapWriter, value: Parameters | null): void {
  if (value === null || listOf(value, 'encode parameters').length === 0) {
    writer.raw('NIL')
    return
  }
  writer.list(value, pair => {
    const [name, text] = listOf(pair, 'encode parameter')
    writer.string(textOf(name!, 'encode parameter')).raw(' ').string(textOf(text!, 'encode parameter'))
  })
}

function encodeExtension(writer: ImapWriter, { disposition, language, location, extensions }: Extension): void {
  if (disposition === undefined) return
  encodeDisposition(writer.raw(' '), disposition)
  if (language === undefined) return
  writer.raw(' ')
  if (language === null || listOf(language, ACTION).length === 0) writer.raw('NIL')
  else if (language.length === 1) writer.string(language[0]!)
  else writer.list(language, one => writer.string(one))
  if (location === undefined) return
  writer.raw(' ').nstring(location)
  for (const one of listOf(extensions, ACTION)) writeRawValue(writer.raw(' '), one, ACTION)
}

function encodeDisposition(writer: ImapWriter, disposition: Disposition | null): void {
  if (disposition === null) {
    writer.raw('NIL')
    return
  }
  const { type, parameters } = fieldsOf(disposition, ACTION)
  encodeParameters(writer.raw('(').string(type).raw(' '), parameters)
  writer.raw(')')
}
