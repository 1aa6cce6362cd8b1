/**
 * What npm users get: the tarballs are packed, judged by publint and by Are The Types Wrong, and installed into an empty project, where an
 * ESM script, a CommonJS script and TypeScript under both kinds of module resolution use every package.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesBelow, type Manifest, packages, published, root } from './packages.js'

const run = promisify(execFile)
const { hooks } = createRequire(import.meta.url)('../../../.pnpmfile.cjs') as {
  readonly hooks: { readonly beforePacking: (manifest: Manifest, directory: string) => Manifest }
}
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { readonly packageManager: string }

/** Milliseconds for what starts package managers, also where many things run at once. */
const SLOW = 180_000

let project: string
const tarballs = new Map<string, string>()

beforeAll(async () => {
  for (const { manifest, directory } of published)
    expect(existsSync(`${directory}dist/index.js`), `${manifest.name} is not built: npm run build`).toBe(true)
  project = mkdtempSync(join(tmpdir(), 'mailwire-tarballs-'))
  // Through npx, so that it works where pnpm is not on the path, and with the pinned release where it is.
  const filters = published.flatMap(({ manifest }) => ['--filter', manifest.name])
  const args = ['-y', packageManager, ...filters, 'pack', '--pack-destination', project]
  await run('npx', args, { cwd: root, shell: process.platform === 'win32' })
  for (const { name, version } of published.map(({ manifest }) => manifest))
    tarballs.set(name, join(project, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`))
}, SLOW)

afterAll(() => rmSync(project, { recursive: true, force: true }))

describe.each(published)('$manifest.name', ({ directory, manifest }) => {
  const packed = (): Buffer => readFileSync(tarballs.get(manifest.name)!)

  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(packed()).buffer }, strict: true })
    expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  test('the types are right under every resolution', async () => {
    const result = await checkPackage(createPackageFromTarballData(packed()))
    if (!result.types) throw new Error('no types were found')
    // The old resolution of Node 10 knows no subpaths: only a package's main entry can work there.
    const problems = result.problems.filter(
      problem => !('resolutionKind' in problem && problem.resolutionKind === 'node10' && problem.entrypoint !== '.'),
    )
    expect(problems).toEqual([])
  })

  test('nothing private is named', () => {
    const secret = packages.filter(one => one.manifest.private === true).map(one => one.manifest.name)
    const naming = filesBelow(`${directory}dist`, /\.(js|cjs|d\.ts|d\.cts)$/).flatMap(file => {
      const text = readFileSync(file, 'utf8')
      return secret
        .filter(name => new RegExp(`['"]${name}['"/]`).test(text))
        .map(name => `${file.slice(directory.length)}: ${name}`)
    })
    expect(naming).toEqual([])
  })

  const files = (): ReturnType<typeof createPackageFromTarballData> => createPackageFromTarballData(packed())
  const read = (name: string): string => files().readFile(`/node_modules/${manifest.name}/${name}`)

  test('its tarball holds what was built, the licence and its page', () => {
    const inside = files()
      .listFiles()
      .map(file => file.replace(`/node_modules/${manifest.name}/`, ''))
    const others = inside.filter(file => !file.startsWith('dist/') && file !== 'CHANGELOG.md')
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json'])
    expect(read('LICENSE')).toBe(readFileSync(`${root}LICENSE`, 'utf8'))
    expect(read('README.md')).toBe(readFileSync(`${directory}README.md`, 'utf8'))
  })

  test('its manifest is for users: no private package, no script, no workspace:, the address of the repository', () => {
    const text = read('package.json')
    const secret = packages.filter(one => one.manifest.private === true).map(one => one.manifest.name)
    expect(['workspace:', 'tsup', 'devDependencies', 'scripts', ...secret].filter(word => text.includes(word))).toEqual([])
    const { dependencies = {}, ...rest } = JSON.parse(text) as Manifest
    const { dependencies: expected = {}, ...expectedRest } = hooks.beforePacking(manifest, directory)
    expect(rest).toEqual(expectedRest)
    expect(Object.keys(dependencies).sort()).toEqual(Object.keys(expected).sort())
  })

  test('each built file ends in one line that names its source map, and the map is there', () => {
    const maps = files()
      .listFiles()
      .filter(file => file.endsWith('.map'))
    const code = filesBelow(`${directory}dist`, /\.c?js$/)
    expect(maps).toHaveLength(code.length)
    const wrong = code.filter(file => {
      const lines = readFileSync(file, 'utf8').match(/^\/\/# sourceMappingURL=.*$/gm) ?? []
      return lines.length !== 1 || !readFileSync(file, 'utf8').endsWith(`\n//# sourceMappingURL=${basename(file)}.map`)
    })
    expect(wrong).toEqual([])
    const named = code.map(file => `/node_modules/${manifest.name}/dist/${basename(file)}.map`)
    expect(maps.sort()).toEqual(named.sort())
  })

  test('the maps lead each function to the line that it is written in', () => {
    let functions = 0
    const wrong = filesBelow(`${directory}dist`, /\.c?js$/).flatMap(file => {
      const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload
      const entries = new SourceMap(map)
      const lines = readFileSync(file, 'utf8').split('\n')
      return lines.flatMap((line, at) => {
        const name = /^(?:async )?function\*? (\w+)\(/.exec(line)?.[1]
        if (name === undefined || name.startsWith('_interop')) return [] // Rollup's own, for CommonJS
        functions++
        const { originalSource, originalLine } = entries.findEntry(at, line.indexOf(name)) as SourceMapping
        const source = map.sourcesContent[map.sources.indexOf(originalSource)]?.split('\n')[originalLine]
        // Where two have one name, the build puts a number behind it.
        return source?.includes(name.replace(/\d+$/, '')) ? [] : [`${basename(file)}: ${name}`]
      })
    })
    expect(wrong).toEqual([])
    expect(functions).toBeGreaterThan(20)
  })
})

describe('installed into an empty project', () => {
  beforeAll(async () => {
    const dependencies = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]))
    // Overrides: mailwire asks for the versions beside it, which no registry has yet.
    write('package.json', JSON.stringify({ private: true, dependencies, overrides: dependencies }))
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
    await run('npm', args, { cwd: project, shell: process.platform === 'win32' })
  }, SLOW)

  const use = `
    const query = dns.encodeMessage({ id: 7, questions: [{ name: 'gmail.com', type: 'MX' }] })
    const asBytes = text => new TextEncoder().encode(text)
    console.log(JSON.stringify([
      dns.decodeMessage(query).questions[0].type,
      smtp.decodeReply(asBytes('250 ok\\r\\n')).code,
      pop3.decodeResponse(asBytes('+OK ready\\r\\n')).status,
      imap.decodeResponse(asBytes('* 23 EXISTS\\r\\n')).type,
      sasl.encodePlain({ authenticationId: 'tim', password: 'x' }).length,
      Object.keys(umbrella).filter(name => ['dns', 'smtp', 'pop3', 'imap', 'sasl'].includes(name)).length,
      typeof node.resolve,
      message.decodeWords('=?utf-8?Q?a?='),
      serve.baseSubject('Re: a').base,
      url.parseImapUrl('imap://h').host,
      new view.MailboxView().size,
      address.parseMailbox('a@b').domain,
      extensions.parseExtensions(['SIZE 5']).size,
      parameters.encodeXtext('a=b'),
      typeof proxy.decodeProxyHeader,
      quirks.quirks['extra-space'].accepted,
      replies.isTemporary(450),
      timeouts.timeoutFor('body-end'),
      typeof transaction.Transaction,
      dns.messageCodec([rdata.mx], [edns.cookieOption], dso.allDsoTlvs).registry.typeName(15),
      zone.parseZone('a. 60 IN A 192.0.2.1', {})[0].data.address,
      typeof dig.formatMessage,
      typeof json.messageToJson,
      annotate.annotateMessage(query).length,
      dnssec.keyTag(asBytes('1234567')),
      typeof tsig.signTsig,
      mail.isNullMx([]),
      typeof transport.TcpDecoder,
      typeof update.addRecord,
      iana.rcodeName(3),
      dnsQuirks.quirks !== undefined,
      fields.u16.kind,
      whole.parseZone === zone.parseZone && umbrella.dns.parseZone === zone.parseZone,
      everything.SmtpError === smtp.SmtpError && umbrella.smtp.SmtpError === smtp.SmtpError,
    ]))`
  const said = [
    ...['MX', 250, '+OK', 'exists', 6, 5, 'function', 'a', 'a', 'h', 0],
    ...['b', 5, 'a+3Db', 'function', 'by-default', true, 600_000, 'function'],
    ...[
      'MX',
      '192.0.2.1',
      'function',
      'function',
      9,
      53_404,
      'function',
      false,
      'function',
      'function',
      'NXDOMAIN',
      true,
      'u16',
      true,
    ],
    true,
  ]
  const loaded = {
    dns: '@mailwire/dns',
    smtp: '@mailwire/smtp',
    pop3: '@mailwire/pop3',
    imap: '@mailwire/imap',
    sasl: '@mailwire/sasl',
  }
  const subpaths = {
    annotate: '@mailwire/dns/annotate',
    dig: '@mailwire/dns/dig',
    dnsQuirks: '@mailwire/dns/quirks',
    dnssec: '@mailwire/dns/dnssec',
    dso: '@mailwire/dns/dso',
    edns: '@mailwire/dns/edns',
    fields: '@mailwire/dns/fields',
    iana: '@mailwire/dns/iana',
    json: '@mailwire/dns/json',
    mail: '@mailwire/dns/mail',
    rdata: '@mailwire/dns/rdata',
    transport: '@mailwire/dns/transport',
    tsig: '@mailwire/dns/tsig',
    update: '@mailwire/dns/update',
    whole: '@mailwire/dns/all',
    zone: '@mailwire/dns/zone',
    message: '@mailwire/imap/message',
    serve: '@mailwire/imap/serve',
    url: '@mailwire/imap/url',
    view: '@mailwire/imap/view',
    address: '@mailwire/smtp/address',
    everything: '@mailwire/smtp/all',
    extensions: '@mailwire/smtp/extensions',
    parameters: '@mailwire/smtp/parameters',
    proxy: '@mailwire/smtp/proxy',
    quirks: '@mailwire/smtp/quirks',
    replies: '@mailwire/smtp/replies',
    timeouts: '@mailwire/smtp/timeouts',
    transaction: '@mailwire/smtp/transaction',
  }
  const all = Object.entries({ ...loaded, ...subpaths, umbrella: 'mailwire', node: 'mailwire/node' })

  test('an ESM script uses every package', async () => {
    write('use.mjs', all.map(([name, from]) => `import * as ${name} from '${from}'`).join('\n') + use)
    expect(await printedBy('use.mjs')).toEqual(said)
  })

  test('a CommonJS script uses every package', async () => {
    write('use.cjs', all.map(([name, from]) => `const ${name} = require('${from}')`).join('\n') + use)
    expect(await printedBy('use.cjs')).toEqual(said)
  })

  test.each(published)('the page of $manifest.name: its commands print what it says', async ({ directory }) => {
    const commands = [...readFileSync(`${directory}README.md`, 'utf8').matchAll(/^(.+?) +# => (.+)$/gm)]
    for (const [, command, expected] of commands) {
      const { stdout } = await run(command!, [], { cwd: project, shell: true })
      expect(stdout.trim()).toBe(expected)
    }
    expect(commands).toHaveLength(directory.endsWith('/mailwire/') ? 0 : 1)
  })

  test('the command is there', async () => {
    const { stdout } = await run(join(project, 'node_modules/.bin/mailwire'), ['--version'], {
      shell: process.platform === 'win32',
    })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/)
  })

  test.each([
    ['node16', 'use.mts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['node16', 'use.cts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['bundler', 'use.ts', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ])('TypeScript, strict, moduleResolution %s: %s', (_, file, module, moduleResolution) => {
    write(file, consumer)
    const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module, moduleResolution }
    // The declarations are checked too, with the library alone: a protocol package needs no other types.
    const program = ts.createProgram([join(project, file)], { ...options, lib: ['lib.es2022.d.ts'], types: [] })
    expect(ts.getPreEmitDiagnostics(program).map(problem => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))).toEqual(
      [],
    )
  })
})

