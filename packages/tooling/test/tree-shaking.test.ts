/**
 * Who imports one thing pays for that thing: each import is bundled from `dist/`, and the bundle may not hold the words without which the
 * other parts cannot be. A size says nothing about why it grew, but that it grew: what the README lists has a limit, too.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bundled, type Import, importsOf, shownImports, sizeOf, sizeRows } from '../src/sizes.js'
import { filesBelow, root } from './packages.js'

const sessions = 'ServerConnection ClientConnection Engine'

/** Package or subpath, what is imported, the words that the bundle may not hold, and what is imported beside it. */
const rows: readonly (readonly [from: string, imported: string, without: string, beside?: Import])[] = [
  ['dns', 'DnsError', 'MessageReader MessageWriter ZoneParser TcpDecoder RdataTokens mname'],
  ['dns', 'MessageView', 'MessageReader MessageWriter NIMLOC ZoneParser TcpDecoder parseMessage formatMessage formatZone'],
  [
    'dns',
    'messageCodec',
    'mname ptrdname intermediateHost ZoneParser TcpDecoder parseMessage formatMessage',
    { from: 'dns/rdata', imported: 'mx, a' },
  ],
  [
    'dns',
    'messageCodec',
    'mname sourcePrefix infoCode inactivityTimeout RdataTokens',
    { from: 'dns/rdata', imported: 'a, aaaa, cname, mx, ns, txt' },
  ],
  ['dns', 'decodeMessage', 'ZoneParser TcpDecoder parseMessage formatMessage'],
  ['dns', 'encodeMessage', 'ZoneParser TcpDecoder parseMessage formatMessage'],
  ['dns', 'decodeName', 'MessageWriter NIMLOC ZoneParser TcpDecoder RdataTokens mname'],
  ['dns/annotate', 'annotateMessage', 'ZoneParser TcpDecoder parseMessage formatMessage formatZone'],
  ['dns/dig', 'formatMessage', 'ZoneParser TcpDecoder parseMessage formatZone'],
  ['dns/dnssec', 'makeDs', 'ZoneParser TcpDecoder parseMessage formatMessage formatZone'],
  ['dns/dnssec', 'keyTag', 'MessageReader ZoneParser TcpDecoder RdataTokens mname'],
  ['dns/edns', 'cookieOption', 'MessageReader MessageWriter ZoneParser RdataTokens mname sourcePrefix infoCode NIMLOC'],
  ['dns/iana', 'rcodeName', 'MessageReader MessageWriter ZoneParser RdataTokens mname NIMLOC'],
  ['dns/json', 'messageToJson', 'TcpDecoder parseMessage formatMessage formatZone'],
  ['dns/mail', 'selectPolicy', 'MessageReader MessageWriter ZoneParser RdataTokens mname NIMLOC'],
  ['dns/rdata', 'mx', 'MessageReader MessageWriter ZoneParser RdataTokens mname NIMLOC'],
  ['dns/transport', 'TcpDecoder', 'MessageReader MessageWriter ZoneParser RdataTokens mname'],
  ['dns/tsig', 'signTsig', 'ZoneParser TcpDecoder parseMessage formatMessage formatZone'],
  ['dns/update', 'addRecord', 'MessageReader MessageWriter ZoneParser RdataTokens mname NIMLOC'],
  ['dns/zone', 'parseZone', 'TcpDecoder parseMessage formatMessage formatZone'],
  ['dns/zone', 'parseTtl', 'MessageReader MessageWriter ZoneParser RdataTokens mname NIMLOC'],
  ['smtp', 'SmtpError', `${sessions} Scanner ReplyDecoder sourceRoute formatExtensions Transaction DotDecoder DotEncoder`],
  ['smtp', 'decodeReply', `${sessions} Scanner sourceRoute reversePath formatExtensions Transaction DotDecoder DotEncoder`],
  ['smtp', 'decodeCommand', `${sessions} ReplyDecoder formatExtensions Transaction DotDecoder DotEncoder encodeCommand`],
  [
    'smtp/address',
    'parseMailbox',
    `${sessions} ReplyDecoder reversePath formatExtensions Transaction DotDecoder DotEncoder decodeXtext`,
  ],
  ['smtp/extensions', 'negotiate', `${sessions} ReplyDecoder reversePath Transaction DotDecoder DotEncoder`],
  ['smtp/proxy', 'decodeProxyHeader', `${sessions} ReplyDecoder reversePath formatExtensions Transaction decodeXtext`],
  ['smtp/replies', 'replyClass', `${sessions} ReplyDecoder reversePath formatExtensions Transaction decodeXtext`],
  ['smtp/transaction', 'Transaction', 'ServerConnection Engine ReplyDecoder formatExtensions DotDecoder DotEncoder'],
  ['smtp', 'ClientConnection', 'ServerConnection DotDecoder'],
  ['smtp', 'ServerConnection', 'ClientConnection DotEncoder ReplyDecoder'],
  ['pop3', 'Pop3Error', `${sessions} Scanner parseScanListing parseCapabilities DotDecoder DotEncoder decodeCommand`],
  ['pop3', 'decodeResponse', `${sessions} Scanner parseScanListing parseCapabilities DotDecoder DotEncoder decodeBase64`],
  ['pop3', 'decodeCommand', `${sessions} parseScanListing parseCapabilities DotDecoder DotEncoder encodeCommand`],
  ['pop3', 'ClientConnection', 'ServerConnection DotEncoder formatCapabilities'],
  ['pop3', 'ServerConnection', 'ClientConnection DotDecoder parseCapabilities'],
  ['imap', 'ImapError', `${sessions} ResponseDecoder ImapWriter Interned Framer decodeCommand`],
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
  ['sasl', 'SaslError', 'decodePlain plainServer plainClient scramClient scramServer chooseMechanism saslprep'],
  ['sasl', 'chooseMechanism', 'decodePlain plainServer scramServer oauthBearerServer cramMd5Server externalServer'],
  ['sasl', 'plainClient', 'decodePlain plainServer scramClient oauthBearerClient chooseMechanism RUNS'],
  ['sasl', 'scramClient', 'plainClient scramServer oauthBearerClient chooseMechanism'],
  ['sasl', 'scramServer', 'plainServer scramClient oauthBearerServer chooseMechanism'],
  ['sasl', 'encodePlain', 'decodePlain plainServer plainClient'],
  ['sasl', 'saslprep', 'encodePlain decodePlain plainServer plainClient chooseMechanism'],
]

