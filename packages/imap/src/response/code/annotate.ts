/** ANNOTATE and ANNOTATIONS (RFC 5257 4.1, 4.4): annotations of messages, and why they cannot be stored. */
import { SP } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { codeNumber } from './mailbox.js'
import { type CodeType, codeRule } from './rule.js'

/** Why annotations of a message cannot be stored. */
export interface AnnotateCode {
  readonly name: 'ANNOTATE'
  readonly reason: 'TOOBIG' | 'TOOMANY'
}

/** `"ANNOTATE" SP ("TOOBIG" / "TOOMANY")` */
export const annotate: CodeType<AnnotateCode> = /* @__PURE__ */ codeRule<AnnotateCode>(
  'ANNOTATE',
  'RFC 5257 4.4',
  (reader, name) => {
    reader.space()
    const reason = reader.word('TOOBIG') ? 'TOOBIG' : reader.word('TOOMANY') ? 'TOOMANY' : reader.refuse('TOOBIG or TOOMANY')
    return { name, reason }
  },
  (writer, { reason }) => {
    if (reason !== 'TOOBIG' && reason !== 'TOOMANY') fail('bad-value', 0, 'encode ANNOTATE: TOOBIG or TOOMANY expected')
    writer.raw(` ${reason}`)
  },
)

/** How large an annotation of a message may be, in bytes; without private ones where `noPrivate` is true. */
export interface AnnotationsCode {
  readonly name: 'ANNOTATIONS'
  readonly size: number | 'NONE' | 'READ-ONLY'
  readonly noPrivate: boolean
}

/** `ann-size = "NONE" / (("READ-ONLY" / nz-number) [SP "NOPRIVATE"])` after ANNOTATIONS */
export const annotations: CodeType<AnnotationsCode> = /* @__PURE__ */ codeRule<AnnotationsCode>(
  'ANNOTATIONS',
  'RFC 5257 4.1',
  (reader, name) => {
    reader.space()
    if (reader.word('NONE')) return { name, size: 'NONE', noPrivate: false }
    const size = reader.word('READ-ONLY') ? 'READ-ONLY' : codeNumber(reader)
    const noPrivate = reader.skip(SP)
    if (noPrivate && !reader.word('NOPRIVATE')) reader.refuse('NOPRIVATE')
    return { name, size, noPrivate }
  },
  (writer, { size, noPrivate }) => {
    if (size === 'NONE' && noPrivate) fail('bad-value', 0, 'encode ANNOTATIONS: NONE with NOPRIVATE')
    if (size === 'NONE' || size === 'READ-ONLY') writer.raw(` ${size}`)
    else writer.raw(' ').number(size, 'ANNOTATIONS', 0xffff_ffff)
    if (noPrivate) writer.raw(' NOPRIVATE')
  },
)
