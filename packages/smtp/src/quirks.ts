/**
 * `@mailwire/smtp/quirks`: deviations from the grammar of RFC 5321 and its extensions that are accepted, each with a warning that names its
 * row. No I/O.
 */
import type { Quirk, QuirkWarning } from '@mailwire/bytes'

export type { Quirk, QuirkWarning } from '@mailwire/bytes'

/** The code of a row of {@link quirks}. */
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

/** A quirk that may also be encoded. */
export type OutgoingQuirk = Extract<SmtpQuirk, 'domain-underscore'>

/** A deviation from the grammar that was accepted. */
export type SmtpWarning = QuirkWarning<SmtpQuirk>

/** A quirk, and when it is accepted: `always`, `by-default` unless `strict` is set, or only if the option `accept` names it. */
export interface SmtpQuirkRow extends Quirk {
  readonly accepted: 'always' | 'by-default' | 'by-name'
}

export const quirks: Readonly<Record<SmtpQuirk, SmtpQuirkRow>> = {
  'trailing-space': {
    accepts: 'spaces and tabs at the end of a line, which are removed: receivers should tolerate them (RFC 5321 4.1.1)',
    sentBy: 'scripts and devices that end each command with a space',
    departsFrom: 'RFC 5321 4.1.1',
    accepted: 'always',
  },
  'extra-space': {
    accepts: 'more than one space between words, read as one',
    sentBy: 'people typing by hand, and scripts that leave a parameter empty',
    departsFrom: 'RFC 5321 4.1.1',
    accepted: 'by-default',
  },
  'space-after-colon': {
    accepts: 'spaces between FROM: or TO: and the path, as in MAIL FROM: <a@b>',
    sentBy: 'Outlook, and many programs never tested with a strict server',
    departsFrom: 'RFC 5321 3.3',
    accepted: 'by-default',
  },
  'missing-brackets': {
    accepts: 'an address without angle brackets, as in MAIL FROM:a@b',
    sentBy: 'devices and scripts',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-default',
  },
  'trailing-dot': {
    accepts: 'a dot at the end of a domain, which is removed',
    sentBy: 'programs that use names from the DNS unchanged',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-default',
  },
  'loose-domain': {
    accepts: 'any word as the name in EHLO, HELO and LHLO, as my_host',
    sentBy: 'Windows machines, which send the computer name, and clients behind NAT that send an address literal in HELO',
    departsFrom: 'RFC 5321 4.1.1.1',
    accepted: 'by-default',
  },
  'extra-argument': {
    accepts: 'more text after the name in EHLO, HELO and LHLO, which is ignored',
    sentBy: 'machines whose name contains a space',
    departsFrom: 'RFC 5321 4.1.1.1',
    accepted: 'by-default',
  },
  'loose-argument': {
    accepts: 'text in VRFY, EXPN, HELP and NOOP that is neither one atom nor one quoted string',
    sentBy: 'people typing by hand, and clients that send an address in VRFY',
    departsFrom: 'RFC 5321 4.1.1.6',
    accepted: 'by-default',
  },
  'local-part-dots': {
    accepts:
      'a dot at the end of a local part, at its start or next to another, as in <a.@b>: read as the equivalent quoted string',
    sentBy: 'HPE iLO (user.@), and mailboxes of mobile carriers in Japan',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-name',
  },
  'domain-underscore': {
    accepts: 'an underscore in a domain, as in <a@foo_bar.example>; can also be encoded',
    sentBy: 'hosts whose name is valid in the DNS but not in RFC 5321',
    departsFrom: 'RFC 5321 4.1.2',
    accepted: 'by-name',
  },
}
