/** The registry of response codes: one line each. */
import { Words } from '../../grammar/words.js'
import { capabilityCode } from '../capability.js'
import type { CodeRule } from './code.js'
import { badCharset, permanentFlags, uidNext, uidValidity, unseen } from './mailbox.js'
import { plainCodes } from './plain.js'
import { appendUid, copyUid, highestModseq, modified } from './uid.js'

/** Every code that is known. */
export const codeRules: readonly CodeRule[] = /* @__PURE__ */ (() => [
  ...plainCodes,
  capabilityCode,
  permanentFlags,
  badCharset,
  uidNext,
  uidValidity,
  unseen,
  appendUid,
  copyUid,
  highestModseq,
  modified,
])()

/** The same by name. */
export const codeWords: Words<CodeRule> = /* @__PURE__ */ new Words(codeRules)
