/** Codes that are their name (RFC 9051 7.1, RFC 5530, and the extensions named with them; text not available: RFC 9586). */
import { type CodeType, codeRule } from './rule.js'

/** Where each is defined. */
const sections = {
  ALERT: 'RFC 9051 7.1',
  PARSE: 'RFC 9051 7.1',
  'READ-ONLY': 'RFC 9051 7.1',
  'READ-WRITE': 'RFC 9051 7.1',
  TRYCREATE: 'RFC 9051 7.1',
  UIDNOTSTICKY: 'RFC 9051 7.1',
  UNAVAILABLE: 'RFC 9051 7.1',
  AUTHENTICATIONFAILED: 'RFC 9051 7.1',
  AUTHORIZATIONFAILED: 'RFC 9051 7.1',
  EXPIRED: 'RFC 9051 7.1',
  PRIVACYREQUIRED: 'RFC 9051 7.1',
  CONTACTADMIN: 'RFC 9051 7.1',
  NOPERM: 'RFC 9051 7.1',
  INUSE: 'RFC 9051 7.1',
  EXPUNGEISSUED: 'RFC 9051 7.1',
  CORRUPTION: 'RFC 9051 7.1',
  SERVERBUG: 'RFC 9051 7.1',
  CLIENTBUG: 'RFC 9051 7.1',
  CANNOT: 'RFC 9051 7.1',
  LIMIT: 'RFC 9051 7.1',
  OVERQUOTA: 'RFC 9051 7.1',
  ALREADYEXISTS: 'RFC 9051 7.1',
  NONEXISTENT: 'RFC 9051 7.1',
  NOTSAVED: 'RFC 9051 7.1',
  HASCHILDREN: 'RFC 9051 7.1',
  CLOSED: 'RFC 9051 7.1',
  'UNKNOWN-CTE': 'RFC 9051 7.1',
  USEATTR: 'RFC 6154 6',
  NOMODSEQ: 'RFC 7162 3.1.2.2',
  TOOBIG: 'RFC 4469 4.2',
  COMPRESSIONACTIVE: 'RFC 4978 3',
  BADCOMPARATOR: 'RFC 5255 4.9',
  TEMPFAIL: 'RFC 5259 9',
  NOTIFICATIONOVERFLOW: 'RFC 5465 5.8',
  UIDREQUIRED: 'RFC 9586 3',
  THROTTLED: 'not registered: Gmail',
} as const

/** Codes that are their name (RFC 9051 7.1, RFC 5530, and extensions). */
export type PlainCodeName = keyof typeof sections

/** A code that is its name. */
export interface PlainCode {
  readonly name: PlainCodeName
}

export const plainCodes: readonly CodeType<PlainCode>[] = /* @__PURE__ */ (() =>
  (Object.keys(sections) as PlainCodeName[]).map(name =>
    codeRule<PlainCode>(
      name,
      sections[name],
      () => ({ name }),
      () => undefined,
    ),
  ))()
