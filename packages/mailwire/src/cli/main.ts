/** Picks the command of `mailwire <command> [arguments]`, each of which is a file beside this one, and says how it ended. */
import { demo } from './demo.js'
import { dig } from './dig.js'
import { serve } from './serve.js'
import { type Command, explain, type Io, UsageError } from './shared.js'
import { version } from './version.js'

const commands: readonly Command[] = [demo, serve, dig]

const help = `mailwire ${version}: the wire protocols of email

Usage: mailwire <command> [arguments]

${commands.map(command => `  ${command.name.padEnd(8)}${command.summary}`).join('\n')}

mailwire <command> --help describes a command. Exit status: 0 on success, 1 when a check
of the demo failed, 2 for wrong arguments and for everything that kept it from running.
`

/** Gives the exit status; writes to `io` alone. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv
  if (name === '--version' || name === '-V' || name === 'version') {
    io.out(`${version}\n`)
    return 0
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(help)
    return 0
  }
  const command = commands.find(known => known.name === name)
  if (command === undefined) {
    io.error(name === undefined ? help : `mailwire: unknown command ${JSON.stringify(name)}; see mailwire --help\n`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    const hint = error instanceof UsageError ? `; see mailwire ${command.name} --help` : ''
    io.error(`mailwire ${command.name}: ${explain(error)}${hint}\n`)
    return 2
  }
}
