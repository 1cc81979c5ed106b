import { Store } from '../../../main/engine/store/store.ts';
import { message, receive, report, result } from './messages.ts';

// A process of its own: opens the store and records its share of reports, and some that all processes have.
const [, , path = '', name = '', batches = '0'] = process.argv;
const store = Store.open(path);
for (let batch = 1; batch <= Number(batches); batch++) {
  const own = report({ reportId: `${name}-${batch}`, organizationName: `${name} ${batch}` });
  const common = report({ reportId: `common-${batch}`, policies: [result(`common${batch}.example`)] });
  receive(store, [message(null, [own]), message(null, [common])]);
}
store.close();
