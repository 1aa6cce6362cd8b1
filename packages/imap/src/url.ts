/** `@mailwire/imap/url`: URLs of the scheme `imap` (RFC 5092). */
export { formatImapUrl } from './url/format.js'
export { parseImapUrl } from './url/parse.js'
export type {
  ImapAuthority,
  ImapMailboxUrl,
  ImapMessageUrl,
  ImapServerUrl,
  ImapUrl,
  UrlAccess,
  UrlAuth,
  UrlPartial,
} from './url/types.js'
