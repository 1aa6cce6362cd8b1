/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb.
 * The compiler runs over the whole copy for each step: that takes seconds.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { asBytes, asChars, backToBack } from '@mailwire/tooling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type * as pop3 from '../src/index.js'
import { acceptLogin } from './support.js'

const recipe = new Recipe(fileURLToPath(new URL('..', import.meta.url)), {
  'its file': {
    file: 'command/xfoo.ts',
    text: `/** XFOO. */
import { checkedMessage, type Grammar, messageNumber } from './grammar.js'

export type XfooCommand = { readonly verb: 'xfoo'; readonly message: number }

export const xfoo: Grammar<XfooCommand> = {
  decode: line => ({ verb: 'xfoo', message: messageNumber(line, 'XFOO') }),
  encode: fields => {
    const message = checkedMessage(fields.message)
    return [{ verb: 'xfoo', message }, String(message)]
  },
}
`,
  },
  'its import': {
    file: 'command/command.ts',
    before: '\n/** What every decoded command has',
    text: "import { type XfooCommand, xfoo } from './xfoo.js'\n",
  },
  'its type': { file: 'command/command.ts', before: 'UnknownCommand)\n', text: 'XfooCommand | ' },
  'its line in the registry': { file: 'command/command.ts', before: '  utf8,\n}', text: '  xfoo,\n' },
  'its states': {
    file: 'session/state.ts',
    before: "        uidl: either('transaction'),\n",
    text: "        xfoo: either('transaction'),\n",
  },
  'its rules': {
    file: 'session/state.ts',
    before: "  utf8: { framing: 'line', capability: 'utf8' },\n",
    text: "  xfoo: { framing: 'body', capability: undefined },\n",
  },
  'its suggested reply': {
    file: 'session/suggest.ts',
    before: "    case 'unknown':\n",
    text: "    case 'xfoo':\n      return { status: '+OK', text: 'foo' }\n",
  },
})
afterAll(() => recipe.remove())

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent and answered', async () => {
    expect(recipe.typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommand, ServerConnection } = await recipe.serve<typeof pop3>()
    const xfoo = { verb: 'xfoo', message: 2 } as unknown as pop3.Command
    expect(decodeCommand(asBytes('xfoo 2\r\n'))).toEqual({ ...xfoo, warnings: [] })
    expect(asChars(encodeCommand(xfoo))).toBe('XFOO 2\r\n')

    const client = new ClientConnection()
    const server = new ServerConnection()
    const seen: unknown[] = []
    client.send({ verb: 'user', name: 'tim' })
    client.send({ verb: 'pass', password: 'x' })
    client.send(xfoo)
    client.send({ verb: 'quit' })
    const log = backToBack({
      client,
      server,
      onClient: event => seen.push(event.type === 'response' ? [event.command.verb, event.response.status] : event.type),
      onServer: event => {
        const answer = acceptLogin(event)
        if (answer !== undefined) server.send(answer)
        if (event.type !== 'command' || (event.command.verb as string) !== 'xfoo') return
        server.send({ type: 'body-chunk', bytes: asBytes('a\r\n') })
        server.send({ type: 'body-end' })
      },
    })
    expect(seen).toEqual([
      'greeting',
      ['user', '+OK'],
      ['pass', '+OK'],
      ['xfoo', '+OK'],
      'body-start',
      'body-chunk',
      'body-end',
      ['quit', '+OK'],
      'closed',
    ])
    expect(log).toContain('C: XFOO 2')
  })

  it.each(recipe.names)('is a type error without %s', step => {
    expect(recipe.typeErrors(step).join('\n')).toMatch(/xfoo/i)
  })
})
