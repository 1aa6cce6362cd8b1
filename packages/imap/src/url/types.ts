/** What IMAP URLs name (RFC 5092 2 to 6): a server, a mailbox or a search in it, a message or a piece of it. */
import type { Section } from '../fetch/section.js'

/** Where, and as whom. */
export interface ImapAuthority {
  /** The authorization identity, and whose names of mailboxes these are (RFC 5092 3). */
  readonly user: string | undefined
  /** A SASL mechanism, or `'*'` for any; with a user and `undefined` it is `'*'`, with neither it is anonymous (RFC 5092 3.2). */
  readonly auth: string | undefined
  /** A name or an IPv4 address; an IPv6 address in its brackets. */
  readonly host: string
  /** `undefined`: 143. */
  readonly port: number | undefined
}

/** A server (RFC 5092 4). */
export interface ImapServerUrl extends ImapAuthority {
  readonly type: 'server'
}

interface InMailbox extends ImapAuthority {
  /** The name, as commands have it. */
  readonly mailbox: string
  readonly uidValidity: number | undefined
}

/** A mailbox, or a search in it (RFC 5092 5). */
export interface ImapMailboxUrl extends InMailbox {
  readonly type: 'mailbox'
  /** The text after SEARCH, non-synchronizing literals included. Lines end only in or before these. */
  readonly search: string | undefined
}

/** A message, or a piece of it (RFC 5092 6). */
export interface ImapMessageUrl extends InMailbox {
  readonly type: 'message'
  readonly uid: number
  /** `undefined` for the whole message. */
  readonly section: Section | undefined
  /** Some bytes of it; without `length`, all from `origin` on. */
  readonly partial: UrlPartial | undefined
  readonly urlAuth: UrlAuth | undefined
}

/** The first byte, and how many. */
export interface UrlPartial {
  readonly origin: number
  readonly length: number | undefined
}

/** Who may fetch what a URL names without being its owner, and the proof of it (RFC 5092 6.1). */
export interface UrlAuth {
  /** `date-time` of RFC 3339, unchanged. */
  readonly expire: string | undefined
  readonly access: UrlAccess
  /** `undefined` in what GENURLAUTH takes: its answer adds it. */
  readonly verifier: { readonly mechanism: string; readonly token: string } | undefined
}

/** Whose sessions may use it; `user` is the user that `submit+` or `user+` names. */
export type UrlAccess = { readonly type: 'submit' | 'user'; readonly user: string } | { readonly type: 'authuser' | 'anonymous' }

/** A URL by its `type`. */
export type ImapUrl = ImapServerUrl | ImapMailboxUrl | ImapMessageUrl
