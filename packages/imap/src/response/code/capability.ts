/** CAPABILITY as a response code (RFC 9051 7.1), with the list of the response. */
import { capabilityData, writeCapabilities } from '../capability.js'
import { type CodeType, codeRule } from './rule.js'

/** CAPABILITY (RFC 9051 7.1); names in upper case. */
export interface CapabilityCode {
  readonly name: 'CAPABILITY'
  readonly capabilities: readonly string[]
}

/** `capability-data` */
export const capabilityCode: CodeType<CapabilityCode> = /* @__PURE__ */ codeRule<CapabilityCode>(
  'CAPABILITY',
  'RFC 9051 7.1',
  (reader, name) => ({ name, capabilities: capabilityData(reader, 'code-value') }),
  (writer, { capabilities }) => writeCapabilities(writer, capabilities),
)
