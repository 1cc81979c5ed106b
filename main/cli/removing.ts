import { DeskError } from '../../shared/error.ts';
import { reporterOf } from '../engine/store/removal.ts';
import type { Store } from '../engine/store/store.ts';
import { noArguments, type Command, type Typed } from './command.ts';
import { withStore } from './place.ts';

export const removeCommand: Command = {
  name: 'remove',
  arguments: '[ID…]',
  summary: 'Remove reports for good, or ignore a reporter; prints the number by which it is undone.',
  options: {
    reporter: { value: 'NAME', help: 'ignore this organization: its reports, also those to come, are set aside' },
    undo: { value: 'NUMBER', help: 'bring back what was removed, up to seven days ago, or a reporter' },
    ignored: { help: 'list the reporters that are ignored, with the number by which that is undone' },
  },
  run: (typed, output) =>
    withStore(typed, async (store) => {
      if (typed.on['ignored'] === true) {
        noArguments(typed);
        for (const ignored of store.removals.ignored()) {
          if (output.json) output.value(ignored);
          else
            output.text(
              `${ignored.removal}  ${ignored.organizationName} (${ignored.contactDomain}), ${ignored.reports} reports`,
            );
        }
        return 0;
      }
      if (typed.text['undo'] !== undefined) {
        noArguments(typed);
        await store.removals.undo(idIn(typed.text['undo']));
        return 0;
      }
      for (const removal of await removed(store, typed)) {
        if (output.json) output.value({ removal });
        else output.text(`removed; undo with: tlsrpt remove --undo ${removal}`);
      }
      await store.giveBackRoom();
      return 0;
    }),
};

async function removed(store: Store, typed: Typed): Promise<number[]> {
  const { reporter } = typed.text;
  if (reporter === undefined) {
    const ids = typed.positionals.map(idIn);
    if (ids.length === 0) throw new DeskError('usage', 'which reports?');
    for (const id of ids) store.report(id);
    return [await store.removals.reports(ids)];
  }
  noArguments(typed);
  const contacts = store.reportIds({ organizationName: reporter }).map((id) => reporterOf(store.report(id).report));
  const domains = [...new Set(contacts.map(({ contactDomain }) => contactDomain))];
  if (domains.length === 0) throw new DeskError('not-found', reporter);
  const removals: number[] = [];
  for (const contactDomain of domains) {
    removals.push(await store.removals.ignore({ organizationName: reporter, contactDomain }));
  }
  return removals;
}

function idIn(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new DeskError('usage', `${text} is no number of a report or removal`);
  return id;
}
