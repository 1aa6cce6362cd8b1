/** METADATA (RFC 5464 4.2.1, 4.3): which annotations of a mailbox were left out, or why they cannot be stored. */
import { fail } from '../../error.js'
import { type CodeRule, codeRule } from './code.js'

/** `"METADATA" SP ("LONGENTRIES" SP number / "MAXSIZE" SP number / "TOOMANY" / "NOPRIVATE")` */
export const metadataCode: CodeRule = /* @__PURE__ */ codeRule(
  'METADATA',
  'RFC 5464 4.3',
  (reader, name) => {
    reader.space()
    if (reader.word('TOOMANY')) return { name, reason: 'TOOMANY' }
    if (reader.word('NOPRIVATE')) return { name, reason: 'NOPRIVATE' }
    const reason = reader.word('LONGENTRIES') ? 'LONGENTRIES' : 'MAXSIZE'
    if (reason === 'MAXSIZE' && !reader.word(reason)) reader.refuse('LONGENTRIES, MAXSIZE, TOOMANY or NOPRIVATE')
    reader.space()
    return { name, reason, size: reader.number64() }
  },
  (writer, code) => {
    switch (code.reason) {
      case 'LONGENTRIES':
      case 'MAXSIZE':
        writer.raw(` ${code.reason} `).number(code.size, 'METADATA')
        return
      case 'TOOMANY':
      case 'NOPRIVATE':
        writer.raw(` ${code.reason}`)
        return
      default:
        fail('bad-value', 0, 'encode METADATA: unknown reason')
    }
  },
)
