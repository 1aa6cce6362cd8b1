/** The CONDSTORE-enabling commands (RFC 7162 3.1) as a table that does not know which side reads it. Behind one of them MODSEQ is told unasked. */
import { frozen, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { SearchKey } from '../search/search-key.js'
import { fieldsOf } from '../values.js'

type CommandOf<Name extends Verb> = Extract<CommandBodyInit, { readonly verb: Name }>

/** What makes a command of this verb a CONDSTORE-enabling one. */
interface EnablingForm {
  readonly section: string
  readonly enables: (command: never) => boolean
}

const form = <Name extends Verb>(section: string, enables: (command: CommandOf<Name>) => boolean): EnablingForm => ({
  section,
  enables,
})

const has = (options: readonly { readonly name: string }[] | undefined, ...names: readonly string[]): boolean =>
  options?.some(({ name }) => names.includes(name)) === true

/** QRESYNC needs an ENABLE before it, which enables all of it; it is no other CONDSTORE parameter for that (RFC 7162 3.2.5). */
const selecting: EnablingForm = /* @__PURE__ */ form<'select'>('RFC 7162 3.1.8', ({ parameters }) =>
  has(parameters, 'CONDSTORE', 'QRESYNC'),
)

/** Each verb, in one row. */
export const condstoreForms: Readonly<Partial<Record<Verb, EnablingForm>>> = /* @__PURE__ */ (() =>
  frozen<Partial<Record<Verb, EnablingForm>>>({
    select: selecting,
    examine: selecting,
    status: form<'status'>('RFC 7162 3.1.7', ({ items }) => items.some(item => upperAscii(item) === 'HIGHESTMODSEQ')),
    fetch: form<'fetch'>(
      'RFC 7162 3.1.4',
      ({ items, modifiers }) =>
        has(modifiers, 'CHANGEDSINCE') || (typeof items !== 'string' && items.some(({ item }) => item === 'MODSEQ')),
    ),
    store: form<'store'>('RFC 7162 3.1.3', ({ modifiers }) => has(modifiers, 'UNCHANGEDSINCE')),
    search: form<'search'>('RFC 7162 3.1.5', ({ keys }) => hasModseq(keys)),
    enable: form<'enable'>('RFC 7162 3.1, 3.2.3', ({ capabilities }) =>
      capabilities.some(name => ['CONDSTORE', 'QRESYNC'].includes(upperAscii(name))),
    ),
  }))()

/**
 * True for a CONDSTORE-enabling command (RFC 7162 3.1): the client is told mod-sequences from it on. Where a mailbox is selected, the first one is
 * answered by HIGHESTMODSEQ as well, before its other responses.
 *
 * @throws {@link ImapError} `bad-value` for what is not a command
 *
 * @example
 * enablesCondstore({ verb: 'status', mailbox: 'INBOX', items: ['UIDNEXT', 'HIGHESTMODSEQ'] }) // => true
 * enablesCondstore({ verb: 'select', mailbox: 'INBOX' }) // => false
 */
export function enablesCondstore(command: CommandBodyInit): boolean {
  const { verb } = fieldsOf(command, 'read command')
  return Object.hasOwn(condstoreForms, verb) && condstoreForms[verb]!.enables(command as never)
}

/** MODSEQ among search keys. Nested ones are walked without recursion, whatever their depth. */
function hasModseq(given: readonly SearchKey[]): boolean {
  const keys = [...given]
  for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
    if (key.key === 'MODSEQ') return true
    if (key.key === 'NOT' || key.key === 'FUZZY') keys.push(key.of)
    else if (key.key === 'AND' || key.key === 'OR') for (const inner of key.of) keys.push(inner)
  }
  return false
}
