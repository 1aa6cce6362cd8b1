/** What is read although the grammar does not allow it: by default, not with `strict`, and each with a warning that names its row. */
import type { Quirk, QuirkWarning } from '@mailwire/bytes'

/** A row of {@link quirks}. */
export type Pop3Quirk = 'trailing-space' | 'extra-space' | 'space-in-name'

/** Something that the grammar does not allow and that was read all the same. */
export type Pop3Warning = QuirkWarning<Pop3Quirk>

export const quirks: Readonly<Record<Pop3Quirk, Quirk>> = {
  'trailing-space': {
    accepts: 'spaces at the end of a command, which are dropped; a password keeps them',
    sentBy: 'programs that end each command with a space',
    departsFrom: 'RFC 2449 4',
  },
  'extra-space': {
    accepts: 'more than one space before the first argument, which are dropped; a password keeps them',
    sentBy: 'people who type',
    departsFrom: 'RFC 2449 4',
  },
  'space-in-name': {
    accepts: 'spaces in the name of USER and APOP, which belong to it',
    sentBy: 'mail programs of users whose names have them',
    departsFrom: 'RFC 2449 4',
  },
}
