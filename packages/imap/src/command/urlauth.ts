/**
 * GENURLAUTH, URLFETCH and RESETKEY (RFC 4467 7, text not available; RFC 5524 3, text not available): URLs that give their bearer access to a message or
 * to a part of one.
 */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { isMechanism } from '../url/rules.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import type { CommandRule, Loose } from './rule.js'

/** GENURLAUTH (RFC 4467 7): asks for URLs that carry an authorization. */
export interface GenUrlAuthCommand {
  readonly verb: 'genurlauth'
  readonly requests: readonly {
    /** The URL up to its authorization: it ends in `;URLAUTH=` and an access identifier. */
    readonly url: string
    /** In upper case: `INTERNAL`. */
    readonly mechanism: string
  }[]
}

/** A URL to be fetched. */
export interface UrlToFetch {
  /** With its authorization: a secret. */
  readonly url: string
  /** What is wanted of it (RFC 5524 3.1), in upper case: `BODYPARTSTRUCTURE`, `BINARY`, `BODY`; `undefined` for the form of RFC 4467. */
  readonly parameters?: readonly string[] | undefined
}

/** URLFETCH (RFC 4467 7, RFC 5524 3). */
export interface UrlFetchCommand {
  readonly verb: 'urlfetch'
  readonly urls: readonly UrlToFetch[]
}

/** RESETKEY (RFC 4467 7): URLs that were made with the keys of a mailbox, or of all, are no longer valid. */
export interface ResetKeyCommand {
  readonly verb: 'resetkey'
  /** `undefined` for all mailboxes. */
  readonly mailbox: string | undefined
  readonly wireName: string | undefined
  /** In upper case; all of them where none is named. */
  readonly mechanisms: readonly string[]
}

/** The same as `encodeCommand` takes it. */
export type ResetKeyCommandInit = Loose<ResetKeyCommand, 'mailbox' | 'wireName' | 'mechanisms'>

const LPAREN = 0x28

/** `mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")`, in upper case */
function mechanismHere(reader: Reader): string {
  const { pos } = reader
  const mechanism = reader.keyword('a mechanism')
  return isMechanism(mechanism) ? mechanism : reader.fail('bad-syntax', 'parse: invalid mechanism name', pos)
}

function writeMechanism(writer: ImapWriter, mechanism: string, action: string): void {
  const name = upperAscii(textOf(mechanism, action))
  writer.raw(isMechanism(name) ? name : fail('bad-value', 0, `${action}: invalid mechanism name`))
}

/** `genurlauth = "GENURLAUTH" 1*(SP url-rump SP mechanism)`, `url-rump = astring` */
export const genurlauth: CommandRule<GenUrlAuthCommand> = {
  name: 'GENURLAUTH',
  verb: 'genurlauth',
  section: 'RFC 4467 7',
  decode(reader) {
    const requests = reader.membersToEnd(() => {
      const url = reader.astring()
      reader.space()
      return { url, mechanism: mechanismHere(reader) }
    })
    return requests.length > 0 ? { verb: 'genurlauth', requests } : reader.fail('truncated', 'parse: a URL expected')
  },
  encode(writer, { requests }) {
    writer.raw('GENURLAUTH')
    if (listOf(requests, 'encode GENURLAUTH').length === 0) fail('bad-value', 0, 'encode GENURLAUTH: requests is empty')
    for (const request of requests) {
      const { url, mechanism } = fieldsOf(request, 'encode GENURLAUTH')
      writeMechanism(writer.raw(' ').astring(url, 'encode GENURLAUTH: url').raw(' '), mechanism, 'encode GENURLAUTH')
    }
  },
}

/** `urlfetch = "URLFETCH" 1*(SP (url-full / "(" url-full *(SP url-fetch-param) ")"))`, `url-full = astring` */
export const urlfetch: CommandRule<UrlFetchCommand> = {
  name: 'URLFETCH',
  verb: 'urlfetch',
  section: 'RFC 4467 7',
  decode(reader) {
    const urls = reader.membersToEnd(urlToFetch)
    return urls.length > 0 ? { verb: 'urlfetch', urls } : reader.fail('truncated', 'parse: a URL expected')
  },
  encode(writer, { urls }) {
    writer.raw('URLFETCH')
    if (listOf(urls, 'encode URLFETCH').length === 0) fail('bad-value', 0, 'encode URLFETCH: urls is empty')
    for (const one of urls) {
      const { url, parameters } = fieldsOf(one, 'encode URLFETCH')
      if (parameters === undefined) writer.raw(' ').astring(url, 'encode URLFETCH: url')
      else {
        writer.raw(' (').astring(url, 'encode URLFETCH: url')
        for (const name of listOf(parameters, 'encode URLFETCH'))
          writer.raw(' ').atom(upperAscii(textOf(name, 'encode URLFETCH')), 'parameter')
        writer.raw(')')
      }
    }
  },
}

function urlToFetch(reader: Reader): UrlToFetch {
  if (reader.peek() !== LPAREN) return { url: reader.astring(), parameters: undefined }
  if (!reader.beginList()) reader.refuse('a URL')
  const url = reader.astring()
  const parameters: string[] = []
  // `url-fetch-param = "BODY" / "BINARY" / "BODYPARTSTRUCTURE" / atom`
  while (reader.nextMember()) parameters.push(reader.keyword('a parameter'))
  return { url, parameters }
}

/** `resetkey = "RESETKEY" [SP mailbox *(SP mechanism)]` */
export const resetkey: CommandRule<ResetKeyCommand, ResetKeyCommandInit> = {
  name: 'RESETKEY',
  verb: 'resetkey',
  section: 'RFC 4467 7',
  decode(reader) {
    if (reader.atEnd) return { verb: 'resetkey', mailbox: undefined, wireName: undefined, mechanisms: [] }
    reader.space()
    return { verb: 'resetkey', ...namedMailbox(reader), mechanisms: reader.membersToEnd(mechanismHere) }
  },
  encode(writer, { mailbox, wireName, mechanisms = [] }) {
    writer.raw('RESETKEY')
    if (mailbox === undefined) {
      if (wireName !== undefined || listOf(mechanisms, 'encode RESETKEY').length > 0)
        fail('bad-value', 0, 'encode RESETKEY: mechanisms needs a mailbox')
      return
    }
    writeMailbox(writer.raw(' '), { mailbox, wireName })
    for (const mechanism of listOf(mechanisms, 'encode RESETKEY')) writeMechanism(writer.raw(' '), mechanism, 'encode RESETKEY')
  },
}
