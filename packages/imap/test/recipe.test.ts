/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb with OK, and no tap shows its arguments.
 * The compiler runs over the whole copy for each step: that takes seconds.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { asChars, backToBack, octets } from '@mailwire/tooling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type * as imap from '../src/index.js'

const recipe = new Recipe(fileURLToPath(new URL('..', import.meta.url)), {
  'its file': {
    file: 'command/xfoo.ts',
    text: `/** XFOO. */
import { type CommandRule, commandRule } from './rule.js'

export interface XfooCommand {
  readonly verb: 'xfoo'
  readonly argument: string
}

export const xfoo: CommandRule = /* @__PURE__ */ commandRule<'xfoo'>({
  name: 'XFOO',
  verb: 'xfoo',
  section: 'none',
  decode(reader) {
    reader.space()
    return { verb: 'xfoo', argument: reader.astring() }
  },
  encode(writer, { argument }) {
    writer.raw('XFOO ').astring(argument)
  },
})
`,
  },
  'its import into the registry': {
    file: 'command/registry.ts',
    before: '\n/** Every command that is known, by its verb',
    text: "import { xfoo } from './xfoo.js'\n",
  },
  'its line in the registry': { file: 'command/registry.ts', before: '  check,\n  id,\n}', text: '  xfoo,\n' },
  'its import': {
    file: 'command/command.ts',
    before: '\n/** Any command by its `verb`, without its tag. */',
    text: "import type { XfooCommand } from './xfoo.js'\n",
  },
  'its type': {
    file: 'command/command.ts',
    before: '  | UnknownCommand\n\n/** The `verb` of a command',
    text: '  | XfooCommand\n',
  },
  'its type for callers': {
    file: 'command/command.ts',
    before: '  | UnknownCommand\n\n/** A command as a client',
    text: '  | XfooCommand\n',
  },
  'its row': {
    file: 'session/state.ts',
    before: '    unknown: { states: anywhere',
    text: "    xfoo: { states: inMailbox, announcedBy: ['XFOO'], isSecret: true },\n",
  },
})
afterAll(() => recipe.remove())

const xfoo = { verb: 'xfoo', argument: 'a b' } as unknown as imap.CommandBody

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent, answered and masked', async () => {
    expect(recipe.typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommandWhole, ServerConnection } = await recipe.serve<typeof imap>()
    expect(decodeCommand(octets('a xfoo "a b"\r\n'))).toEqual({ tag: 'a', ...xfoo, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...xfoo }))).toBe('a XFOO "a b"\r\n')
    expect(() => encodeCommandWhole({ tag: 'a', verb: 'unknown', name: 'XFOO', bytes: octets('') })).toThrow('a verb of its own')

    let shown = ''
    const tap = (_: unknown, bytes: Uint8Array): void => void (shown += asChars(bytes))
    const client = new ClientConnection({ tap })
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'XFOO'], tap })
    const seen: unknown[] = []
    for (const command of [{ verb: 'login', username: 'u', password: 'p' } as const, { verb: 'select', mailbox: 'x' } as const])
      client.send(command)
    client.send(xfoo)
    client.send({ verb: 'logout' })
    const log = backToBack({
      client,
      server,
      onClient: event => {
        if (event.type === 'completed') seen.push([event.command.verb, event.response.type])
      },
      onServer: event => {
        if (event.type !== 'command') return
        const { command, suggestedReply } = event
        const isAccepted = command.verb === 'login' || command.verb === 'select'
        server.send(isAccepted ? { type: 'ok', tag: command.tag, code: undefined, text: 'fine' } : suggestedReply)
      },
    })
    expect(seen).toEqual([
      ['login', 'ok'],
      ['select', 'ok'],
      ['xfoo', 'no'],
      ['logout', 'ok'],
    ])
    expect(log).toContain('C: A3 XFOO "a b"')
    expect(shown.split('\r\n').filter(line => line.includes('XFOO ***'))).toHaveLength(2)
    expect(shown).not.toContain('a b')
  })

  it.each(recipe.names)('is a type error without %s', step => {
    expect(recipe.typeErrors(step).join('\n')).toMatch(/xfoo/i)
  })
})
