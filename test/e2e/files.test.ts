import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { settingsWords } from '../../shared/settings-words.ts';
import { words } from '../../shared/words.ts';
import { reportMail, testReport } from '../engine/mails.ts';
import { type Desk, newProfile, openDesk, screenshotPath } from './electron.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';

// Reports without a mailbox, as a person handles files: each test goes on where the one before ended.

/** It may hold a report, though it cannot be read: so it is kept whole. */
const refusedMail = Buffer.from(
  'From: a@example.com\r\nSubject: Lunch \xff\r\nContent-Type: application/tlsrpt+json\r\n\r\n{"at noon?\r\n',
  'latin1',
);
const { profile, remove } = newProfile();
let folder: string;
let desk: Desk;
let person: Person;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  await writeFile(at('1.eml'), reportMail(1));
  await writeFile(at('2.json'), JSON.stringify(testReport(2)));
  await writeFile(at('lunch.eml'), refusedMail);
  await writeFile(at('5.mbox'), [5, 6].map((n) => `From a@b Tue\n${reportMail(n).toString('latin1')}\n`).join(''));
  desk = await openDesk({ profile });
  person = new Person(desk);
});
afterAll(async () => {
  await desk.app.close();
  remove();
  await rm(folder, { recursive: true });
});

const picture = (name: string) => desk.page.screenshot({ path: screenshotPath(`files-${name}`) });
const rows = () => desk.page.getByRole('grid').getAttribute('aria-rowcount');

/** The native dialogs answer with this path from now on. */
const choose = (path: string) =>
  desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);

async function dropFiles(paths: string[]): Promise<void> {
  await desk.page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'dropped';
    document.body.append(input);
  });
  await desk.page.locator('#dropped').setInputFiles(paths);
  await desk.page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped');
    const dataTransfer = new DataTransfer();
    for (const file of input?.files ?? []) dataTransfer.items.add(file);
    input?.remove();
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer }));
  });
}

describe('reports without a mailbox', () => {
  test('files dropped on the first page are taken in, and the window shows them', async () => {
    await desk.page.getByRole('heading', { name: words.connect.welcome }).waitFor();
    await dropFiles([at('1.eml'), at('2.json'), at('lunch.eml')]);
    await desk.page.getByText(words.import.done, { exact: true }).waitFor();
    await person.button(words.import.details).click();
    await picture('imported');
    await person.button(words.actions.close).click();
    await person.open('reports');
    await eventually(rows).toBe('3');
  });

  test('a mailbox file comes by the menu’s Open dialog', async () => {
    await choose(at('5.mbox'));
    await desk.page.keyboard.press('ControlOrMeta+o');
    await eventually(rows).toBe('5');
  });

  test('where a filter shows nothing there is nothing to combine, which is no fault of the app', async () => {
    const search = desk.page.getByRole('searchbox');
    await person.open('failures');
    await search.fill('nothing is called that');
    await desk.page.getByRole('main').getByRole('button', { name: words.actions.clearFilters }).first().waitFor();
    await desk.page.keyboard.press('ControlOrMeta+Shift+e');
    await desk.page.getByRole('heading', { name: words.combined.impossible }).waitFor();
    await person.button(words.actions.showReports).click();
    await desk.page.getByRole('heading', { name: words.views.reports, level: 1 }).waitFor();
    await search.fill('');
    await eventually(rows).toBe('5');
  });

  test('what the list shows is combined into one report that counts the same', async () => {
    await choose(at('all.json.gz'));
    await desk.page.keyboard.press('ControlOrMeta+Shift+e');
    await desk.page.getByRole('heading', { name: words.views.combined, level: 1 }).waitFor();
    await person.settle();
    await picture('combined');
    await person.button(words.report.compressed).click();
    await desk.page.getByText('all.json.gz').waitFor();
    await person.button(words.actions.showInFolder).waitFor();
    const { report, deviations } = parseReport(gunzipSync(await readFile(at('all.json.gz'))));
    expect(deviations).toEqual([]);
    expect(report.policies).toMatchObject([{ totalSuccessfulSessionCount: 14, totalFailureSessionCount: 6 }]);
  });

  test('a refused mail is read again, and saved byte by byte', async () => {
    await choose(at('saved.eml'));
    await person.open('refused');
    await desk.page.getByText(/Lunch/).first().click();
    await person.button(words.actions.tryAgain).click();
    await desk.page.getByText(words.refused.stillRefused).waitFor();
    await person.button(words.actions.saveAs).click();
    await desk.page.getByText('saved.eml').waitFor();
    await person.button(words.actions.showInFolder).waitFor();
    expect(await readFile(at('saved.eml'))).toEqual(refusedMail);
  });

  test('a backup brings back what the store was, and the engine starts again with it', async () => {
    await choose(at('backup.sqlite'));
    await desk.page.keyboard.press('ControlOrMeta+,');
    await person.button(settingsWords.backup).click();
    await desk.page.getByText('backup.sqlite').waitFor();
    await person.button(words.actions.showInFolder).waitFor();
    await writeFile(at('9.json'), JSON.stringify(testReport(9)));
    await dropFiles([at('9.json')]);
    await person.open('reports');
    await eventually(rows).toBe('6');
    await desk.page.keyboard.press('ControlOrMeta+,');
    await person.button(settingsWords.restore).click();
    await person.button(settingsWords.restoreConfirm).click();
    await desk.page.getByText(/The backup is in place/).waitFor();
    await picture('settings');
    await person.open('reports');
    await eventually(rows).toBe('5');
  });
});
