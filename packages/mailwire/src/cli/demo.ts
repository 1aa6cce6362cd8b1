/** `mailwire demo`: the whole story on loopback, told as it happens. */

import { StoryError, tellStory } from '../demo/story.js'
import { Trace } from '../demo/trace.js'
import { NetworkError } from '../node/errors.js'
import { type Command, UsageError, wantsColor } from './shared.js'

const help = `Usage: mailwire demo [--quiet | --json]

Tells the story of a message on loopback: it is composed, submitted over SMTP, routed by DNS,
relayed past a closed port, and read over POP3 and IMAP. Every byte is written and read by
mailwire. Ends by itself within seconds and leaves nothing running.

  -q, --quiet   the table at the end only
  --json        one JSON document: the steps with their lines, bytes and milliseconds
  --help        this text

NO_COLOR turns colours off. Exit status: 0 when every step succeeded, 1 when one failed,
2 for wrong arguments and for what kept it from running.
`

export const demo: Command = {
  name: 'demo',
  summary: 'the whole story on loopback: write, submit, resolve, relay, read',
  help,
  run: async (args, io) => {
    const unknown = args.find(arg => !['-q', '--quiet', '--json'].includes(arg))
    if (unknown !== undefined) throw new UsageError(`unknown option ${JSON.stringify(unknown)}`)
    const json = args.includes('--json')
    const quiet = json || args.includes('-q') || args.includes('--quiet')
    const start = performance.now()
    const trace = new Trace(quiet ? () => {} : io.out, wantsColor(io))
    const failure = await tellStory(trace).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure !== undefined && !(failure instanceof StoryError || failure instanceof NetworkError)) throw failure
    const ok = failure === undefined
    const time = performance.now() - start
    if (json) {
      io.out(`${JSON.stringify({ ok, time, steps: trace.steps }, undefined, 2)}\n`)
    } else {
      io.out(`${quiet ? '' : '\n'}${trace.table()}\n`)
      io.out(
        ok
          ? `\nWhat was read is what was sent. ${trace.steps.length} steps in ${(time / 1000).toFixed(2)} s.\n`
          : `\nStep ${trace.steps.length} failed: ${trace.steps.at(-1)?.outcome}\n`,
      )
    }
    return ok ? 0 : 1
  },
}
