import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Whom Dovecot runs as, and the words before its command line that make it so. */
export interface Owner {
  user: string;
  group: string;
  uid: number;
  gid: number;
  become: string[];
}

/** We ourselves, or nobody where we are root: Dovecot refuses to serve mail as root. */
export function owner(): Owner {
  const { uid, username } = userInfo();
  const user = uid === 0 ? 'nobody' : username;
  const id = (option: string) => execFileSync('id', [option, user], { encoding: 'utf8' }).trim();
  const ids = { user, group: id('-gn'), uid: Number(id('-u')), gid: Number(id('-g')) };
  const become = ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
  return { ...ids, become: uid === 0 ? become : [] };
}

export function configuration(
  folder: string,
  { user, group }: Owner,
  ports: { starttls: number; tls: number },
  prefix: string,
): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
ssl = yes
ssl_cert = <${folder}/certificate.pem
ssl_key = <${folder}/key.pem
auth_mechanisms = plain login
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = ${prefix.at(-1) ?? '/'}
  prefix = ${prefix}
}
# Otherwise a login after a wrong password is delayed for seconds.
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.starttls}
  }
  inet_listener imaps {
    port = ${ports.tls}
    ssl = yes
  }
}
protocol imap {
  mail_plugins = imap_zlib
}
`;
}
