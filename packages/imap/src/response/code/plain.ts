/** Codes that are their name (RFC 9051 7.1, RFC 5530, and the extensions named with them; not at hand: RFC 9586). */
import { type CodeRule, codeRule, type PlainCodeName } from './code.js'

const plainCode = (name: PlainCodeName, section: string): CodeRule =>
  codeRule(
    name,
    section,
    () => ({ name }),
    () => undefined,
  )

export const plainCodes: readonly CodeRule[] = /* @__PURE__ */ (() => [
  ...(
    [
      'ALERT',
      'PARSE',
      'READ-ONLY',
      'READ-WRITE',
      'TRYCREATE',
      'UIDNOTSTICKY',
      'UNAVAILABLE',
      'AUTHENTICATIONFAILED',
      'AUTHORIZATIONFAILED',
      'EXPIRED',
      'PRIVACYREQUIRED',
      'CONTACTADMIN',
      'NOPERM',
      'INUSE',
      'EXPUNGEISSUED',
      'CORRUPTION',
      'SERVERBUG',
      'CLIENTBUG',
      'CANNOT',
      'LIMIT',
      'OVERQUOTA',
      'ALREADYEXISTS',
      'NONEXISTENT',
      'NOTSAVED',
      'HASCHILDREN',
      'CLOSED',
      'UNKNOWN-CTE',
    ] as const
  ).map(name => plainCode(name, 'RFC 9051 7.1')),
  plainCode('USEATTR', 'RFC 6154 6'),
  plainCode('NOMODSEQ', 'RFC 7162 3.1.2.2'),
  plainCode('TOOBIG', 'RFC 4469 4.2'),
  plainCode('COMPRESSIONACTIVE', 'RFC 4978 3'),
  plainCode('BADCOMPARATOR', 'RFC 5255 4.9'),
  plainCode('TEMPFAIL', 'RFC 5259 9'),
  plainCode('NOTIFICATIONOVERFLOW', 'RFC 5465 5.8'),
  plainCode('UIDREQUIRED', 'RFC 9586 3'),
  plainCode('THROTTLED', 'not registered: Gmail'),
])()
