import { DeskError } from '../../shared/error.ts';
import type { SavedMailbox } from '../engine/store/mailboxes.ts';
import type { Store } from '../engine/store/store.ts';
import type { Run } from './command.ts';
import type { Output } from './output.ts';
import { withStore } from './place.ts';
import { idIn } from './values.ts';

export const mailboxes: Run = async (typed, output) => {
  const removed = typed.text['remove'] === undefined ? null : idIn(typed.text['remove']);
  return withStore(typed, (store) => {
    if (removed === null) list(store, output);
    else remove(store, removed, output);
    return 0;
  });
};

function list(store: Store, output: Output): void {
  const saved = store.mailboxes().map((mailbox) => described(store, mailbox));
  if (output.json) {
    output.value(saved);
    return;
  }
  output.table(
    ['id', 'user', 'host', 'port', 'security', 'folder', 'fetched', 'stored', 'pending'],
    saved.map(({ messages, ...mailbox }) => [
      ...[mailbox.id, mailbox.user, mailbox.host, mailbox.port, mailbox.security, mailbox.folder],
      ...[messages.fetched, messages.stored, messages.pending],
    ]),
  );
  for (const { id, pending } of saved) {
    for (const { uid, since, nextAttemptAt } of pending) {
      output.text(`mailbox ${id}: uid ${uid} is pending since ${since}, asked for again at ${nextAttemptAt}`);
    }
  }
}

/** Without what is nobody's business: the name of its password, and whom it trusts. */
function described(store: Store, { id, settings }: SavedMailbox) {
  const { host, port, security, user, folder, pollMinutes } = settings;
  const pending = store.longestPending(id);
  return { id, host, port, security, user, folder, pollMinutes, messages: store.messageCounts(id), pending };
}

function remove(store: Store, id: number, output: Output): void {
  if (!store.mailboxes().some((mailbox) => mailbox.id === id)) throw new DeskError('not-found', `mailbox ${id}`);
  store.removeMailbox(id);
  if (output.json) output.value({ removed: id });
  else output.text(`mailbox ${id} is forgotten; its reports stay`);
}
