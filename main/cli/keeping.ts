import { DeskError } from '../../shared/error.ts';
import { maxKeepMonths, maxStoreMegabytes } from '../engine/arguments.ts';
import { Intake } from '../engine/intake.ts';
import { keyLookup } from '../engine/mailbox/keys.ts';
import { rereadAll } from '../engine/reread.ts';
import { firstKeptDay } from '../engine/retention.ts';
import { Store } from '../engine/store/store.ts';
import { formatReport } from '../engine/tlsrpt/format.ts';
import { parseReport } from '../engine/tlsrpt/report.ts';
import { noArguments, requiredText, type Command } from './command.ts';
import { storePath, withStore } from './place.ts';

export const verifyCommand: Command = {
  name: 'verify',
  arguments: '',
  summary: 'Check the store: its file, and every report against its original.',
  options: {},
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, (store) => {
      const findings = store.integrity();
      const ids = store.reportIds({});
      const differing = ids.filter((id) => !agreesWithOriginal(store, id));
      if (output.json) output.value({ reports: ids.length, differing, findings });
      else {
        output.text(`${ids.length} reports, ${differing.length} of them differ from their originals`);
        if (differing.length > 0) output.text(`ids: ${differing.join(' ')} (tlsrpt reread reads them again)`);
        for (const finding of findings) output.text(finding);
        if (findings.length === 0) output.text('the file is sound');
      }
      return findings.length + differing.length > 0 ? 1 : 0;
    });
  },
};

function agreesWithOriginal(store: Store, id: number): boolean {
  try {
    return formatReport(parseReport(store.originalBytes(id)).report) === formatReport(store.report(id).report);
  } catch {
    return false; // Today's reader refuses what was stored.
  }
}

export const rereadCommand: Command = {
  name: 'reread',
  arguments: '',
  summary: 'Read all originals and refused messages again, after an upgrade that reads more.',
  options: {},
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, async (store) => {
      const signal = new AbortController().signal;
      const intake = new Intake(store, keyLookup());
      const result = await rereadAll(store, intake, { signal, progress: () => {} });
      await intake.verifier.finish();
      intake.verifier.stop();
      if (output.json) output.value(result);
      else output.text(`${result.reports} read: ${result.changed} changed, ${result.accepted} refused ones stored`);
      return 0;
    });
  },
};

export const retainCommand: Command = {
  name: 'retain',
  arguments: '',
  summary: 'Say how long reports are kept and how large the store may grow, and remove older ones now.',
  options: {
    months: { value: 'NUMBER', help: 'months to keep, or `all` for everything' },
    megabytes: { value: 'NUMBER', help: 'size at which fetching waits, or `all` for what the disk has' },
  },
  run: (typed, output) => {
    noArguments(typed);
    const { months, megabytes } = typed.text;
    if (months === undefined && megabytes === undefined) throw new DeskError('usage', '--months is missing');
    const change = {
      ...(months !== undefined && { keepMonths: numberOrAll('months', months, maxKeepMonths) }),
      ...(megabytes !== undefined && { maxStoreMegabytes: numberOrAll('megabytes', megabytes, maxStoreMegabytes) }),
    };
    return withStore(typed, async (store) => {
      const preferences = { ...store.preferences(), ...change };
      store.savePreferences(preferences);
      const day = firstKeptDay(preferences, new Date());
      const removed = day === null ? 0 : store.removeReportsBefore(day);
      if (removed > 0) await store.giveBackRoom();
      if (output.json) output.value({ ...change, removed });
      else output.text(day === null ? 'everything is kept' : `reports since ${day} are kept, ${removed} removed`);
      return 0;
    });
  },
};

/** 0 for `all`. */
function numberOrAll(name: string, text: string, max: number): number {
  if (text === 'all') return 0;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0 && number <= max) return number;
  throw new DeskError('usage', `--${name} takes a number to ${max}, or all`);
}

export const compactCommand: Command = {
  name: 'compact',
  arguments: '',
  summary: 'Rewrite the store as small as it can be. Others wait; needs its size on the disk twice more meanwhile.',
  options: {},
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, async (store) => {
      const before = store.status().sizeBytes;
      await store.compact();
      const after = store.status().sizeBytes;
      if (output.json) output.value({ before, after });
      else output.text(`${before} bytes before, ${after} now`);
      return 0;
    });
  },
};

export const backupCommand: Command = {
  name: 'backup',
  arguments: '',
  summary: 'Copy the store to a file, also while it is in use.',
  options: { to: { value: 'FILE', help: 'the file to write' } },
  run: (typed, output) => {
    noArguments(typed);
    const path = requiredText(typed, 'to');
    return withStore(typed, async (store) => {
      const bytes = await store.backup(path);
      if (output.json) output.value({ bytes });
      else output.text(`${bytes} bytes written to ${path}`);
      return 0;
    });
  },
};

export const restoreCommand: Command = {
  name: 'restore',
  arguments: '',
  summary: 'Put a backup in the store’s place; the store is kept beside it. Nothing may have it open.',
  options: { from: { value: 'FILE', help: 'the backup' } },
  run: async (typed, output) => {
    noArguments(typed);
    const keptAs = Store.restore(requiredText(typed, 'from'), storePath(typed));
    if (output.json) output.value({ keptAs });
    else output.text(keptAs === '' ? 'restored' : `restored; the former store is kept as ${keptAs}`);
    return 0;
  },
};
