/**
 * Two recipes, carried out in a copy. A verb (docs/architecture.md) is added in a file and some lines, and works on both sides; a step that is left
 * out is a type error, so that no server answers a forgotten verb with OK, and no tap shows its arguments. A response code (CONTRIBUTING.md) is a
 * file and a line.
 * The compiler runs over the whole copy for each step: that takes seconds.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { asBytes, asChars, backToBack } from '@mailwire/tooling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type * as imap from '../src/index.js'

const home = fileURLToPath(new URL('..', import.meta.url))

const recipe = new Recipe(home, {
  'its file': {
    file: 'command/xfoo.ts',
    text: `/** XFOO. */
import type { CommandRule } from './rule.js'

export interface XfooCommand {
  readonly verb: 'xfoo'
  readonly argument: string
}

export const xfoo: CommandRule<XfooCommand> = {
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
}
`,
  },
  'its import': {
    file: 'command/registry.ts',
    before: '\n/** What the rules below decode. */',
    text: "import { type XfooCommand, xfoo } from './xfoo.js'\n",
  },
  'its type': { file: 'command/registry.ts', before: '\n/** What they encode. */', text: '  | XfooCommand\n' },
  'its type for callers': { file: 'command/registry.ts', before: '\ntype Rule =', text: '  | XfooCommand\n' },
  'its line in the registry': { file: 'command/registry.ts', before: '  check,\n  id,\n}', text: '  xfoo,\n' },
  'its row': {
    file: 'session/state.ts',
    before: '    unknown: { states: anywhere',
    text: "    xfoo: { states: inMailbox, announcedBy: ['XFOO'], isSecret: true },\n",
  },
})

const code = new Recipe(home, {
  'its file': {
    file: 'response/code/xcode.ts',
    text: `/** XCODE. */
import { type CodeType, codeRule } from './rule.js'

export interface XCode {
  readonly name: 'XCODE'
  readonly value: bigint
}

export const xcode: CodeType<XCode> = /* @__PURE__ */ codeRule<XCode>(
  'XCODE',
  'none',
  (reader, name) => {
    reader.space()
    return { name, value: reader.bigint() }
  },
  (writer, { value }) => writer.raw(' ').bigint(value, 'XCODE'),
)
`,
  },
  'its line': {
    file: 'response/code/registry.ts',
    before: "export { annotate, annotations } from './annotate.js'",
    text: "export { xcode } from './xcode.js'\n",
  },
  // What a program does that uses it.
  'a use of its type': {
    file: 'xcode-use.ts',
    text: `import type { ResponseCode } from './response/code/code.js'

export const valueOf = (code: ResponseCode): bigint | undefined => (code.name === 'XCODE' ? code.value : undefined)
`,
  },
})
afterAll(() => {
  recipe.remove()
  code.remove()
})

const xfoo = { verb: 'xfoo', argument: 'a b' } as unknown as imap.CommandBody

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent, answered and masked', async () => {
    expect(recipe.typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommandWhole, ServerConnection } = await recipe.serve<typeof imap>()
    expect(decodeCommand(asBytes('a xfoo "a b"\r\n'))).toEqual({ tag: 'a', ...xfoo, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...xfoo }))).toBe('a XFOO "a b"\r\n')
    expect(() => encodeCommandWhole({ tag: 'a', verb: 'unknown', name: 'XFOO', bytes: asBytes('') })).toThrow('a verb of its own')

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

describe('a response code that is added by the recipe', () => {
  it('is decoded, encoded, and known by its type', async () => {
    expect(code.typeErrors()).toEqual([])
    const { decodeResponse, encodeResponse } = await code.serve<typeof imap>()
    const response = {
      type: 'ok',
      tag: undefined,
      code: { name: 'XCODE', value: 7n },
      text: 'x',
    } as unknown as imap.StatusResponse
    expect(decodeResponse(asBytes('* OK [XCODE 7] x\r\n'))).toMatchObject({ ...response, warnings: [] })
    expect(asChars(encodeResponse(response))).toBe('* OK [XCODE 7] x\r\n')
  })

  it.each(['its file', 'its line'])('is a type error without %s', step => {
    expect(code.typeErrors(step).join('\n')).toMatch(/xcode/i)
  })
})
