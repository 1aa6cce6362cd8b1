/** The registry of FETCH items: one line each. */
import { Words } from '../grammar/words.js'
import { annotationItem } from './annotation.js'
import { bodyStructure, envelopeItem, flags, internalDate, modseq, size, uid } from './attributes.js'
import { binary, binarySize, bodyItem, rfc822, rfc822Header, rfc822Text } from './body-section.js'
import { gmailLabels, gmailMessageId, gmailThreadId } from './gmail.js'
import type { FetchItemRule } from './item.js'
import { emailId, threadId } from './object-id.js'
import { preview } from './preview.js'
import { saveDate } from './save-date.js'

/** Every item that is known, in the order in which they are written. */
export const fetchItemRules: readonly FetchItemRule[] = /* @__PURE__ */ (() => [
  uid,
  flags,
  internalDate,
  size,
  modseq,
  emailId,
  threadId,
  saveDate,
  preview,
  annotationItem,
  gmailMessageId,
  gmailThreadId,
  gmailLabels,
  envelopeItem,
  bodyStructure,
  bodyItem,
  binary,
  binarySize,
  rfc822,
  rfc822Header,
  rfc822Text,
])()

/** The same by name. */
export const fetchItemWords: Words<FetchItemRule> = /* @__PURE__ */ new Words(fetchItemRules)
