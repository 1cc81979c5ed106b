import { DeskError } from '../../shared/error.ts';
import { reporterOf } from '../engine/store/reporter.ts';
import type { Store } from '../engine/store/store.ts';
import type { Run } from './command.ts';
import type { Output } from './output.ts';
import { withStore } from './place.ts';
import { idIn } from './values.ts';

export const removeReports: Run = async (typed, output) => {
  const { reporter } = typed.text;
  const ids = typed.positionals.map(idIn);
  const wishes = [
    ids.length > 0,
    reporter !== undefined,
    typed.text['undo'] !== undefined,
    typed.on['ignored'] === true,
  ];
  if (wishes.filter((wish) => wish).length !== 1) {
    throw new DeskError('usage', 'which? the ids of reports, or one of --reporter, --undo and --ignored');
  }
  const removal = typed.text['undo'] === undefined ? null : idIn(typed.text['undo']);
  return withStore(typed, async (store) => {
    if (typed.on['ignored'] === true) listIgnored(store, output);
    else if (removal !== null) await undo(store, removal, output);
    else await remove(store, ids, reporter, output);
    return 0;
  });
};

function listIgnored(store: Store, output: Output): void {
  for (const ignored of store.removals.ignored()) {
    const { removal, organizationName, contactDomain, reports } = ignored;
    if (output.json) output.value(ignored);
    else output.text(`${removal}  ${organizationName} (${contactDomain}), ${reports} reports`);
  }
}

async function undo(store: Store, removal: number, output: Output): Promise<void> {
  await store.removals.undo(removal);
  if (output.json) output.value({ undone: removal });
  else output.text('brought back');
}

async function remove(store: Store, ids: number[], reporter: string | undefined, output: Output): Promise<void> {
  const removals = reporter === undefined ? [await removeEach(store, ids)] : await ignore(store, reporter);
  for (const removal of removals) {
    if (output.json) output.value({ removal });
    else output.text(`removed; undo with: tlsrpt remove --undo ${removal}`);
  }
  await store.giveBackRoom();
}

/** All or none: throws not-found before the first is gone. */
function removeEach(store: Store, ids: number[]): Promise<number> {
  for (const id of ids) store.report(id);
  return store.removals.reports(ids);
}

async function ignore(store: Store, reporter: string): Promise<number[]> {
  const found = store.reportIds({ organizationName: reporter }).map((id) => reporterOf(store.report(id).report));
  if (found.length === 0) throw new DeskError('not-found', reporter);
  const removals: number[] = [];
  for (const each of new Map(found.map((one) => [one.contactDomain, one])).values()) {
    removals.push(await store.removals.ignore(each));
  }
  return removals;
}
