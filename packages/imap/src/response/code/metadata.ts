/** METADATA (RFC 5464 4.2.1, 4.3): which annotations of a mailbox were left out, or why they cannot be stored. */
import { fail } from '../../error.js'
import { shownName } from '../../values.js'
import { type CodeType, codeRule } from './rule.js'

/** LONGENTRIES: the size of the largest value that was left out. MAXSIZE: that of the largest that is taken. In bytes. */
export type MetadataCode =
  | { readonly name: 'METADATA'; readonly reason: 'LONGENTRIES' | 'MAXSIZE'; readonly size: number }
  | { readonly name: 'METADATA'; readonly reason: 'TOOMANY' | 'NOPRIVATE' }

/** `"METADATA" SP ("LONGENTRIES" SP number / "MAXSIZE" SP number / "TOOMANY" / "NOPRIVATE")` */
export const metadataCode: CodeType<MetadataCode> = /* @__PURE__ */ codeRule<MetadataCode>(
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
        fail('bad-value', 0, `encode METADATA: unknown reason ${shownName((code as { readonly reason: unknown }).reason)}`)
    }
  },
)
