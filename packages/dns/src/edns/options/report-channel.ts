/** REPORT-CHANNEL: the domain that receives error reports (RFC 9567 5). */
import type { OptionType } from '../option-type.js'
import { uncompressedName } from './name.js'
import { parseQuotedName } from './text.js'

export interface ReportChannel {
  readonly agentDomain: string
}

export const reportChannelOption: OptionType<ReportChannel, 'REPORT-CHANNEL'> = {
  name: 'REPORT-CHANNEL',
  code: 18,
  decode: reader => ({ agentDomain: uncompressedName(reader) }),
  encode: (writer, { agentDomain }) => writer.name(agentDomain, false),
  text: {
    aliases: ['Report-Channel'],
    format: () => undefined,
    parse: text => {
      const agentDomain = parseQuotedName(text)
      return agentDomain === undefined ? undefined : { agentDomain }
    },
  },
}
