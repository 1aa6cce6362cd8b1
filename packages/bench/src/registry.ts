/** Every topic, in the order of the report. One line a file. */

import type { Topic } from './topic.js'
import { dnsDecode } from './topics/dns-decode.js'
import { dnsEncode } from './topics/dns-encode.js'

export const topics: readonly (() => readonly Topic[])[] = [dnsDecode, dnsEncode]
