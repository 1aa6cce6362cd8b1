/**
 * A run of its own: it needs programs that not every machine has; peers.json names them. A check whose peer is missing is left out and named;
 * with INTEROP_REQUIRE=all, as in CI, nothing runs then and the run fails.
 */
import base from '../../../vitest.config.js'
import { allChecks, missingPeers, notInstalled, runnableChecks } from './peers.js'

const missing = missingPeers()
const checks = runnableChecks(missing, process.env.INTEROP_REQUIRE)
if (missing.length > 0) {
  const leftOut = allChecks.filter(check => !checks.includes(check)).map(check => `${check}.check.ts`)
  process.stderr.write(`interop: ${notInstalled(missing)}\ninterop: left out: ${leftOut.join(', ')}\n`)
}

export default {
  ...base,
  test: {
    ...base.test,
    // Those of the tests would come as well, and run the checks twice.
    projects: undefined,
    include: checks.map(check => `packages/interop/system/${check}.check.ts`),
    coverage: { enabled: false },
  },
}
