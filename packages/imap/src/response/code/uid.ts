/**
 * Codes with UIDs and mod-sequences: APPENDUID, COPYUID (RFC 9051 7.1, RFC 4315 3), HIGHESTMODSEQ, MODIFIED (RFC 7162 3.1),
 * DOWNGRADED (RFC 6858 4, text not available).
 */
import { uidSet } from '../../mailbox/read-set.js'
import { formatSequenceSet, type SequenceSet } from '../../mailbox/sequence-set.js'
import { countInSequenceSet } from '../../mailbox/set-algebra.js'
import { codeUidValidity } from './mailbox.js'
import { type CodeType, codeRule } from './rule.js'

/** APPENDUID (RFC 9051 7.1). */
export interface AppendUidCode {
  readonly name: 'APPENDUID'
  readonly uidValidity: number
  readonly uids: SequenceSet
}

/** `resp-code-apnd = "APPENDUID" SP nz-number SP append-uid`; MULTIAPPEND has a set there (RFC 4315 3). */
export const appendUid: CodeType<AppendUidCode> = /* @__PURE__ */ codeRule<AppendUidCode>(
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

/** COPYUID (RFC 9051 7.1). The two sets have the same number of members, in the same order; they are unchanged. */
export interface CopyUidCode {
  readonly name: 'COPYUID'
  readonly uidValidity: number
  readonly source: SequenceSet
  readonly destination: SequenceSet
}

/** `resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set`: the numbers of the two belong together one by one (RFC 4315 3). */
export const copyUid: CodeType<CopyUidCode> = /* @__PURE__ */ codeRule<CopyUidCode>(
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

/** HIGHESTMODSEQ (RFC 7162 3.1.2.1). */
export interface HighestModseqCode {
  readonly name: 'HIGHESTMODSEQ'
  readonly modseq: bigint
}

/** `"HIGHESTMODSEQ" SP mod-sequence-value` */
export const highestModseq: CodeType<HighestModseqCode> = /* @__PURE__ */ codeRule<HighestModseqCode>(
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

/** MODIFIED (RFC 7162 3.1.3). */
export interface ModifiedCode {
  readonly name: 'MODIFIED'
  readonly set: SequenceSet
}

/** `"MODIFIED" SP sequence-set` */
export const modified: CodeType<ModifiedCode> = /* @__PURE__ */ codeRule<ModifiedCode>(
  'MODIFIED',
  'RFC 7162 3.1.3',
  (reader, name) => {
    reader.space()
    return { name, set: uidSet(reader) }
  },
  (writer, { set }) => writer.raw(` ${formatSequenceSet(set)}`),
)

/** Messages that are shown without their internationalized headers (RFC 6858). */
export interface DowngradedCode {
  readonly name: 'DOWNGRADED'
  readonly uids: SequenceSet
}

/** `"DOWNGRADED" SP uid-set` */
export const downgraded: CodeType<DowngradedCode> = /* @__PURE__ */ codeRule<DowngradedCode>(
  'DOWNGRADED',
  'RFC 6858 4',
  (reader, name) => {
    reader.space()
    return { name, uids: uidSet(reader) }
  },
  (writer, { uids }) => writer.raw(` ${formatSequenceSet(uids)}`),
)
