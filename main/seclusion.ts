import type { Session, WebContents } from 'electron';
import type { Page } from './scheme.ts';

/**
 * Keeps Chromium to itself: it fetches nothing but our page, downloads nothing, and asks the page's wishes to no
 * device. To be called before the window is made, as a session at its start fetches a dictionary for the spelling of
 * each language of the system, whether or not a page is ever checked.
 */
export function seclude(session: Session, page: Page): void {
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isOurs(url, page) }));
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(allowed(permission)));
  session.setDevicePermissionHandler(() => false);
}

/** The page stays where it is, opens nothing, and reaches nobody around the proxy that there is not. */
export function lockDown(contents: WebContents, page: Page): void {
  contents.on('will-navigate', (event, url) => {
    if (url !== page.url) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** What never leaves this computer. While developing our page has a server, which also speaks over a socket. */
const localSchemes = ['data:', 'blob:', 'devtools:'];

export function isOurs(address: string, page: Page): boolean {
  const url = new URL(address);
  if (localSchemes.includes(url.protocol)) return true;
  const own = new URL(page.url);
  return (
    url.host === own.host && (url.protocol === own.protocol || (own.protocol === 'http:' && url.protocol === 'ws:'))
  );
}
