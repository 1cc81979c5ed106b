import type { Protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

/** The page that the window shows and that alone may ask main for anything. */
export interface Page {
  url: string;
  origin: string;
}

const scheme = 'app';
const host = 'desk';

/** Trusted types and no inline code at all: whatever a report contains, it cannot become a script or a request. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Our page: of the built files, or Vite's server while developing (which has a looser policy of its own). */
export function ourPage(devServerUrl: string | undefined): Page {
  if (devServerUrl !== undefined) return { url: devServerUrl, origin: new URL(devServerUrl).origin };
  return { url: `${scheme}://${host}/index.html`, origin: `${scheme}://${host}` };
}

/** To be called once, before the app is ready. */
export function declareScheme(protocol: Protocol): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Serves the files below `root` as app://desk/... */
export function serveScheme(protocol: Protocol, root: string): void {
  protocol.handle(scheme, (request) => answer(root, request));
}

export async function answer(root: string, request: { method: string; url: string }): Promise<Response> {
  if (request.method !== 'GET') return respond(405, 'text/plain', 'Only GET');
  const file = locate(root, request.url);
  if (file === null) return notFound();
  try {
    return respond(200, file.mediaType, await readFile(file.path));
  } catch {
    return notFound();
  }
}

function locate(root: string, address: string): { path: string; mediaType: string } | null {
  const url = new URL(address);
  if (url.hostname !== host) return null;
  const path = resolve(root, `.${decoded(url.pathname)}`);
  const mediaType = mediaTypes[extname(path)];
  if (!path.startsWith(root + sep) || mediaType === undefined) return null;
  return { path, mediaType };
}

/** Encoded slashes and dots are decoded before the containment check, so they cannot pass it by. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '/';
  }
}

function notFound(): Response {
  return respond(404, 'text/plain', 'Not found');
}

function respond(status: number, mediaType: string, body: string | Uint8Array<ArrayBuffer>): Response {
  const headers = {
    'content-type': mediaType,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
  };
  return new Response(body, { status, headers });
}
