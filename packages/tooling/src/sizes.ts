/** What a program carries that imports one thing: bundled from `dist/` by esbuild, minified, and compressed by gzip. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { markdownTable } from './testing/page.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Names that are imported from one entry point. */
export interface Import {
  /** Package or subpath: `dns`, `imap/view`. */
  readonly from: string
  /** As an import lists them. */
  readonly imported: string
}

export interface SizeRow extends Import {
  /** What is imported beside it from another entry point of the package. */
  readonly beside?: Import
  /** Bytes, compressed. What was measured, rounded up: a size that grows is to be noticed. */
  readonly limit: number
}

export const sizeRows: readonly SizeRow[] = [
  { from: 'dns', imported: 'DnsError', limit: 700 },
  { from: 'smtp', imported: 'SmtpError', limit: 700 },
  { from: 'pop3', imported: 'Pop3Error', limit: 900 },
  { from: 'imap', imported: 'ImapError', limit: 800 },
  { from: 'sasl', imported: 'SaslError', limit: 500 },
  { from: 'dns', imported: 'MessageView', limit: 2_850 },
  {
    from: 'dns',
    imported: 'messageCodec',
    beside: { from: 'dns/rdata', imported: 'a, aaaa, cname, mx, ns, txt' },
    limit: 20_300,
  },
  // Types that are decoded and encoded by hand made both rows of messages a tenth larger, and up to twice as fast.
  { from: 'dns', imported: 'decodeMessage, encodeMessage', limit: 41_300 },
  { from: 'smtp', imported: 'ClientConnection', limit: 26_300 },
  { from: 'smtp', imported: 'ServerConnection', limit: 27_200 },
  { from: 'pop3', imported: 'ClientConnection', limit: 17_100 },
  { from: 'pop3', imported: 'ServerConnection', limit: 17_000 },
  { from: 'imap', imported: 'ClientConnection', limit: 71_100 },
  { from: 'imap', imported: 'ServerConnection', limit: 71_100 },
]

export interface Size {
  readonly minified: number
  readonly compressed: number
}

/** The imports of a row. */
export const importsOf = ({ from, imported, beside }: SizeRow): readonly Import[] => [
  { from, imported },
  ...(beside === undefined ? [] : [beside]),
]

/** Imports as the table has them. */
export const shownImports = (imports: readonly Import[]): string =>
  imports.map(({ from, imported }) => `\`{ ${imported} }\` of \`@mailwire/${from}\``).join(', ')

/** The bundle of a program that imports these names of one of our packages, as `dist/` has it. */
export function bundled(imports: readonly Import[], minify: boolean): Promise<string> {
  const lines = imports.map(({ from, imported }) => `import { ${imported} } from './${from.split('/')[1] ?? 'index'}.js'\n`)
  const contents = `${lines.join('')}export const used = [${imports.map(({ imported }) => imported).join(', ')}]`
  const [id] = imports[0]!.from.split('/')
  return bundle({ stdin: { contents, resolveDir: `${root}packages/${id}/dist` }, platform: 'neutral', minify })
}

export async function sizeOf(imports: readonly Import[]): Promise<Size> {
  return sizes(await bundled(imports, true))
}

/** All rows as Markdown, and below them dns-packet where the benchmarks have it. */
export async function sizeTable(): Promise<string> {
  const rows: string[][] = []
  for (const row of sizeRows) rows.push([shownImports(importsOf(row)), ...cells(await sizeOf(importsOf(row)))])
  const resolveDir = `${root}packages/bench`
  const peer = `${resolveDir}/node_modules/dns-packet/package.json`
  if (existsSync(peer)) {
    const { version } = JSON.parse(readFileSync(peer, 'utf8')) as { readonly version: string }
    const contents = "import { decode, encode } from 'dns-packet'\nexport const used = [decode, encode]"
    const size = sizes(await bundle({ stdin: { contents, resolveDir }, platform: 'node', minify: true }))
    rows.push([`\`{ decode, encode }\` of \`dns-packet\` ${version}, without the \`Buffer\` that it needs`, ...cells(size)])
  }
  return markdownTable(['import', 'minified', 'compressed'], rows)
}

async function bundle(options: BuildOptions): Promise<string> {
  // tsup's chunks import each other for their order alone, which a package without side effects does not need: no warnings of it.
  const logOverride = { 'ignored-bare-import': 'silent' } as const
  const result = await build({ ...options, bundle: true, write: false, format: 'esm', logOverride })
  return result.outputFiles![0]!.text
}

const sizes = (code: string): Size => ({ minified: Buffer.byteLength(code), compressed: gzipSync(code).length })
const cells = ({ minified, compressed }: Size): string[] => [minified, compressed].map(bytes => `${(bytes / 1000).toFixed(1)} kB`)
