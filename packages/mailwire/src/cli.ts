#!/usr/bin/env node
/** The command line as a program: its streams and its exit status. */
import { main } from './cli/main.js'

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on('error', error => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 2))
process.exitCode = await main(process.argv.slice(2), {
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
  env: process.env,
  terminal: process.stdout.isTTY === true,
})
