/**
 * A run of its own: it needs programs that not every machine has: BIND and its tools (Debian: bind9, bind9-utils, bind9-dnsutils), dnspython
 * (python3-dnspython), curl, python3-aiosmtpd, swaks with libnet-ssleay-perl, msmtp, postfix, dovecot-lmtpd, dovecot-submissiond and
 * exim4-daemon-light (see exim.check.ts).
 */
import base from '../../../vitest.config.js'

export default { ...base, test: { ...base.test, include: ['packages/interop/system/*.check.ts'], coverage: { enabled: false } } }
