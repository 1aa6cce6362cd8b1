#!/usr/bin/env node
/** The command line: `mailwire <command> [arguments]`. Each command is a file in `cli/`; this one picks it and says how it ended. */
import { demo } from './cli/demo.js'
import { dig } from './cli/dig.js'
import { serve } from './cli/serve.js'
import { type Command, explain, type Io, UsageError } from './cli/shared.js'
import { version } from './cli/version.js'

const commands: readonly Command[] = [demo, serve, dig]

const help = `mailwire ${version}: the wire protocols of email

Usage: mailwire <command> [arguments]

${commands.map(command => `  ${command.name.padEnd(8)}${command.summary}`).join('\n')}

mailwire <command> --help tells more. Exit status: 0 when it went well, 1 when a check
of the demo failed, 2 for wrong arguments and for everything that kept it from running.
`

async function main(argv: readonly string[], io: Io): Promise<number> {
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
    io.error(name === undefined ? help : `mailwire: unknown command ${JSON.stringify(name)}; mailwire --help lists them\n`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    const hint = error instanceof UsageError ? `; mailwire ${command.name} --help tells more` : ''
    io.error(`mailwire ${command.name}: ${explain(error)}${hint}\n`)
    return 2
  }
}

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on('error', error => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 2))
process.exitCode = await main(process.argv.slice(2), {
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
  env: process.env,
  terminal: process.stdout.isTTY === true,
})
