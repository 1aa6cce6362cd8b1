/** The items of STATUS (RFC 9051 6.3.11, 7.3.3): one line each in a registry, which the command and the response share. */
import { listedObjectId, objectIdOf } from '../grammar/object-id.js'
import type { Reader } from '../grammar/reader.js'
import { REV1, type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'

/** The STATUS items of a mailbox; missing ones are `undefined`. */
export interface StatusItems {
  readonly messages: number | undefined
  readonly uidNext: number | undefined
  readonly uidValidity: number | undefined
  readonly unseen: number | undefined
  /** Messages that are marked as deleted (RFC 9051, RFC 9208). */
  readonly deleted: number | undefined
  /** All messages together, in bytes (RFC 9051, RFC 8438). */
  readonly size: number | undefined
  /** RFC 3501. */
  readonly recent: number | undefined
  /** RFC 7162; 0 where the mailbox keeps no mod-sequences. */
  readonly highestModseq: bigint | undefined
  /** What deleted messages take, in bytes (RFC 9208 5.1). */
  readonly deletedStorage: number | undefined
  /** The largest message that may be appended, in bytes (RFC 7889 3.1); `null` where there is no limit of the mailbox. */
  readonly appendLimit: number | null | undefined
  /** RFC 8474 4.3: the same after RENAME. */
  readonly mailboxId: string | undefined
}

/** One of them by name. */
export interface StatusItemRule extends Word {
  readonly key: keyof StatusItems
  /** Where it is defined. */
  readonly section: string
  decode(reader: Reader): number | bigint | string | null
  encode(writer: ImapWriter, value: never): void
}

const number = (
  name: string,
  key: Exclude<keyof StatusItems, 'highestModseq' | 'mailboxId'>,
  section: string,
): StatusItemRule => ({
  name,
  key,
  section,
  decode: wideNumber,
  encode: (writer, value) => writer.number(value, name),
})

/** `number`; what has more than 32 bits is exact, and reported. */
export function wideNumber(reader: Reader): number {
  const { pos } = reader
  const value = reader.number64()
  if (value > 0xffff_ffff) reader.warn('large-number', pos)
  return value
}

/** `"SIZE" SP number64`, and DELETED-STORAGE */
const number64 = (name: string, key: 'size' | 'deletedStorage', section: string): StatusItemRule => ({
  ...number(name, key, section),
  decode: reader => reader.number64(),
})

/** `"APPENDLIMIT" SP (number / nil)` */
const appendLimit: StatusItemRule = {
  name: 'APPENDLIMIT',
  key: 'appendLimit',
  section: 'RFC 7889 3.1',
  announcedBy: ['APPENDLIMIT'],
  decode: reader => (reader.nil() ? null : wideNumber(reader)),
  encode: (writer, value: number | null) => {
    if (value === null) writer.raw('NIL')
    else writer.number(value, 'APPENDLIMIT')
  },
}

/** `"MAILBOXID" SP "(" objectid ")"` */
const mailboxId: StatusItemRule = {
  name: 'MAILBOXID',
  key: 'mailboxId',
  section: 'RFC 8474 4.3',
  announcedBy: ['OBJECTID'],
  decode: listedObjectId,
  encode: (writer, value: string) => writer.raw(`(${objectIdOf(value, 'encode MAILBOXID')})`),
}

/** `"HIGHESTMODSEQ" SP mod-sequence-valzer` */
const highestModseq: StatusItemRule = {
  name: 'HIGHESTMODSEQ',
  key: 'highestModseq',
  section: 'RFC 7162 3.1.2',
  announcedBy: ['CONDSTORE'],
  decode: reader => reader.bigint(),
  encode: (writer, value) => writer.bigint(value, 'HIGHESTMODSEQ'),
}

/** `"UIDNEXT" SP nz-number`, and UIDVALIDITY. */
const nzNumber = (name: string, key: 'uidNext' | 'uidValidity', section: string): StatusItemRule => ({
  ...number(name, key, section),
  decode: reader => {
    const { pos } = reader
    const value = wideNumber(reader)
    if (reader.bytes[pos] === 0x30) reader.warn(value === 0 ? 'zero-number' : 'leading-zero', pos)
    return value
  },
})

/** Every item that is known. */
export const statusItemRules: readonly StatusItemRule[] = /* @__PURE__ */ (() => [
  number('MESSAGES', 'messages', 'RFC 9051 6.3.11'),
  nzNumber('UIDNEXT', 'uidNext', 'RFC 9051 6.3.11'),
  nzNumber('UIDVALIDITY', 'uidValidity', 'RFC 9051 6.3.11'),
  number('UNSEEN', 'unseen', 'RFC 9051 6.3.11'),
  // RFC 9051 E 3, RFC 9208 10.
  { ...number('DELETED', 'deleted', 'RFC 9051 6.3.11'), announcedBy: ['QUOTA=RES-MESSAGE', 'IMAP4REV2'] },
  { ...number64('SIZE', 'size', 'RFC 9051 6.3.11'), announcedBy: ['STATUS=SIZE'] },
  { ...number('RECENT', 'recent', 'RFC 3501 6.3.10'), only: REV1 },
  highestModseq,
  { ...number64('DELETED-STORAGE', 'deletedStorage', 'RFC 9208 5.1'), announcedBy: ['QUOTA=RES-STORAGE'] },
  appendLimit,
  mailboxId,
])()

/** The same by name. */
export const statusItemWords: Words<StatusItemRule> = /* @__PURE__ */ new Words(statusItemRules)
