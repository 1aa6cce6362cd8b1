/** A Dovecot whose user `a` has an INBOX of many small messages before it starts, over a connection without TLS. */
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { passwords, service, startDovecot, user } from '../dovecot.js'
import { isRoot, run, type Started } from '../programs.js'

export const PASSWORD = 'right'

/** A new folder, in memory where that is possible: Dovecot writes files for each change. */
export const makeFolder = (): string => mkdtempSync(`${existsSync('/dev/shm') ? '/dev/shm' : tmpdir()}/mailwire-dovecot-views-`)

/** Starts it with so many messages; every third has been read. */
export async function startWithMessages(folder: string, count: number): Promise<Started> {
  chmodSync(folder, 0o755)
  const maildir = `${folder}/home/a/Maildir`
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(`${maildir}/${name}`, { recursive: true })
  // Links take a tenth of the time of files.
  const message = `${folder}/message`
  writeFileSync(message, 'Subject: old\n\n')
  for (let at = 1; at <= count; at++) linkSync(message, `${maildir}/cur/${1e9 + at}.x.host:2,${at % 3 === 0 ? 'S' : ''}`)
  if (isRoot) await run('chown', ['-R', '65534:65534', `${folder}/home/a`], { cwd: folder })
  return startDovecot(
    folder,
    user(folder, 'a', PASSWORD),
    `protocols = imap
ssl = no
auth_failure_delay = 0
mail_fsync = never
maildir_very_dirty_syncs = yes
mailbox_idle_check_interval = 1s
namespace inbox {
  inbox = yes
  separator = /
}
${passwords(folder)}${service('imap-login', 'imap', 'PORT', 'imaps')}`,
  )
}
