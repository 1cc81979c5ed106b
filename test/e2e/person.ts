import type { Locator } from 'playwright-core';
import type { ExportTable } from '../../shared/contract.ts';
import { words } from '../../shared/words.ts';
import type { Desk } from './electron.ts';

export interface Account {
  host: string;
  port: number;
  security: 'tls' | 'starttls';
  user: string;
  password: string;
  /** PEM */
  authority: string;
}

/** Patience with a shared machine. */
export const patienceMs = 60_000;

/** What a person does in the window, step by step; for the tests and the demo. */
export class Person {
  readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
    desk.page.setDefaultTimeout(patienceMs);
  }

  /** Fills the form of the first run. */
  async describeMailbox({ host, port, security, user, password, authority }: Account): Promise<void> {
    const { page } = this.desk;
    await page.getByLabel(words.connect.host, { exact: true }).fill(host);
    await page.getByLabel(words.connect.security).selectOption(security);
    await page.getByLabel(words.connect.port, { exact: true }).fill(String(port));
    await page.getByLabel(words.connect.user, { exact: true }).fill(user);
    await page.getByLabel(words.connect.password, { exact: true }).fill(password);
    const pem = page.getByLabel(words.connect.certificateAuthority);
    if (!(await pem.isVisible())) await page.getByText(words.connect.advanced).click();
    await pem.fill(authority);
  }

  /** Tests the connection, chooses the folder, saves. */
  async connectMailbox(account: Account, folder = 'INBOX'): Promise<void> {
    const { page } = this.desk;
    await this.describeMailbox(account);
    await this.button(words.connect.test).click();
    await page.getByText(words.connect.tested).waitFor();
    await page.getByLabel(words.connect.folder).selectOption(folder);
    await this.button(words.connect.save).click();
  }

  async open(view: 'overview' | 'reports' | 'failures' | 'mailboxes' | 'refused' | 'settings'): Promise<void> {
    await this.desk.page.getByRole('navigation').getByRole('button', { name: words.views[view] }).click();
    await this.desk.page.getByRole('heading', { name: words.views[view], level: 1 }).waitFor();
  }

  async openFirstReport(): Promise<void> {
    const { page } = this.desk;
    await page.getByRole('row').nth(1).click();
    await page.getByRole('heading', { name: words.report.original }).waitFor();
  }

  /** Waits until nothing on the page is loading any more. */
  async settle(): Promise<void> {
    await this.desk.page.locator('[aria-busy="true"]:visible').first().waitFor({ state: 'hidden' });
  }

  /** Exports what the view's filter shows to `path`, as if chosen in the native dialog. */
  async exportCsv(table: ExportTable, path: string): Promise<void> {
    const { app, page } = this.desk;
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page.keyboard.press('ControlOrMeta+e');
    await page.getByRole('radio', { name: words.export.tables[table] }).check();
    await this.button(words.export.choose).click();
    await this.button(words.actions.showInFolder).waitFor();
  }

  button(name: string): Locator {
    return this.desk.page.getByRole('button', { name, exact: true });
  }
}
