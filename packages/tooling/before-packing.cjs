/** The scripts `prepack` and `prepublishOnly` of each package that is published: they refuse what must not go out. */
const { address } = require('./repository.cjs')

const { npm_config_user_agent: agent = '', npm_lifecycle_event: event, npm_package_name: name } = process.env

function reason() {
  // npm would keep workspace: and the private packages in the manifest, and leave LICENSE and the address out.
  if (!agent.startsWith('pnpm/')) return 'cannot pack with npm: pnpm makes the manifest; run npx -y pnpm@10.34.9 pack'
  if (event === 'prepublishOnly' && address === '')
    return 'cannot publish without the address of the repository; fill it in: packages/tooling/repository.cjs'
  return undefined
}

const refused = reason()
if (refused !== undefined) {
  process.stderr.write(`${name}: ${refused}\n`)
  process.exitCode = 1
}
