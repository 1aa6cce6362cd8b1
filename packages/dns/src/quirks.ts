/** What is read although a sender must not send it: by default, not with `strict`, and each with a warning that names its row. */
import { frozen, type Quirk, type QuirkWarning } from '@mailwire/bytes'

/** A row of {@link quirks}; with `strict` it is the code of the error. */
export type DnsQuirk = 'trailing' | 'trailing-zero' | 'alias-params' | 'unknown-text' | 'invalid-key' | 'tsig-ttl'

/** Something that is not as it should be and was read all the same. */
export interface DnsWarning extends QuirkWarning<DnsQuirk> {
  readonly message: string
}

export const quirks: Readonly<Record<DnsQuirk, Quirk>> = /* @__PURE__ */ frozen({
  trailing: {
    accepts: 'bytes after the last record that the header counts, which are passed over',
    sentBy: 'middleboxes that answer in a buffer of a fixed size, and senders that append what is not counted',
    departsFrom: 'RFC 1035 4.1',
  },
  'trailing-zero': {
    accepts: 'a zero byte at the end of a bit map of types (NSEC, NSEC3, CSYNC, NXT) or of an APL address, which says nothing',
    sentBy: 'signers and editors that write bit maps and addresses of a fixed length',
    departsFrom: 'RFC 4034 4.1.2, RFC 2535 5.2, RFC 3123 4',
  },
  'alias-params': {
    accepts: 'parameters of an SVCB or HTTPS record of priority 0, an alias, which are passed over',
    sentBy: 'operators who turn a service into an alias',
    departsFrom: 'RFC 9460 2.4.2',
  },
  'unknown-text': {
    accepts: 'a line, a flag or an EDNS option of the text that dig prints which is not known here, and which is passed over',
    sentBy: 'other versions of dig, and programs that print like it',
    departsFrom: 'no document: the text that dig and formatMessage print',
  },
  'invalid-key': {
    accepts: 'the key 65535 of an SVCB record, which is kept',
    sentBy: 'test zones',
    departsFrom: 'RFC 9460 14.3.2',
  },
  'tsig-ttl': {
    accepts: 'a TSIG record with a time to live other than 0',
    sentBy: 'signers that give it the time to live of other records',
    departsFrom: 'RFC 8945 4.2',
  },
})
