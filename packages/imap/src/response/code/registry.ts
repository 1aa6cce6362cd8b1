/** The registry of response codes: one line each. */
import { Words } from '../../grammar/words.js'
import { capabilityCode } from '../capability.js'
import { annotate, annotations } from './annotate.js'
import type { CodeRule } from './code.js'
import { maxConvertMessages, maxConvertParts, messageLimit } from './limit.js'
import { badCharset, permanentFlags, uidNext, uidValidity, unseen } from './mailbox.js'
import { metadataCode } from './metadata.js'
import { mailboxId, newName } from './name.js'
import { plainCodes } from './plain.js'
import { inProgress } from './progress.js'
import { badEvent, noUpdate, undefinedFilter } from './search.js'
import { appendUid, copyUid, downgraded, highestModseq, modified } from './uid.js'
import { badUrl, referral, urlMech, webAlert } from './url.js'

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
  downgraded,
  messageLimit,
  maxConvertMessages,
  maxConvertParts,
  badUrl,
  referral,
  urlMech,
  webAlert,
  annotate,
  annotations,
  metadataCode,
  noUpdate,
  badEvent,
  undefinedFilter,
  mailboxId,
  inProgress,
  newName,
])()

/** The same by name. */
export const codeWords: Words<CodeRule> = /* @__PURE__ */ new Words(codeRules)
