/** The registry of untagged responses that carry data: one line each. */
import { Words } from '../grammar/words.js'
import {
  type AclResponse,
  type AclResponseInit,
  acl,
  type ListRightsResponse,
  type ListRightsResponseInit,
  listrights,
  type MyRightsResponse,
  type MyRightsResponseInit,
  myrights,
} from './acl.js'
import { type CapabilityResponse, capability, enabled } from './capability.js'
import { type ComparatorResponse, comparator } from './comparator.js'
import { type ConversionResponse, conversion } from './conversion.js'
import { type ConvertedResponse, converted } from './converted.js'
import { type EsearchResponse, type EsearchResponseInit, esearch } from './esearch.js'
import {
  type FetchResponse,
  type FetchResponseInit,
  fetch,
  type UidFetchResponse,
  type UidFetchResponseInit,
  uidFetch,
} from './fetch.js'
import { type IdResponse, id } from './id.js'
import { type JmapAccessResponse, jmapaccess } from './jmapaccess.js'
import { type LanguageResponse, language } from './language.js'
import { type ListResponse, type ListResponseInit, list, lsub, xlist } from './list.js'
import { exists, expunge, type FlagsResponse, flags, type NumberResponse, recent } from './mailbox.js'
import { type MailboxStatusResponse, type MailboxStatusResponseInit, mailboxStatus } from './mailbox-status.js'
import { type MetadataResponse, type MetadataResponseInit, metadata } from './metadata.js'
import { type NamespaceResponse, namespace } from './namespace.js'
import { type QuotaResponse, type QuotaRootResponse, type QuotaRootResponseInit, quota, quotaroot } from './quota.js'
import type { ResponseRule } from './rule.js'
import { type SearchResponse, type SearchResponseInit, search, sort } from './search.js'
import { type ThreadResponse, thread } from './thread.js'
import { type UidBatchesResponse, uidbatches } from './uidbatches.js'
import { type GenUrlAuthResponse, genurlauth, type UrlFetchResponse, urlfetch } from './urlauth.js'
import { type VanishedResponse, vanished } from './vanished.js'

/** What the rules below decode. */
export type DataResponse =
  | CapabilityResponse
  | ListResponse
  | NamespaceResponse
  | MailboxStatusResponse
  | FlagsResponse
  | SearchResponse
  | EsearchResponse
  | ThreadResponse
  | NumberResponse
  | VanishedResponse
  | UidBatchesResponse
  | IdResponse
  | QuotaResponse
  | QuotaRootResponse
  | AclResponse
  | ListRightsResponse
  | MyRightsResponse
  | MetadataResponse
  | LanguageResponse
  | ComparatorResponse
  | JmapAccessResponse
  | GenUrlAuthResponse
  | UrlFetchResponse
  | ConvertedResponse
  | ConversionResponse
  | FetchResponse
  | UidFetchResponse

/** What they encode. */
export type DataResponseInit =
  | CapabilityResponse
  | ListResponseInit
  | NamespaceResponse
  | MailboxStatusResponseInit
  | FlagsResponse
  | SearchResponseInit
  | EsearchResponseInit
  | ThreadResponse
  | NumberResponse
  | VanishedResponse
  | UidBatchesResponse
  | IdResponse
  | QuotaResponse
  | QuotaRootResponseInit
  | AclResponseInit
  | ListRightsResponseInit
  | MyRightsResponseInit
  | MetadataResponseInit
  | LanguageResponse
  | ComparatorResponse
  | JmapAccessResponse
  | GenUrlAuthResponse
  | UrlFetchResponse
  | ConvertedResponse
  | ConversionResponse
  | FetchResponseInit
  | UidFetchResponseInit

type Rule = ResponseRule<DataResponse, DataResponseInit>

/** Every response that is known, by its type: a type without a line here is a type error. */
const byType: { readonly [Type in DataResponse['type']]: Rule } = {
  capability,
  enabled,
  list,
  lsub,
  xlist,
  namespace,
  status: mailboxStatus,
  flags,
  search,
  sort,
  esearch,
  thread,
  exists,
  recent,
  expunge,
  vanished,
  uidbatches,
  id,
  quota,
  quotaroot,
  acl,
  listrights,
  myrights,
  metadata,
  language,
  comparator,
  jmapaccess,
  genurlauth,
  urlfetch,
  converted,
  conversion,
  fetch,
  uidfetch: uidFetch,
}

/** The same in their order. */
export const responseRules: readonly Rule[] = /* @__PURE__ */ Object.values(byType)

/** Those that begin with their name. */
export const namedWords: Words<Rule> = /* @__PURE__ */ (() => new Words(responseRules.filter(rule => rule.isNumbered !== true)))()

/** Those that begin with a number. */
export const numberedWords: Words<Rule> = /* @__PURE__ */ (() =>
  new Words(responseRules.filter(rule => rule.isNumbered === true)))()

/** All of them by the `type` of their value. */
export const ruleOfType: ReadonlyMap<string, Rule> = /* @__PURE__ */ (() =>
  new Map(responseRules.map(rule => [rule.type, rule])))()
