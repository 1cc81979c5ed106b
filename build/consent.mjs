import { Stop } from './process.mjs';

export const consentFlag = '--accept-old-runtime';

/**
 * Answers the arguments without the flag by which a person lets the stand-in have real passwords, and stops where it is
 * the stand-in and they did not. The demo and the tests, which have none, need no flag.
 * @param {import('./runtime.mjs').Runtime} runtime
 * @param {string[]} args
 */
export function argumentsWithConsent({ standIn }, args) {
  if (standIn && !args.includes(consentFlag)) {
    throw new Stop(`The window is not opened: it would take the password of a real mailbox, in a Chromium that gets no
security updates any more. To see TLSRPT Desk at work without an account, run

  npm run demo

To open the window all the same, run

  npm start -- ${consentFlag}
`);
  }
  return args.filter((arg) => arg !== consentFlag);
}
