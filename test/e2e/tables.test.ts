import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paletteWords } from '../../shared/command-words.ts';
import { tableWords } from '../../shared/table-words.ts';
import { words } from '../../shared/words.ts';
import { testReport } from '../engine/mails.ts';
import { type Desk, newProfile, openDesk } from './electron.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';

// Columns, menus, copying and the palette in the real window, with the real clipboard; each test goes on from the last.

const { profile, remove } = newProfile();
/** More than fit: the list has a scrollbar. */
const reports = 60;
let desk: Desk;
let person: Person;

beforeAll(async () => {
  desk = await openDesk({ profile });
  person = new Person(desk);
  await importReports();
});
afterAll(async () => {
  await desk.app.close();
  remove();
});

async function importReports(): Promise<void> {
  const filePaths = Array.from({ length: reports }, (_, number) => {
    const path = join(profile, `${number}.json`);
    writeFileSync(path, JSON.stringify(testReport(number)));
    return path;
  });
  await desk.app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths });
  }, filePaths);
  await desk.page.keyboard.press('ControlOrMeta+o');
  await desk.page.getByText(words.import.done).waitFor();
  await person.button(words.actions.dismiss).click();
  await person.open('reports');
  await person.settle();
}

const clipboard = () => desk.app.evaluate(({ clipboard }) => clipboard.readText());
const clearClipboard = () => desk.app.evaluate(({ clipboard }) => clipboard.clear());
const row = (index: number) => desk.page.getByRole('row').nth(index);
const titles = () => desk.page.getByRole('columnheader').allInnerTexts();
const focusedRole = () => desk.page.evaluate(() => document.activeElement?.getAttribute('role'));
const menuItem = (name: string) => desk.page.getByRole('menuitem', { name });
const { columns } = words.reports;

test('each cell stands below its title, beside a scrollbar too', async () => {
  const edges = (role: 'columnheader' | 'gridcell') =>
    desk.page
      .getByRole(role)
      .evaluateAll((cells) => cells.slice(0, 8).map((cell) => Math.round(cell.getBoundingClientRect().right)));
  const scroller = desk.page.locator('.scroller');
  expect(await scroller.evaluate((element: HTMLElement) => element.offsetWidth - element.clientWidth)).toBeGreaterThan(
    0,
  );
  expect(await edges('gridcell')).toEqual(await edges('columnheader'));
});

test('zoomed in twofold in a small window, the list still has room for its rows, and nothing lies beside the window', async () => {
  const zoom = (factor: number) =>
    desk.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(wanted),
      factor,
    );
  const { app, page } = desk;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700));
  await zoom(2);
  await eventually(() => page.evaluate(() => innerWidth)).toBe(512);
  const listPx = () => page.locator('.scroller').evaluate((list) => list.clientHeight);
  await eventually(listPx).toBeGreaterThan(110);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(512);
  await person.open('overview');
  await person.open('reports');
  await zoom(1);
  await eventually(() => page.evaluate(() => innerWidth)).toBe(1024);
});

test('the copy key puts the row that has the focus on the clipboard, for a spreadsheet', async () => {
  await clearClipboard();
  await row(2).focus();
  await desk.page.keyboard.press('ControlOrMeta+c');
  await eventually(clipboard).toContain('\n');
  const [head, line, ...more] = (await clipboard()).split('\n');
  expect(head?.split('\t').slice(0, 2)).toEqual([columns.startDatetime, columns.organizationName]);
  expect([line?.split('\t').length, more]).toEqual([head?.split('\t').length, []]);
});

test('a menu by key copies all rows, and gives the focus back to the row', async () => {
  await clearClipboard();
  await desk.page.keyboard.press('Shift+F10');
  await menuItem(tableWords.open).waitFor();
  expect(await focusedRole()).toBe('menuitem');
  await desk.page.keyboard.press('Escape');
  expect(await focusedRole()).toBe('row');
  await row(2).click({ button: 'right' });
  await menuItem(tableWords.copyAll.csv).click();
  await eventually(clipboard).toContain('\r\n');
  expect((await clipboard()).trimEnd().split('\r\n')).toHaveLength(reports + 1);
});

test('columns that were moved, hidden and widened are so again after a restart', async () => {
  await person.button(columns.organizationName).focus();
  await desk.page.keyboard.press('ControlOrMeta+ArrowLeft');
  for (let step = 0; step < 5; step += 1) await desk.page.keyboard.press('Shift+ArrowRight');
  await person.button(tableWords.columns).click();
  await desk.page.getByRole('menuitemcheckbox', { name: columns.policyTypes }).click();
  await desk.page.keyboard.press('Escape');
  const [before, width] = [await titles(), await widthOf(columns.organizationName)];
  expect(before.slice(0, 2)).toEqual([columns.organizationName, columns.startDatetime]);
  expect(before).not.toContain(columns.policyTypes);
  await desk.app.close();
  desk = await openDesk({ profile });
  person = new Person(desk);
  await person.open('reports');
  await person.settle();
  expect([await titles(), await widthOf(columns.organizationName)]).toEqual([before, width]);
});

async function widthOf(title: string): Promise<number> {
  const box = await desk.page.getByRole('columnheader', { name: title }).boundingBox();
  return Math.round(box?.width ?? 0);
}

test('the palette goes where one types, and closing it gives the focus back', async () => {
  await row(1).focus();
  await desk.page.keyboard.press('ControlOrMeta+k');
  const field = desk.page.getByRole('combobox', { name: paletteWords.title });
  await field.fill('nothing is called that');
  await desk.page.keyboard.press('Escape');
  await field.waitFor({ state: 'hidden' });
  expect(await focusedRole()).toBe('row');
  await desk.page.keyboard.press('ControlOrMeta+k');
  await field.fill('failures');
  await desk.page.keyboard.press('Enter');
  await desk.page.getByRole('heading', { name: words.views.failures, level: 1 }).waitFor();
});
