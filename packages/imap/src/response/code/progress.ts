/** INPROGRESS (RFC 9585 4, text not available): the progress of a long command. */
import { SP } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { isRun, TAG } from '../../grammar/classes.js'
import { textOf } from '../../values.js'
import { type CodeType, codeRule, quotedTag } from './rule.js'

/** How far the command of the tag is; `null` is NIL, and all three are `undefined` in a code that is its name alone. */
export interface InProgressCode {
  readonly name: 'INPROGRESS'
  readonly tag: string | null | undefined
  readonly progress: number | null | undefined
  readonly goal: number | null | undefined
}

/** `"INPROGRESS" [SP "(" (quoted / nil) SP (nil SP nil / number SP nil / number SP nz-number) ")"]` */
export const inProgress: CodeType<InProgressCode> = /* @__PURE__ */ codeRule<InProgressCode>(
  'INPROGRESS',
  'RFC 9585 4',
  (reader, name) => {
    if (!reader.skip(SP)) return { name, tag: undefined, progress: undefined, goal: undefined }
    if (!reader.beginList()) reader.refuse('a tag')
    const tag = reader.nil() ? null : quotedTag(reader)
    if (!reader.nextMember()) reader.refuse('a number')
    const progress = reader.nil() ? null : reader.number64()
    if (!reader.nextMember()) reader.refuse('a number')
    const { pos } = reader
    const goal = reader.nil() || progress === null ? null : reader.number64()
    if (goal === 0) reader.warn('code-value', pos)
    return reader.nextMember() ? reader.refuse("')'") : { name, tag, progress, goal }
  },
  (writer, { tag, progress, goal }) => {
    if (tag === undefined && progress === undefined && goal === undefined) return
    if (progress == null && goal != null) fail('bad-value', 0, 'encode INPROGRESS: goal needs progress')
    writer.raw(' (')
    if (tag == null) writer.raw('NIL')
    else if (isRun(textOf(tag, 'encode INPROGRESS'), TAG)) writer.quoted(tag)
    else fail('bad-value', 0, 'encode INPROGRESS: invalid tag')
    for (const number of [progress, goal])
      if (number == null) writer.raw(' NIL')
      else writer.raw(' ').number(number, 'INPROGRESS')
    writer.raw(')')
  },
)