const wordsOf = (text: string): Set<string> => new Set(text.match(/\w+/g))

test.each(rows.map(row => [row[0], row[1], row] as const))(
  '@mailwire/%s { %s } holds nothing else',
  async (from, imported, row) => {
    const [, , without, beside] = row
    const forbidden = without.split(' ')
    const whole = wordsOf(
      filesBelow(`${root}packages/${from.split('/')[0]}/dist`, /\.js$/)
        .map(file => readFileSync(file, 'utf8'))
        .join('\n'),
    )
    expect(
      forbidden.filter(word => !whole.has(word)),
      'words that the package no longer has',
    ).toEqual([])
    const words = wordsOf(await bundled([{ from, imported }, ...(beside === undefined ? [] : [beside])], false))
    expect(forbidden.filter(word => words.has(word))).toEqual([])
  },
)

test.each(sizeRows.map(row => [shownImports(importsOf(row)), row] as const))('%s is within its limit', async (_, row) => {
  const { minified, compressed } = await sizeOf(importsOf(row))
  expect(compressed).toBeLessThanOrEqual(row.limit)
  expect(compressed).toBeLessThan(minified)
})

test('the README lists these imports (npm run sizes writes the table)', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const table = readme.slice(readme.indexOf('<!-- sizes -->'), readme.indexOf('<!-- /sizes -->'))
  const listed = [...table.matchAll(/^\| (.+` of `@mailwire\/[\w/]+`) \| [\d.]+ kB \| [\d.]+ kB \|$/gm)]
  expect(listed.map(([, imports]) => imports)).toEqual(sizeRows.map(row => shownImports(importsOf(row))))
})
