/** Limits of one command: MESSAGELIMIT (RFC 9738 3.1), MAXCONVERTMESSAGES and MAXCONVERTPARTS (RFC 5259 9). */
import { SP } from '@mailwire/bytes'
import { codeNumber, type NumberCode, numberCode } from './mailbox.js'
import { type CodeType, codeRule } from './rule.js'

/** MESSAGELIMIT (RFC 9738 3.1). The lowest unique identifier that was processed is `undefined` where it is not known. */
export interface MessageLimitCode {
  readonly name: 'MESSAGELIMIT'
  readonly limit: number
  readonly lastUid: number | undefined
}

/** `"MESSAGELIMIT" SP message-limit [SP uniqueid]` */
export const messageLimit: CodeType<MessageLimitCode> = /* @__PURE__ */ codeRule<MessageLimitCode>(
  'MESSAGELIMIT',
  'RFC 9738 3.1',
  (reader, name) => {
    reader.space()
    const limit = codeNumber(reader)
    return { name, limit, lastUid: reader.skip(SP) ? codeNumber(reader) : undefined }
  },
  (writer, { limit, lastUid }) => {
    writer.raw(' ').number(limit, 'MESSAGELIMIT', 0xffff_ffff)
    if (lastUid !== undefined) writer.raw(' ').number(lastUid, 'MESSAGELIMIT', 0xffff_ffff)
  },
)

/** `"MAXCONVERTMESSAGES" SP nz-number` */
export const maxConvertMessages: CodeType<NumberCode> = /* @__PURE__ */ numberCode('MAXCONVERTMESSAGES', 'RFC 5259 9')
/** `"MAXCONVERTPARTS" SP nz-number` */
export const maxConvertParts: CodeType<NumberCode> = /* @__PURE__ */ numberCode('MAXCONVERTPARTS', 'RFC 5259 9')
