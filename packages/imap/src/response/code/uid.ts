/**
 * Codes that tell unique identifiers and mod-sequences: APPENDUID, COPYUID (RFC 9051 7.1, RFC 4315 3), HIGHESTMODSEQ, MODIFIED (RFC 7162 3.1),
 * DOWNGRADED (RFC 6858 4, text not at hand).
 */
import { uidSet } from '../../mailbox/read-set.js'
import { formatSequenceSet } from '../../mailbox/sequence-set.js'
import { countInSequenceSet } from '../../mailbox/set-algebra.js'
import { type CodeRule, codeRule } from './code.js'
import { codeUidValidity } from './mailbox.js'

/** `resp-code-apnd = "APPENDUID" SP nz-number SP append-uid`; MULTIAPPEND has a set there (RFC 4315 3). */
export const appendUid: CodeRule = /* @__PURE__ */ codeRule(
  'APPENDUID',
  'RFC 9051 7.1',
  (reader, name) => {
    reader.space()
    const uidValidity = codeUidValidity(reader)
    reader.space()
    return { name, uidValidity, uids: uidSet(reader) }
  },
  (writer, { uidValidity, uids }) =>
    writer
      .raw(' ')
      .number(uidValidity, 'APPENDUID')
      .raw(` ${formatSequenceSet(uids)}`),
)

/** `resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set`: the numbers of the two belong together one by one (RFC 4315 3). */
export const copyUid: CodeRule = /* @__PURE__ */ codeRule(
  'COPYUID',
  'RFC 9051 7.1',
  (reader, name) => {
    reader.space()
    const uidValidity = codeUidValidity(reader)
    reader.space()
    const { pos } = reader
    const source = uidSet(reader)
    reader.space()
    const destination = uidSet(reader)
    if (countInSequenceSet(source) !== countInSequenceSet(destination)) reader.warn('code-value', pos)
    return { name, uidValidity, source, destination }
  },
  (writer, { uidValidity, source, destination }) =>
    writer
      .raw(' ')
      .number(uidValidity, 'COPYUID')
      .raw(` ${formatSequenceSet(source)} ${formatSequenceSet(destination)}`),
)

/** `"HIGHESTMODSEQ" SP mod-sequence-value` */
export const highestModseq: CodeRule = /* @__PURE__ */ codeRule(
  'HIGHESTMODSEQ',
  'RFC 7162 3.1.2.1',
  (reader, name) => {
    reader.space()
    const { pos } = reader
    const modseq = reader.bigint()
    if (reader.bytes[pos] === 0x30) reader.warn('code-value', pos)
    return { name, modseq }
  },
  (writer, { modseq }) => writer.raw(' ').bigint(modseq, 'HIGHESTMODSEQ'),
)

/** `"MODIFIED" SP sequence-set` */
export const modified: CodeRule = /* @__PURE__ */ codeRule(
  'MODIFIED',
  'RFC 7162 3.1.3',
  (reader, name) => {
    reader.space()
    return { name, set: uidSet(reader) }
  },
  (writer, { set }) => writer.raw(` ${formatSequenceSet(set)}`),
)

/** `"DOWNGRADED" SP uid-set` */
export const downgraded: CodeRule = /* @__PURE__ */ codeRule(
  'DOWNGRADED',
  'RFC 6858 4',
  (reader, name) => {
    reader.space()
    return { name, uids: uidSet(reader) }
  },
  (writer, { uids }) => writer.raw(` ${formatSequenceSet(uids)}`),
)
