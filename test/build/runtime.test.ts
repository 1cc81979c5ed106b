import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reasonIn } from '../../build/runtime.mjs';
import { hasIntegrity } from '../../build/standin.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tlsrpt-runtime-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an archive is taken only when it is the one that was chosen', () => {
  // The SHA-512 of "abc" of FIPS 180-2, appendix C.1.
  const abc = 'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';
  const file = join(folder, 'archive');

  test('the same bytes', async () => {
    writeFileSync(file, 'abc');
    expect(await hasIntegrity(file, abc)).toBe(true);
  });

  test('a changed byte', async () => {
    writeFileSync(file, 'abd');
    expect(await hasIntegrity(file, abc)).toBe(false);
  });
});

describe("the reason why Electron's download failed", () => {
  test('is the error that its installer printed', () => {
    expect(reasonIn('Downloading ...\nHTTPError: Response code 404 (Not Found)\n    at download\n')).toBe(
      'HTTPError: Response code 404 (Not Found)',
    );
  });

  test('is given in any case', () => {
    expect(reasonIn('')).toBe('its installer failed');
  });
});
