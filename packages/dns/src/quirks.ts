/** Deviations that are accepted by default, but not with `strict`, each with a warning that names its row. */
import { frozen, type Quirk, type QuirkWarning } from '@mailwire/bytes'

export type { Quirk, QuirkWarning } from '@mailwire/bytes'

/** The code of a row of {@link quirks}; with `strict`, the code of the error. */
export type DnsQuirk = 'trailing' | 'trailing-zero' | 'alias-params' | 'unknown-text' | 'invalid-key' | 'tsig-ttl'

/** A deviation that was accepted. */
export interface DnsWarning extends QuirkWarning<DnsQuirk> {
  readonly message: string
}

export const quirks: Readonly<Record<DnsQuirk, Quirk>> = /* @__PURE__ */ frozen({
  trailing: {
    accepts: 'bytes after the last record that the header counts, which are ignored',
    sentBy: 'middleboxes that answer in a buffer of a fixed size, and senders that append data without counting it',
    departsFrom: 'RFC 1035 4.1',
  },
  'trailing-zero': {
    accepts: 'a zero byte at the end of a type bitmap (NSEC, NSEC3, CSYNC, NXT) or of an APL address, which has no meaning',
    sentBy: 'signers and editors that write bitmaps and addresses of a fixed length',
    departsFrom: 'RFC 4034 4.1.2, RFC 2535 5.2, RFC 3123 4',
  },
  'alias-params': {
    accepts: 'parameters of an SVCB or HTTPS record with priority 0, an alias, which are ignored',
    sentBy: 'operators who change a service into an alias',
    departsFrom: 'RFC 9460 2.4.2',
  },
  'unknown-text': {
    accepts: 'an unknown line, flag or EDNS option in the text that dig prints, which is ignored',
    sentBy: 'other versions of dig, and programs that print the same format',
    departsFrom: 'no document: the text that dig and formatMessage print',
  },
  'invalid-key': {
    accepts: 'the key 65535 of an SVCB record, which is kept',
    sentBy: 'test zones',
    departsFrom: 'RFC 9460 14.3.2',
  },
  'tsig-ttl': {
    accepts: 'a TSIG record with a TTL other than 0',
    sentBy: 'signers that use the TTL of other records',
    departsFrom: 'RFC 8945 4.2',
  },
})
