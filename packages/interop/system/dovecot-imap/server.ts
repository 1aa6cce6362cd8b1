/** A Dovecot that announces all that its Debian packages can do over IMAP, with the plugins for COMPRESS, QUOTA and ACL. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { type Certificate, selfSignedCertificate } from 'mailwire/node'
import { passwords, service, startDovecot, user } from '../dovecot.js'
import type { Started } from '../programs.js'

export const PASSWORD = 'right'

export interface ImapServer extends Started {
  readonly certificate: Certificate
}

/** Users a and b, and `moved`, who is referred to another host. */
export async function startImap(folder: string): Promise<ImapServer> {
  mkdirSync(folder, { recursive: true })
  const certificate = await selfSignedCertificate(['127.0.0.1'])
  writeFileSync(`${folder}/cert.pem`, certificate.cert)
  writeFileSync(`${folder}/key.pem`, certificate.key)
  const users = [
    user(folder, 'a', PASSWORD),
    user(folder, 'b', PASSWORD),
    user(folder, 'moved', PASSWORD, 'nologin host=other.example reason=moved'),
  ].join('')
  const server = await startDovecot(
    folder,
    users,
    `protocols = imap
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
mail_attribute_dict = file:%h/attributes
mail_plugins = quota acl zlib
mailbox_idle_check_interval = 1s
protocol imap {
  mail_plugins = $mail_plugins imap_quota imap_acl imap_zlib
  imap_metadata = yes
  imap_urlauth_host = store.example
  imap_id_send = name * vendor example
}
plugin {
  acl = vfile
  quota = count:User
  quota_vsizes = yes
  quota_rule = *:storage=100M:messages=1000
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
}
namespace public {
  type = public
  prefix = public/
  separator = /
  location = maildir:${folder}/public
  list = children
}
${passwords(folder)}
${service('imap-login', 'imap', 'PORT', 'imaps')}`,
  )
  return { ...server, certificate }
}