/** Every declaration of a protocol package is valid with the library alone, also those of subpaths that the consumer does not import. */
test.each(published.filter(({ id }) => id !== 'mailwire'))('the declarations of $manifest.name are valid', ({ directory }) => {
  const files = filesBelow(`${directory}dist`, /\.d\.c?ts$/)
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    lib: ['lib.es2022.d.ts'],
    types: [],
  })
  expect(files.length).toBeGreaterThan(1)
  expect(ts.getPreEmitDiagnostics(program).map(problem => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))).toEqual([])
})

/** What a user would write: values out of decoders, narrowed by what tells them apart. */
const consumer = `
import { decodeMessage, type DnsRecord, isDnsError } from '@mailwire/dns'
import { decodeResponse, type Envelope } from '@mailwire/imap'
import { formatAddresses } from '@mailwire/imap/message'
import { type MessageFacts, SearchEvaluation, type SearchOptions } from '@mailwire/imap/serve'
import { type ImapUrl, parseImapUrl } from '@mailwire/imap/url'
import { type MailboxChange, MailboxView } from '@mailwire/imap/view'
import { ServerConnection as Pop3Server } from '@mailwire/pop3'
import { type ClientMechanism, plainClient } from '@mailwire/sasl'
import { decodeCommand, ServerConnection } from '@mailwire/smtp'
import { type MessageNeeds, messageNeeds } from '@mailwire/smtp/extensions'
import type { Transaction, TransactionResult } from '@mailwire/smtp/transaction'
import { dns, smtp } from 'mailwire'

export function exchanges(bytes: Uint8Array): string[] {
  try {
    return decodeMessage(bytes).answers.flatMap((record: DnsRecord) => 
      record.type === 'MX' && record.data !== undefined ? [record.data.exchange] : [],
    )
  } catch (error) {
    if (isDnsError(error)) return [error.code, String(error.offset)]
    throw error
  }
}
export const domain = (line: Uint8Array): string | undefined => {
  const command = decodeCommand(line)
  return command.verb === 'rcpt' ? command.forwardPath.domain : undefined
}
export const count = (line: Uint8Array): number => {
  const response = decodeResponse(line)
  return response.type === 'exists' ? response.number : 0
}
export const senders = ({ from }: Envelope): string => formatAddresses(from)
export const mailbox = (text: string): string | undefined => {
  const url: ImapUrl = parseImapUrl(text)
  return url.type === 'server' ? undefined : url.mailbox
}
export const gone = (change: MailboxChange): number => (change.type === 'gone' ? change.unknown : new MailboxView().size)
export const found = (options: SearchOptions<MessageFacts>): number => {
  const step = new SearchEvaluation(options).next()
  return step.type === 'result' ? step.found.length : 0
}
export const mechanism: ClientMechanism = plainClient({ authenticationId: 'tim', password: 'x' })
export const sessions = [new ServerConnection({ hostname: 'mx.example' }), new Pop3Server({ hostname: 'pop.example' })]
export const same: typeof decodeMessage = dns.decodeMessage
export const alike: typeof decodeCommand = smtp.decodeCommand
export const needs = (content: Uint8Array): MessageNeeds => messageNeeds(content)
export const begun = (session: smtp.ClientConnection): Transaction =>
  new smtp.Transaction(session, { sender: null, recipients: [{ localPart: 'a', domain: 'b' }] })
export const reached = ({ accepted }: TransactionResult): number => accepted.length
`

const write = (file: string, text: string): void => writeFileSync(join(project, file), text)
const printedBy = async (file: string): Promise<unknown> => JSON.parse((await run('node', [file], { cwd: project })).stdout)
