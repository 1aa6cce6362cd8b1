/** ANNOTATE and ANNOTATIONS (RFC 5257 4.1, 4.4): annotations of messages, and why they cannot be stored. */
import { SP } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { type CodeRule, codeRule } from './code.js'
import { codeNumber } from './mailbox.js'

/** `"ANNOTATE" SP ("TOOBIG" / "TOOMANY")` */
export const annotate: CodeRule = /* @__PURE__ */ codeRule(
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

/** `ann-size = "NONE" / (("READ-ONLY" / nz-number) [SP "NOPRIVATE"])` behind ANNOTATIONS */
export const annotations: CodeRule = /* @__PURE__ */ codeRule(
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
