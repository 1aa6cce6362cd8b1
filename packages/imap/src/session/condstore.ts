/** The CONDSTORE-enabling commands (RFC 7162 3.1), as a table for both sides. After one of them, unsolicited FETCH responses have MODSEQ. */
import { frozen, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import { hasKey } from '../search/has-key.js'
import { fieldsOf, listOf, textOf } from '../values.js'

type CommandOf<Name extends Verb> = Extract<CommandBodyInit, { readonly verb: Name }>

/** The form of a verb that makes it CONDSTORE-enabling. */
interface EnablingForm {
  readonly section: string
  readonly enables: (command: never) => boolean
}

const form = <Name extends Verb>(section: string, enables: (command: CommandOf<Name>) => boolean): EnablingForm => ({
  section,
  enables,
})

const has = (options: readonly { readonly name: string }[] | undefined, ...names: readonly string[]): boolean =>
  options !== undefined && listOf(options, 'read command').some(option => names.includes(fieldsOf(option, 'read command').name))

/** QRESYNC counts like CONDSTORE, though it needs an earlier ENABLE that has enabled CONDSTORE already (RFC 7162 3.2.5). */
const selecting: EnablingForm = /* @__PURE__ */ form<'select'>('RFC 7162 3.1.8', ({ parameters }) =>
  has(parameters, 'CONDSTORE', 'QRESYNC'),
)

/** One row per verb. */
export const condstoreForms: Readonly<Partial<Record<Verb, EnablingForm>>> = /* @__PURE__ */ (() =>
  frozen<Partial<Record<Verb, EnablingForm>>>({
    select: selecting,
    examine: selecting,
    status: form<'status'>('RFC 7162 3.1.7', ({ items }) =>
      listOf(items, 'read STATUS').some(item => upperAscii(textOf(item, 'read STATUS')) === 'HIGHESTMODSEQ'),
    ),
    fetch: form<'fetch'>(
      'RFC 7162 3.1.4',
      ({ items, modifiers }) =>
        has(modifiers, 'CHANGEDSINCE') ||
        (typeof items !== 'string' && listOf(items, 'read FETCH').some(one => fieldsOf(one, 'read FETCH').item === 'MODSEQ')),
    ),
    store: form<'store'>('RFC 7162 3.1.3', ({ modifiers }) => has(modifiers, 'UNCHANGEDSINCE')),
    search: form<'search'>('RFC 7162 3.1.5', ({ keys }) => hasKey(listOf(keys, 'read SEARCH'), ({ key }) => key === 'MODSEQ')),
    enable: form<'enable'>('RFC 7162 3.1, 3.2.3', ({ capabilities }) =>
      listOf(capabilities, 'read ENABLE').some(name =>
        ['CONDSTORE', 'QRESYNC'].includes(upperAscii(textOf(name, 'read ENABLE'))),
      ),
    ),
  }))()

/**
 * True for a CONDSTORE-enabling command (RFC 7162 3.1): the client receives mod-sequences from then on. If a mailbox is selected, the first such
 * command is also answered by HIGHESTMODSEQ, before its other responses.
 *
 * @throws {@link ImapError} `bad-value` for a command that is not an object with a verb, and for arguments of another type
 *
 * @example
 * enablesCondstore({ verb: 'status', mailbox: 'INBOX', items: ['UIDNEXT', 'HIGHESTMODSEQ'] }) // => true
 * enablesCondstore({ verb: 'select', mailbox: 'INBOX' }) // => false
 */
export function enablesCondstore(command: CommandBodyInit): boolean {
  const { verb } = fieldsOf(command, 'read command')
  return Object.hasOwn(condstoreForms, textOf(verb, 'read command: verb')) && condstoreForms[verb]!.enables(command as never)
}
