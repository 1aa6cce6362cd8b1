/** A Dovecot in a folder of its own, in the foreground. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { isRoot, run, type Started, start } from './programs.js'

const { uid, gid, username } = userInfo()

/** A line of a passwd-file: what users have is in the folder's `home`. */
export const user = (folder: string, name: string, password: string, more = ''): string =>
  `${name}:{PLAIN}${password}:${isRoot ? '65534:65534' : `${uid}:${gid}`}::${folder}/home/${name}::${more}\n`

/** `more` is what the services need, with `PORT` for the port that is waited for. */
export async function startDovecot(folder: string, users: string, more: string): Promise<Started> {
  mkdirSync(`${folder}/home`, { recursive: true })
  chmodSync(folder, 0o755)
  chmodSync(`${folder}/home`, 0o777)
  writeFileSync(`${folder}/users`, users)
  const group = (await run('id', ['-gn'], { cwd: folder })).said.trim()
  const itself = isRoot
    ? ''
    : `default_login_user = ${username}\ndefault_internal_user = ${username}\ndefault_internal_group = ${group}\nservice anvil {\n  chroot =\n}\n`
  const configuration = `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
${itself}service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0 # who failed to log in waits otherwise
  }
}
disable_plaintext_auth = no
listen = 127.0.0.1
hostname = store.example
auth_username_format = %n
mail_location = maildir:~/Maildir
userdb {
  driver = passwd-file
  args = ${folder}/users
}
${more}
`
  const args = (port: number): string[] => {
    writeFileSync(`${folder}/conf`, configuration.replaceAll('PORT', String(port)))
    return ['-F', '-c', `${folder}/conf`]
  }
  return start('/usr/sbin/dovecot', args, folder)
}

export const passwords = (folder: string, mechanisms = ''): string =>
  `passdb {\n  driver = passwd-file\n  args = ${folder}/users\n  ${mechanisms && `mechanisms = ${mechanisms}`}\n}\n`

/** A service on a port, and not on its other one. */
export const service = (name: string, listener: string, port: number | 'PORT', other?: string): string =>
  `service ${name} {
  ${isRoot || !name.endsWith('-login') ? '' : 'chroot ='}
  inet_listener ${listener} {
    address = 127.0.0.1
    port = ${port}
  }
${other === undefined ? '' : `  inet_listener ${other} {\n    port = 0\n  }\n`}}
`
