/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { asChars, backToBack, octets } from '@mailwire/tooling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type * as smtp from '../src/index.js'

const recipe = new Recipe(fileURLToPath(new URL('..', import.meta.url)), {
  'its file': {
    file: 'command/xfoo.ts',
    text: `/** XFOO. */
import type { Grammar } from './grammar.js'

export type XfooCommand = { readonly verb: 'xfoo' }

export const xfoo: Grammar<XfooCommand> = {
  decode: line => ({ verb: 'xfoo', warnings: line.warnings }),
  encode: () => 'XFOO',
}
`,
  },
  'its import': {
    file: 'command/command.ts',
    before: '\n/** A verb that this package does not know;',
    text: "import { type XfooCommand, xfoo } from './xfoo.js'\n",
  },
  'its type': { file: 'command/command.ts', before: '    | UnknownCommand\n', text: '    | XfooCommand\n' },
  'its line in the registry': { file: 'command/command.ts', before: '  xforward,\n}', text: '  xfoo,\n' },
  'its states': { file: 'session/state.ts', before: '        xforward: {},\n', text: '        xfoo: {},\n' },
  'its rules': { file: 'session/state.ts', before: '    xforward: last,\n', text: '    xfoo: last,\n' },
  'its extension': { file: 'extensions/offers.ts', before: '  unknown: undefined,\n', text: '  xfoo: undefined,\n' },
  'its suggested reply': {
    file: 'session/suggest.ts',
    before: "    case 'unknown':\n",
    text: "    case 'xfoo':\n      return reply(250, '2.0.0', 'foo')\n",
  },
  'what the tap sees of it': { file: 'session/mask.ts', before: "    case 'turn':\n", text: "    case 'xfoo':\n" },
})
afterAll(() => recipe.remove())

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent and answered', async () => {
    expect(recipe.typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommand, ServerConnection } = await recipe.serve<typeof smtp>()
    const xfoo = { verb: 'xfoo' } as unknown as smtp.CommandInit
    expect(decodeCommand(octets('xfoo\r\n'))).toEqual({ verb: 'xfoo', warnings: [] })
    expect(asChars(encodeCommand(xfoo))).toBe('XFOO\r\n')

    const client = new ClientConnection()
    const server = new ServerConnection({ hostname: 'mx.example' })
    const seen: unknown[] = []
    client.send({ verb: 'ehlo', domain: 'a' })
    client.send(xfoo)
    client.send({ verb: 'quit' })
    const log = backToBack({
      client,
      server,
      onClient: event => {
        if (event.type === 'reply') seen.push([event.command?.verb, event.reply.code])
      },
      onServer: event => {
        if ('suggestedReply' in event) server.send(event.suggestedReply)
      },
    })
    expect(seen).toEqual([
      ['ehlo', 250],
      ['xfoo', 250],
      ['quit', 221],
    ])
    expect(log).toContain('C: XFOO')
  })

  it.each(recipe.names)('is a type error without %s', step => {
    expect(recipe.typeErrors(step).join('\n')).toMatch(/xfoo/i)
  })
})
