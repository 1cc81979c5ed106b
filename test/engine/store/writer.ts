import { Store } from '../../../main/engine/store/store.ts';
import { message, receive, report, result } from './messages.ts';
import { settings } from './settings.ts';

// A process of its own: opens the store, records its share of reports and some that all processes have, and goes on
// changing a mailbox of its own, which reads before it writes.
const [, , path = '', name = '', batches = '0'] = process.argv;
const store = Store.open(path);
const mailbox = store.saveMailbox(0, { ...settings, user: name });
for (let batch = 1; batch <= Number(batches); batch++) {
  const own = report({ reportId: `${name}-${batch}`, organizationName: `${name} ${batch}` });
  const common = report({ reportId: `common-${batch}`, policies: [result(`common${batch}.example`)] });
  receive(store, [message(null, [own]), message(null, [common])]);
  store.saveMailbox(mailbox, { ...settings, user: name, pollMinutes: batch });
}
store.close();
