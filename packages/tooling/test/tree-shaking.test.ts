/**
 * Who imports one thing pays for that thing: each import is bundled from `dist/`, and the bundle may not hold the words without which the
 * other parts cannot be. Words and not sizes, since a size says nothing about why it grew; the sizes are printed for people.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { filesBelow, root } from './packages.js'

const sessions = 'ServerConnection ClientConnection Engine'

/** Package or subpath, what is imported, and the words that the bundle may not hold. */
const rows: readonly (readonly [id: string, imported: string, without: string])[] = [
  ['dns', 'messageCodec, mx, a', 'mname ptrdname intermediateHost ZoneParser TcpDecoder parseMessage formatMessage'],
  ['dns', 'messageCodec, a, aaaa, cname, mx, ns, txt', 'mname sourcePrefix infoCode inactivityTimeout RdataTokens'],
  ['dns', 'decodeMessage', 'ZoneParser TcpDecoder parseMessage formatMessage'],
  ['dns', 'encodeMessage', 'ZoneParser TcpDecoder parseMessage formatMessage'],
  ['dns', 'decodeName', 'MessageWriter ZoneParser TcpDecoder RdataTokens mname'],
  ['dns', 'parseZone', 'TcpDecoder parseMessage formatMessage formatZone'],
  ['dns', 'TcpDecoder', 'MessageReader MessageWriter ZoneParser RdataTokens mname'],
  ['smtp', 'decodeReply', `${sessions} Scanner sourceRoute reversePath formatExtensions Transaction DotDecoder DotEncoder`],
  ['smtp', 'decodeCommand', `${sessions} ReplyDecoder formatExtensions Transaction DotDecoder DotEncoder encodeCommand`],
  ['smtp', 'parseMailbox', `${sessions} ReplyDecoder reversePath formatExtensions Transaction DotDecoder DotEncoder decodeXtext`],
  ['smtp', 'ClientConnection', 'ServerConnection DotDecoder'],
  ['smtp', 'ServerConnection', 'ClientConnection DotEncoder ReplyDecoder'],
  ['pop3', 'decodeResponse', `${sessions} Scanner parseScanListing parseCapabilities DotDecoder DotEncoder decodeBase64`],
  ['pop3', 'decodeCommand', `${sessions} parseScanListing parseCapabilities DotDecoder DotEncoder encodeCommand`],
  ['pop3', 'ClientConnection', 'ServerConnection DotEncoder formatCapabilities'],
  ['pop3', 'ServerConnection', 'ClientConnection DotDecoder parseCapabilities'],
  ['imap', 'decodeResponse', `${sessions} sequenceSetFilter ImapWriter decodeCommand`],
  ['imap', 'decodeCommand', `${sessions} inReplyTo ResponseDecoder ImapWriter`],
  ['imap', 'parseSequenceSet', `${sessions} Interned Framer ResponseDecoder`],
  ['imap', 'ClientConnection', 'ServerConnection decodeCommand'],
  ['imap', 'ServerConnection', 'ClientConnection ResponseDecoder'],
  [
    'imap/message',
    'decodeWords',
    `${sessions} ResponseDecoder ImapWriter decodeParameters formatAddress partsOf parseEnvelopeDate`,
  ],
  ['imap/message', 'partsOf', `${sessions} ResponseDecoder ImapWriter decodeWords formatAddress parseEnvelopeDate`],
  ['imap/message', 'parseEnvelopeDate', `${sessions} ResponseDecoder ImapWriter decodeWords formatAddress partsOf`],
  ['imap/serve', 'SessionView', `${sessions} ResponseDecoder SearchEvaluation SortEvaluation ThreadEvaluation ExpungeLog`],
  ['imap/serve', 'SearchEvaluation', `${sessions} ResponseDecoder SessionView SortEvaluation ThreadEvaluation ExpungeLog`],
  ['imap/serve', 'SortEvaluation', `${sessions} ResponseDecoder SessionView SearchEvaluation ThreadEvaluation ExpungeLog`],
  ['imap/serve', 'ThreadEvaluation', `${sessions} ResponseDecoder SessionView SearchEvaluation SortEvaluation ExpungeLog`],
  ['imap/view', 'MailboxView', `${sessions} ResponseDecoder ImapWriter MailboxResync Watch`],
  ['imap/view', 'MailboxResync', `${sessions} ResponseDecoder ImapWriter Watch`],
  ['imap/view', 'Watch', `${sessions} ResponseDecoder ImapWriter MailboxView MailboxResync`],
  ['imap/url', 'parseImapUrl', `${sessions} ResponseDecoder decodeWords partsOf formatImapUrl`],
  ['sasl', 'chooseMechanism', 'decodePlain plainServer scramServer oauthBearerServer cramMd5Server externalServer'],
  ['sasl', 'plainClient', 'decodePlain plainServer scramClient oauthBearerClient chooseMechanism RUNS'],
  ['sasl', 'scramClient', 'plainClient scramServer oauthBearerClient chooseMechanism'],
  ['sasl', 'scramServer', 'plainServer scramClient oauthBearerServer chooseMechanism'],
  ['sasl', 'encodePlain', 'decodePlain plainServer plainClient'],
  ['sasl', 'saslprep', 'encodePlain decodePlain plainServer plainClient chooseMechanism'],
]

const sizes: string[] = []
const wordsOf = (text: string): Set<string> => new Set(text.match(/\w+/g))

test.each(rows)('@mailwire/%s { %s } holds nothing else', async (id, imported, without) => {
  const [directory, entry = 'index'] = id.split('/')
  const dist = `${root}packages/${directory}/dist`
  const contents = `import { ${imported} } from './${entry}.js'\nexport const used = [${imported}]`
  const bundle = async (minify: boolean): Promise<string> => {
    const stdin = { contents, resolveDir: dist }
    const result = await build({ stdin, minify, bundle: true, write: false, format: 'esm', platform: 'neutral' })
    return result.outputFiles[0]!.text
  }
  const forbidden = without.split(' ')
  const whole = wordsOf(
    filesBelow(dist, /\.js$/)
      .map(file => readFileSync(file, 'utf8'))
      .join('\n'),
  )
  expect(
    forbidden.filter(word => !whole.has(word)),
    'words that the package no longer has',
  ).toEqual([])
  sizes.push(`${`@mailwire/${id}`.padEnd(22)} ${imported.padEnd(20)} ${String(gzipSync(await bundle(true)).length).padStart(6)}`)
  const words = wordsOf(await bundle(false))
  expect(forbidden.filter(word => words.has(word))).toEqual([])
})

afterAll(() => console.log(`Minified and compressed, octets:\n${sizes.join('\n')}`))
