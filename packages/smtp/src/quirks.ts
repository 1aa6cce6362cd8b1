/**
 * `@mailwire/smtp/quirks`: what is read although the grammar of RFC 5321 and its extensions does not allow it, each with a warning that names
 * its row. No I/O.
 */
import type { Quirk, QuirkWarning } from '@mailwire/bytes'

export type { Quirk, QuirkWarning } from '@mailwire/bytes'

/** A row of {@link quirks}. */
export type SmtpQuirk =
  | 'trailing-space'
  | 'extra-space'
  | 'space-after-colon'
  | 'missing-brackets'
  | 'trailing-dot'
  | 'loose-domain'
  | 'extra-argument'
  | 'loose-argument'
  | 'local-part-dots'
  | 'domain-underscore'

/** A quirk that may be in what is written, too. */
export type OutgoingQuirk = Extract<SmtpQuirk, 'domain-underscore'>

/** Something that the grammar does not allow and that was read all the same. */
export type SmtpWarning = QuirkWarning<SmtpQuirk>

/** A quirk, and when it is accepted: `always`, `by-default` and not with `strict`, or only where the option `accept` names it. */
export interface SmtpQuirkRow extends Quirk {
  readonly accepted: 'always' | 'by-default' | 'by-name'
}

export const quirks: Readonly<Record<SmtpQuirk, SmtpQuirkRow>> = {
  'trailing-space': {
    accepts: 'spaces and tabs at the end of a line, which are dropped: receivers should tolerate them (RFC 5321 4.1.1)',
    sentBy: 'scripts and devices that end each command with a space',
    departsFrom: 'RFC 5321 4.1.1',
    accepted: 'always',
  },
  'extra-space': {
    accepts: 'more than one space between words, as one',
    sentBy: 'people who type, and scripts that leave a parameter empty',
    departsFrom: 'RFC 5321 4.1.1',
    accepted: 'by-default',
  },
  'space-after-colon': {
    accepts: 'spaces between FROM: or TO: and the path, as in MAIL FROM: <a@b>',
    sentBy: 'Outlook, and many programs that were tried with no strict server',
    departsFrom: 'RFC 5321 3.3',
    accepted: 'by-default',
  },
  'missing-brackets': {
    accepts: 'an address without its brackets, as in MAIL FROM:a@b',
    sentBy: 'devices and scripts',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-default',
  },
  'trailing-dot': {
    accepts: 'a dot at the end of a domain, which is dropped',
    sentBy: 'programs that take names from the DNS as they are',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-default',
  },
  'loose-domain': {
    accepts: 'any word as the name in EHLO, HELO and LHLO, as my_host',
    sentBy: 'Windows machines, by the name of the computer, and clients behind NAT that say HELO and an address literal',
    departsFrom: 'RFC 5321 4.1.1.1',
    accepted: 'by-default',
  },
  'extra-argument': {
    accepts: 'more behind the name in EHLO, HELO and LHLO, which is dropped',
    sentBy: 'machines whose name has a space',
    departsFrom: 'RFC 5321 4.1.1.1',
    accepted: 'by-default',
  },
  'loose-argument': {
    accepts: 'text in VRFY, EXPN, HELP and NOOP that is neither one atom nor one quoted string',
    sentBy: 'people who type, and clients that ask VRFY about an address',
    departsFrom: 'RFC 5321 4.1.1.6',
    accepted: 'by-default',
  },
  'local-part-dots': {
    accepts:
      'a dot at the end of a local part, at its start or next to another, as in <a.@b>: read as the quoted string it stands for',
    sentBy: 'HPE iLO (user.@), and mailboxes of mobile carriers in Japan',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-name',
  },
  'domain-underscore': {
    accepts: 'an underscore in a domain, as in <a@foo_bar.example>; also in what is written',
    sentBy: 'hosts with a name that the DNS has and RFC 5321 does not allow',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-name',
  },
}
