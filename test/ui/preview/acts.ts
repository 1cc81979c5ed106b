import type { Page } from 'playwright-core';

/** What is the matter, and what the person does. */
export interface Shot {
  scenario: string;
  /** Where the person is; the reports unless said. */
  begin?: 'overview';
  act(page: Page): Promise<unknown>;
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first();
export const view = (name: string) => async (page: Page) => button(page, name).click();
export const listed = (page: Page) => page.getByRole('row').nth(9).waitFor();
