/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asChars, backToBack, octets } from '@mailwire/tooling/testing'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as smtp from '../src/index.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const house = mkdtempSync(join(tmpdir(), 'mailwire-recipe-'))
const home = join(house, 'packages', 'smtp')

beforeAll(() => {
  mkdirSync(home, { recursive: true })
  cpSync(join(root, 'tsconfig.base.json'), join(house, 'tsconfig.base.json'))
  cpSync(join(root, 'packages/smtp/tsconfig.json'), join(home, 'tsconfig.json'))
  symlinkSync(join(root, 'packages/smtp/node_modules'), join(home, 'node_modules'))
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

/** A change to a file: what is put before a text that is there once, or a file of its own. */
interface Step {
  readonly file: string
  readonly before?: string
  readonly text: string
}

const recipe: Readonly<Record<string, Step>> = {
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
}

/** Carries the recipe out in a fresh copy, all of it or all but one step. */
function cook(without?: string): void {
  const src = join(home, 'src')
  rmSync(src, { recursive: true, force: true })
  cpSync(join(root, 'packages/smtp/src'), src, { recursive: true })
  for (const [name, { file, before, text }] of Object.entries(recipe)) {
    if (name === without) continue
    const path = join(src, file)
    if (before === undefined) writeFileSync(path, text)
    else {
      const parts = readFileSync(path, 'utf8').split(before)
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for ${name}`)
      writeFileSync(path, `${parts[0]}${text}${before}${parts[1]}`)
    }
  }
}

let checked: ts.Program | undefined // what did not change is not read again

/** What `tsc -p .` says. */
function typeErrors(): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(home, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: diagnostic => {
        throw new Error(String(diagnostic.messageText))
      },
    },
  )!
  checked = ts.createProgram({
    rootNames: config.fileNames,
    options: config.options,
    ...(checked === undefined ? {} : { oldProgram: checked }),
  })
  return ts.getPreEmitDiagnostics(checked).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent and answered', async () => {
    cook()
    expect(typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommand, ServerConnection } = (await import(
      join(home, 'src/index.ts')
    )) as typeof smtp
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

  it.each(Object.keys(recipe))('is a type error without %s', step => {
    cook(step)
    expect(typeErrors().join('\n')).toMatch(/xfoo/i)
  })
})
