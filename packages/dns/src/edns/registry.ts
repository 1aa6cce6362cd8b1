/** The EDNS options that messages know: one line each in the list, and one in the interface that tells their data. */
import type { AnyOptionType } from './option.js'
import { type Algorithms, dau, dhu, n3u } from './options/algorithms.js'
import { type Chain, chain } from './options/chain.js'
import { type ClientSubnet, clientSubnet } from './options/client-subnet.js'
import { type Cookie, cookie } from './options/cookie.js'
import { type Expire, expire } from './options/expire.js'
import { type ExtendedError, extendedError } from './options/extended-error.js'
import { type Keepalive, keepalive } from './options/keepalive.js'
import { type KeyTags, keyTags } from './options/key-tag.js'
import { type Llq, llq } from './options/llq.js'
import { type MqTypes, mqTypeQuery, mqTypeResponse } from './options/mqtype.js'
import { nsid, type Octets, padding } from './options/octets.js'
import { type ReportChannel, reportChannel } from './options/report-channel.js'
import { clientTag, serverTag, type Tag } from './options/tag.js'
import { type UpdateLease, updateLease } from './options/update-lease.js'
import { type ZoneVersion, zoneVersion } from './options/zone-version.js'

/** The data of each option by mnemonic. */
export interface OptionDataByName {
  LLQ: Llq
  UL: UpdateLease
  NSID: Octets
  DAU: Algorithms
  DHU: Algorithms
  N3U: Algorithms
  ECS: ClientSubnet
  EXPIRE: Expire
  COOKIE: Cookie
  KEEPALIVE: Keepalive
  PADDING: Octets
  CHAIN: Chain
  'KEY-TAG': KeyTags
  EDE: ExtendedError
  'CLIENT-TAG': Tag
  'SERVER-TAG': Tag
  'REPORT-CHANNEL': ReportChannel
  ZONEVERSION: ZoneVersion
  'MQTYPE-QUERY': MqTypes
  'MQTYPE-RESPONSE': MqTypes
}

/** Every described option. */
export const allEdnsOptions = [
  llq,
  updateLease,
  nsid,
  dau,
  dhu,
  n3u,
  clientSubnet,
  expire,
  cookie,
  keepalive,
  padding,
  chain,
  keyTags,
  extendedError,
  clientTag,
  serverTag,
  reportChannel,
  zoneVersion,
  mqTypeQuery,
  mqTypeResponse,
] as readonly AnyOptionType[]
