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
/** At the end of the list, with what its last row holds: the skeleton of a row that is on its way has no text. */
export const listedToTheEnd = async (page: Page) => {
  await page.getByRole('row').nth(3).focus();
  await page.keyboard.press('End');
  const last = await page.getByRole('grid').getAttribute('aria-rowcount');
  await page.locator(`[aria-rowindex="${last}"]`).getByRole('gridcell').filter({ hasText: /\S/ }).first().waitFor();
};
export const listed = (page: Page) => page.getByRole('row').nth(9).waitFor();
