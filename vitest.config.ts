/** One run over every package. Packages resolve to their sources, so that coverage is of the code and never of a stale build. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests of these packages share what they import, which is most of their time: nothing there keeps state. */
const PURE = '{bytes,dns,smtp,pop3,imap,sasl}'
/**
 * Tests with a process of their own: those that measure memory or processor time, that load modules anew, or that use V8's coverage, which would end that
 * of all tests behind them.
 */
export const MEASURING: string[] = [
  'bytes/test/{input,session-parts,without-buffer}',
  '{dns,smtp}/test/files',
  'dns/test/message/retention',
  'imap/test/{abnf,hostile}',
  'imap/test/command/large-commands',
  'imap/test/evaluate/{base-subject,collation,header-junk,needle,thread-evaluation}',
  'imap/test/response/{damaged-responses,response-laws}',
  'imap/test/serve/{expunge-log,session-view}',
  'imap/test/session/{model,session-facts}',
  'pop3/test/session/linear-work',
  'sasl/test/mechanisms/scram-prepared',
].map(tests => `packages/${tests}.test.ts`)

const packages = fileURLToPath(new URL('./packages/', import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@mailwire\/(bytes|dns|smtp|pop3|imap|sasl)$/, replacement: `${packages}$1/src/index.ts` },
      { find: /^@mailwire\/(dns|smtp|pop3|imap|sasl)\/([\w-]+)$/, replacement: `${packages}$1/src/$2.ts` },
      { find: /^mailwire$/, replacement: `${packages}mailwire/src/index.ts` },
      { find: /^mailwire\/node$/, replacement: `${packages}mailwire/src/node.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'shared', isolate: false, include: [`packages/${PURE}/test/**/*.test.ts`], exclude: MEASURING },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [...MEASURING, `packages/!(${PURE.slice(1, -1).replaceAll(',', '|')})/test/**/*.test.ts`],
        },
      },
    ],
    testTimeout: 60_000,
    // By default one processor is left out, which is half of a machine that has two.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['packages/{bytes,dns,smtp,pop3,imap,sasl,mailwire}/src/**'],
      // What was measured, rounded down; a floor only ever rises (docs/testing.md).
      thresholds: { statements: 98, branches: 97, functions: 98, lines: 99 },
      reporter: ['text-summary', ['text', { maxCols: 120 }]],
    },
  },
})
