/** Limits of one command: MESSAGELIMIT (RFC 9738 3.1), MAXCONVERTMESSAGES and MAXCONVERTPARTS (RFC 5259 9). */
import { SP } from '@mailwire/bytes'
import { type CodeRule, codeRule } from './code.js'
import { codeNumber, numberCode } from './mailbox.js'

/** `"MESSAGELIMIT" SP message-limit [SP uniqueid]` */
export const messageLimit: CodeRule = /* @__PURE__ */ codeRule(
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
export const maxConvertMessages: CodeRule = /* @__PURE__ */ numberCode('MAXCONVERTMESSAGES', 'RFC 5259 9')
/** `"MAXCONVERTPARTS" SP nz-number` */
export const maxConvertParts: CodeRule = /* @__PURE__ */ numberCode('MAXCONVERTPARTS', 'RFC 5259 9')
