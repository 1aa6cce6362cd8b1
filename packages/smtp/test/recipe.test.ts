/**
 * Two recipes, carried out in a copy: a verb (docs/architecture.md) and a parameter (CONTRIBUTING.md) are added in a file and some lines (a
 * parameter: one), and work on both sides. A step that is left out is a type error, so that no server answers a forgotten verb.
 * The compiler runs over the whole copy for each step: that takes seconds.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { asBytes, asChars, backToBack } from '@mailwire/tooling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type * as smtp from '../src/all.js'

const home = fileURLToPath(new URL('..', import.meta.url))

const recipe = new Recipe(home, {
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
    before: '\n/** A verb that this package has no grammar for;',
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
    const { ClientConnection, decodeCommand, encodeCommand, ServerConnection } = await recipe.serve<typeof smtp>('all.ts')
    const xfoo = { verb: 'xfoo' } as unknown as smtp.CommandInit
    expect(decodeCommand(asBytes('xfoo\r\n'))).toEqual({ verb: 'xfoo', warnings: [] })
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

const parameter = new Recipe(home, {
  'its file': {
    file: 'parameters/xbar.ts',
    text: `/** XBAR. */
import { digits, type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface XbarParameter {
  readonly xbar?: number | undefined
}

/** \`1*9DIGIT\` */
export const xbar: Parameter<XbarParameter> = /* @__PURE__ */ valued<XbarParameter>(
  'xbar',
  'XBAR',
  'xbar',
  text => (/^\\d{1,9}$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'XBAR'),
)
`,
  },
  'its line in the registry': {
    file: 'parameters/mail-registry.ts',
    before: "export * from './transid.js'\n",
    text: "export * from './xbar.js'\n",
  },
  'a program that sends it': {
    file: 'send-xbar.ts',
    text: "import type { MailParameters } from './parameters/registry.js'\nexport const parameters: MailParameters = { xbar: 7 }\n",
  },
  'the keyword of its extension': {
    file: 'grammar/ehlo-keyword.ts',
    before: "  'pipelining', // RFC 2920\n",
    text: "  'xbar',\n",
  },
})
afterAll(() => parameter.remove())

describe('a parameter that is added by the recipe', () => {
  it('is decoded, encoded, sent where it is offered, and refused where it is not', async () => {
    expect(parameter.typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommand, neededExtensions, parseExtensions, ServerConnection } =
      await parameter.serve<typeof smtp>('all.ts')
    const parameters = { xbar: 7 } as smtp.MailParameters
    const mail: smtp.CommandInit = { verb: 'mail', reversePath: null, parameters }
    expect(asChars(encodeCommand(mail))).toBe('MAIL FROM:<> XBAR=7\r\n')
    expect(decodeCommand(asBytes('MAIL FROM:<> xbar=7\r\n'))).toMatchObject({ parameters: { xbar: 7, unknown: [] } })
    expect(() => decodeCommand(asBytes('MAIL FROM:<> XBAR=x\r\n'))).toThrow('decode XBAR')
    expect(neededExtensions(parameters)).toEqual([{ keyword: 'XBAR', extension: 'xbar' }])
    expect(parseExtensions(['XBAR'])).toEqual({ xbar: true })

    const outcomes = [{ xbar: true }, {}].map(offered => {
      const client = new ClientConnection()
      const server = new ServerConnection({ hostname: 'mx.example', extensions: offered as smtp.Extensions })
      const seen: unknown[] = []
      backToBack({
        client,
        server,
        onClient: event => {
          if (event.type === 'greeting') client.send({ verb: 'ehlo', domain: 'a' })
          if (event.type !== 'reply') return
          seen.push(event.reply.code)
          if (event.command?.verb !== 'ehlo') return
          try {
            client.send(mail)
          } catch (error) {
            seen.push((error as smtp.SmtpError).code)
          }
        },
        onServer: event => {
          if ('suggestedReply' in event) server.send(event.suggestedReply)
        },
      })
      return seen
    })
    expect(outcomes).toEqual([
      [250, 250],
      [250, 'not-offered'],
    ])
  })

  it.each(parameter.names.filter(step => !step.startsWith('a program')))('is a type error without %s', step => {
    expect(parameter.typeErrors(step).join('\n')).toMatch(/xbar/i)
  })
})
